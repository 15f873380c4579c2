"""Questions about a marked region and their answers, in the words of the scene generator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sa2va_desktop.scenes.expressions import Expression, ExpressionKind
from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX

_NOUNS, _COLOURS = tuple(NOUN_INDEX), tuple(COLOUR_INDEX)

DESCRIBE = "Please give me a short description of the region in the picture marked by region1."
"""What the application asks; the released checkpoints were trained with it. Source: the published Sa2VA evaluation."""

_DESCRIBE_TOO = (
    DESCRIBE,
    "What is region1?",
    "What is in region1?",
    "What is this?",
    "Please describe region1.",
    "Describe region1",
    "What is the object in region1?",
    "Can you tell me what region1 shows?",
)
_COLOUR_QUESTIONS = (
    "What colour is region1?",
    "What color is region1?",
    "What colour is it?",
    "Which color does region1 have?",
)
_NOUN_QUESTIONS = ("Is region1 a {x}?", "Is this a {x}?", "Is region1 the {x}?", "Is it a {x}?")
_IS_COLOUR = ("Is region1 {x}?", "Is it {x}?", "Is this {x}?")
_EXPRESSION_QUESTIONS = (
    "Please give me a referring expression for region1.",
    "Please give me a short phrase that fits region1 and nothing else in the picture.",
    "Which object is region1? Answer with a short phrase that fits nothing else in the picture.",
)
_EXPRESSION_ORDER = (
    ExpressionKind.NEEDS_BOTH,
    ExpressionKind.COLOUR_NOUN,
    ExpressionKind.NOUN,
    ExpressionKind.EXTREME_NOUN,
    ExpressionKind.COLOUR,
    ExpressionKind.EXTREME,
)


def description(noun: int, colour: int) -> str:
    """What is answered when asked what a thing is: "A red car." or, where no one colour fits, "A house."."""
    words = [_COLOURS[colour], _NOUNS[noun]] if colour >= 0 else [_NOUNS[noun]]
    article = "An" if words[0][0] in "aeiou" else "A"
    return f"{article} {' '.join(words)}."


def region_exchange(
    noun: int, colour: int, told: Sequence[Expression], rng: np.random.Generator
) -> tuple[str, str]:
    """A question about a thing and its answer.

    Args:
        noun, colour: indices of the words; colour -1 where no one word fits.
        told: expressions that name this thing and no other.
    """
    draw = rng.random()
    if draw < 0.12 and colour >= 0:
        return str(rng.choice(_COLOUR_QUESTIONS)), f"{_COLOURS[colour].capitalize()}."
    if draw < 0.2:
        return _yes_or_no(_NOUN_QUESTIONS, _NOUNS, noun, rng)
    if draw < 0.26 and colour >= 0:
        return _yes_or_no(_IS_COLOUR, _COLOURS, colour, rng)
    if draw < 0.38 and told:
        best = min(told, key=lambda e: (_EXPRESSION_ORDER.index(e.kind), e.text))
        return str(rng.choice(_EXPRESSION_QUESTIONS)), f"{best.text[0].upper()}{best.text[1:]}."
    question = DESCRIBE if rng.random() < 0.5 else str(rng.choice(_DESCRIBE_TOO))
    return question, description(noun, colour)


def _yes_or_no(
    questions: Sequence[str], words: Sequence[str], truth: int, rng: np.random.Generator
) -> tuple[str, str]:
    asked = truth if rng.random() < 0.5 else int(rng.integers(len(words)))
    answer = "Yes." if asked == truth else "No."
    return str(rng.choice(questions)).format(x=words[asked]), answer
