"""Which item of which source a sample of the training is: by its number alone, so that resuming gives the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLOCK = 1000
"""Samples in which every source has its exact share; only their order within a block is random."""

_ORDER, _ITEMS, _WORDING = 1, 2, 3
_KEPT = 16


@dataclass(frozen=True)
class Drawn:
    """The item at a position of a source's own endless order."""

    source: int
    position: int


class Mix:
    """Weighted sources without memory of what was drawn. Every item of a source comes once before any comes again.

    Args:
        sizes: items of each source, at least one.
        weights: above 0.
    """

    def __init__(self, seed: int, sizes: Sequence[int], weights: Sequence[float]) -> None:
        self._seed = seed
        self._sizes = tuple(sizes)
        self._quota = _quotas(weights)
        self._orders: OrderedDict[tuple[int, ...], npt.NDArray[np.int64]] = OrderedDict()

    def drawn(self, number: int) -> Drawn:
        """What sample `number`, counted from 0 over the whole training and all machines, is."""
        block, place = divmod(number, BLOCK)
        order = self._order((_ORDER, block), BLOCK)
        source_at = np.repeat(np.arange(len(self._quota)), self._quota)[order]
        source = int(source_at[place])
        before = int(np.count_nonzero(source_at[:place] == source))
        return Drawn(source, block * int(self._quota[source]) + before)

    def item(self, drawn: Drawn) -> int:
        """Index of an item in its source: a new random order each time the source was gone through."""
        size = self._sizes[drawn.source]
        round_number, place = divmod(drawn.position, size)
        return int(self._order((_ITEMS, drawn.source, round_number), size)[place])

    def rng(self, number: int) -> np.random.Generator:
        """The random stream of a sample."""
        return np.random.default_rng(np.random.SeedSequence([self._seed, _WORDING, number]))

    def _order(self, key: tuple[int, ...], size: int) -> npt.NDArray[np.int64]:
        known = self._orders.get(key)
        if known is None:
            rng = np.random.default_rng(np.random.SeedSequence([self._seed, *key]))
            known = self._orders[key] = rng.permutation(size)
            if len(self._orders) > _KEPT:
                self._orders.popitem(last=False)
        self._orders.move_to_end(key)
        return known


def _quotas(weights: Sequence[float]) -> npt.NDArray[np.int64]:
    """How many of `BLOCK` samples each source gives, at least one each; the largest remainders are rounded up."""
    shares = np.asarray(weights, np.float64) / np.sum(weights) * BLOCK
    quota = np.maximum(np.floor(shares).astype(np.int64), 1)
    for place in np.argsort(quota - shares, kind="stable"):
        if quota.sum() >= BLOCK:
            break
        quota[place] += 1
    while quota.sum() > BLOCK:
        quota[int(np.argmax(quota))] -= 1
    return quota
