"""Whether a model is as often right as it says: confidence against agreement with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Judged:
    """One answer: how sure the model was of it, in 0..1, and whether it agrees with the truth."""

    confidence: float
    agrees: bool


@dataclass(frozen=True)
class Calibration:
    """Of some answers.

    Attributes:
        agreement: share that agrees; None without answers.
        confidence: mean, to be compared with the agreement.
        error: expected calibration error over ten equal bins of confidence (Naeini et al., "Obtaining Well Calibrated
            Probabilities Using Bayesian Binning", AAAI 2015): 0 is perfect.
    """

    count: int
    agreement: float | None
    confidence: float | None
    error: float | None


BINS = 10


def calibration(answers: Sequence[Judged]) -> Calibration:
    """All answers together."""
    if not answers:
        return Calibration(0, None, None, None)
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for answer in answers:
        bins[min(BINS - 1, int(answer.confidence * BINS))].append(answer)
    gaps = [abs(_agreement(part) - _confidence(part)) * len(part) for part in bins if part]
    return Calibration(len(answers), _agreement(answers), _confidence(answers), sum(gaps) / len(answers))


def above(answers: Sequence[Judged], threshold: float) -> list[Judged]:
    """Answers of at least that confidence."""
    return [answer for answer in answers if answer.confidence >= threshold]


def _agreement(answers: Sequence[Judged]) -> float:
    return sum(answer.agrees for answer in answers) / len(answers)


def _confidence(answers: Sequence[Judged]) -> float:
    return sum(answer.confidence for answer in answers) / len(answers)
