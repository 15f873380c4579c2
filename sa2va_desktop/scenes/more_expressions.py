"""Expressions that need more than one thing's look: several things, relations, motion, and things that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from sa2va_desktop.scenes.expressions import Expression, ExpressionKind, shows_colour
from sa2va_desktop.scenes.facts import NUMBERS, RELATIONS, SceneFacts, clear_name, missing_nouns, plural
from sa2va_desktop.scenes.nouns import ALL_NOUNS, HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.palette import TINT_WORDS
from sa2va_desktop.scenes.scene import SceneObject

_STRAIGHT = 0.9
"""Share of the way that must lead into one direction."""
_FAR = 0.2
"""Of the picture's height: who goes less far does not clearly move somewhere."""
_STILL = 0.02

WAYS: tuple[str, ...] = (
    "moving left",
    "moving right",
    "moving up",
    "moving down",
    "that does not move",
    "that leaves and returns",
)
"""What a thing can do over a clip."""


def more_expressions(
    facts: SceneFacts, rng: np.random.Generator, *, nouns: Sequence[str] = tuple(NOUNS)
) -> list[Expression]:
    """All expressions of these kinds that hold for a scene, sorted; two that name nothing, drawn at random from `nouns`."""
    found = [
        *_several(facts),
        *_groups(facts),
        *_relations(facts),
        *_motions(facts),
        *_absent(facts, rng, nouns),
    ]
    return sorted(found, key=lambda each: (each.kind.value, each.text))


def _several(facts: SceneFacts) -> Iterator[Expression]:
    """ "the car and the tree": each named by its look, in this order."""
    named = [(thing, clear_name(thing, facts.things)) for thing in facts.things if facts.is_seen(thing)]
    clear = [(thing, name) for thing, name in named if name is not None]
    for count in range(2, min(4, len(clear)) + 1):
        for chosen in combinations(clear, count):
            names = [name for _, name in chosen]
            text = f"{', '.join(names[:-1])} and {names[-1]}"
            yield Expression(text, tuple(thing.object_id for thing, _ in chosen), ExpressionKind.SEVERAL)


def _groups(facts: SceneFacts) -> Iterator[Expression]:
    """All of a noun, all of a colour, and their number; only where there are at least two and all are seen."""
    seen = [thing for thing in facts.things if facts.is_seen(thing)]
    if len(seen) < len(facts.things):
        return
    for noun in sorted({thing.noun for thing in seen}):
        same = [thing for thing in seen if thing.noun == noun]
        if len(same) > 1:
            ids = tuple(thing.object_id for thing in same)
            yield Expression(f"all the {plural(noun)}", ids, ExpressionKind.GROUP)
            yield Expression(f"the {NUMBERS[len(same)]} {plural(noun)}", ids, ExpressionKind.GROUP)
    for colour in sorted({thing.colour for thing in seen if ALL_NOUNS[thing.noun].referable_colour}):
        same = [thing for thing in seen if ALL_NOUNS[thing.noun].referable_colour and thing.colour == colour]
        if len(same) > 1 and len(same) == sum(shows_colour(thing, colour) for thing in seen):
            ids = tuple(thing.object_id for thing in same)
            yield Expression(f"all the {colour} objects", ids, ExpressionKind.GROUP)


def _relations(facts: SceneFacts) -> Iterator[Expression]:
    """ "the car left of the tree" beside another car: the relation is needed to tell."""
    if not all(facts.is_steady(thing) for thing in facts.things):
        return
    for anchor in facts.things:
        name = clear_name(anchor, facts.things)
        if name is None:
            continue
        for relation in RELATIONS:
            for noun in sorted({thing.noun for thing in facts.things if thing is not anchor}):
                same = [thing for thing in facts.things if thing.noun == noun and thing is not anchor]
                there = [thing for thing in same if facts.is_beside(thing, anchor, relation)]
                elsewhere = all(
                    is_clearly_not_beside(facts, thing, anchor, relation)
                    for thing in same
                    if thing not in there
                )
                if len(same) > 1 and len(there) == 1 and elsewhere:
                    text = f"the {noun} {relation} {name}"
                    yield Expression(text, (there[0].object_id,), ExpressionKind.RELATION)


def is_clearly_not_beside(facts: SceneFacts, thing: SceneObject, anchor: SceneObject, relation: str) -> bool:
    """Another relation holds in every frame, so that nobody could argue."""
    return any(facts.is_beside(thing, anchor, other) for other in RELATIONS if other != relation)


def _motions(facts: SceneFacts) -> Iterator[Expression]:
    """What a thing does over the clip, where words of its look would not be enough or are left out."""
    if len(facts.visible) < 8:
        return
    ways = {thing.object_id: way_of(facts, thing) for thing in facts.things}
    for way in WAYS:
        doing = [thing for thing in facts.things if ways[thing.object_id] == way]
        unclear = [thing for thing in facts.things if ways[thing.object_id] is None]
        if len(doing) == 1 and not unclear:
            thing = doing[0]
            yield Expression(f"the object {way}", (thing.object_id,), ExpressionKind.MOTION)
            if sum(other.noun == thing.noun for other in facts.things) > 1:
                yield Expression(f"the {thing.noun} {way}", (thing.object_id,), ExpressionKind.MOTION)


def way_of(facts: SceneFacts, thing: SceneObject) -> str | None:
    """What it does, "" for something else that is none of these, None where one could argue."""
    index = facts.index_of(thing)
    seen = facts.visible[:, index]
    if not seen.all():
        comes_back = seen[0] and seen[-1] and np.count_nonzero(np.diff(seen.astype(int))) == 2
        return "that leaves and returns" if comes_back else None
    steps = np.diff(facts.centre_xy[:, index], axis=0)
    total = np.abs(steps).sum(axis=0)
    if total.max() < _STILL:
        return "that does not move"
    net = steps.sum(axis=0)
    axis = int(np.abs(net).argmax())
    far = abs(float(net[axis]))
    if far >= _FAR and far >= _STRAIGHT * total[axis] and far >= 1.5 * total[1 - axis]:
        return (("moving left", "moving right"), ("moving up", "moving down"))[axis][int(net[axis] > 0)]
    return "" if far < _FAR / 2 and total.max() >= _FAR / 2 else None


def _absent(facts: SceneFacts, rng: np.random.Generator, nouns: Sequence[str]) -> Iterator[Expression]:
    """A noun that is nowhere, and a thing that is there in another colour, which is the harder one."""
    yield Expression(f"the {rng.choice(missing_nouns(facts, nouns))}", (), ExpressionKind.ABSENT)
    near = [
        f"the {colour} {thing.noun}"
        for thing in facts.things
        for colour in TINT_WORDS
        if ALL_NOUNS[thing.noun].referable_colour
        and (colour, thing.noun) not in HELD_OUT_PAIRS
        and not any(other.noun == thing.noun and shows_colour(other, colour) for other in facts.things)
    ]
    if near:
        yield Expression(str(rng.choice(sorted(set(near)))), (), ExpressionKind.ABSENT)
