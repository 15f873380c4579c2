"""The states of one object over a clip as runs of equal state: what a lane paints, kept up to date frame by frame."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from sa2va_desktop.annotation.records import FrameState

KEY_STATES = frozenset({FrameState.PROMPTED, FrameState.EDITED})
"""Frames where somebody said where the object is: the ones PgUp and PgDn stop at."""

_STATES = {state.value: state for state in FrameState}  # much faster than calling the enum 100,000 times

MARKED_STATES = KEY_STATES | {FrameState.FLAGGED}
"""Frames drawn as single marks, however far the lane is zoomed out."""


class StateRun(NamedTuple):
    """Frames [start, stop) that share one state."""

    start: int
    stop: int
    state: FrameState


def runs_from_states(states: Mapping[int, FrameState]) -> list[StateRun]:
    """Group frames into the longest runs of equal state, ascending; untouched frames are left out."""
    count = len(states)
    frames = np.fromiter(states.keys(), np.int64, count)
    values = np.fromiter(states.values(), np.int8, count)
    touched = values != FrameState.UNTOUCHED
    frames, values = frames[touched], values[touched]
    if frames.size == 0:
        return []
    order = np.argsort(frames)
    frames, values = frames[order], values[order]
    breaks = np.flatnonzero((np.diff(frames) != 1) | (np.diff(values) != 0)) + 1
    firsts = np.concatenate(([0], breaks))
    lasts = np.concatenate((breaks, [frames.size])) - 1
    return [
        StateRun(start, last + 1, _STATES[state])
        for start, last, state in zip(frames[firsts].tolist(), frames[lasts].tolist(), values[firsts].tolist())
    ]


class _Marks(NamedTuple):
    runs: list[StateRun]
    starts: list[int]


class LaneModel:
    """The runs of one lane. A change costs what it touches, painting costs what is visible."""

    def __init__(self, states: Mapping[int, FrameState] | None = None) -> None:
        self._runs = runs_from_states(states or {})
        self._starts = [run.start for run in self._runs]
        self._marks: _Marks | None = None

    @property
    def runs(self) -> tuple[StateRun, ...]:
        """All runs, ascending, without gaps of the same state between neighbours that touch."""
        return tuple(self._runs)

    def state_at(self, frame: int) -> FrameState:
        index = bisect_right(self._starts, frame) - 1
        if index >= 0 and frame < self._runs[index].stop:
            return self._runs[index].state
        return FrameState.UNTOUCHED

    def visible_runs(self, start: int, stop: int) -> Iterator[StateRun]:
        """The runs that overlap the half-open range, whole (not cut to it)."""
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._runs) and self._runs[index].start < stop:
            if self._runs[index].stop > start:
                yield self._runs[index]
            index += 1

    def drawn_runs(self, start: int, stop: int, least_frames: float) -> Iterator[StateRun]:
        """Like `visible_runs`, but of runs shorter than `least_frames` (less than a pixel) only one in a pixel."""
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._runs) and self._runs[index].start < stop:
            run = self._runs[index]
            if run.stop > start:
                yield run
            next_start = max(run.stop, run.start + least_frames)
            index = max(index + 1, bisect_right(self._starts, next_start) - 1)

    def drawn_marks(self, start: int, stop: int, least_frames: float) -> Iterator[tuple[int, FrameState]]:
        """Frames in MARKED_STATES in the half-open range, at least `least_frames` apart, so that none of them is
        ever hidden by zooming out: a frame left out has a mark within `least_frames` before it."""
        runs, starts = self._marked_runs()
        gap = max(1, math.ceil(least_frames))
        position = max(0, bisect_right(starts, start) - 1)
        frame = start
        while position < len(runs) and runs[position].start < stop:
            run = runs[position]
            if frame >= run.stop:
                position = max(position + 1, bisect_right(starts, frame) - 1)
                continue
            frame = max(frame, run.start)
            if frame >= stop:
                return
            yield (frame, run.state)
            frame += gap

    def update(self, states: Mapping[int, FrameState]) -> None:
        """Give frames new states; UNTOUCHED removes a frame."""
        for run in _runs_with_gaps(states):
            self._replace(run)
        self._marks = None

    def _marked_runs(self) -> _Marks:
        """The runs of marked states, found once after a change."""
        if self._marks is None:
            runs = [run for run in self._runs if run.state in MARKED_STATES]
            self._marks = _Marks(runs, [run.start for run in runs])
        return self._marks

    def next_key_frame(self, frame: int) -> int | None:
        """The first key frame after `frame`."""
        index = max(0, bisect_right(self._starts, frame + 1) - 1)
        for run in self._runs[index:]:
            if run.state in KEY_STATES and run.stop > frame + 1:
                return max(run.start, frame + 1)
        return None

    def previous_key_frame(self, frame: int) -> int | None:
        """The last key frame before `frame`."""
        for index in range(bisect_left(self._starts, frame) - 1, -1, -1):
            run = self._runs[index]
            if run.state in KEY_STATES:
                return min(run.stop, frame) - 1
        return None

    def _replace(self, new: StateRun) -> None:
        """Put one run over whatever is there: cut the runs it overlaps, join those it touches in the same state."""
        first = bisect_left(self._starts, new.start)
        if first > 0 and self._runs[first - 1].stop >= new.start:
            first -= 1
        last = bisect_right(self._starts, new.stop)
        touched = self._runs[first:last]
        pieces = [piece for run in touched for piece in _outside(run, new)]
        if new.state != FrameState.UNTOUCHED:
            pieces.append(new)
        merged = _joined(sorted(pieces, key=lambda run: run.start))
        self._runs[first:last] = merged
        self._starts[first:last] = [run.start for run in merged]


def next_key_frame(lanes: Iterable[LaneModel], frame: int) -> int | None:
    """The nearest key frame after `frame` in any of the lanes."""
    found = [key for lane in lanes if (key := lane.next_key_frame(frame)) is not None]
    return min(found, default=None)


def previous_key_frame(lanes: Iterable[LaneModel], frame: int) -> int | None:
    """The nearest key frame before `frame` in any of the lanes."""
    found = [key for lane in lanes if (key := lane.previous_key_frame(frame)) is not None]
    return max(found, default=None)


def _runs_with_gaps(states: Mapping[int, FrameState]) -> list[StateRun]:
    """Like `runs_from_states`, but untouched frames are runs too: they have to be cleared."""
    cleared = {frame: state for frame, state in states.items() if state == FrameState.UNTOUCHED}
    runs = runs_from_states(states)
    frames = sorted(cleared)
    start = 0
    for position, frame in enumerate(frames):
        if position + 1 == len(frames) or frames[position + 1] != frame + 1:
            runs.append(StateRun(frames[start], frame + 1, FrameState.UNTOUCHED))
            start = position + 1
    return runs


def _outside(run: StateRun, new: StateRun) -> list[StateRun]:
    """What is left of `run` on both sides of `new`."""
    left = StateRun(run.start, min(run.stop, new.start), run.state)
    right = StateRun(max(run.start, new.stop), run.stop, run.state)
    return [piece for piece in (left, right) if piece.start < piece.stop]


def _joined(runs: list[StateRun]) -> list[StateRun]:
    joined: list[StateRun] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and last.stop == run.start and last.state == run.state:
            joined[-1] = StateRun(last.start, run.stop, run.state)
        else:
            joined.append(run)
    return joined
