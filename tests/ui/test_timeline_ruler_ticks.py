import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.ui.timeline.ruler_ticks import (
    format_timecode,
    frame_ticks,
    nice_frame_step,
    time_ticks,
)
from sa2va_desktop.ui.timeline.time_scale import TimeScale


@pytest.mark.parametrize(
    ("seconds", "decimals", "expected"),
    [
        (0, 3, "0:00.000"),
        (62.5, 3, "1:02.500"),
        (3605.25, 0, "1:00:05"),
        (0.99999, 2, "0:00.99"),
        (59.999, 1, "0:59.9"),
    ],
)
def test_timecodes_are_rounded_down(seconds: float, decimals: int, expected: str) -> None:
    assert format_timecode(seconds, decimals) == expected


def test_frame_steps_are_one_two_five_and_their_tens() -> None:
    assert [nice_frame_step(least) for least in (0.1, 1, 1.5, 3, 7, 30, 99, 101)] == [
        1,
        1,
        2,
        5,
        10,
        50,
        100,
        200,
    ]


@given(st.integers(1, 100_000), st.integers(100, 3000), st.floats(1, 10_000))
def test_frame_marks_are_far_enough_apart_and_name_their_frame(count: int, width: int, zoom: float) -> None:
    scale = TimeScale(count, width).fitted().zoomed(zoom, width / 2)

    ticks = frame_ticks(scale, 50)

    frames = [tick.frame_index for tick in ticks]
    assert all(
        later - earlier >= 50 / scale.pixels_per_frame - 1e-9 for earlier, later in itertools.pairwise(frames)
    )
    assert [tick.label for tick in ticks] == [str(frame) for frame in frames]
    assert len(ticks) <= width / 50 + 2


@given(
    st.lists(st.floats(0.001, 3.0), min_size=1, max_size=300),
    st.integers(200, 2000),
    st.floats(1, 100),
)
def test_time_marks_name_a_time_that_their_frame_has_reached_but_the_one_before_has_not(
    gaps: list[float], width: int, zoom: float
) -> None:
    times = np.concatenate(([0.0], np.cumsum(gaps)))
    scale = TimeScale(times.size, width).fitted().zoomed(zoom, 0)

    ticks = time_ticks(times, scale, 70)

    frames = [tick.frame_index for tick in ticks]
    assert frames == sorted(set(frames))
    assert all(0 <= frame < times.size for frame in frames)
    for tick in ticks:
        minutes, seconds = tick.label.rsplit(":", 1)
        labelled = sum(
            int(part) * 60 ** (i + 1) for i, part in enumerate(reversed(minutes.split(":")))
        ) + float(seconds)
        assert times[tick.frame_index] >= labelled - 1e-6
        assert tick.frame_index == 0 or times[tick.frame_index - 1] < labelled + 0.0011


def test_an_even_clip_has_a_mark_each_second() -> None:
    times = np.arange(250) / 25.0
    scale = TimeScale(250, 1000).fitted()

    ticks = time_ticks(times, scale, 80)

    assert [tick.frame_index for tick in ticks] == list(range(0, 250, 25))
    assert ticks[3].label == "0:03"


def test_a_pause_in_the_clip_moves_the_mark_to_the_first_frame_after_it() -> None:
    times = np.array([0.0, 0.5, 1.0, 4.2, 5.0, 6.0])
    scale = TimeScale(6, 384).fitted()

    labels = {tick.frame_index: tick.label for tick in time_ticks(times, scale, 60)}

    assert labels[0] == "0:00"
    assert labels[3].startswith("0:0")
    assert labels[4] == "0:05"
