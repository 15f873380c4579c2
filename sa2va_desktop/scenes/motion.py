"""Paths of things through a clip: straight, bobbing, bouncing, pausing, leaving and coming back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Path:
    """Where a thing is in every frame. World units: the picture's height is 1, its width `aspect`.

    Attributes:
        centre_xy: (T, 2) middle of the sprite.
        angle_deg: (T,) clockwise rotation.
        scale: (T,) factor on the thing's own size.
    """

    centre_xy: Floats
    angle_deg: Floats
    scale: Floats

    def at(self, frame_indices: npt.NDArray[np.intp]) -> Path:
        """The same path with only these frames."""
        return Path(self.centre_xy[frame_indices], self.angle_deg[frame_indices], self.scale[frame_indices])


def still_path(start_xy: tuple[float, float], *, angle_deg: float, frame_count: int) -> Path:
    """A thing that does not move."""
    centre = np.repeat(np.array([start_xy], np.float64), frame_count, axis=0)
    return Path(centre, np.full(frame_count, angle_deg), np.ones(frame_count))


def sample_path(
    rng: np.random.Generator,
    *,
    start_xy: tuple[float, float],
    angle_deg: float,
    aspect: float,
    frame_count: int,
    may_leave: bool,
) -> Path:
    """Draw a path of `frame_count` frames that begins at `start_xy`.

    Without `may_leave` the centre stays inside the picture by bouncing off its sides.
    """
    times = np.arange(frame_count, dtype=np.float64)
    heading = rng.uniform(0, 2 * np.pi)
    speed = rng.choice([0.0, rng.uniform(0.004, 0.012), rng.uniform(0.012, 0.026)], p=[0.15, 0.45, 0.4])
    travelled = speed * _with_pause(rng, times)
    centre = np.array(start_xy) + travelled[:, None] * np.array([np.cos(heading), 0.6 * np.sin(heading)])
    if rng.random() < 0.45:
        height, period, phase = rng.uniform(0.01, 0.06), rng.uniform(9, 26), rng.uniform(0, 6.3)
        centre[:, 1] += height * (np.sin(phase + 2 * np.pi * times / period) - np.sin(phase))
    if may_leave and speed > 0.008:
        centre[:, 0] = _there_and_back(centre[:, 0], aspect, turn=rng.uniform(0.3, 0.7))
    else:
        centre[:, 0] = _bounced(centre[:, 0], 0.12, aspect - 0.12)
    centre[:, 1] = _bounced(centre[:, 1], 0.14, 0.86)
    wobble = rng.uniform(0, 7) * np.sin(rng.uniform(0, 6.3) + 2 * np.pi * times / rng.uniform(14, 40))
    growth = rng.choice([0.0, rng.uniform(-0.006, 0.008)], p=[0.6, 0.4])
    return Path(centre, angle_deg + wobble, np.clip(1 + growth * times, 0.75, 1.3))


def _with_pause(rng: np.random.Generator, times: Floats) -> Floats:
    """Time that has passed for the mover: some of them stop for a while."""
    if rng.random() > 0.25:
        return times
    begin = rng.uniform(0.15, 0.6) * len(times)
    length = rng.uniform(0.15, 0.35) * len(times)
    return times - np.clip(times - begin, 0, length)


def _bounced(values: Floats, low: float, high: float) -> Floats:
    """Fold a coordinate into [low, high] as a ball between two walls; a start outside is moved in."""
    span = high - low
    folded = np.mod(values - low, 2 * span)
    return low + np.where(folded > span, 2 * span - folded, folded)


def _there_and_back(xs: Floats, aspect: float, *, turn: float) -> Floats:
    """Stretch a horizontal motion so that it leaves the picture, and turns round at the fraction `turn` of the clip."""
    count = len(xs)
    direction = 1.0 if xs[-1] >= xs[0] else -1.0
    room = (aspect - xs[0] if direction > 0 else xs[0]) + 0.45
    middle = turn * (count - 1)
    away = 1 - np.abs(np.arange(count) - middle) / max(middle, count - 1 - middle)
    lead = 1 - middle / max(middle, count - 1 - middle)
    return xs[0] + direction * room * np.clip((away - lead) / (1 - lead), 0, 1)
