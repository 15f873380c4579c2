"""Long clips in which one thing comes and goes while others stay, drawn frame by frame when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sa2va_desktop.scenes.background import paint_background
from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.expressions import ExpressionKind, referring_expressions
from sa2va_desktop.scenes.motion import Floats, Path
from sa2va_desktop.scenes.rendering import IdMap, Picture, draw_things, render_frames
from sa2va_desktop.scenes.scene import Composition, Scene, SceneObject, sample_scene

_SLIDE_FRAMES = 8  # half of them outside the picture
_DRIFT_PERIODS = (150, 400)  # frames in which a thing wanders about its place and back
_DRIFT_REACH = 0.08  # in picture heights
_TRIES = 50


@dataclass(frozen=True, eq=False)
class ComingAndGoing:
    """A clip as a provider of frames, and when its thing is to be seen.

    Attributes:
        sentence: names the thing: "the red car".
        spans: half-open stretches of frames with at least half of the thing inside the picture, ascending.
        size_hw: height and width in pixels.
    """

    scene: Scene
    sentence: str
    spans: tuple[tuple[int, int], ...]
    size_hw: tuple[int, int]

    @property
    def frame_count(self) -> int:
        return self.scene.frame_count

    def read_rgb(self, frame_index: int) -> Picture:
        """The frame as (H, W, 3) uint8 RGB. Raises: IndexError."""
        if not 0 <= frame_index < self.frame_count:
            raise IndexError(f"frame {frame_index} is outside 0..{self.frame_count - 1}")
        frame = self._background.copy()
        draw_things(self.scene, frame_index, frame, np.zeros(self.size_hw, np.uint8))
        return frame

    @cached_property
    def _background(self) -> Picture:
        return paint_background(self.scene.background_seed, self.size_hw)


def coming_and_going(
    seed: int,
    index: int,
    *,
    frame_count: int,
    visits: int = 3,
    size_hw: tuple[int, int] = (240, 320),
    share: float = 0.35,
) -> ComingAndGoing:
    """Draw the clip number `index` of a seed; it is in no training data.

    Args:
        visits: how often the thing comes.
        share: of the clip in which it is there, in all.

    Raises:
        ValueError: too few frames for so many visits.
    """
    if frame_count < 8 * _SLIDE_FRAMES * max(1, visits):
        raise ValueError(f"{frame_count} frames are too few for {visits} visits")
    for attempt in range(_TRIES):
        rng = scene_rng(Split.EVALUATION, seed, index, attempt, frame_count)
        scene = sample_scene(
            rng, composition=Composition.TINTED, aspect=size_hw[1] / size_hw[0], object_count=3
        )
        named = _named_thing(scene, size_hw)
        if named is not None:
            sentence, object_id = named
            spans = _sample_spans(rng, frame_count, visits, share)
            objects = tuple(
                replace(each, path=_path(rng, each, scene.aspect, frame_count, spans if is_it else None))
                for each in sorted(scene.objects, key=lambda each: each.object_id == object_id)
                for is_it in [each.object_id == object_id]
            )
            return ComingAndGoing(
                replace(scene, frame_count=frame_count, objects=objects), sentence, tuple(spans), size_hw
            )
    raise RuntimeError(f"no scene with a clear noun found for seed {seed}, clip {index}")


def _named_thing(scene: Scene, size_hw: tuple[int, int]) -> tuple[str, int] | None:
    """A thing that its colour and noun tell from the others."""
    ids: IdMap = render_frames(scene, size_hw)[1]
    found = referring_expressions(scene, ids)
    looks = [each for each in found if each.kind in (ExpressionKind.COLOUR_NOUN, ExpressionKind.NOUN)]
    best = next((each for each in looks if each.kind is ExpressionKind.COLOUR_NOUN), next(iter(looks), None))
    return None if best is None else (best.text, best.object_ids[0])


def _sample_spans(
    rng: np.random.Generator, frame_count: int, visits: int, share: float
) -> list[tuple[int, int]]:
    """Lengths of absence and presence in turns, each at least a few slides long."""
    if not visits:
        return []
    least = 2 * _SLIDE_FRAMES
    there = _parts(rng, round(share * frame_count), visits, least)
    away = _parts(rng, frame_count - sum(there), visits + 1, least)
    spans, at = [], 0
    for gone, seen in zip(away, there, strict=False):
        spans.append((at + gone, at + gone + seen))
        at += gone + seen
    return spans


def _parts(rng: np.random.Generator, total: int, count: int, least: int) -> list[int]:
    spare = max(0, total - count * least)
    cuts = np.sort(rng.integers(0, spare + 1, count - 1))
    return [int(part) + least for part in np.diff(np.concatenate([[0], cuts, [spare]]))]


def _path(
    rng: np.random.Generator,
    thing: SceneObject,
    aspect: float,
    frame_count: int,
    spans: Sequence[tuple[int, int]] | None,
) -> Path:
    """Wandering about its place; a thing with `spans` slides in from the nearer side and out again."""
    times = np.arange(frame_count, dtype=np.float64)
    centre = np.repeat(thing.path.centre_xy[:1], frame_count, axis=0)
    for axis in (0, 1):
        period, phase = rng.uniform(*_DRIFT_PERIODS), rng.uniform(0, 2 * np.pi)
        centre[:, axis] += _DRIFT_REACH * np.sin(2 * np.pi * times / period + phase)
    if spans is not None:
        centre[:, 0] = _visiting(centre[:, 0], aspect, thing.size, spans)
    return Path(centre, np.full(frame_count, thing.path.angle_deg[0]), np.ones(frame_count))


def _visiting(xs: Floats, aspect: float, size: float, spans: Sequence[tuple[int, int]]) -> Floats:
    """Its centre crosses the side of the picture between the last frame outside and the first inside."""
    times = np.arange(len(xs), dtype=np.float64)
    inside = np.zeros(len(xs))  # 0 on the side of the picture, 1 at its place, -1 far outside
    inside -= 1.0
    for start, stop in spans:
        way = np.minimum(times - (start - 0.5), (stop - 0.5) - times) / (_SLIDE_FRAMES / 2)
        inside = np.maximum(inside, np.clip(way, -1.0, 1.0))
    goes_left = xs.mean() < aspect / 2
    side, outside = (0.0, -size) if goes_left else (aspect, aspect + size)
    return np.where(inside >= 0, side + inside * (xs - side), side - inside * (outside - side))
