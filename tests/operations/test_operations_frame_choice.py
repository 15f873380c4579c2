"""The SPEC and RANGE texts: what they mean, and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.frame_choice import choose_language_frames, parse_frame_range


@pytest.mark.parametrize(
    ("spec", "frame_range", "frames"),
    [
        ("first:5", (0, 100), (0, 1, 2, 3, 4)),
        ("first:5", (10, 13), (10, 11, 12)),
        ("uniform:5", (0, 49), (0, 12, 24, 36, 48)),
        ("uniform:5", (0, 48), (0, 11, 23, 35, 47)),
        ("uniform:5", (7, 9), (7, 8)),
        ("uniform:1", (0, 11), (5,)),
        ("around:20:5", (0, 100), (18, 19, 20, 21, 22)),
        ("around:1:5", (0, 100), (0, 1, 2, 3, 4)),
        ("around:99:3", (0, 100), (97, 98, 99)),
        ("20,0, 7,7", (0, 100), (0, 7, 20)),
    ],
)
def test_spec_names_frames(spec: str, frame_range: tuple[int, int], frames: tuple[int, ...]) -> None:
    assert choose_language_frames(spec, frame_range) == frames


@pytest.mark.parametrize(
    "spec", ["", "first", "first:0", "first:6", "uniform:x", "around:5", "0,a", "0,1,2,3,4,5", "-1"]
)
def test_bad_spec_is_refused_with_what_was_expected(spec: str) -> None:
    with pytest.raises(UsageError, match="frames"):
        choose_language_frames(spec, (0, 100))


def test_listed_frame_outside_the_range_is_named() -> None:
    with pytest.raises(UsageError, match=r"frame 12 is outside the range 0:10"):
        choose_language_frames("3,12", (0, 10))


@given(st.integers(0, 50), st.integers(1, 400), st.integers(1, 5), st.sampled_from(["first", "uniform"]))
def test_chosen_frames_lie_in_the_range_and_ascend(start: int, length: int, count: int, kind: str) -> None:
    frames = choose_language_frames(f"{kind}:{count}", (start, start + length))

    assert 1 <= len(frames) <= count
    assert list(frames) == sorted(set(frames))
    assert all(start <= frame < start + length for frame in frames)


@pytest.mark.parametrize(
    ("text", "expected"), [("0:10", (0, 10)), ("5:", (5, 20)), (":7", (0, 7)), (":", (0, 20))]
)
def test_range_is_half_open_and_either_side_may_be_empty(text: str, expected: tuple[int, int]) -> None:
    assert parse_frame_range(text, 20) == expected


@pytest.mark.parametrize("text", ["", "5", "7:7", "9:3", "0:21", "a:b", "-1:4"])
def test_bad_range_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="range"):
        parse_frame_range(text, 20)
