"""Closed questions about a scene and their answers: how many, what colour, where, yes or no."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.scenes.facts import (
    NUMBERS,
    RELATIONS,
    SceneFacts,
    clear_name,
    indefinite,
    missing_nouns,
    plural,
)
from sa2va_desktop.scenes.nouns import ALL_NOUNS, NOUNS
from sa2va_desktop.scenes.palette import TINT_WORDS

_SIDE = 1 / 3
_CLEAR = 0.06
"""Of the picture's width: nearer to a border between thirds, one could argue."""


class QuestionKind(enum.Enum):
    """What an answer is made of."""

    COUNT = "count"
    COLOUR = "colour"
    PLACE = "place"
    EXISTS = "exists"
    RELATION = "relation"
    TEXTURE = "texture"


@dataclass(frozen=True)
class Question:
    """A question with one right answer, which is a short sentence."""

    text: str
    answer: str
    kind: QuestionKind


def questions_about(
    facts: SceneFacts, rng: np.random.Generator, *, nouns: Sequence[str] = tuple(NOUNS)
) -> list[Question]:
    """All questions that a scene answers clearly; of those with a no, as many as there are with a yes. What is not there is one of `nouns`."""
    return [
        *_counts(facts, rng, nouns),
        *_colours(facts),
        *_places(facts),
        *_existence(facts, rng, nouns),
        *_relations(facts),
        *_textures(facts),
    ]


def _counts(facts: SceneFacts, rng: np.random.Generator, words: Sequence[str]) -> Iterator[Question]:
    if not all(facts.is_seen(thing) for thing in facts.things):
        return
    total = NUMBERS[len(facts.things)].capitalize()
    yield Question("How many objects are there?", f"{total}.", QuestionKind.COUNT)
    nouns = sorted({thing.noun for thing in facts.things})
    missing = sorted(missing_nouns(facts, words))
    for noun in [*nouns, str(rng.choice(missing))]:
        count = sum(thing.noun == noun for thing in facts.things)
        number = NUMBERS[count].capitalize()
        yield Question(f"How many {plural(noun)} are there?", f"{number}.", QuestionKind.COUNT)


def _colours(facts: SceneFacts) -> Iterator[Question]:
    for thing in facts.things:
        is_alone = sum(other.noun == thing.noun for other in facts.things) == 1
        if is_alone and facts.is_seen(thing) and ALL_NOUNS[thing.noun].referable_colour:
            yield Question(
                f"What colour is the {thing.noun}?", f"{thing.colour.capitalize()}.", QuestionKind.COLOUR
            )


def _places(facts: SceneFacts) -> Iterator[Question]:
    aspect = facts.scene.aspect
    for index, thing in enumerate(facts.things):
        name = clear_name(thing, facts.things)
        shares = facts.centre_xy[:, index, 0] / aspect
        if name is None or not facts.is_steady(thing):
            continue
        for word, low, high in (
            ("On the left.", 0, _SIDE),
            ("In the middle.", _SIDE, 1 - _SIDE),
            ("On the right.", 1 - _SIDE, 1),
        ):
            if bool(((shares > low + _CLEAR * (low > 0)) & (shares < high - _CLEAR * (high < 1))).all()):
                yield Question(f"Where is {name}?", word, QuestionKind.PLACE)


def _existence(facts: SceneFacts, rng: np.random.Generator, words: Sequence[str]) -> Iterator[Question]:
    """Each thing that is there, and one for each that is not: another noun, or the noun in another colour."""
    missing = sorted(missing_nouns(facts, words))
    for thing in facts.things:
        if not facts.is_seen(thing):
            continue
        yield Question(f"Is there {indefinite(thing.noun)}?", "Yes.", QuestionKind.EXISTS)
        colours = {other.colour for other in facts.things if other.noun == thing.noun}
        others = [colour for colour in TINT_WORDS if colour not in colours]
        if ALL_NOUNS[thing.noun].tints and rng.random() < 0.5:
            wrong = f"{rng.choice(others)} {thing.noun}"
        else:
            wrong = str(rng.choice(missing))
        yield Question(f"Is there {indefinite(wrong)}?", "No.", QuestionKind.EXISTS)


def _textures(facts: SceneFacts) -> Iterator[Question]:
    """Only where things have textures."""
    for thing in facts.things:
        is_alone = sum(other.noun == thing.noun for other in facts.things) == 1
        if thing.texture and is_alone and facts.is_seen(thing):
            yield Question(
                f"Is the {thing.noun} plain, striped or dotted?",
                f"{thing.texture.capitalize()}.",
                QuestionKind.TEXTURE,
            )


def _relations(facts: SceneFacts) -> Iterator[Question]:
    opposite = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}
    for first in facts.things:
        for second in facts.things:
            names = clear_name(first, facts.things), clear_name(second, facts.things)
            is_clear = first is not second and facts.is_steady(first) and facts.is_steady(second)
            if not is_clear or None in names:
                continue
            for relation in RELATIONS:
                if facts.is_beside(first, second, relation):
                    yield Question(f"Is {names[0]} {relation} {names[1]}?", "Yes.", QuestionKind.RELATION)
                    wrong = opposite[relation]
                    yield Question(f"Is {names[0]} {wrong} {names[1]}?", "No.", QuestionKind.RELATION)
