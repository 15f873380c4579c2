"""Held-out samples: chosen once, looked at again and again, and a score by which the best state is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from sa2va_desktop.training.fine_tuning.loss_parts import TrainingGraph
from sa2va_desktop.training.fine_tuning.means import Means
from sa2va_desktop.training.fine_tuning.sample import SampleError, SampleSource
from sa2va_desktop.training.fine_tuning.state import Best

_SCORED = ("mask_iou", "token_accuracy")

Place = tuple[int, int]
"""Source and index of a sample."""


def choose_places(lengths: Sequence[int], weights: Sequence[float], count: int, seed: int) -> list[Place]:
    """At most `count` samples, from each source its share by weight, or all that it has; always the same ones."""
    left = dict(enumerate(lengths))
    shares = {source: 0 for source, length in left.items() if length and weights[source] > 0}
    while sum(shares.values()) < count:
        open_ones = [source for source, taken in shares.items() if taken < left[source]]
        if not open_ones:
            break
        shares[min(open_ones, key=lambda each: ((shares[each] + 0.5) / weights[each], each))] += 1
    chosen = []
    for source, taken in shares.items():
        rng = np.random.default_rng([seed, 3, source])
        chosen += [(source, int(index)) for index in sorted(_distinct(rng, lengths[source], taken))]
    return chosen


def _distinct(rng: np.random.Generator, length: int, count: int) -> Sequence[int]:
    """Without making a list of all that there are."""
    if length <= 1 << 20:
        return [int(index) for index in rng.choice(length, size=count, replace=False)]
    return range(count)


def validate(
    graph: TrainingGraph,
    sources: Sequence[SampleSource],
    places: Sequence[Place],
    seed: int,
    *,
    on_fault: Callable[[SampleError], None],
    check: Callable[[], None],
) -> Means:
    """Losses and figures of samples, one at a time, without a gradient; weights and generators stay as they are.

    Args:
        on_fault: is told of samples that cannot be used; may raise.
        check: called before each sample; may raise, which leaves the graph as it was.
    """
    means = Means()
    graph.module.eval()
    try:
        with torch.no_grad():
            for number, (source, index) in enumerate(places):
                check()
                try:
                    sample = sources[source].sample(index, np.random.default_rng([seed, 4, number]))
                    parts = graph.losses([sample], np.random.default_rng([seed, 5, number]))
                except SampleError as error:
                    on_fault(error)
                    continue
                means.add(float(parts.total), parts, 1)
    finally:
        graph.module.train()
    return means


def score_of(figures: Mapping[str, float]) -> float:
    """Mean of mask IoU and of the share of right answer tokens, as far as they were measured; 0 to 1."""
    found = [figures[name] for name in _SCORED if name in figures]
    return sum(found) / len(found) if found else 0.0


def is_better(score: float, loss: float, best: Best | None) -> bool:
    """A higher score; between equal ones, the lower loss."""
    return best is None or (score, -loss) > (best.score, -best.loss)
