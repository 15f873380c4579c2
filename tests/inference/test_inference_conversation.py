"""Four turns with their keys and values kept write the tokens that reading everything anew writes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from support.golden_cases import SHIPPED, TraceArrays, load_case

from sa2va_desktop.inference.api import AnswerFinished, AskRequest, FrameMasks, History, SegmentFound
from sa2va_desktop.inference.generation import DecodeStep, FixedDecoding, PromptRows, generate
from sa2va_desktop.inference.predictor import Sa2vaPredictor
from sa2va_desktop.tasks import CancelToken


def answer_of(predictor: Sa2vaPredictor, request: AskRequest, trace=None) -> AnswerFinished:
    events = predictor.ask(request, CancelToken(), trace)
    return next(event for event in events if isinstance(event, AnswerFinished))


def counted_rows(predictor: Sa2vaPredictor, monkeypatch) -> list[int]:
    """How many rows each pass of the language model reads from now on."""
    decoder = predictor._opened().checkpoint.network.language.decoder
    forward, rows = decoder.forward, []

    def count(*args, **kwargs):
        rows.append(kwargs["inputs_embeds"].shape[1])
        return forward(*args, **kwargs)

    monkeypatch.setattr(decoder, "forward", count)
    return rows


def turns(family: str) -> list[AskRequest]:
    """About a picture, then by text alone, then about a clip, then by text about that clip."""
    folder = SHIPPED.parent / family
    still = load_case(folder, "image_ref_natural").request.frames
    clip = load_case(folder, "video3_ref_forced").request.frames
    return [
        AskRequest("What is this?", frames=still, max_new_tokens=6),
        AskRequest("Is there a dog? \N{DOG FACE}", max_new_tokens=6),
        AskRequest(
            "And here?",
            frames=clip,
            is_video=True,
            language_frames=(0, 2),
            frame_range=(0, 3),
            max_new_tokens=6,
        ),
        AskRequest("Why?", frame_range=(0, 3), max_new_tokens=6),
    ]


def test_four_turns_write_what_reading_everything_anew_writes(family, predictor, monkeypatch):
    rows = counted_rows(predictor, monkeypatch)
    history = None
    for number, turn in enumerate(turns(family)):
        request = replace(turn, history=history)
        rows.clear()
        kept = answer_of(predictor, request)
        kept_rows = sum(rows)
        anew = TraceArrays()
        rows.clear()
        fresh = answer_of(predictor, request, anew)  # a traced run reads everything

        assert kept.history.ids == fresh.history.ids
        assert kept.history.ids[: len(anew["prompt_ids"])] == tuple(anew["prompt_ids"])
        if number:
            written = len(kept.history.ids) - len(anew["prompt_ids"])
            new_tokens = len(anew["prompt_ids"]) - len(history.ids)
            # The last token of an answer is written but not read, until the next turn reads it.
            assert kept_rows == new_tokens + 1 + written - 1
        history = kept.history
    assert len(history.pictures) == 2


def test_a_turn_without_pictures_segments_in_the_last_that_were_shown(family, predictor):
    *_, about_clip, by_text = turns(family)
    first = answer_of(predictor, about_clip)

    events = list(
        predictor.ask(
            replace(by_text, history=first.history, forced_answer="It is [SEG].<|im_end|>"), CancelToken()
        )
    )

    assert sum(isinstance(event, SegmentFound) for event in events) == 1
    frames = [event for event in events if isinstance(event, FrameMasks)]
    assert sorted(frame.frame_index for frame in frames) == [0, 1, 2]
    assert sorted(frame.frame_index for frame in frames if frame.masks[0].is_key) == [0, 2]


def test_another_question_about_the_same_picture_reads_it_once(family, predictor, monkeypatch):
    first, *_ = turns(family)
    question = replace(first, text="What else?", forced_answer="It is [SEG].<|im_end|>")
    answer_of(predictor, first)
    rows = counted_rows(predictor, monkeypatch)

    events = list(predictor.ask(question, CancelToken()))

    second = next(event for event in events if isinstance(event, AnswerFinished))

    image_token = predictor._opened().checkpoint.marks.token
    image_id = predictor._opened().checkpoint.tokenizer.token_id(image_token)
    assert second.history.ids.count(image_id) >= 256
    assert rows[0] < 64
    predictor._conversations.clear()
    assert list(predictor.ask(question, CancelToken())) == events  # scores and masks to the last bit


def test_a_cancelled_turn_leaves_what_it_has_read(family, predictor, monkeypatch):
    first, *_ = turns(family)
    history = answer_of(predictor, first).history
    cancel, request = CancelToken(), AskRequest("Tell me a long story.", history=history, max_new_tokens=50)
    for number, _event in enumerate(predictor.ask(request, cancel)):
        if number == 3:
            cancel.cancel()
            break
    rows = counted_rows(predictor, monkeypatch)

    again = answer_of(predictor, replace(request, max_new_tokens=4))

    assert sum(rows) < 1 + 4  # the end of the prompt alone, for its state, and the answer
    assert np.array_equal(again.history.ids[: len(history.ids)], history.ids)


def test_a_history_of_text_alone_needs_no_pictures(predictor):
    first = answer_of(predictor, AskRequest("Hello.", max_new_tokens=3))

    second = answer_of(predictor, AskRequest("Again.", history=first.history, max_new_tokens=3))

    assert isinstance(second.history, History)
    assert second.history.pictures == ()


def test_fixed_tensors_write_the_same_tokens_in_every_family(predictor):
    checkpoint = predictor._opened().checkpoint
    language = checkpoint.network.language
    prompt = PromptRows(tuple(range(40, 60)), image_token_id=-1)

    def write(fixed: FixedDecoding) -> list[DecodeStep]:
        cache = language.new_cache()
        return list(generate(language, prompt, cache, max_new_tokens=40, cancel=CancelToken(), fixed=fixed))

    plain, fixed = write(FixedDecoding.OFF), write(FixedDecoding.EAGER)

    assert [step.token_id for step in fixed] == [step.token_id for step in plain]
    for one, other in zip(plain, fixed, strict=True):
        np.testing.assert_allclose(one.input_state, other.input_state, rtol=0, atol=2e-4)
