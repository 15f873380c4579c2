"""Referring expressions that name exactly one thing of a scene, in every frame."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.nouns import ALL_NOUNS
from sa2va_desktop.scenes.patterns import PATTERNS, pattern_word
from sa2va_desktop.scenes.rendering import IdMap, amodal_area
from sa2va_desktop.scenes.scene import Scene, SceneObject

_PLACE_MARGIN = 0.07  # of the picture's height: a smaller lead is no clear "leftmost"
_SIZE_RATIO = 1.45
_MIN_PIXEL_SHARE = 0.002  # of the picture; less is no clearly visible thing


class ExpressionKind(enum.Enum):
    """Which words do the work."""

    NOUN = "noun"  # "the car"
    COLOUR = "colour"  # "the red object"
    COLOUR_NOUN = "colour_noun"  # "the red car", where one of the words would do
    NEEDS_BOTH = "needs_both"  # "the red car" beside another car and another red thing
    EXTREME = "extreme"  # "the leftmost object"
    EXTREME_NOUN = "extreme_noun"  # "the leftmost car"
    SEVERAL = "several"  # "the red car and the tree"
    GROUP = "group"  # "all the cars"
    RELATION = "relation"  # "the car left of the tree" beside another car
    MOTION = "motion"  # "the car moving left"
    ABSENT = "absent"  # "the boat" where there is none
    TEXTURE = "texture"  # "the striped kite"
    SIZE = "size"  # "the small kite" beside another kite
    LONG = "long"  # "the striped red kite on the left, above the tree, that moves up"


BY_LOOK_OR_PLACE: tuple[ExpressionKind, ...] = tuple(ExpressionKind)[:6]
"""Kinds that name one thing by how it looks or where it is; what `referring_expressions` finds."""


@dataclass(frozen=True)
class Expression:
    """Words and the ids of the things they name, in the order of the words."""

    text: str
    object_ids: tuple[int, ...]
    kind: ExpressionKind


EXTREMES: tuple[str, ...] = ("leftmost", "rightmost", "topmost", "bottommost", "biggest", "smallest")


def referring_expressions(scene: Scene, ids: IdMap) -> list[Expression]:
    """All unambiguous expressions of a rendered scene.

    Args:
        ids: (T, H, W) as rendered; extremes must hold in each of these frames, with a clear margin.
            Pass the ids of all frames of a clip.
    """
    enough = _MIN_PIXEL_SHARE * ids.shape[1] * ids.shape[2]
    counts = np.stack([np.bincount(frame.reshape(-1), minlength=256) for frame in ids])  # (T, 256)
    seen = [thing for thing in scene.objects if (counts[:, thing.object_id] > enough).any()]
    steady = [thing for thing in seen if (counts[:, thing.object_id] > enough).all()]
    found: list[Expression] = []
    for thing in seen:
        found += _by_look(thing, scene.objects)
    if len(steady) == len(scene.objects):
        found += _by_extreme(steady, scene.aspect, "object", ExpressionKind.EXTREME)
        for noun in {thing.noun for thing in steady}:
            same = [thing for thing in steady if thing.noun == noun]
            found += _by_extreme(same, scene.aspect, noun, ExpressionKind.EXTREME_NOUN)
    return sorted(found, key=lambda expression: expression.text)


def shows_colour(thing: SceneObject, colour: str) -> bool:
    """Whether someone could call this thing, or a conspicuous part of it, by that colour."""
    noun = ALL_NOUNS[thing.noun]
    if thing.texture in PATTERNS and colour == pattern_word(thing.colour):
        return True
    return (noun.referable_colour and thing.colour == colour) or colour in noun.other_colours


def _by_look(thing: SceneObject, things: Sequence[SceneObject]) -> list[Expression]:
    others = [other for other in things if other is not thing]
    noun, colour, target = thing.noun, thing.colour, (thing.object_id,)
    found: list[Expression] = []
    noun_shared = any(other.noun == noun for other in others)
    if not noun_shared:
        found.append(Expression(f"the {noun}", target, ExpressionKind.NOUN))
    if not ALL_NOUNS[noun].referable_colour:
        return found
    colour_shared = any(shows_colour(other, colour) for other in others)
    if not colour_shared:
        found.append(Expression(f"the {colour} object", target, ExpressionKind.COLOUR))
    if not any(other.noun == noun and other.colour == colour for other in others):
        kind = ExpressionKind.NEEDS_BOTH if noun_shared and colour_shared else ExpressionKind.COLOUR_NOUN
        found.append(Expression(f"the {colour} {noun}", target, kind))
    return found


def _by_extreme(
    things: Sequence[SceneObject], aspect: float, word: str, kind: ExpressionKind
) -> list[Expression]:
    if len(things) < 2:
        return []
    frame_count = len(things[0].path.angle_deg)
    xs = np.stack([thing.path.centre_xy[:, 0] for thing in things], axis=1)  # (T, N)
    ys = np.stack([thing.path.centre_xy[:, 1] for thing in things], axis=1)
    areas = np.log([[amodal_area(thing, index) for thing in things] for index in range(frame_count)])
    margin, ratio = _PLACE_MARGIN, float(np.log(_SIZE_RATIO))
    measures: dict[str, tuple[npt.NDArray[np.float64], float]] = {
        "leftmost": (-xs, margin * max(aspect, 1.0)),
        "rightmost": (xs, margin * max(aspect, 1.0)),
        "topmost": (-ys, margin),
        "bottommost": (ys, margin),
        "biggest": (areas, ratio),
        "smallest": (-areas, ratio),
    }
    return [
        Expression(f"the {name} {word}", (things[index].object_id,), kind)
        for name in EXTREMES
        if (index := _clear_winner(*measures[name])) is not None
    ]


def _clear_winner(values: npt.NDArray[np.float64], margin: float) -> int | None:
    """Column that is largest in every row by at least `margin`, if there is one."""
    best = int(values[0].argmax())
    rest = np.delete(values, best, axis=1).max(axis=1)
    return best if bool((values[:, best] - rest >= margin).all()) else None
