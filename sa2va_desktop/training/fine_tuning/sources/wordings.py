"""How questions are put and answered in training: what the application sends, and the ways in which people say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from sa2va_desktop.annotation.model_questions import (
    DESCRIBE_CLIP_QUESTION,
    DESCRIBE_PICTURE_QUESTION,
    GROUNDED_CAPTION_QUESTION,
    REGION,
    REGION_QUESTION,
    segment_instruction,
)
from sa2va_desktop.training.fine_tuning.sample import SEG_MARK

USUAL_SHARE = 0.5
"""So often a question is the one that the application sends; else it is one of the others."""

_REQUESTS = (
    "{x}",
    "Segment {x}",
    "Please find and segment {x}.",
    "Can you segment {x}?",
    "Where is {x}? Please answer with a mask.",
    "Mark {x}, please.",
    "I need a mask of {x}.",
    "Show me {x}.",
    "Select {x}",
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_REPEATED_WORDS = 6
"""Of a longer expression an answer does not say again what is not there."""
_REGION_QUESTIONS = (
    "What is {region}?",
    "Describe {region}.",
    "What does {region} show?",
    "Please say in a few words what {region} is.",
)
_GROUNDED_QUESTIONS = (
    "Describe what you see, and segment every thing that you name.",
    "Please caption this and give a mask for each thing that the caption names.",
    "What is shown here? Answer with masks for the things that you mention.",
)
_DESCRIBE_QUESTIONS = (
    "Describe what you see.",
    "What is shown here?",
    "Please say briefly what this shows.",
    "What is going on here?",
)


def referring_question(text: str, *, is_video: bool, rng: np.random.Generator) -> str:
    """A request for what an expression means. A question is asked as it is; else the expression is in lower case and
    without its last full stop, as in the published training."""
    said = text.strip()
    if said.endswith(("?", "？")):
        return said if rng.random() < USUAL_SHARE else f"{said} Please answer with a mask."
    phrase = said.rstrip(".").strip().lower()
    if rng.random() < USUAL_SHARE:
        return segment_instruction(phrase, is_video=is_video)
    return _one_of(_REQUESTS, rng).format(x=phrase)


def referring_answer(text: str, count: int) -> str:
    """An answer with `count` `[SEG]`; with none it says honestly that nothing is meant by the expression.

    Always in the same words: people ask in many ways, but nobody is served by an answer in many.
    """
    if count > 1:
        return f"Sure, they are {', '.join([SEG_MARK] * (count - 1))} and {SEG_MARK}."
    if count == 1:
        return f"Sure, it is {SEG_MARK}."
    phrase = text.strip().rstrip(".").strip().lower()
    thing = _ARTICLE.sub("", phrase)
    if thing == phrase or len(thing.split()) > _REPEATED_WORDS:
        return "There is nothing like that here."
    return f"There is no {thing} here."


def region_question(number: int, rng: np.random.Generator) -> str:
    """What is in the marked thing with that number, from 1."""
    called = f"{REGION.rstrip('1')}{number}"
    if rng.random() < USUAL_SHARE:
        return REGION_QUESTION.replace(REGION, called)
    return _one_of(_REGION_QUESTIONS, rng).format(region=called)


def grounded_question(rng: np.random.Generator) -> str:
    return GROUNDED_CAPTION_QUESTION if rng.random() < USUAL_SHARE else _one_of(_GROUNDED_QUESTIONS, rng)


def describe_question(*, is_video: bool, rng: np.random.Generator) -> str:
    usual = DESCRIBE_CLIP_QUESTION if is_video else DESCRIBE_PICTURE_QUESTION
    return usual if rng.random() < USUAL_SHARE else _one_of(_DESCRIBE_QUESTIONS, rng)


def _one_of(texts: Sequence[str], rng: np.random.Generator) -> str:
    return texts[int(rng.integers(len(texts)))]
