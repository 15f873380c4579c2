"""How far a correction spreads, when it ends, and what comes of two sides that meet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings
from support.tracking import box_rle

from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.inference.api import TrackDirection
from sa2va_desktop.operations.correction_plan import (
    AGREE_FRAMES,
    Agreement,
    merge_sides,
    plan_correction,
)

COUNT = 30
FORWARD, BACKWARD = TrackDirection.FORWARD, TrackDirection.BACKWARD
TRACKED, EDITED = FrameState.TRACKED, FrameState.EDITED
EMPTY = box_rle(0, 0, 0, 0)

all_states = st.dictionaries(
    st.integers(0, COUNT - 1),
    st.sampled_from([s for s in FrameState if s is not FrameState.UNTOUCHED] + [TRACKED] * 20),
    min_size=COUNT // 2,
)


@given(all_states, st.integers(0, COUNT - 1), st.sets(st.integers(0, COUNT - 1), max_size=2))
@property_settings()
def test_a_correction_spreads_to_every_frame_up_to_the_next_settled_one_and_to_no_other(
    states: dict[int, FrameState], corrected: int, settled: set[int]
) -> None:
    sides = plan_correction(states, corrected, frame_range=(0, COUNT), settled=settled)

    def ends(frame: int) -> bool:
        state = states.get(frame, FrameState.UNTOUCHED)
        return state.is_protected or frame in settled or state is FrameState.UNTOUCHED

    expected = set()
    for frame in range(COUNT):
        between = range(min(frame, corrected), max(frame, corrected) + 1)
        if frame != corrected and not any(ends(f) for f in between if f != corrected):
            expected.add(frame)
    computed = [frame for side in sides for frame in side.outward]
    assert sorted(computed) == sorted(expected)
    assert all(len(side.outward) for side in sides)


@given(all_states, st.integers(0, COUNT - 1))
@property_settings()
def test_a_side_begins_beside_the_corrected_frame_and_ends_at_its_far_anchor(
    states: dict[int, FrameState], corrected: int
) -> None:
    for side in plan_correction(states, corrected, frame_range=(0, COUNT)):
        step = 1 if side.direction is FORWARD else -1
        assert side.outward[0] == corrected + step
        beyond = side.outward[-1] + step
        state = states.get(beyond, FrameState.UNTOUCHED)
        is_inside = 0 <= beyond < COUNT
        assert side.far_anchor == (beyond if is_inside and state.is_protected else None)
        if side.far_anchor is not None:
            weights = [side.far_weight(frame) for frame in side.outward]
            assert weights == sorted(weights)
            assert 0 < weights[0] <= weights[-1] < 1


def test_untouched_frames_and_the_range_end_a_correction() -> None:
    states = {i: TRACKED for i in range(5, 20)} | {10: EDITED}

    after, before = plan_correction(states, 10, frame_range=(7, COUNT))

    assert (after.frame_range, after.direction, after.far_anchor) == ((11, 20), FORWARD, None)
    assert (before.frame_range, before.direction, before.far_anchor) == ((7, 10), BACKWARD, None)


def test_ten_agreeing_frames_in_a_row_settle_it_and_one_that_differs_starts_again() -> None:
    same, other = box_rle(0, 0, 10, 10), box_rle(0, 0, 10, 9)
    agreement = Agreement()

    for _ in range(AGREE_FRAMES - 1):
        agreement = agreement.after(same, same)
    assert not agreement.is_settled
    assert agreement.after(same, same).is_settled
    assert agreement.after(same, other) == Agreement(0)


def test_frames_without_the_object_tell_nothing_about_agreement() -> None:
    agreement = Agreement(4)

    assert agreement.after(EMPTY, EMPTY) == Agreement(4)
    assert agreement.after(EMPTY, box_rle(0, 0, 3, 3)) == Agreement(0)


def frame(x1: int, state: FrameState = TRACKED, *, iou: float | None = 0.9) -> ObjectFrame:
    return ObjectFrame(box_rle(0, 0, x1, 30), state, iou, 5.0)


def test_sides_that_agree_are_blended_by_nearness() -> None:
    near, far = frame(40), frame(44, iou=0.7)

    merged = [merge_sides(near, far, weight).rle.box_width for weight in (0.0, 0.5, 1.0)]

    assert merged == [40, 42, 44]
    assert merge_sides(near, far, 0.5).state is TRACKED
    assert merge_sides(near, far, 0.5).predicted_iou == 0.7


def test_sides_that_do_not_agree_are_flagged_with_the_nearer_mask() -> None:
    near, far = frame(20), frame(40, FrameState.OCCLUDED)

    assert merge_sides(near, far, 0.2) == ObjectFrame(near.rle, FrameState.FLAGGED, 0.9, 5.0)
    assert merge_sides(near, far, 0.9) == ObjectFrame(far.rle, FrameState.FLAGGED, 0.9, 5.0)


def test_an_object_that_both_sides_miss_is_absent_and_one_that_only_one_sees_is_flagged() -> None:
    absent = ObjectFrame(EMPTY, FrameState.ABSENT, 0.9, -5.0)

    assert merge_sides(absent, absent, 0.5).state is FrameState.ABSENT
    assert merge_sides(absent, frame(20), 0.3).state is FrameState.FLAGGED
    assert merge_sides(frame(20), frame(20, FrameState.FLAGGED), 0.3).state is FrameState.FLAGGED
