"""A scene: which things there are, how they look, where they are in every frame. Knows nothing of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sa2va_desktop.scenes import motion
from sa2va_desktop.scenes.looks import Composition, LookSampler
from sa2va_desktop.scenes.nouns import ALL_NOUNS, NOUNS, VARIANT_COUNT

__all__ = ["Composition", "Scene", "SceneObject", "sample_scene"]


@dataclass(frozen=True, eq=False)
class SceneObject:
    """One thing. Later objects of a scene cover earlier ones.

    Attributes:
        object_id: 1, 2, …; the palette index in ground-truth files.
        size: width of its square sprite, in units of the picture's height.
        flipped: mirrored left to right.
        texture: "plain", "striped" or "dotted"; "" where textures are no matter.
    """

    object_id: int
    noun: str
    colour: str
    variant: int
    size: float
    flipped: bool
    path: motion.Path
    texture: str = ""


@dataclass(frozen=True, eq=False)
class Scene:
    """Things over a background, painted from its seed or cut out of a photo. `aspect` is width divided by height."""

    aspect: float
    frame_count: int
    background_seed: int
    objects: tuple[SceneObject, ...]
    photo: Path | None = None


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
    nouns: Sequence[str] = tuple(NOUNS),
) -> Scene:
    """Draw a scene of 2 to 4 things; fewer only where `nouns` does not give more.

    Args:
        nouns: what may be there. Another choice of nouns draws other scenes from the same generator.
        held_out: give the first tintable thing one of `HELD_OUT_PAIRS`, which are otherwise never used.
        may_leave: in clips, let some things leave the picture and come back.
        leave_share: how many of those that move fast enough do.
    """
    count = object_count or int(rng.choice([2, 3, 4], p=[0.3, 0.45, 0.25]))
    looks = LookSampler(rng, nouns).sample(composition, count, held_out=held_out)
    rng.shuffle(looks)
    objects: list[SceneObject] = []
    for index, (noun, colour) in enumerate(looks):
        size = float(rng.uniform(0.26, 0.52)) * (1.0 if count < 4 else 0.88)
        place = _free_place(rng, objects, size=size, aspect=aspect)
        turn = float(rng.normal(0, 5) if ALL_NOUNS[noun].upright else rng.normal(0, 22))
        if frame_count == 1:
            path = motion.still_path(place, angle_deg=turn, frame_count=1)
        else:
            leaves = may_leave and rng.random() < leave_share
            path = motion.sample_path(
                rng, start_xy=place, angle_deg=turn, aspect=aspect, frame_count=frame_count, may_leave=leaves
            )
        variant = int(rng.integers(VARIANT_COUNT))
        objects.append(SceneObject(index + 1, noun, colour, variant, size, bool(rng.random() < 0.5), path))
    return Scene(aspect, frame_count, int(rng.integers(2**31)), tuple(objects))


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
