"""The colours of the stages can be read on every ground that texts stand on, in both themes."""

from __future__ import annotations

import tomllib

import pytest

from sa2va_desktop.annotation.records import Expression, ExpressionId, MediaId, TextSegment
from sa2va_desktop.operations.pipeline.recipe import TEXT_STAGES
from sa2va_desktop.resources import resource_path
from sa2va_desktop.ui.legible_colors import contrast_ratio
from sa2va_desktop.ui.texts.stage_colors import colored_pieces, stage_color

THEMES = tomllib.loads(resource_path("style/themes.toml").read_text("utf-8"))


def rgb(name: str, theme: str) -> tuple[int, int, int]:
    code = THEMES[theme][name]
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("ground", ["panel", "field", "window", "raised", "accent_soft"])
def test_stages_are_legible(theme: str, ground: str) -> None:
    for stage in TEXT_STAGES:
        assert contrast_ratio(rgb(stage_color(stage.value), theme), rgb(ground, theme)) >= 4.5, stage


def test_pieces_are_all_of_the_text_and_what_is_of_no_stage_looks_ordinary() -> None:
    text = Expression(
        ExpressionId(1),
        MediaId(1),
        (),
        "Now a red car drives off",
        segments=(TextSegment(4, 13, "object"), TextSegment(14, 20, "video"), TextSegment(21, 24, "short")),
    )

    pieces = list(colored_pieces(text))

    assert "".join(words for words, _ in pieces) == text.text
    assert [(words, color) for words, color in pieces if words.strip()] == [
        ("Now ", "text"),
        ("a red car", "stage_object"),
        ("drives", "stage_video"),
        ("off", "text"),
    ]
