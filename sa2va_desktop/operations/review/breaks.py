"""Where a track breaks, and which of its stretches nobody vouches for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sa2va_desktop.operations.review.track_measures import Floats, TrackColumns

BREAK = 0.45
"""Doubts of motion, shape and swaps that are stronger break a track."""
_SAME_SIZE = 0.5  # of the logarithm of the areas
_SLIDING = 8  # frames before a break that may be wrong already
_BACK_SIDES = 1.2  # of the mask, for each root of the frames between


@dataclass(frozen=True)
class Segment:
    """Records [start, stop) of a track that follow from each other; `strength` is of the break before it."""

    start: int
    stop: int
    strength: float


def segments(track: TrackColumns, strengths: Floats) -> list[Segment]:
    """Cut a track at its breaks. `strengths`: (T,) of the break between each record and the one before it."""
    cuts = [0, *(int(each) for each in np.flatnonzero(strengths >= BREAK) if each > 0), track.frames.size]
    return [Segment(a, b, float(strengths[a]) if a else 0.0) for a, b in pairwise(cuts) if b > a]


def after_break(track: TrackColumns, parts: Sequence[Segment], is_anchor: npt.NDArray[np.bool_]) -> Floats:
    """(T,) doubts of stretches without an anchor: the strongest break on the way to the nearest stretch with one, on
    the side where that is less. A stretch that goes on where such a one ended is trusted again.

    Args:
        is_anchor: (T,) somebody, or the model when it was asked again, vouches for the mask.
    """
    found = np.zeros(track.frames.size)
    if len(parts) < 2:
        return found
    is_anchored = [bool(is_anchor[part.start : part.stop].any()) for part in parts]
    if not any(is_anchored):
        longest = max(range(len(parts)), key=lambda number: parts[number].stop - parts[number].start)
        is_anchored[longest] = True
    forward = _carried(track, parts, is_anchored)
    backward = _carried_back(track, parts, is_anchored)
    for part, ahead, behind in zip(parts, forward, backward, strict=True):
        found[part.start : part.stop] = min(ahead, behind)
    return np.where(track.is_settled | ~track.is_seen, 0.0, np.minimum(found, 1.0))


def before_break(track: TrackColumns, parts: Sequence[Segment], swapped: Floats) -> Floats:
    """(T,) doubts of the last frames before a break that is no swap: what slid off slowly comes back at once."""
    found = np.zeros(track.frames.size)
    for part, after in pairwise(parts):
        if swapped[after.start] >= BREAK:
            continue
        frames = track.frames[part.start : part.stop]
        near = np.clip(1.0 - (frames[-1] - frames) / _SLIDING, 0.0, 1.0)
        found[part.start : part.stop] = np.maximum(found[part.start : part.stop], near * after.strength)
    return np.where(track.is_settled | ~track.is_seen, 0.0, np.minimum(found, 1.0))


def _carried(track: TrackColumns, parts: Sequence[Segment], is_anchored: Sequence[bool]) -> list[float]:
    carried, doubt, trusted = [], np.inf, -1
    for number, part in enumerate(parts):
        if is_anchored[number]:
            doubt, trusted = 0.0, number
        elif trusted >= 0:
            doubt = max(doubt, part.strength)
            if trusted < number - 1 and _continues(track, parts[trusted], part):
                doubt, trusted = 0.0, number
        carried.append(doubt)
    return carried


def _carried_back(track: TrackColumns, parts: Sequence[Segment], is_anchored: Sequence[bool]) -> list[float]:
    carried, doubt = [np.inf] * len(parts), np.inf
    for number in range(len(parts) - 1, -1, -1):
        doubt = 0.0 if is_anchored[number] else doubt
        carried[number] = doubt
        doubt = max(doubt, parts[number].strength)
    return carried


def _continues(track: TrackColumns, earlier: Segment, later: Segment) -> bool:
    """Whether a stretch begins about where, and as large as, another one ended."""
    seen_before = np.flatnonzero(track.is_seen[earlier.start : earlier.stop])
    seen_after = np.flatnonzero(track.is_seen[later.start : later.stop])
    if not seen_before.size or not seen_after.size:
        return False
    a, b = earlier.start + int(seen_before[-1]), later.start + int(seen_after[0])
    side = np.sqrt(min(track.areas[a], track.areas[b]))
    gap = float(track.frames[b] - track.frames[a])
    reach = _BACK_SIDES * side * np.sqrt(gap) / 2
    distance = np.hypot(track.xs[b] - track.xs[a], track.ys[b] - track.ys[a])
    return bool(abs(np.log(track.areas[b] / track.areas[a])) < _SAME_SIZE and distance <= reach)
