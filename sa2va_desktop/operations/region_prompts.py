"""What the model is asked about a marked thing: the wordings, all in one place, and which one a stored prompt was."""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Sequence

from sa2va_desktop.annotation.mentions import find_mentions, with_mentions_named
from sa2va_desktop.annotation.model_questions import (
    EXPRESSION_QUESTION,
    OUTLINE_EXPRESSION_QUESTION,
    OUTLINE_QUESTION,
    REGION_QUESTION,
)

OUTLINED = "the object inside the red outline"
_OUTLINE_LEAD = f"This is about {OUTLINED}. "
_MOST_SENT = 64
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
    named = _REGION_WORD.sub(OUTLINED, question)
    return named if named != question else _OUTLINE_LEAD + question


def kind_of_prompt(prompt: str) -> RegionKind:
    """Which kind a stored prompt was; an answer keeps what was sent, not why."""
    if REGION_QUESTION in prompt or OUTLINE_QUESTION in prompt:
        return RegionKind.DESCRIBE
    if EXPRESSION_QUESTION in prompt or OUTLINE_EXPRESSION_QUESTION in prompt:
        return RegionKind.EXPRESSION
    return RegionKind.QUESTION


class Marking(enum.Enum):
    """How several objects are shown to the model."""

    REGIONS = "regions"  # region prompts beside the picture
    NUMBERS = "numbers"  # outlines with numbers, drawn into the picture


def objects_prompt(question: str, names: Sequence[str], marking: Marking, *, picture_count: int = 1) -> str:
    """The text that the model is sent about several marked things.

    Args:
        question: may call them "@" and a name.
        names: of the objects, in the order of their regions or numbers.
        picture_count: more than one shows the same things in several pictures.
    """
    words = object_words(len(names), marking)
    asked = with_mentions_named(question, names, words)
    named = {mention.index for mention in find_mentions(question, names)}
    unnamed = [word for index, word in enumerate(words) if index not in named]
    about = f"This is about {_listed(unnamed)}. " if unnamed else ""
    if marking is Marking.REGIONS:
        return about + asked
    where = "pictures" if picture_count > 1 else "picture"
    return f"In the {where}, {_listed(words)} {_are(words)} outlined and numbered. " + about + asked


def object_words(count: int, marking: Marking) -> list[str]:
    """What the model is told to call the things: "region1" is what released checkpoints were trained with."""
    word = "region" if marking is Marking.REGIONS else "object "
    return [f"{word}{number}" for number in range(1, count + 1)]


def objects_sent(prompt: str, question: str) -> int:
    """How many marked things a stored prompt speaks of: the words for them are there from the first on.

    Args:
        question: as it was typed; a word that a person wrote there says nothing.
    """

    def is_told(word: str) -> bool:
        written = re.compile(rf"\b{word}\b")
        return len(written.findall(prompt)) > len(written.findall(question))

    return max(
        sum(1 for _ in itertools.takewhile(is_told, object_words(_MOST_SENT, marking))) for marking in Marking
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _are(words: Sequence[str]) -> str:
    return "is" if len(words) == 1 else "are"
