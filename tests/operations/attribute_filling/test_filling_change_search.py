"""Changes are found to the frame within the budget; a single odd answer is no change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.operations.attribute_filling.change_search import Stretch, likeliest_values, search_changes
from sa2va_desktop.operations.attribute_filling.frame_picks import spread
from sa2va_desktop.operations.attribute_filling.reading import Reading, pooled

FRAMES = list(range(100))
UNSURE = Reading()


def sure(value: str, chance: float = 0.95, others: Sequence[str] = ("red", "blue", "green")) -> Reading:
    rest = (1 - chance) / (len(others) - 1)
    return Reading({other: chance if other == value else rest for other in others})


def search(
    read: Callable[[int], Reading],
    frames: Sequence[int] = FRAMES,
    *,
    samples: int = 8,
    most: int = 40,
    threshold: float = 0.5,
) -> tuple[tuple[Stretch, ...], list[int]]:
    """What is found, and the frames that were asked."""
    searching = search_changes(frames, samples=samples, most_questions=most, threshold=threshold)
    asked = [next(searching)]
    while True:
        try:
            asked.append(searching.send(read(asked[-1])))
        except StopIteration as end:
            return end.value, asked


def starts(stretches: Sequence[Stretch]) -> list[tuple[int, object]]:
    return [(stretch.start, stretch.value) for stretch in stretches]


@given(st.integers(1, 99), st.integers(2, 12))
def test_one_change_is_found_to_the_frame(turn, samples):
    found, asked = search(lambda frame: sure("red" if frame < turn else "blue"), samples=samples)

    assert starts(found) == [(0, "red"), (turn, "blue")]
    assert len(asked) == len(set(asked)) <= samples + 7
    assert found[0].confidence == pytest.approx(0.95)


def test_several_changes_are_found_and_what_is_equal_is_one_stretch():
    def read(frame: int) -> Reading:
        return sure("red" if frame < 20 or frame >= 71 else "blue")

    found, _ = search(read)

    assert starts(found) == [(0, "red"), (20, "blue"), (71, "red")]


def test_a_third_value_between_two_samples_is_found_by_narrowing_down():
    def read(frame: int) -> Reading:
        return sure("red" if frame < 45 else "green" if frame < 55 else "blue")

    assert starts(search(read, samples=2)[0]) == [(0, "red"), (45, "green"), (55, "blue")]


def test_a_single_odd_answer_is_no_change_unless_it_is_very_sure():
    samples = [FRAMES[place] for place in spread(100, 8)]
    odd = samples[3]

    doubtful, _ = search(lambda frame: sure("blue", 0.7) if frame == odd else sure("red", 0.8))
    certain, _ = search(lambda frame: sure("blue", 0.999) if frame == odd else sure("red", 0.8))

    assert starts(doubtful) == [(0, "red")]
    assert ("blue" in [stretch.value for stretch in certain]) is True


def test_the_budget_is_kept_and_the_new_value_begins_where_it_was_seen():
    found, asked = search(lambda frame: sure("red" if frame < 50 else "blue"), samples=2, most=3)

    assert len(asked) == 3
    assert starts(found) == [(0, "red"), (50, "blue")] or found[1].start > 50
    assert starts(search(lambda _frame: sure("red"), most=1)[0]) == [(0, "red")]


def test_only_frames_that_are_given_are_asked_and_begin_a_stretch():
    frames = [*range(10, 20), *range(60, 70)]

    found, asked = search(lambda frame: sure("red" if frame < 40 else "blue"), frames)

    assert set(asked) <= set(frames)
    assert starts(found) == [(10, "red"), (60, "blue")]


def test_what_is_not_credible_is_left_out():
    assert search(lambda _frame: UNSURE)[0] == ()
    assert search(lambda _frame: sure("red", 0.4))[0] == ()
    partly, _ = search(lambda frame: sure("red") if frame < 50 else UNSURE)
    assert starts(partly) == [(0, "red")]


def test_frames_that_say_nothing_take_their_neighbours_value():
    readings = [sure("red"), UNSURE, sure("red"), UNSURE, sure("blue"), sure("blue")]

    values = likeliest_values(readings)

    assert values[:3] == ["red"] * 3
    assert values[4:] == ["blue"] * 2
    assert likeliest_values([UNSURE, UNSURE]) == [None, None]


def test_places_are_spread_with_both_ends():
    assert spread(10, 4) == [0, 3, 6, 9]
    assert spread(3, 8) == [0, 1, 2]
    assert spread(9, 1) == [0]


def test_frames_that_differ_lower_the_confidence():
    together = pooled([sure("red", 0.9), sure("red", 0.9), sure("blue", 0.9)])

    assert together.best == "red"
    assert together.confidence == pytest.approx((0.9 + 0.9 + 0.05) / 3)
    assert pooled([]).best is None
