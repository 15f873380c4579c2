"""Right and wrong texts about the things of a drawn scene, for measuring what tells one from the other."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.scenes.clip import Clip, ClipObject
from sa2va_desktop.scenes.expressions import BY_LOOK_OR_PLACE, Expression
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.scenes.palette import TINT_WORDS

_OPPOSITE = {
    "leftmost": "rightmost",
    "topmost": "bottommost",
    "biggest": "smallest",
    "rightmost": "leftmost",
    "bottommost": "topmost",
    "smallest": "biggest",
}
_LEAST_SHARE = 0.004
"""Of the picture, on the first frame: smaller things are not asked about."""


class TextFault(enum.Enum):
    """What is wrong with a text about a thing."""

    NONE = "right"
    OTHER_THING = "another thing's text"
    COLOUR = "another colour"
    NOUN = "another noun"
    PLACE = "the opposite place or size"


@dataclass(frozen=True)
class TextAboutThing:
    """`text` is said of the thing `object_id`; `fault` says whether it is true."""

    text: str
    object_id: int
    fault: TextFault


def texts_about_things(clip: Clip, rng: np.random.Generator, per_thing: int = 2) -> Iterator[TextAboutThing]:
    """For each clear thing at most `per_thing` right texts, each followed by a wrong one of every kind that it allows.

    An altered text names nothing in the scene or something else, never the thing.
    """
    named = {thing.object_id: _texts_of(clip, thing) for thing in clip.objects if _is_clear(clip, thing)}
    for thing in clip.objects:
        own = named.get(thing.object_id, [])
        order = rng.permutation(len(own))[:per_thing]
        for place in order:
            right = own[int(place)].text
            yield TextAboutThing(right, thing.object_id, TextFault.NONE)
            others = [each.text for other, texts in named.items() if other != thing.object_id for each in texts]
            if others:
                other = str(rng.choice(others))
                yield TextAboutThing(other, thing.object_id, TextFault.OTHER_THING)
            for fault, text in _altered(clip, thing, right, rng):
                yield TextAboutThing(text, thing.object_id, fault)


def _texts_of(clip: Clip, thing: ClipObject) -> list[Expression]:
    return [
        each
        for each in clip.expressions
        if each.object_ids == (thing.object_id,) and each.kind in BY_LOOK_OR_PLACE
    ]


def _is_clear(clip: Clip, thing: ClipObject) -> bool:
    return bool((clip.ids[0] == thing.object_id).mean() >= _LEAST_SHARE)


def _altered(
    clip: Clip, thing: ClipObject, right: str, rng: np.random.Generator
) -> Iterator[tuple[TextFault, str]]:
    """One word of a true text made untrue."""
    words = right.split()
    colours, nouns = {each.colour for each in clip.objects}, {each.noun for each in clip.objects}
    for place, word in enumerate(words):
        if word in TINT_WORDS and word == thing.colour:
            free = [each for each in TINT_WORDS if each not in colours]
            yield TextFault.COLOUR, _with(words, place, str(rng.choice(free)))
        elif word == thing.noun:
            free = sorted(each for each in NOUNS if each not in nouns)
            yield TextFault.NOUN, _with(words, place, str(rng.choice(free)))
        elif word in _OPPOSITE:
            yield TextFault.PLACE, _with(words, place, _OPPOSITE[word])


def _with(words: list[str], place: int, word: str) -> str:
    return " ".join([*words[:place], word, *words[place + 1 :]])
