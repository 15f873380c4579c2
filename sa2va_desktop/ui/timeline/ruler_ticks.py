"""Where the ruler has its marks, in frames and in time. Times come from the presentation table, never from a rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.ui.timeline.time_scale import TimeScale

FrameTimes = npt.NDArray[np.float64]  # (T,) seconds since the first frame, not falling

_TIME_STEPS_S = (
    0.001,
    0.002,
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    18000,
    36000,
)


@dataclass(frozen=True)
class Tick:
    """A mark of the ruler at the left edge of a frame; a minor one has no label."""

    frame_index: int
    label: str


def format_timecode(seconds: float, decimals: int = 3) -> str:
    """`1:02.533`, `1:00:05`: hours only when there are some; rounded down, so that it never names a later frame."""
    units = 10**decimals
    total = int(seconds * units + 1e-6)
    whole, fraction = divmod(total, units)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{text}.{fraction:0{decimals}d}" if decimals else text


def nice_frame_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, … that is not below `least`."""
    step = 1
    while True:
        for multiple in (1, 2, 5):
            if step * multiple >= least:
                return step * multiple
        step *= 10


def frame_ticks(scale: TimeScale, spacing_px: float) -> list[Tick]:
    """Marks at round frame numbers, at least `spacing_px` apart, over the visible frames."""
    step = nice_frame_step(spacing_px / scale.pixels_per_frame)
    start, stop = scale.visible_frames
    first = start // step * step
    return [Tick(frame, str(frame)) for frame in range(first, stop, step)]


def time_ticks(times_s: FrameTimes, scale: TimeScale, spacing_px: float) -> list[Tick]:
    """Marks at round times, each at the first frame shown at or after that time.

    Where frames come unevenly the marks are unevenly spaced; one too close to the one before it is left out.
    """
    start, stop = scale.visible_frames
    if stop <= start:
        return []
    span_s = float(times_s[stop - 1] - times_s[start])
    shown_px = max(1.0, (stop - start) * scale.pixels_per_frame)
    step_s = _nice_time_step(span_s * spacing_px / shown_px)
    decimals = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2 if step_s >= 0.01 else 3
    first = int(np.floor(times_s[start] / step_s))
    marks = np.arange(first, int(times_s[stop - 1] / step_s + 1e-9) + 1) * step_s
    frames = np.searchsorted(times_s, marks - 1e-9)
    return _spaced(
        [
            Tick(int(frame), format_timecode(float(mark), decimals))
            for frame, mark in zip(frames, marks)
            if frame < stop
        ],
        least_frames=0.6 * spacing_px / scale.pixels_per_frame,
    )


def _nice_time_step(least_s: float) -> float:
    for step in _TIME_STEPS_S:
        if step >= least_s:
            return step
    return _TIME_STEPS_S[-1] * float(np.ceil(least_s / _TIME_STEPS_S[-1]))


def _spaced(ticks: list[Tick], least_frames: float) -> list[Tick]:
    kept: list[Tick] = []
    for tick in ticks:
        if not kept or tick.frame_index - kept[-1].frame_index >= max(1.0, least_frames):
            kept.append(tick)
    return kept
