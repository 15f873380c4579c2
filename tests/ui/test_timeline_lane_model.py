import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.ui.timeline.lane_model import (
    KEY_STATES,
    MARKED_STATES,
    LaneModel,
    StateRun,
    next_key_frame,
    previous_key_frame,
    runs_from_states,
)

FRAMES = st.integers(0, 40)
STATES = st.dictionaries(FRAMES, st.sampled_from(FrameState), max_size=40)


def touched(states: dict[int, FrameState]) -> dict[int, FrameState]:
    return {frame: state for frame, state in states.items() if state != FrameState.UNTOUCHED}


@given(STATES)
def test_runs_hold_exactly_the_touched_frames_and_are_as_long_as_possible(
    states: dict[int, FrameState],
) -> None:
    runs = runs_from_states(states)

    assert {frame: run.state for run in runs for frame in range(run.start, run.stop)} == touched(states)
    assert all(
        a.stop < b.start or (a.stop == b.start and a.state != b.state) for a, b in itertools.pairwise(runs)
    )


@given(STATES, st.lists(STATES, max_size=6))
@settings(max_examples=200)
def test_updating_step_by_step_gives_the_same_runs_as_starting_over(
    first: dict[int, FrameState], changes: list[dict[int, FrameState]]
) -> None:
    lane = LaneModel(first)
    states = dict(first)

    for change in changes:
        lane.update(change)
        states.update(change)

    assert list(lane.runs) == runs_from_states(states)


@given(STATES, FRAMES, FRAMES)
def test_visible_runs_are_those_that_overlap_the_range(states: dict[int, FrameState], a: int, b: int) -> None:
    lane = LaneModel(states)
    start, stop = min(a, b), max(a, b)

    visible = list(lane.visible_runs(start, stop))

    assert visible == [run for run in lane.runs if run.start < stop and run.stop > start]


@given(STATES, st.integers(-1, 41))
def test_state_at_and_key_frames_agree_with_the_states(states: dict[int, FrameState], frame: int) -> None:
    lane = LaneModel(states)
    keys = [key for key, state in states.items() if state in KEY_STATES]

    assert lane.state_at(frame) == states.get(frame, FrameState.UNTOUCHED)
    assert lane.next_key_frame(frame) == min((key for key in keys if key > frame), default=None)
    assert lane.previous_key_frame(frame) == max((key for key in keys if key < frame), default=None)


def test_key_frames_of_several_lanes_are_walked_in_order() -> None:
    dog = LaneModel({0: FrameState.PROMPTED, 1: FrameState.TRACKED, 20: FrameState.EDITED})
    ball = LaneModel({7: FrameState.PROMPTED})

    assert next_key_frame([dog, ball], 0) == 7
    assert next_key_frame([dog, ball], 7) == 20
    assert next_key_frame([dog, ball], 20) is None
    assert previous_key_frame([dog, ball], 20) == 7
    assert previous_key_frame([], 20) is None


def test_an_edit_in_the_middle_of_a_track_splits_its_run() -> None:
    lane = LaneModel(dict.fromkeys(range(100), FrameState.TRACKED))

    lane.update({50: FrameState.EDITED})

    assert lane.runs == (
        StateRun(0, 50, FrameState.TRACKED),
        StateRun(50, 51, FrameState.EDITED),
        StateRun(51, 100, FrameState.TRACKED),
    )


@given(STATES, FRAMES, FRAMES, st.floats(0.01, 10))
def test_zoomed_out_marks_are_thinned_but_never_far_from_a_hidden_one(
    states: dict[int, FrameState], a: int, b: int, least_frames: float
) -> None:
    start, stop = min(a, b), max(a, b)

    marks = list(LaneModel(states).drawn_marks(start, stop, least_frames))

    marked = [frame for frame in sorted(states) if states[frame] in MARKED_STATES and start <= frame < stop]
    shown = [frame for frame, _ in marks]
    assert all(states[frame] == state and frame in marked for frame, state in marks)
    assert all(later - earlier >= least_frames for earlier, later in itertools.pairwise(shown))
    assert all(any(0 <= frame - mark < least_frames + 1 for mark in shown) for frame in marked)


@given(STATES, FRAMES, FRAMES, st.floats(0.01, 10))
def test_zoomed_out_runs_are_thinned_but_a_long_one_is_always_drawn(
    states: dict[int, FrameState], a: int, b: int, least_frames: float
) -> None:
    start, stop = min(a, b), max(a, b)
    lane = LaneModel(states)

    drawn = list(lane.drawn_runs(start, stop, least_frames))

    visible = list(lane.visible_runs(start, stop))
    assert all(run in visible for run in drawn)
    # Two steps always advance by a pixel.
    assert len(drawn) <= 2 * (stop - start) / least_frames + 4
    assert [run for run in visible if run.stop - run.start > least_frames + 1] == [
        run for run in drawn if run.stop - run.start > least_frames + 1
    ]
