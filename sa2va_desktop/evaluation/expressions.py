"""The per-expression tradition of MeViS, ReVOS, Ref-SAV and Ref-DAVIS: a clip and an expression is one sample.

Sources: Ding et al., "MeViS", ICCV 2023; Yan et al., "VISA", ECCV 2024 (ReVOS, with accuracy A and robustness R);
Yuan et al., "Sa2VA" (Ref-SAV). Each rounds in its own place, and the published figures depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.evaluation.segmentation import ClipScore


@dataclass(frozen=True)
class ExpressionScore:
    """One expression on one clip, in 0..1.

    Attributes:
        type_id: ReVOS: 0 referring, 1 reasoning, 2 nothing is meant; Ref-SAV: 0 long, 1 short; None elsewhere.
        accuracy, robustness: of ReVOS and Ref-SAV, where they were computed.
    """

    j: float
    f: float
    type_id: int | None = None
    accuracy: float | None = None
    robustness: float | None = None
    visible_j: float | None = None
    visible_f: float | None = None


def pixel_accuracy(predicted: Sequence[BoolMask], truth: Sequence[BoolMask]) -> float:
    """A of ReVOS: share of pixels that agree, as a mean over frames.

    The published code compares with the sum of the meant masks, so it counts pixels wrong where two of them overlap.
    """
    return float(np.mean([np.mean(p == t) for p, t in zip(predicted, truth, strict=True)]))


def robustness(
    predicted: Sequence[BoolMask], truth: Sequence[BoolMask], foreground: Sequence[BoolMask]
) -> float:
    """R of ReVOS: 1 less the share of wrongly predicted pixels in all annotated ones, at least 0, mean over frames.

    The published code sums the meant masks in eight bits, so frames on which they overlap come out otherwise there.
    """
    values = [
        max(1 - np.count_nonzero(p & ~t) / (np.count_nonzero(g) + 1e-6), 0.0)
        for p, t, g in zip(predicted, truth, foreground, strict=True)
    ]
    return float(np.mean(values))


def mevis_figures(scores: Iterable[ExpressionScore]) -> dict[str, float]:
    """J, F and J&F in percent, rounded to two places at the very end; {} without expressions."""
    found = [(score.j, score.f) for score in scores]
    if not found:
        return {}
    j, f = np.mean(found, axis=0)
    return {name: round(100 * float(value), 2) for name, value in (("J", j), ("F", f), ("J&F", (j + f) / 2))}


def visible_figures(scores: Iterable[ExpressionScore]) -> dict[str, float]:
    """J and F over the frames on which the truth has something, mean over expressions, in percent; {} without any."""
    found = [
        (score.visible_j, score.visible_f)
        for score in scores
        if score.visible_j is not None and score.visible_f is not None
    ]
    if not found:
        return {}
    j, f = 100 * np.mean(found, axis=0)
    return {"J": float(j), "F": float(f), "J&F": float((j + f) / 2)}


def grouped_figures(
    scores: Iterable[ExpressionScore], groups: dict[int, str], measures: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Of ReVOS and Ref-SAV: each expression is rounded to two places of a percent, then a mean over each group;
    "overall" is the plain mean of the groups, however large each is. Groups without expressions are left out, and
    with one of them also "overall".

    Args:
        groups: type id → name.
        measures: of "J", "F", "A", "R"; "J&F" is added.
    """
    fields = {"J": "j", "F": "f", "A": "accuracy", "R": "robustness"}
    rounded: dict[int, list[list[float]]] = {}
    for score in scores:
        if score.type_id in groups:
            values = [100 * np.float64(getattr(score, fields[name])) for name in measures]
            rounded.setdefault(int(score.type_id), []).append([float(np.round(value, 2)) for value in values])
    found: dict[str, dict[str, float]] = {}
    for type_id, name in groups.items():
        if type_id in rounded:
            means = dict(zip(measures, np.mean(rounded[type_id], axis=0).tolist(), strict=True))
            found[name] = {**means, "J&F": (means["J"] + means["F"]) / 2}
    if len(found) == len(groups):
        names = [*measures, "J&F"]
        found["overall"] = {name: float(np.mean([part[name] for part in found.values()])) for name in names}
    return found


def expression_score(
    clip: ClipScore,
    *,
    type_id: int | None = None,
    accuracy: float | None = None,
    robust: float | None = None,
) -> ExpressionScore:
    """What a clip's score says about its expression."""
    return ExpressionScore(
        clip.region_j, clip.boundary_f, type_id, accuracy, robust, clip.visible_j, clip.visible_f
    )
