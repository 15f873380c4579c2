"""Which frames a search looks at next: windows over the whole clip first, then closer to where the thing comes and goes.

Knows no model: it is told what was seen, so that it can be tried out on any clip that can be imagined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT
from sa2va_desktop.operations.sightings import FindRecord, FrameRange, Sighting

LEAST_STEP = 8
"""Frames between two that are looked at in the coarse pass: what comes and goes faster is rarely meant."""

COARSE_SHARE = 0.5
"""Of the questions, at most, for the coarse pass; the others look closer."""


@dataclass(frozen=True)
class FindPlan:
    """What a search will do at most.

    Attributes:
        windows: frames of each question of the coarse pass, in the order of asking.
        questions: of all, at most.
    """

    frame_range: FrameRange
    windows: tuple[tuple[int, ...], ...]
    questions: int

    @property
    def step(self) -> int:
        """Frames between two that the coarse pass looks at, about; 0 for one frame."""
        seen = sorted(frame for window in self.windows for frame in window)
        return max((later - earlier for earlier, later in pairwise(seen)), default=0)


def plan_search(
    frame_range: FrameRange, questions: int, *, window_size: int = LANGUAGE_FRAME_LIMIT
) -> FindPlan:
    """Plan a search of a half-open range with at most `questions` (at least 1) questions.

    Args:
        window_size: frames that one question shows.
    """
    start, stop = frame_range
    length = stop - start
    wanted = -(-length // (LEAST_STEP * window_size))
    count = max(1, min(wanted, int(questions * COARSE_SHARE)))
    samples = min(length, count * window_size)
    frames = [start + (2 * index + 1) * length // (2 * samples) for index in range(samples)]
    windows = [tuple(frames[at : at + window_size]) for at in range(0, samples, window_size)]
    return FindPlan(frame_range, tuple(windows[at] for at in _spread(len(windows))), questions)


def next_frames(plan: FindPlan, record: FindRecord, asked_before: int = 0) -> tuple[int, ...] | None:
    """The frames of the next question, or None when the questions are used up or there is nothing left to ask.

    In this order: windows of which not every frame was seen; an end of a stretch that was only seen among others, which
    is shown alone; the middle between a frame with the thing and one without, where the gap is largest; the other
    frames that were only seen among others, the one that is farthest from all that were shown alone first.

    Args:
        record: what is known, of this search and those that it goes on from.
        asked_before: questions of the latter.
    """
    if record.questions - asked_before >= plan.questions:
        return None
    known = {each.frame_index for each in record.sightings}
    for window in plan.windows:
        if not known.issuperset(window):
            return window
    borders = [pair for pair in pairwise(record.sightings) if pair[0].is_present != pair[1].is_present]
    borders.sort(key=lambda pair: pair[0].frame_index - pair[1].frame_index)  # the widest gap first
    for pair in borders:
        found = _at_border(*pair)
        if found is not None:
            return (found,)
    doubtful = _most_doubtful(record.sightings)
    return None if doubtful is None else (doubtful,)


def _at_border(first: Sighting, second: Sighting) -> int | None:
    absent, present = (second, first) if first.is_present else (first, second)
    for each in (absent, present):
        if not each.is_alone:
            return each.frame_index
    gap = second.frame_index - first.frame_index
    return first.frame_index + gap // 2 if gap > 1 else None


def _most_doubtful(sightings: Sequence[Sighting]) -> int | None:
    alone = [each.frame_index for each in sightings if each.is_alone]
    among = [each.frame_index for each in sightings if not each.is_alone]
    if not among or not alone:
        return among[len(among) // 2] if among else None

    def distance(frame_index: int) -> int:
        at = bisect_left(alone, frame_index)
        return min(abs(frame_index - near) for near in alone[max(0, at - 1) : at + 1])

    return max(among, key=distance)


def _spread(count: int) -> list[int]:
    """0 … count - 1 in an order in which each beginning is spread over all: what was cut short knows of everything."""
    order: list[int] = []
    stretches = [(0, count)]
    while stretches:
        further: list[FrameRange] = []
        for start, stop in stretches:
            if start < stop:
                middle = (start + stop) // 2
                order.append(middle)
                further += [(start, middle), (middle + 1, stop)]
        stretches = further
    return order
