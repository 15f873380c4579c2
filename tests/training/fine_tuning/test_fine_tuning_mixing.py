"""Samples are mixed by weight, each item once before any comes again, and all by number alone."""

from __future__ import annotations

from collections import Counter

from sa2va_desktop.training.fine_tuning.sources.mixing import BLOCK, Mix


def test_weights_are_kept_in_every_block_and_every_item_comes_before_any_comes_again() -> None:
    mix = Mix(7, [30, 400], [3.0, 1.0])

    drawn = [mix.drawn(number) for number in range(2 * BLOCK)]

    assert Counter(each.source for each in drawn[:BLOCK]) == {0: 750, 1: 250}
    assert Counter(each.source for each in drawn[BLOCK:]) == {0: 750, 1: 250}
    for source, size in ((0, 30), (1, 400)):
        own = [each for each in drawn if each.source == source]
        assert [each.position for each in own] == list(range(len(own)))
        assert sorted(mix.item(each) for each in own[:size]) == list(range(size))
    first, second = (
        [mix.item(each) for each in drawn if each.source == 0][start : start + 30] for start in (0, 30)
    )
    assert first != second


def test_a_sample_depends_on_its_number_and_the_seed_only() -> None:
    one, same, other = Mix(7, [50, 50], [1, 1]), Mix(7, [50, 50], [1, 1]), Mix(8, [50, 50], [1, 1])

    late = [one.item(one.drawn(number)) for number in range(5000, 5040)]

    assert [same.item(same.drawn(number)) for number in range(5000, 5040)] == late
    assert [other.item(other.drawn(number)) for number in range(5000, 5040)] != late
    assert one.rng(11).integers(1 << 40) == same.rng(11).integers(1 << 40)


def test_a_source_of_hardly_any_weight_is_drawn_all_the_same() -> None:
    mix = Mix(0, [1, 1, 1], [1e6, 1.0, 1.0])

    assert Counter(mix.drawn(number).source for number in range(BLOCK)) == {0: 998, 1: 1, 2: 1}
