"""How well one number tells right from wrong: area under the curve, and the threshold that errs least."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Separation:
    """Of two groups of values, of which the right ones are meant to be higher.

    Attributes:
        auc: probability that a right value is above a wrong one, half for equal ones; 0.5 tells nothing.
        accuracy: mean of the shares of right values from `threshold` on and of wrong ones below it.
    """

    right_count: int
    wrong_count: int
    right_median: float
    wrong_median: float
    auc: float
    threshold: float
    accuracy: float


def area_under_curve(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Of the receiver operating characteristic, by ranks (Mann-Whitney). Raises ValueError: a group is empty."""
    if not right or not wrong:
        raise ValueError("expected values of both groups, found none of one")
    ranked = sorted(
        (value, is_right) for values, is_right in ((right, True), (wrong, False)) for value in values
    )
    below = wins = 0.0
    start = 0
    while start < len(ranked):
        stop = start
        while stop < len(ranked) and ranked[stop][0] == ranked[start][0]:
            stop += 1
        rights = sum(is_right for _, is_right in ranked[start:stop])
        wrongs = stop - start - rights
        wins += rights * (below + wrongs / 2)
        below += wrongs
        start = stop
    return wins / (len(right) * len(wrong))


def balanced_accuracy(right: Sequence[float], wrong: Sequence[float], threshold: float) -> float:
    """Mean of the shares of right values from the threshold on, and of wrong values below it."""
    kept = sum(value >= threshold for value in right) / len(right)
    caught = sum(value < threshold for value in wrong) / len(wrong)
    return (kept + caught) / 2


def best_threshold(right: Sequence[float], wrong: Sequence[float], step: float = 0.05) -> float:
    """The multiple of a step between 0 and 1 with the highest balanced accuracy.

    Of a plateau of equals the middle: its ends are where the next sample would err.
    """
    count = round(1 / step)
    scores = [(balanced_accuracy(right, wrong, place * step), place) for place in range(1, count)]
    best = max(score for score, _ in scores)
    places = [place for score, place in scores if score == best]
    run = [places[0]]
    for place in places[1:]:
        if place != run[-1] + 1:
            break
        run.append(place)
    return round(run[len(run) // 2] * step, 6)


def separation(right: Sequence[float], wrong: Sequence[float], threshold: float | None = None) -> Separation:
    """All figures; the threshold is looked for unless it is given. Raises ValueError: a group is empty."""
    auc = area_under_curve(right, wrong)
    chosen = best_threshold(right, wrong) if threshold is None else threshold
    return Separation(
        len(right),
        len(wrong),
        statistics.median(right),
        statistics.median(wrong),
        auc,
        chosen,
        balanced_accuracy(right, wrong, chosen),
    )
