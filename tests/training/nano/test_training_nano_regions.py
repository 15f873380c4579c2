"""Questions about regions: the prompt is the runtime's own, and the answers fit the scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sa2va_desktop.inference.chat_templates import TEMPLATES
from sa2va_desktop.inference.prompt import Pictures, PromptAssembler
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer
from sa2va_desktop.operations.region_prompts import REGION_QUESTION
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX, scene_batch
from sa2va_desktop.training.nano.config import DEFAULT_MIX
from sa2va_desktop.training.nano.region_phrasing import DESCRIBE, description, region_exchange
from sa2va_desktop.training.nano.region_stage import draw_region_turns, region_sequence
from sa2va_desktop.training.nano.tokenizer import build_tokenizer


def test_the_question_is_the_one_that_the_application_asks() -> None:
    assert DESCRIBE == REGION_QUESTION


def test_the_prompt_has_the_ids_of_the_runtime(tmp_path: Path) -> None:
    tokenizer = build_tokenizer(tmp_path, vocabulary_size=700)
    assembler = PromptAssembler(load_tokenizer(tmp_path), TEMPLATES["qwen_chat"])

    ids, answer_from = region_sequence(tokenizer, 36, 5, DESCRIBE, "A red car.")

    assert tuple(ids[:answer_from]) == assembler.first_turn(DESCRIBE, Pictures((36,), (5,))).ids


def test_each_thing_that_covers_a_cell_is_asked_about() -> None:
    batch = scene_batch(3, 0, scene_count=4, mix=DEFAULT_MIX, side_px=96)

    turns = draw_region_turns(batch, np.random.default_rng(0), grid=6)

    assert 4 <= len(turns.exchanges) <= len(batch.nouns)
    assert turns.cells.any(1).all()
    assert turns.cells.shape == (len(turns.exchanges), 36)


@pytest.mark.parametrize(
    ("noun", "colour", "expected"),
    [("car", "red", "A red car."), ("fish", "orange", "An orange fish."), ("house", None, "A house.")],
)
def test_descriptions_are_noun_and_colour(noun: str, colour: str | None, expected: str) -> None:
    assert description(NOUN_INDEX[noun], COLOUR_INDEX[colour] if colour else -1) == expected


def test_answers_are_true() -> None:
    rng = np.random.default_rng(5)
    seen = set()
    for _ in range(400):
        question, answer = region_exchange(NOUN_INDEX["car"], COLOUR_INDEX["red"], (), rng)
        seen.add(answer)
        words = set(question.lower().strip("?.").split())
        if answer == "Yes.":
            assert words & {"car", "red"}
        elif answer == "No.":
            assert not words & {"car", "red"}
            assert words & (set(NOUNS) | set(COLOUR_INDEX))
    assert seen == {"A red car.", "Red.", "Yes.", "No."}
