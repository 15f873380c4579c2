"""Means of what forward passes report, over as much as each of them saw."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from sa2va_desktop.training.fine_tuning.loss_parts import LossParts

_OF_TOKENS = {"language", "token_accuracy"}
_OF_MASKS = {"mask", "dice", "mask_iou"}

Sums = dict[str, tuple[float, float]]
"""Name → weighted sum and weight."""


class Means:
    """Collects `LossParts`; losses and figures by name. What was not looked at, or is no number, does not count."""

    def __init__(self) -> None:
        self.losses: Sums = {}
        self.figures: Sums = {}

    def add(self, total: float, parts: LossParts, samples: int) -> None:
        """One pass over some samples."""
        self.add_loss("total", total, samples)
        for name, value in parts.parts.items():
            self.add_loss(name, value, _weight(name, parts, samples))
        for name, value in parts.figures.items():
            self.add_figure(name, value, _weight(name, parts, samples))

    def add_loss(self, name: str, value: float, weight: float = 1.0) -> None:
        _add(self.losses, name, value, weight)

    def add_figure(self, name: str, value: float, weight: float = 1.0) -> None:
        _add(self.figures, name, value, weight)

    def merge(self, others: Iterable[Means]) -> None:
        """Take in what other processes saw."""
        for other in others:
            for mine, theirs in ((self.losses, other.losses), (self.figures, other.figures)):
                for name, (value, weight) in theirs.items():
                    known = mine.get(name, (0.0, 0.0))
                    mine[name] = known[0] + value, known[1] + weight


def values_of(sums: Sums) -> Mapping[str, float]:
    """The means themselves."""
    return {name: value / weight for name, (value, weight) in sums.items()}


def _weight(name: str, parts: LossParts, samples: int) -> float:
    if name in _OF_TOKENS:
        return parts.tokens
    return parts.masks if name in _OF_MASKS else samples


def _add(sums: Sums, name: str, value: float, weight: float) -> None:
    if weight > 0 and math.isfinite(value):
        known = sums.get(name, (0.0, 0.0))
        sums[name] = known[0] + value * weight, known[1] + weight
