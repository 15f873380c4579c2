"""What the model is asked about a marked thing: the wordings, all in one place, and which one a stored prompt was."""

from __future__ import annotations

import enum
import re

from sa2va_desktop.annotation.model_questions import (
    EXPRESSION_QUESTION,
    OUTLINE_EXPRESSION_QUESTION,
    OUTLINE_QUESTION,
    REGION_QUESTION,
)

_OUTLINED = "the object inside the red outline"
_OUTLINE_LEAD = f"This is about {_OUTLINED}. "
_REGION_WORD = re.compile(r"\bregion\s?1\b", re.IGNORECASE)


class RegionKind(enum.Enum):
    """What is wanted of a marked thing."""

    DESCRIBE = "describe"
    EXPRESSION = "expression"  # a short phrase that singles it out
    QUESTION = "question"


def region_prompt(kind: RegionKind, question: str, *, takes_regions: bool) -> str:
    """The text that the model is sent.

    Args:
        question: of kind QUESTION; it may call the thing "region1". A model that takes regions gets it as it is,
            any other one is told which thing is meant.
    """
    if kind is RegionKind.DESCRIBE:
        return REGION_QUESTION if takes_regions else OUTLINE_QUESTION
    if kind is RegionKind.EXPRESSION:
        return EXPRESSION_QUESTION if takes_regions else OUTLINE_EXPRESSION_QUESTION
    if takes_regions:
        return question
    named = _REGION_WORD.sub(_OUTLINED, question)
    return named if named != question else _OUTLINE_LEAD + question


def kind_of_prompt(prompt: str) -> RegionKind:
    """Which kind a stored prompt was; an answer keeps what was sent, not why."""
    if REGION_QUESTION in prompt or OUTLINE_QUESTION in prompt:
        return RegionKind.DESCRIBE
    if EXPRESSION_QUESTION in prompt or OUTLINE_EXPRESSION_QUESTION in prompt:
        return RegionKind.EXPRESSION
    return RegionKind.QUESTION
