"""Sources are drawn by their weights, samples in an order that only the seed decides; budgets and rates follow the step."""

from __future__ import annotations

from collections import Counter

import pytest
from support.scripted_training import ScriptedSource

from sa2va_desktop.training.fine_tuning.config import ScheduleConfig
from sa2va_desktop.training.fine_tuning.draws import DrawOrder, draw_sample
from sa2va_desktop.training.fine_tuning.schedule import Schedule, schedule_of
from sa2va_desktop.training.fine_tuning.validation import choose_places


def test_each_source_gets_its_share() -> None:
    order = DrawOrder([10, 1000, 0], [3.0, 1.0, 9.0], seed=1)

    for count in range(1, 101):
        order.take(1)
        first, second, empty = order.counts
        assert abs(first - 0.75 * count) <= 1
        assert abs(second - 0.25 * count) <= 1
        assert empty == 0


def test_all_samples_come_before_one_comes_again_in_a_new_order() -> None:
    draws = DrawOrder([20], [1.0], seed=1).take(60)

    passes = [[draw.index for draw in draws[start : start + 20]] for start in (0, 20, 40)]

    assert all(sorted(each) == [*range(20)] for each in passes)
    assert len({tuple(each) for each in passes}) == 3


def test_drawing_goes_on_from_the_counts() -> None:
    whole = DrawOrder([7, 5], [2.0, 1.0], seed=3)
    first = whole.take(11)
    counts = whole.counts
    rest = whole.take(12)

    other = DrawOrder([7, 5], [2.0, 1.0], seed=3)
    other.counts = counts

    assert other.take(12) == rest
    assert [draw.position for draw in first + rest] == [*range(23)]


def test_equal_draws_give_equal_samples() -> None:
    source = ScriptedSource(length=9, broken=frozenset({0, 1, 2, 3}))
    draws = DrawOrder([9], [1.0], seed=3).take(9)

    once, again = ([draw_sample(draw, [source], 3, lambda error: None) for draw in draws] for _ in range(2))

    assert [(each.place, each.turns) for each in once] == [(each.place, each.turns) for each in again]
    assert len({each.turns for each in once}) == 9


def test_held_out_samples_are_chosen_by_weight_and_all_of_a_small_source() -> None:
    places = choose_places([4, 1000, 0], [1.0, 1.0, 1.0], 20, seed=0)

    assert Counter(source for source, _ in places) == {0: 4, 1: 16}
    assert len(set(places)) == 20
    assert places == choose_places([4, 1000, 0], [1.0, 1.0, 1.0], 20, seed=0)


@pytest.mark.parametrize(
    ("config", "steps", "seconds"),
    [
        (ScheduleConfig(steps=30, epochs=2, batch=2, accumulate=5), 20, None),
        (ScheduleConfig(steps=5, epochs=2, batch=2, accumulate=5), 5, None),
        (ScheduleConfig(minutes=2), None, 120),
        (ScheduleConfig(epochs=0.001), 1, None),
    ],
)
def test_the_smallest_budget_counts(config: ScheduleConfig, steps: int | None, seconds: float | None) -> None:
    schedule = schedule_of(config, samples=100, processes=1)

    assert (schedule.steps, schedule.seconds) == (steps, seconds)


def test_several_processes_need_fewer_steps_for_an_epoch() -> None:
    config = ScheduleConfig(epochs=2, batch=2, accumulate=5)

    assert schedule_of(config, samples=100, processes=4).steps == 5


def test_the_rate_rises_in_a_line_and_falls_along_a_cosine() -> None:
    schedule = Schedule(steps=1000, seconds=None, warm_up=0.05)

    rates = [schedule.rate(step, 0.0) for step in range(1000)]

    assert rates[:50] == sorted(rates[:50])
    assert rates[0] == pytest.approx(0.01)
    assert rates[50:] == sorted(rates[50:], reverse=True)
    assert rates[49] == pytest.approx(0.99)
    assert rates[524] == pytest.approx(0.5, abs=0.01)
    assert 0 < rates[-1] < 1e-5


def test_by_time_the_rate_follows_the_clock() -> None:
    schedule = Schedule(steps=None, seconds=100.0, warm_up=0.1)

    assert schedule.rate(0, 0.0) > 0
    assert schedule.rate(7, 10.0) == 1.0
    assert schedule.rate(70, 55.0) == pytest.approx(0.5)
    assert schedule.fraction(70, 101.0) == 1.0
