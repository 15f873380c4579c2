"""Which frames of a track are computed, from where, and in which requests: pure functions over frame states.

Knows neither project nor predictor, so that every case can be tested by the thousand.
"""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.inference.api import TrackDirection

States = Mapping[int, FrameState]
FrameRange = tuple[int, int]  # half-open

KEY_STATES = frozenset((FrameState.PROMPTED, FrameState.EDITED, FrameState.CONFIRMED, FrameState.LOCKED))
"""A person (or the language model) said what the object is here: tracking starts from these."""

UNSURE_STATES = frozenset((FrameState.STALE, FrameState.FLAGGED))
"""Masks that nothing should be tracked from."""

SUPPORT_FRAMES = 3
"""How many neighbouring masks a resumed track starts from."""


class TrackReach(enum.Enum):
    """How far a track is carried from its marked frames, inside its range."""

    RANGE = "range"
    NEXT_KEY = "next key"
    NEXT_CONFIRMED = "next confirmed"  # or locked


class TrackScope(enum.Enum):
    """Which of the frames on the way are computed. What a person settled (edited, confirmed, locked, marked) never is."""

    NEEDED = "needed"  # untouched and stale ones
    STALE = "stale"
    ALL = "all"


@dataclass(frozen=True)
class TrackRun:
    """A stretch of one object's frames, computed in one direction from a frame whose mask is known.

    Attributes:
        anchors: neighbouring frames whose masks are given to the tracker, ascending, all before the range of a
            forward run and after that of a backward run.
    """

    object_id: ObjectId
    frame_range: FrameRange
    direction: TrackDirection
    anchors: tuple[int, ...]


@dataclass(frozen=True)
class TrackPass:
    """Runs of several objects in one direction that share the work of reading each frame."""

    frame_range: FrameRange
    direction: TrackDirection
    runs: tuple[TrackRun, ...]


_STOPS = {
    TrackReach.RANGE: frozenset[FrameState](),
    TrackReach.NEXT_KEY: KEY_STATES,
    TrackReach.NEXT_CONFIRMED: frozenset((FrameState.CONFIRMED, FrameState.LOCKED)),
}


def frames_to_compute(
    states: States,
    marked_frames: Collection[int],
    frame_range: FrameRange,
    direction: TrackDirection,
    *,
    reach: TrackReach = TrackReach.RANGE,
    scope: TrackScope = TrackScope.NEEDED,
    cuts: Collection[int] = (),
) -> list[int]:
    """Frames of one object that a track has to compute, ascending.

    Args:
        states: frames that have a record; others are untouched.
        marked_frames: frames that the track is carried from; never computed themselves.
        frame_range: what lies outside is left alone.
        cuts: first frames of new scenes; nothing is carried over one.
    """
    marked, scene_starts, stops = set(marked_frames), set(cuts), _STOPS[reach]
    first = min([frame_range[0], *marked])
    last = max([frame_range[1] - 1, *marked])
    reached: set[int] = set()
    if direction is not TrackDirection.BACKWARD:
        reached.update(_carried_to(range(first, frame_range[1]), marked, scene_starts, states, stops))
    if direction is not TrackDirection.FORWARD:
        reached.update(_carried_to(range(last, frame_range[0] - 1, -1), marked, scene_starts, states, stops))
    is_needed = _IS_NEEDED[scope]
    return sorted(
        frame
        for frame in reached
        if frame_range[0] <= frame < frame_range[1]
        and frame not in marked
        and is_needed(states.get(frame, FrameState.UNTOUCHED))
    )


_IS_NEEDED = {
    TrackScope.NEEDED: lambda state: state in (FrameState.UNTOUCHED, FrameState.STALE),
    TrackScope.STALE: lambda state: state is FrameState.STALE,
    TrackScope.ALL: lambda state: not state.is_protected,
}


def plan_runs(
    object_id: ObjectId,
    targets: Sequence[int],
    anchors: Collection[int],
    direction: TrackDirection,
    *,
    keys: Collection[int] = (),
    cuts: Collection[int] = (),
) -> list[TrackRun]:
    """Split the frames to compute into runs, each from the nearest frame whose mask is known.

    A run goes forward from an anchor before it, as the object does; where there is none, or where only backward is
    wanted, backward from one after it. Frames with no anchor on the wanted side are left out.

    Args:
        targets: ascending.
        anchors: frames with a mask to start from, none of them a target.
        keys: those of the anchors that need no support: see `_with_support`.
        cuts: first frames of new scenes; an anchor in another scene does not count.
    """
    ordered, firm, scene_starts = sorted(anchors), set(keys), sorted(cuts)
    whole = (0, 1 + max([*targets[-1:], *ordered[-1:]], default=0))
    runs = []
    for start, stop in contiguous_ranges(targets, scene_starts):
        scene = scene_around(scene_starts, start, whole)
        own = ordered[bisect_left(ordered, scene[0]) : bisect_left(ordered, scene[1])]
        before, after, known = bisect_left(own, start), bisect_left(own, stop), set(own)
        if before and direction is not TrackDirection.BACKWARD:
            found = _with_support(own[before - 1], -1, known, firm)
            runs.append(TrackRun(object_id, (start, stop), TrackDirection.FORWARD, found))
        elif after < len(own) and direction is not TrackDirection.FORWARD:
            found = _with_support(own[after], 1, known, firm)
            runs.append(TrackRun(object_id, (start, stop), TrackDirection.BACKWARD, found))
    return runs


def _with_support(nearest: int, step: int, known: Collection[int], keys: Collection[int]) -> tuple[int, ...]:
    """A track that goes on where it was stopped is given the last few masks, not one that may be a bad one.

    Beyond a key frame there may be what the key frame corrects, so nothing beyond it is taken. The frames are
    neighbours, so that nothing has to be computed between them.
    """
    found = [nearest]
    while len(found) < SUPPORT_FRAMES and found[-1] not in keys and found[-1] + step in known:
        found.append(found[-1] + step)
    return tuple(sorted(found))


def group_runs(runs: Iterable[TrackRun]) -> list[TrackPass]:
    """Put runs of different objects that end on the same frame into one pass.

    They may start on different frames: the tracker takes up each object at its own anchor, and computes no frame that
    is not wanted. Two runs of one object never share a pass.
    Forward passes come first: people look ahead.
    """
    groups: dict[tuple[TrackDirection, int, int], list[TrackRun]] = {}
    taken: dict[tuple[TrackDirection, int, ObjectId], int] = {}
    for run in sorted(runs, key=lambda run: run.direction is not TrackDirection.FORWARD):
        end = run.frame_range[1] if run.direction is TrackDirection.FORWARD else run.frame_range[0]
        key = (run.direction, end, run.object_id)
        taken[key] = taken.get(key, -1) + 1
        groups.setdefault((run.direction, end, taken[key]), []).append(run)
    return [
        TrackPass(
            (min(run.frame_range[0] for run in group), max(run.frame_range[1] for run in group)),
            direction,
            tuple(group),
        )
        for (direction, _, _), group in groups.items()
    ]


def scene_around(cuts: Sequence[int], frame_index: int, frame_range: FrameRange) -> FrameRange:
    """The part of a half-open range that belongs to the scene of a frame; `cuts` are first frames of new scenes,
    ascending."""
    place = bisect_right(cuts, frame_index)
    start = cuts[place - 1] if place else frame_range[0]
    stop = cuts[place] if place < len(cuts) else frame_range[1]
    return (max(start, frame_range[0]), min(stop, frame_range[1]))


def contiguous_ranges(frames: Sequence[int], cuts: Collection[int] = ()) -> list[FrameRange]:
    """Half-open ranges that hold exactly the given ascending frames, none of them over a cut."""
    if not frames:
        return []
    scene_starts = set(cuts)
    breaks = [
        index
        for index, (left, right) in enumerate(pairwise(frames), start=1)
        if right != left + 1 or right in scene_starts
    ]
    bounds = [0, *breaks, len(frames)]
    return [(frames[first], frames[last - 1] + 1) for first, last in pairwise(bounds)]


def _carried_to(
    frames: range,
    marked: Collection[int],
    scene_starts: Collection[int],
    states: States,
    stops: Collection[FrameState],
) -> Iterator[int]:
    """Frames that a marked one is carried to, going over a range once, in its direction."""
    to_later = 0 if frames.step > 0 else 1  # backwards, a scene is left from its first frame
    is_carried = False
    for frame in frames:
        if frame + to_later in scene_starts or states.get(frame) in stops:
            is_carried = False
        elif is_carried:
            yield frame
        is_carried = is_carried or frame in marked
