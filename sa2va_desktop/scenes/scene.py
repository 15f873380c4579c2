"""A scene: which things there are, how they look, where they are in every frame. Knows nothing of pixels."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.scenes.motion import Path, sample_path, still_path
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS, NOUNS, TINTABLE, VARIANT_COUNT

NounColour = tuple[str, str]
"""(noun, colour word)"""


class Composition(enum.Enum):
    """What the things of a scene have in common, which decides what words are needed to tell them apart."""

    DISTINCT = "distinct"  # different nouns in their natural colours
    TINTED = "tinted"  # any nouns, tintable ones in any tint
    TWINS = "twins"  # one noun twice or three times, and perhaps something else
    NEEDS_BOTH = "needs_both"  # the target shares its noun with one thing and its colour with another


@dataclass(frozen=True, eq=False)
class SceneObject:
    """One thing. Later objects of a scene cover earlier ones.

    Attributes:
        object_id: 1, 2, …; the palette index in ground-truth files.
        size: width of its square sprite, in units of the picture's height.
        flipped: mirrored left to right.
    """

    object_id: int
    noun: str
    colour: str
    variant: int
    size: float
    flipped: bool
    path: Path


@dataclass(frozen=True, eq=False)
class Scene:
    """Things over a background. `aspect` is width divided by height."""

    aspect: float
    frame_count: int
    background_seed: int
    objects: tuple[SceneObject, ...]


def sample_scene(
    rng: np.random.Generator,
    *,
    composition: Composition,
    aspect: float,
    frame_count: int = 1,
    object_count: int | None = None,
    held_out: bool = False,
    may_leave: bool = False,
    leave_share: float = 0.3,
) -> Scene:
    """Draw a scene of 2 to 4 things.

    Args:
        held_out: give the first tintable thing one of `HELD_OUT_PAIRS`, which are otherwise never used.
        may_leave: in clips, let some things leave the picture and come back.
        leave_share: how many of those that move fast enough do.
    """
    count = object_count or int(rng.choice([2, 3, 4], p=[0.3, 0.45, 0.25]))
    looks = _sample_looks(rng, composition, count, held_out=held_out)
    rng.shuffle(looks)
    objects: list[SceneObject] = []
    for index, (noun, colour) in enumerate(looks):
        size = float(rng.uniform(0.26, 0.52)) * (1.0 if count < 4 else 0.88)
        place = _free_place(rng, objects, size=size, aspect=aspect)
        turn = float(rng.normal(0, 5) if NOUNS[noun].upright else rng.normal(0, 22))
        if frame_count == 1:
            path = still_path(place, angle_deg=turn, frame_count=1)
        else:
            leaves = may_leave and rng.random() < leave_share
            path = sample_path(
                rng, start_xy=place, angle_deg=turn, aspect=aspect, frame_count=frame_count, may_leave=leaves
            )
        variant = int(rng.integers(VARIANT_COUNT))
        objects.append(SceneObject(index + 1, noun, colour, variant, size, bool(rng.random() < 0.5), path))
    return Scene(aspect, frame_count, int(rng.integers(2**31)), tuple(objects))


def _sample_looks(
    rng: np.random.Generator, composition: Composition, count: int, *, held_out: bool
) -> list[NounColour]:
    if composition is Composition.DISTINCT and not held_out:
        names = rng.choice(list(NOUNS), count, replace=False)
        return [(str(name), NOUNS[str(name)].natural_colour) for name in names]
    first = _held_out_look(rng) if held_out else _tinted_look(rng, str(rng.choice(TINTABLE)))
    if composition is Composition.NEEDS_BOTH:
        looks = [first, _tinted_look(rng, first[0], avoid=first[1]), _other_noun(rng, first)]
    elif composition is Composition.TWINS:
        same_colour = rng.random() < 0.4
        noun, colour = first if rng.random() < 0.5 or held_out else _any_natural_look(rng)
        tintable = noun in TINTABLE
        twin = (noun, colour) if same_colour or not tintable else _tinted_look(rng, noun, avoid=colour)
        looks = [(noun, colour), twin]
        if count == 4 and rng.random() < 0.5:
            looks.append(looks[int(rng.integers(2))])
    else:
        looks = [first]
    while len(looks) < count:
        look = _any_look(rng)
        if look[0] not in {noun for noun, _ in looks} or composition is Composition.TINTED:
            looks.append(look)
    return looks[: max(count, 3) if composition is Composition.NEEDS_BOTH else count]


def _held_out_look(rng: np.random.Generator) -> NounColour:
    colour, noun = sorted(HELD_OUT_PAIRS)[int(rng.integers(len(HELD_OUT_PAIRS)))]
    return (noun, colour)


def _tinted_look(rng: np.random.Generator, noun: str, *, avoid: str | None = None) -> NounColour:
    allowed = [c for c in NOUNS[noun].tints if c != avoid and (c, noun) not in HELD_OUT_PAIRS]
    return (noun, str(rng.choice(allowed)))


def _other_noun(rng: np.random.Generator, look: NounColour) -> NounColour:
    """Another thing of the same colour."""
    noun, colour = look
    same = [n for n in TINTABLE if n != noun and (colour, n) not in HELD_OUT_PAIRS]
    same += [
        n.name for n in NOUNS.values() if n.natural_colour == colour and n.referable_colour and n.name != noun
    ]
    return (str(rng.choice(same)), colour)


def _any_natural_look(rng: np.random.Generator) -> NounColour:
    noun = str(rng.choice(list(NOUNS)))
    return (noun, NOUNS[noun].natural_colour)


def _any_look(rng: np.random.Generator) -> NounColour:
    noun, colour = _any_natural_look(rng)
    return _tinted_look(rng, noun) if NOUNS[noun].tints and rng.random() < 0.7 else (noun, colour)


def _free_place(
    rng: np.random.Generator, objects: list[SceneObject], *, size: float, aspect: float
) -> tuple[float, float]:
    """A start that hides little of what is there already; the least crowded of 30 tries if the scene is full."""
    best, best_gap = (aspect / 2, 0.5), -1.0
    for _ in range(30):
        place = (float(rng.uniform(0.13, aspect - 0.13)), float(rng.uniform(0.16, 0.84)))
        gaps = [np.hypot(*(other.path.centre_xy[0] - place)) / (0.5 * (other.size + size)) for other in objects]
        gap = min(gaps, default=9.0)
        if gap > 0.85:
            return place
        if gap > best_gap:
            best, best_gap = place, gap
    return best
