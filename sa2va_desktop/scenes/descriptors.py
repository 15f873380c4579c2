"""What can be said of one thing of a scene, word by word, and of which things each word is true, false, or open to argument.

Words are joined into expressions that name one thing and no other: every other thing must clearly lack one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.expressions import shows_colour
from sa2va_desktop.scenes.facts import RELATIONS, SceneFacts, clear_name
from sa2va_desktop.scenes.more_expressions import is_clearly_not_beside, way_of
from sa2va_desktop.scenes.nouns import ALL_NOUNS
from sa2va_desktop.scenes.rendering import amodal_area
from sa2va_desktop.scenes.scene import SceneObject
from sa2va_desktop.scenes.textures import shows_texture

SIZE_RATIO = 1.45
"""Areas that are nearer to each other are not clearly of another size."""
THIRD_MARGIN = 0.05
"""Of the picture's side: nearer to a border between thirds, one could argue."""

_VERBS = {
    "moving left": "moves left",
    "moving right": "moves right",
    "moving up": "moves up",
    "moving down": "moves down",
    "that does not move": "does not move",
    "that leaves and returns": "leaves and returns",
}
"""What `way_of` finds → the verb."""

_PLACES: tuple[tuple[str, int, int], ...] = (
    ("on the left", 0, 0),
    ("in the middle", 0, 1),
    ("on the right", 0, 2),
    ("at the top", 1, 0),
    ("at the bottom", 1, 2),
)
"""(words, axis, third)"""


@dataclass(frozen=True)
class Descriptor:
    """A word or phrase for a thing.

    Attributes:
        slot: "size", "texture", "colour", "noun", "place", "relation" or "motion"; an expression has one of each at most.
        holds: for each thing of the scene in order: it is so, it is not, or None, one could argue.
        mentions: (words, object id) of another thing that is named in `text`.
    """

    slot: str
    text: str
    holds: tuple[bool | None, ...]
    mentions: tuple[str, int] | None = None


def descriptors_of(known: Sequence[SceneFacts], thing: SceneObject) -> list[Descriptor]:
    """All that is clearly true of a thing, in the order of the slots.

    Args:
        known: readings of the same scene, such as those of whole and of visible things; where they differ, one could
            argue.
    """
    index = known[0].index_of(thing)
    readings = zip(*(_candidates(facts, thing) for facts in known), strict=True)
    return [each for each in map(_agreed, readings) if each.holds[index]]


def _agreed(readings: tuple[Descriptor, ...]) -> Descriptor:
    columns = zip(*(each.holds for each in readings), strict=True)
    return replace(readings[0], holds=tuple(each[0] if len(set(each)) == 1 else None for each in columns))


def names_only(descriptors: Sequence[Descriptor], index: int) -> bool:
    """Whether these words together name the thing at `index` and clearly no other."""
    count = len(descriptors[0].holds)
    others = (place for place in range(count) if place != index)
    return all(each.holds[index] for each in descriptors) and all(
        any(each.holds[place] is False for each in descriptors) for place in others
    )


def names_nothing(descriptors: Sequence[Descriptor]) -> bool:
    """Whether every thing clearly lacks one of these words."""
    return all(
        any(each.holds[place] is False for each in descriptors) for place in range(len(descriptors[0].holds))
    )


def says_twice(place: Descriptor | None, relation: Descriptor | None) -> bool:
    """ "on the left, left of the tree" sounds as if something else were meant."""
    if place is None or relation is None:
        return False
    return relation.text.split()[0] in place.text.split()


def colour_descriptor(facts: SceneFacts, colour: str) -> Descriptor:
    holds = tuple(_colour_holds(thing, colour) for thing in facts.things)
    return Descriptor("colour", colour, holds)


def _candidates(facts: SceneFacts, thing: SceneObject) -> Iterator[Descriptor]:
    yield from _sizes(facts, thing)
    if thing.texture:
        holds = tuple(_texture_holds(other, thing.texture) for other in facts.things)
        yield Descriptor("texture", thing.texture, holds)
    if ALL_NOUNS[thing.noun].referable_colour:
        yield colour_descriptor(facts, thing.colour)
    yield Descriptor("noun", thing.noun, tuple(other.noun == thing.noun for other in facts.things))
    yield from _places(facts)
    yield from _relations(facts, thing)
    yield from _ways(facts)


def _colour_holds(thing: SceneObject, colour: str) -> bool | None:
    if ALL_NOUNS[thing.noun].referable_colour and thing.colour == colour:
        return True
    return None if shows_colour(thing, colour) else False


def _texture_holds(thing: SceneObject, texture: str) -> bool | None:
    if thing.texture == texture:
        return True
    return None if shows_texture(thing, texture) else False


def _sizes(facts: SceneFacts, thing: SceneObject) -> Iterator[Descriptor]:
    """ "big" and "small" among the things of one noun; nobody else could say what they are measured by."""
    same = [other for other in facts.things if other.noun == thing.noun]
    if len(same) < 2:
        return
    areas = {other.object_id: np.log(_areas(facts, other)) for other in same}
    ratio = float(np.log(SIZE_RATIO))
    for word, sign in (("big", 1.0), ("small", -1.0)):
        lead = [
            sign * (areas[thing.object_id] - areas[other.object_id]) for other in same if other is not thing
        ]
        if all(bool((each >= ratio).all()) for each in lead):
            yield Descriptor(
                "size",
                word,
                tuple(
                    True if other is thing else False if other.noun == thing.noun else None
                    for other in facts.things
                ),
            )


def _areas(facts: SceneFacts, thing: SceneObject) -> npt.NDArray[np.float64]:
    return np.array([amodal_area(thing, frame) for frame in range(len(facts.visible))])


def _places(facts: SceneFacts) -> Iterator[Descriptor]:
    sides = (facts.scene.aspect, 1.0)
    for words, axis, third in _PLACES:
        holds: list[bool | None] = []
        for index, thing in enumerate(facts.things):
            shares = facts.centre_xy[:, index, axis] / sides[axis]
            low, high = third / 3, (third + 1) / 3
            inside = (shares > low + THIRD_MARGIN * (third > 0)) & (shares < high - THIRD_MARGIN * (third < 2))
            outside = (shares < low - THIRD_MARGIN) | (shares > high + THIRD_MARGIN)
            is_open = not facts.is_steady(thing) or not (inside.all() or outside.all())
            holds.append(None if is_open else bool(inside.all()))
        yield Descriptor("place", words, tuple(holds))


def _relations(facts: SceneFacts, thing: SceneObject) -> Iterator[Descriptor]:
    if not facts.is_steady(thing):
        return
    for anchor in facts.things:
        name = clear_name(anchor, facts.things)
        if anchor is thing or name is None or not facts.is_steady(anchor):
            continue
        for relation in RELATIONS:
            holds = tuple(_relation_holds(facts, other, anchor, relation) for other in facts.things)
            yield Descriptor("relation", f"{relation} {name}", holds, mentions=(name, anchor.object_id))


def _relation_holds(facts: SceneFacts, thing: SceneObject, anchor: SceneObject, relation: str) -> bool | None:
    if thing is anchor:
        return False
    if not facts.is_steady(thing):
        return None
    if facts.is_beside(thing, anchor, relation):
        return True
    return False if is_clearly_not_beside(facts, thing, anchor, relation) else None


def _ways(facts: SceneFacts) -> Iterator[Descriptor]:
    if len(facts.visible) < 8:
        return
    ways = [way_of(facts, thing) for thing in facts.things]
    for way, verb in _VERBS.items():
        yield Descriptor(
            "motion", f"that {verb}", tuple(None if each is None else each == way for each in ways)
        )
