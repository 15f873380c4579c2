"""Which sample comes next: sources in proportion to their weights, each one's samples in an order of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.errors import InputError
from sa2va_desktop.training.fine_tuning.sample import SampleError, SampleSource, TrainingSample
from sa2va_desktop.translation import translate

_SHUFFLED = 20_000_000
"""A source with more samples than that makes them up, so their order need not be drawn."""
_ATTEMPTS = 50
"""Samples in place of one that is broken, before the source is given up."""


@dataclass(frozen=True)
class Draw:
    """The `position`-th sample of a training: an index of a source."""

    position: int
    source: int
    index: int


class DrawOrder:
    """Draws one after the other. Depends on nothing but the seed and how many were drawn of each source.

    After any number of draws, each source has had its share by weight, give or take one. The samples of a source are
    gone through in a new order each time.
    """

    def __init__(self, lengths: Sequence[int], weights: Sequence[float], seed: int) -> None:
        """
        Args:
            weights: relative to each other; a source without samples is not drawn from.
        """
        self._lengths, self._seed = lengths, seed
        self._weights = [weight if length else 0.0 for weight, length in zip(weights, lengths, strict=True)]
        self._counts = [0] * len(lengths)
        self._orders: dict[int, tuple[int, np.ndarray]] = {}

    @property
    def counts(self) -> tuple[int, ...]:
        """How many were drawn of each source so far."""
        return tuple(self._counts)

    @counts.setter
    def counts(self, counts: Sequence[int]) -> None:
        self._counts = list(counts)

    def take(self, count: int) -> list[Draw]:
        return [self._next() for _ in range(count)]

    def _next(self) -> Draw:
        # The one that would be the least ahead of its share.
        source = min(
            (each for each, weight in enumerate(self._weights) if weight > 0),
            key=lambda each: ((self._counts[each] + 0.5) / self._weights[each], each),
        )
        position, count = sum(self._counts), self._counts[source]
        self._counts[source] += 1
        return Draw(position, source, self._index(source, count))

    def _index(self, source: int, count: int) -> int:
        passed, place = divmod(count, self._lengths[source])
        if self._lengths[source] > _SHUFFLED:
            return place
        known, order = self._orders.get(source, (-1, np.empty(0, np.int64)))
        if known != passed:
            rng = np.random.default_rng([self._seed, 1, source, passed])
            order = rng.permutation(self._lengths[source])
            self._orders[source] = passed, order
        return int(order[place])


def draw_sample(
    draw: Draw,
    sources: Sequence[SampleSource],
    seed: int,
    on_fault: Callable[[SampleError], None],
) -> TrainingSample:
    """The sample of a draw; in place of a broken one, another of the same source, always the same one.

    Args:
        on_fault: is told of each that is broken; may raise.

    Raises:
        InputError: one after the other is broken.
    """
    source, index = sources[draw.source], draw.index
    for attempt in range(_ATTEMPTS):
        rng = np.random.default_rng([seed, 2, draw.position, attempt])
        try:
            return source.sample(index, rng)
        except SampleError as error:
            on_fault(error)
            index = int(rng.integers(len(source)))
    raise InputError(
        translate("training", "{0}: {1} samples in a row cannot be used").format(source.name, _ATTEMPTS)
    )
