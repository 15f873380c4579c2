"""Which frames are fetched before anyone asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.media.prefetch import (
    PrefetchPolicy,
    frames_to_prefetch,
    key_frame_before,
    policy_for_cache,
)

POLICY = PrefetchPolicy(ahead=4, behind=2)
KEYS = (0, 10, 20)


def fetch(playhead: int, direction: int) -> list[int]:
    return frames_to_prefetch(playhead, direction=direction, frame_count=30, key_frames=KEYS, policy=POLICY)


def test_forwards_looks_ahead_then_a_little_back() -> None:
    assert fetch(15, 1) == [16, 17, 18, 19, 14, 13]


def test_forwards_does_not_decode_the_group_before_for_a_look_back() -> None:
    assert fetch(10, 1) == [11, 12, 13, 14]


def test_backwards_goes_down_through_the_groups() -> None:
    assert fetch(11, -1) == [10, 9, 8, 7, 12, 13]


def test_standing_still_looks_to_both_sides_nearest_first() -> None:
    assert fetch(15, 0) == [16, 14, 17, 13, 18, 19]


def test_the_ends_of_the_clip_are_respected() -> None:
    assert fetch(29, 1) == [28, 27]
    assert fetch(0, -1) == [1, 2]


@given(st.integers(1, 200), st.data(), st.sampled_from([-1, 0, 1]), st.integers(0, 30), st.integers(0, 30))
def test_lists_are_bounded_unique_and_inside_the_clip(
    frame_count: int, data: st.DataObject, direction: int, ahead: int, behind: int
) -> None:
    playhead = data.draw(st.integers(0, frame_count - 1))
    keys = sorted({0, *data.draw(st.lists(st.integers(0, frame_count - 1)))})

    frames = frames_to_prefetch(
        playhead,
        direction=direction,
        frame_count=frame_count,
        key_frames=keys,
        policy=PrefetchPolicy(ahead, behind),
    )

    assert len(frames) == len(set(frames)) <= ahead + behind
    assert playhead not in frames
    assert all(0 <= frame < frame_count for frame in frames)


@given(st.integers(0, 10**9), st.integers(1, 4000), st.integers(1, 4000))
def test_what_is_fetched_fits_into_half_of_the_cache(max_bytes: int, height: int, width: int) -> None:
    policy = policy_for_cache(max_bytes, (height, width), PrefetchPolicy(12, 3))

    assert policy.ahead <= 12
    assert policy.behind <= 3
    assert (policy.ahead + policy.behind) * height * width * 3 <= max_bytes / 2


def test_the_key_frame_before_a_frame_may_be_the_frame_itself() -> None:
    assert [key_frame_before(frame, KEYS) for frame in (0, 9, 10, 29)] == [0, 0, 10, 20]
