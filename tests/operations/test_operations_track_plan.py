"""Which frames a track computes, and from where: no protected frame, no frame twice, always from a known mask."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.inference.api import TrackDirection
from sa2va_desktop.operations.track_plan import (
    TrackReach,
    TrackRun,
    TrackScope,
    contiguous_ranges,
    frames_to_compute,
    group_runs,
    plan_runs,
)

DOG, CAT = ObjectId(1), ObjectId(2)
FORWARD, BACKWARD, BOTH = TrackDirection.FORWARD, TrackDirection.BACKWARD, TrackDirection.BOTH
COUNT = 24

all_states = st.dictionaries(
    st.integers(0, COUNT - 1),
    st.sampled_from([s for s in FrameState if s is not FrameState.UNTOUCHED]),
)
ranges = st.tuples(st.integers(0, COUNT - 1), st.integers(1, COUNT)).filter(lambda pair: pair[0] < pair[1])


class CountedStates(dict[int, FrameState]):
    """Counts how often a frame is looked up."""

    looked_up = 0

    def get(self, frame: int, default: FrameState | None = None) -> FrameState | None:  # type: ignore[override]
        self.looked_up += 1
        return super().get(frame, default)


def test_many_carried_frames_are_not_gone_over_again_and_again() -> None:
    count = 2000
    states = CountedStates({frame: FrameState.CONFIRMED for frame in range(0, count, 2)})

    targets = frames_to_compute(states, set(states), (0, count), BOTH)

    assert targets == list(range(1, count, 2))
    assert states.looked_up < 10 * count


@given(
    all_states,
    st.sets(st.integers(0, COUNT - 1), min_size=1),
    ranges,
    st.sampled_from(TrackDirection),
    st.sampled_from(TrackReach),
    st.sampled_from(TrackScope),
)
@property_settings()
def test_only_wanted_frames_are_computed(
    states: dict[int, FrameState],
    marked: set[int],
    frame_range: tuple[int, int],
    direction: TrackDirection,
    reach: TrackReach,
    scope: TrackScope,
) -> None:
    targets = frames_to_compute(states, marked, frame_range, direction, reach=reach, scope=scope)

    assert targets == sorted(set(targets))
    for frame in targets:
        state = states.get(frame, FrameState.UNTOUCHED)
        assert frame_range[0] <= frame < frame_range[1]
        assert frame not in marked
        assert not state.is_protected
        assert scope is TrackScope.ALL or state in (FrameState.UNTOUCHED, FrameState.STALE)
        assert direction is not FORWARD or frame > min(marked)
        assert direction is not BACKWARD or frame < max(marked)


@given(st.sets(st.integers(0, COUNT)), st.sets(st.integers(0, COUNT)), st.sampled_from(TrackDirection))
@property_settings()
def test_runs_hold_every_target_that_an_anchor_reaches_exactly_once(
    targets: set[int], anchors: set[int], direction: TrackDirection
) -> None:
    anchors = anchors - targets

    runs = plan_runs(DOG, sorted(targets), anchors, direction)

    computed = [frame for run in runs for frame in range(*run.frame_range)]
    reached = {
        frame
        for frame in targets
        if (direction is not BACKWARD and any(a < frame for a in anchors))
        or (direction is not FORWARD and any(a > frame for a in anchors))
    }
    assert sorted(computed) == sorted(reached)
    for run in runs:
        start, stop = run.frame_range
        assert set(run.anchors) <= anchors
        assert list(run.anchors) == list(range(run.anchors[0], run.anchors[-1] + 1))
        assert run.anchors[-1] < start if run.direction is FORWARD else run.anchors[0] >= stop


@given(st.sets(st.integers(-5, 30)))
@property_settings()
def test_ranges_hold_exactly_the_given_frames(frames: set[int]) -> None:
    found = contiguous_ranges(sorted(frames))

    assert [frame for start, stop in found for frame in range(start, stop)] == sorted(frames)
    assert all(left[1] < right[0] for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("reach", "last"), [(TrackReach.RANGE, 19), (TrackReach.NEXT_KEY, 7), (TrackReach.NEXT_CONFIRMED, 13)]
)
def test_a_track_goes_as_far_as_is_asked(reach: TrackReach, last: int) -> None:
    states = {0: FrameState.PROMPTED, 8: FrameState.PROMPTED, 14: FrameState.LOCKED}

    targets = frames_to_compute(states, {0}, (0, 20), BOTH, reach=reach)

    assert max(targets) == last
    assert not {8, 14} & set(targets)


def test_a_resumed_track_starts_from_the_last_masks_and_not_beyond_a_key_frame() -> None:
    [after_tracked] = plan_runs(DOG, [6, 7], range(6), FORWARD, keys={0})
    [after_key] = plan_runs(DOG, [6, 7], range(6), FORWARD, keys={0, 5})
    [before_key] = plan_runs(DOG, [6, 7], [8, 9, 10, 11], BACKWARD, keys={9})

    assert after_tracked.anchors == (3, 4, 5)
    assert after_key.anchors == (5,)
    assert before_key.anchors == (8, 9)


def test_objects_that_end_together_share_a_pass() -> None:
    dog = TrackRun(DOG, (1, 50), FORWARD, (0,))
    cat = TrackRun(CAT, (21, 50), FORWARD, (20,))
    back = TrackRun(CAT, (0, 20), BACKWARD, (20,))
    again = TrackRun(DOG, (60, 70), FORWARD, (59,))

    passes = group_runs([dog, cat, back, again])

    assert [(p.frame_range, p.runs) for p in passes] == [
        ((1, 50), (dog, cat)),
        ((60, 70), (again,)),
        ((0, 20), (back,)),
    ]
