"""Whether an object is there, covered, gone, or the mask has spilled: from score and area alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.operations.presence import OCCLUSION_LIMIT, PresenceMemory, judge_presence

PICTURE = 640 * 480
A, T, O, F = FrameState.ABSENT, FrameState.TRACKED, FrameState.OCCLUDED, FrameState.FLAGGED  # noqa: E741


def states(areas: list[int], *, score: float = 5.0, known: int = 0) -> list[FrameState]:
    memory, found = PresenceMemory().seen(known), []
    for area in areas:
        state, memory = judge_presence(memory, area=area, object_score=score, picture_area=PICTURE)
        found.append(state)
    return found


def test_an_empty_mask_or_a_score_of_absence_means_absent() -> None:
    assert states([1000, 0, 1000]) == [T, A, T]
    assert states([1000, 1000], score=-0.1) == [A, A]


def test_a_sudden_loss_of_most_of_the_area_means_occluded_until_it_is_back() -> None:
    assert states([1000, 980, 350, 200, 350, 900]) == [T, T, O, O, O, T]


def test_the_area_of_the_marked_frame_counts_from_the_first_tracked_one_on() -> None:
    assert states([300], known=1000) == [O]
    assert states([300]) == [T]


def test_a_slow_shrinking_is_plain_presence() -> None:
    assert set(states([int(10_000 * 0.93**step) for step in range(60)])) == {T}


def test_a_mask_that_covers_the_picture_when_the_object_leaves_is_flagged() -> None:
    assert states([5000, 5000, 250_000, 250_000, 5000]) == [T, T, F, F, T]


def test_a_small_thing_that_enters_the_picture_may_grow_fast() -> None:
    assert states([5, 40, 200, 900, 2500]) == [T] * 5


def test_what_stays_small_for_long_has_become_small() -> None:
    found = states([1000] * 5 + [300] * (OCCLUSION_LIMIT + 3))

    assert found == [T] * 5 + [O] * (OCCLUSION_LIMIT - 1) + [T] * 4


def test_reappearing_after_an_absence_is_judged_by_the_size_before() -> None:
    assert states([1000, 0, 0, 200, 1000]) == [T, A, A, O, T]


@given(st.lists(st.integers(0, PICTURE), max_size=30), st.floats(-10, 10))
@property_settings(share=0.5)
def test_absent_is_said_exactly_where_nothing_is_left(areas: list[int], score: float) -> None:
    found = states(areas, score=score)

    assert [state is A for state in found] == [area == 0 or score <= 0 for area in areas]
