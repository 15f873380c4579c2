"""The colours and names of the stages that words come from, the same in list, text and legend."""

from __future__ import annotations

from collections.abc import Iterator

from sa2va_desktop.annotation.records import Expression
from sa2va_desktop.operations.pipeline.recipe import TEXT_STAGES, Stage
from sa2va_desktop.translation import translate


def stage_color(stage: str) -> str:
    """Name of a theme's colour; words of no stage look as any text."""
    return f"stage_{stage}" if stage in {each.value for each in TEXT_STAGES} else "text"


def stage_title(stage: Stage) -> str:
    return {
        Stage.OBJECT: translate("StageColors", "the object"),
        Stage.SCENE: translate("StageColors", "its surroundings"),
        Stage.VIDEO: translate("StageColors", "its motion"),
    }[stage]


def colored_pieces(expression: Expression) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the name of its colour; together they are all of it."""
    at = 0
    for segment in sorted(expression.segments, key=lambda each: each.start):
        if segment.start > at:
            yield expression.text[at : segment.start], "text"
        yield expression.text[max(at, segment.start) : segment.stop], stage_color(segment.stage)
        at = max(at, segment.stop)
    if at < len(expression.text):
        yield expression.text[at:], "text"
