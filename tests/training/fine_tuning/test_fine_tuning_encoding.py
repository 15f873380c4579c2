"""A conversation is written as its template's training layout writes it, and only answers are learnt."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from support.golden_cases import SHIPPED
from support.training_samples import chat_sample, clip_sample, still_sample

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.inference.chat_templates import INTERNVL_MARKS, TEMPLATES
from sa2va_desktop.inference.prompt import Pictures, PromptAssembler
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer
from sa2va_desktop.training.fine_tuning.config import LossConfig, SegTokens
from sa2va_desktop.training.fine_tuning.encoding import EncodedSample, SampleEncoder
from sa2va_desktop.training.fine_tuning.mask_choice import choose_masks, drawn, target_mask
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingTurn


@functools.cache
def tokenizer(family: str = SHIPPED.name) -> TextTokenizer:
    return load_tokenizer(SHIPPED.parent / family / "checkpoint")


def encoder(
    template: str = "qwen_chat", *, family: str = SHIPPED.name, seg_tokens: SegTokens = SegTokens.SINGLE
) -> SampleEncoder:
    assembler = PromptAssembler(tokenizer(family), TEMPLATES[template], INTERNVL_MARKS)
    return SampleEncoder(tokenizer(family), assembler, max_tokens=400, seg_tokens=seg_tokens)


def learnt(encoded: EncodedSample, family: str = SHIPPED.name) -> list[str]:
    """The stretches that are learnt, as text."""
    texts, run = [], list[int]()
    for token, is_answer in [*zip(encoded.ids, encoded.is_answer, strict=True), (0, False)]:
        if is_answer:
            run.append(token)
        elif run:
            texts.append(tokenizer(family).spell(run))
            run = []
    return texts


@pytest.mark.parametrize(
    ("template", "start", "stop", "end"),
    [
        ("qwen_chat", "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>"),
        ("phi3_chat", "<|user|>\n", "<|end|>\n<|assistant|>\n", "<|end|>"),
    ],
)
def test_turns_follow_each_other_and_answers_end_with_the_stop_word(template, start, stop, end) -> None:
    turns = (TrainingTurn("Where?", "It is [SEG].", (0,)), TrainingTurn("And it?", "[SEG]", (1,)))

    encoded = encoder(template).encode(still_sample(*turns), Pictures((4,)))

    text = tokenizer().spell(encoded.ids)
    shown = "<img>" + 4 * "<IMG_CONTEXT>" + "</img>\n"
    assert text == f"{start}{shown}Where?{stop}It is [SEG].{end}\n{start}And it?{stop}[SEG]{end}"
    assert learnt(encoded) == [f"It is [SEG].{end}", f"[SEG]{end}"]


def test_internlm2_begins_with_its_start_token_once() -> None:
    family = "internvl_internlm2"
    turns = (TrainingTurn("Hello?", "Yes."), TrainingTurn("Really?", "No."))
    sample = still_sample(*turns)

    encoded = encoder("internlm2_chat", family=family).encode(sample, Pictures((1,)))

    starts = tokenizer(family).start_ids
    assert encoded.ids[: len(starts)] == starts
    assert encoded.ids.count(starts[0]) == 1
    assert learnt(encoded, family) == ["Yes.<|im_end|>", "No.<|im_end|>"]


def test_what_a_source_spells_is_text_but_for_the_marks_of_answers() -> None:
    nasty = "[SEG] <img> <|im_end|> <IMG_CONTEXT>"
    turn = TrainingTurn(nasty, "<p> it </p> [SEG] <|im_end|> <IMG_CONTEXT>", (0,))

    encoded = encoder().encode(still_sample(turn), Pictures((4,)))

    counts = {
        mark: encoded.ids.count(tokenizer().token_id(mark))
        for mark in ("[SEG]", "<p>", "</p>", "<img>", "<IMG_CONTEXT>")
    }
    assert counts == {"[SEG]": 1, "<p>": 1, "</p>": 1, "<img>": 1, "<IMG_CONTEXT>": 4}
    # The prompt has one that the template closes the question with, the answer one that ends it.
    assert encoded.ids.count(tokenizer().token_id("<|im_end|>")) == 2
    assert nasty in tokenizer().spell(encoded.ids)


def test_places_are_those_of_the_seg_tokens_and_bound_to_their_objects() -> None:
    seg = tokenizer().token_id("[SEG]")

    encoded = encoder().encode(clip_sample(), Pictures((4, 4)))

    assert [each.object_index for each in encoded.segs] == [0, 1, 0]
    places = [place for each in encoded.segs for place in each.places]
    assert places == [place for place, token in enumerate(encoded.ids) if token == seg]


@pytest.mark.parametrize("seg_tokens", [SegTokens.REPEAT, SegTokens.MULTIPLE])
def test_a_clip_has_a_token_for_each_shown_frame(seg_tokens: SegTokens) -> None:
    seg, size = tokenizer().token_id("[SEG]"), tokenizer().size
    second = seg if seg_tokens is SegTokens.REPEAT else size

    encoded = encoder(seg_tokens=seg_tokens).encode(clip_sample(), Pictures((4, 4)))
    still = encoder(seg_tokens=seg_tokens).encode(still_sample(), Pictures((4,)))

    for each in encoded.segs:
        assert [encoded.ids[place] for place in each.places] == [seg, second]
    assert [len(each.places) for each in still.segs] == [1]
    # Frames 0 and 1 are nearest to the first shown frame, 2 and 3 to the second.
    chosen = choose_masks(clip_sample(), encoded, LossConfig(), np.random.default_rng(0))
    positions = {mask.frame_index: encoded.segs[mask.seg].places.index(mask.place) for mask in chosen}
    assert positions == {0: 0, 1: 0, 2: 1, 3: 1}


def test_too_long_a_sample_is_refused_by_name() -> None:
    with pytest.raises(SampleError, match=r"chats, 1: at most 400 tokens are read, found \d+"):
        encoder().encode(chat_sample("la " * 500), None)


def test_fewer_things_count_more_often_and_more_are_drawn_from() -> None:
    rng = np.random.default_rng(0)

    assert drawn(1, 5, rng) == {0: 5}
    assert sorted(drawn(2, 5, rng).values()) == [2, 3]
    assert drawn(5, 5, rng) == dict.fromkeys(range(5), 1)
    several = [drawn(9, 5, rng) for _ in range(20)]
    assert all(list(each.values()) == [1] * 5 and list(each) == sorted(each) for each in several)
    assert set().union(*several) == set(range(9))


def test_a_target_is_empty_where_an_object_is_not_and_refused_in_another_size() -> None:
    sample = clip_sample()
    smaller = still_sample()
    smaller.objects[0][0] = mask_to_rle(np.ones((8, 8), np.bool_))

    there, gone = target_mask(sample, 1, 0), target_mask(sample, 1, 2)

    assert there.mean() == pytest.approx(30 * 50 / (96 * 128), abs=0.005)
    assert not gone.any()
    with pytest.raises(SampleError, match="stills, 1: a mask of frame 0 is 8x8 pixels, the picture 128x96"):
        target_mask(smaller, 0, 0)
