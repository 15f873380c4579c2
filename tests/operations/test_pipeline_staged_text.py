"""Texts that grow: every word keeps the stage that it came from, also when a person edits them."""

from __future__ import annotations

import pytest

from sa2va_desktop.operations.pipeline.staged_text import StagedText, edited, grown


def by_stage(text: StagedText) -> list[tuple[str, str]]:
    return [(each.stage, text.text[each.start : each.stop]) for each in text.segments]


def test_sentences_of_later_stages_follow() -> None:
    text = grown(
        grown(grown(StagedText(), "A red\n car", "object"), "It is left of a tree. ", "scene"), "", "video"
    )

    assert text.text == "A red car. It is left of a tree."
    assert by_stage(text) == [("object", "A red car"), ("scene", "It is left of a tree.")]


def test_a_reply_that_repeats_the_text_takes_its_place() -> None:
    before = grown(grown(StagedText(), "A red car.", "object"), "It is left of a tree.", "scene")

    after = grown(before, "Now: a red car. It is left of a tree, and then it drives away.", "video")

    assert after.text == "Now: a red car. It is left of a tree, and then it drives away."
    assert by_stage(after) == [
        ("video", "Now"),
        ("object", "a red car."),
        ("scene", "It is left of a tree"),
        ("video", "and then it drives away."),
    ]
    assert grown(before, before.text, "video") == before


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("A blue car. It stands.", [("object", "A "), ("object", " car."), ("scene", "It stands.")]),
        ("A red car. It stands still.", [("object", "A red car."), ("scene", "It stands"), ("scene", ".")]),
        ("My red car. It stands.", [("object", " red car."), ("scene", "It stands.")]),
        ("", []),
        ("Something else", []),
    ],
)
def test_what_a_person_types_is_of_no_stage(text: str, stages: list[tuple[str, str]]) -> None:
    before = grown(grown(StagedText(), "A red car.", "object"), "It stands.", "scene")

    after = edited(before, text)

    assert after.text == text
    assert by_stage(after) == stages
    assert edited(before, before.text) == before
