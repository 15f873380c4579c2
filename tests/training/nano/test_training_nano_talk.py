"""What is said about whole pictures: the words are the application's, the answers fit the scene, attention is told right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sa2va_desktop.inference.chat_templates import TEMPLATES
from sa2va_desktop.inference.prompt import Pictures, PromptAssembler
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer
from sa2va_desktop.operations.instructions import (
    DESCRIBE_CLIP_QUESTION,
    DESCRIBE_PICTURE_QUESTION,
    GROUNDED_CAPTION_QUESTION,
)
from sa2va_desktop.scenes.expressions import shows_colour
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.palette import TINTS
from sa2va_desktop.training.nano.batches import SceneBatch, scene_batch
from sa2va_desktop.training.nano.config import DEFAULT_MIX
from sa2va_desktop.training.nano.language import image_blocks
from sa2va_desktop.training.nano.talk_names import all_names
from sa2va_desktop.training.nano.talk_phrasing import (
    DESCRIBE_CLIP,
    DESCRIBE_PICTURE,
    GROUNDED_CAPTION,
    Exchange,
    draw_exchanges,
    mentions_in,
    naming_answer,
)
from sa2va_desktop.training.nano.talk_stage import TalkStep, draw_turns_about
from sa2va_desktop.training.nano.tokenizer import SEG, build_tokenizer


@pytest.fixture(scope="module")
def batch() -> SceneBatch:
    return scene_batch(4, 0, scene_count=30, mix=DEFAULT_MIX, side_px=96)


@pytest.fixture(scope="module")
def told(batch: SceneBatch) -> list[tuple[int, Exchange]]:
    rng = np.random.default_rng(2)
    return [
        (scene, exchange)
        for scene, facts in enumerate(batch.facts)
        for exchange in draw_exchanges(facts, batch.expressions[scene], rng, short=20, long=6)
    ]


def test_the_requests_are_those_that_the_application_sends() -> None:
    assert GROUNDED_CAPTION == GROUNDED_CAPTION_QUESTION
    assert (DESCRIBE_PICTURE, DESCRIBE_CLIP) == (DESCRIBE_PICTURE_QUESTION, DESCRIBE_CLIP_QUESTION)


def test_everything_that_is_taught_is_drawn(told: list[tuple[int, Exchange]]) -> None:
    taught = (
        "absent colour count described exists group grounded place present relation several small_talk unknown"
    )
    assert set(taught.split()) <= {exchange.kind for _, exchange in told}


def test_every_seg_has_a_meaning_that_the_table_knows(told: list[tuple[int, Exchange]]) -> None:
    known = set(all_names())
    for _, exchange in told:
        assert exchange.answer.count(SEG) == len(exchange.names)
        assert known.issuperset(exchange.names)


def test_yes_and_no_are_true(batch: SceneBatch, told: list[tuple[int, Exchange]]) -> None:
    answers = []
    for scene, exchange in told:
        if exchange.kind == "exists":
            (mention,) = mentions_in(exchange.question)
            is_there = any(mention.fits(thing) for thing in batch.facts[scene].things)
            assert exchange.answer == ("Yes." if is_there else "No.")
            answers.append(is_there)
    assert 0.3 < np.mean(answers) < 0.7


def test_what_is_refused_is_nowhere(batch: SceneBatch, told: list[tuple[int, Exchange]]) -> None:
    refused = [(scene, exchange) for scene, exchange in told if exchange.kind == "absent"]
    for scene, exchange in refused:
        (mention,) = mentions_in(exchange.answer)
        assert not any(mention.fits(thing) for thing in batch.facts[scene].things)
        assert SEG not in exchange.answer
    assert any(mentions_in(e.answer)[0].noun in {t.noun for t in batch.facts[s].things} for s, e in refused)


def test_no_held_out_pair_is_ever_spoken_of(told: list[tuple[int, Exchange]]) -> None:
    pairs = {f"{colour} {noun}" for colour, noun in HELD_OUT_PAIRS}
    for _, exchange in told:
        assert not any(pair in f"{exchange.question} {exchange.answer}".lower() for pair in pairs)


def test_captions_mean_each_thing_by_words_that_fit_no_other(
    batch: SceneBatch, told: list[tuple[int, Exchange]]
) -> None:
    for scene, exchange in told:
        if exchange.kind != "grounded":
            continue
        things = {thing.object_id: thing for thing in batch.facts[scene].things}
        for name, (start, stop, object_id) in zip(exchange.names, exchange.phrases, strict=True):
            assert exchange.answer[start:stop].startswith("<p> ")
            assert exchange.answer[start:stop].endswith(f"</p> {SEG}")
            assert things[object_id].noun in exchange.answer[start:stop]
            words = name.split()[1:]
            if words[0] in TINTS:
                assert shows_colour(things[object_id], words[0])
            assert words[-1] == things[object_id].noun


def test_several_things_are_answered_in_the_order_of_the_words() -> None:
    assert naming_answer(["the car", "the red duck", "the tree"]) == (
        "Sure, they are <p> the car </p> [SEG], <p> the red duck </p> [SEG] and <p> the tree </p> [SEG]."
    )


def test_mentions_are_nouns_with_their_colours() -> None:
    found = mentions_in("Is the red car left of the purple object or of two butterflies?")

    assert [(each.colour, each.noun) for each in found] == [("red", "car"), ("purple", ""), ("", "butterfly")]


def test_attention_belongs_to_what_is_named(batch: SceneBatch, tmp_path: Path) -> None:
    tokenizer = build_tokenizer(tmp_path, vocabulary_size=900)
    turns = draw_turns_about(
        batch, tokenizer, np.random.default_rng(5), TalkStep(len(batch.facts), 1, 12, 3, 10), cells=36
    )

    for turn in turns:
        things = {thing.object_id: thing for thing in batch.facts[turn.scene].things}
        for look in turn.asking:
            word = tokenizer.fast.decode([turn.ids[look.token]]).strip().lower()
            assert look.token < turn.answer_from
            for object_id in look.object_ids:
                noun = things[object_id].noun
                assert word in ("object", "objects") or word[-1:] in (noun[-1], "s")
        for look in turn.answering:
            assert turn.answer_from - 1 <= look.token < len(turn.ids)
            assert all(token < turn.answer_from for token in look.own_tokens)
    assert any(turn.asking and not turn.asking[0].object_ids for turn in turns)
    assert any(look.object_ids for turn in turns for look in turn.answering)
    assert len(NOUNS) == 18


def test_the_prompt_has_the_ids_of_the_runtime(batch: SceneBatch, tmp_path: Path) -> None:
    tokenizer = build_tokenizer(tmp_path, vocabulary_size=700)
    assembler = PromptAssembler(load_tokenizer(tmp_path), TEMPLATES["qwen_chat"])
    opening = tokenizer.encode("<|im_start|>user\n" + image_blocks(1, 36))
    rng = np.random.default_rng(5)

    for turn in draw_turns_about(batch, tokenizer, rng, TalkStep(30, 1, 1, 1, 20), cells=36):
        text = tokenizer.fast.decode(list(turn.ids[: turn.answer_from]), skip_special_tokens=False)
        question = text.split("<|im_end|>")[0].rsplit("\n\n" if turn.cells else "\n", 1)[-1]
        pictures = Pictures((36,), (len(turn.cells),) if turn.cells else ())
        assert assembler.first_turn(question, pictures).ids == (*opening, *turn.ids[: turn.answer_from])
