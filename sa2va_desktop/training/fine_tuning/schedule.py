"""How far a training is by its budgets, and how fast it learns there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.training.fine_tuning.config import ScheduleConfig, SourceKind
from sa2va_desktop.training.fine_tuning.sample import SplitSource


@dataclass(frozen=True)
class Schedule:
    """Budgets in steps and seconds; at least one is there.

    Attributes:
        steps: the smaller one of the steps that were asked for and those of the epochs.
        warm_up: share of the training in which the rate rises.
    """

    steps: int | None
    seconds: float | None
    warm_up: float

    def fraction(self, step: int, seconds: float) -> float:
        """Used share of the tighter budget, 0 to 1."""
        by_steps = step / self.steps if self.steps else 0.0
        by_time = seconds / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_steps, by_time))

    def rate(self, step: int, seconds: float) -> float:
        """Factor of the learning rate for the step after `step` others: up in a line, then down a cosine to 0.

        Taken in the middle of the step, so that neither the first nor the last one is made for nothing.
        """
        middle = (step + 0.5) / self.steps if self.steps else 1e-3
        done = max(self.fraction(step, seconds), middle)
        if done < self.warm_up:
            return done / self.warm_up
        return 0.5 * (1 + math.cos(math.pi * (done - self.warm_up) / (1 - self.warm_up)))


def schedule_of(config: ScheduleConfig, *, samples: int, processes: int) -> Schedule:
    """
    Args:
        samples: of one epoch.
        processes: that train together, each on batches of its own.
    """
    budgets = [] if config.steps is None else [config.steps]
    if config.epochs is not None:
        step_samples = config.batch * config.accumulate * processes
        budgets.append(max(1, round(config.epochs * samples / step_samples)))
    seconds = None if config.minutes is None else config.minutes * 60
    return Schedule(min(budgets, default=None), seconds, config.warm_up)


def epoch_samples(sources: Sequence[SplitSource]) -> int:
    """Samples in which data sets and projects are gone through about once, with scenes, which have no end, in their share."""
    trained = [source.training for source in sources if len(source.training)]
    finite = [
        source.training
        for source in sources
        if len(source.training) and source.statement.kind != SourceKind.SCENES.value
    ]
    if not finite:
        return sum(len(each) for each in trained)
    share = sum(each.weight for each in finite) / sum(each.weight for each in trained)
    return round(sum(len(each) for each in finite) / share)
