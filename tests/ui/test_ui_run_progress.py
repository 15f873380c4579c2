"""Numbers and words about how far work is."""

from __future__ import annotations

import pytest

from sa2va_desktop.ui.run_progress import Pace, RunProgress, duration


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 s"), (7.6, "8 s"), (59.4, "59 s"), (130, "2 min 10 s"), (3900, "1 h 5 min")],
)
def test_a_rest_is_said_in_at_most_two_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_speed_is_measured_from_the_first_result_on() -> None:
    clock = Clock()
    pace = Pace(clock)

    first = pace.progress(1, 11, "frames")
    clock.now_s += 2
    later = pace.progress(5, 11, "frames")

    assert (first.per_s, first.seconds_left) == (None, None)
    assert (later.per_s, later.seconds_left) == (2.0, 3.0)
    assert later.text == "5 / 11 frames  ·  2.0 frames/s  ·  3 s left"


def test_a_pause_costs_no_speed() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.progress(0, 10, "masks")
    clock.now_s += 1
    pace.pause()
    clock.now_s += 1000
    held = pace.progress(2, 10, "masks")
    pace.resume()
    clock.now_s += 1

    later = pace.progress(4, 10, "masks")

    assert held.per_s == later.per_s == 2.0


def test_a_pause_before_the_first_result_counts_for_nothing() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.pause()
    clock.now_s += 50
    pace.resume()

    pace.progress(0, 4, "masks")
    clock.now_s += 1

    assert pace.progress(1, 4, "masks").per_s == 1.0


def test_nothing_is_said_while_nothing_is_known() -> None:
    assert RunProgress().text == ""
    assert RunProgress(3, 9, "files").text == "3 / 9 files"
    assert RunProgress(3, 9, "parsecs").amount == "3 / 9 parsecs"
