"""AP of masks over a data set, a picture at a time: what COCOeval computes, with some numbers a picture kept.

Source: Lin et al., "Microsoft COCO", ECCV 2014, and the evaluation of pycocotools 2.0, which the tests compare with.
One category, no crowd regions, all areas, 100 detections a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from pycocotools import mask as coco_mask

THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
MAX_DETECTIONS = 100
_RECALLS = np.linspace(0.0, 1.00, 101)


@dataclass(frozen=True)
class PictureMatches:
    """One picture: how its detections did.

    Attributes:
        scores: of the detections, highest first.
        hits: for each of them, how many of `THRESHOLDS` it met, by which of them; one bit a threshold.
        truth_count: masks of the truth.
    """

    scores: tuple[float, ...]
    hits: tuple[int, ...]
    truth_count: int


@dataclass
class AveragePrecision:
    """Collects pictures in the order of their ids, which decides between equal scores."""

    pictures: list[PictureMatches] = field(default_factory=list)

    def add(self, picture: PictureMatches) -> None:
        self.pictures.append(picture)

    def figures(self) -> dict[str, float | None]:
        """ "AP" (mean over `THRESHOLDS`) and "AP50" in 0..1; None where the truth has no masks."""
        total = sum(picture.truth_count for picture in self.pictures)
        if total == 0:
            return {"AP": None, "AP50": None}
        scores = np.array([score for picture in self.pictures for score in picture.scores])
        hits = np.array([bits for picture in self.pictures for bits in picture.hits], np.int64)
        order = np.argsort(-scores, kind="mergesort")
        each = [_precision(hits[order] >> step & 1, total) for step in range(len(THRESHOLDS))]
        return {"AP": float(np.mean(each)), "AP50": each[0]}


def match_picture(
    predicted: Sequence[dict[str, Any]], scores: Sequence[float], truth: Sequence[dict[str, Any]]
) -> PictureMatches:
    """Give each detection, best first, the free mask of the truth with which it overlaps most.

    Args:
        predicted, truth: compressed COCO run lengths of the same picture.
        scores: one for each of `predicted`; equal ones keep their order.
    """
    order = np.argsort(-np.asarray(scores, np.float64), kind="mergesort")[:MAX_DETECTIONS]
    found = [predicted[index] for index in order]
    overlaps = iou_matrix(found, truth)
    hits = np.zeros(len(found), np.int64)
    for step, threshold in enumerate(THRESHOLDS):
        taken = np.zeros(len(truth), np.bool_)
        for index in range(len(found)):
            best, place = min(threshold, 1 - 1e-10), -1
            for candidate in range(len(truth)):
                if not taken[candidate] and overlaps[index, candidate] >= best:
                    best, place = overlaps[index, candidate], candidate
            if place >= 0:
                taken[place] = True
                hits[index] |= 1 << step
    return PictureMatches(
        tuple(float(scores[index]) for index in order), tuple(int(bits) for bits in hits), len(truth)
    )


def iou_matrix(predicted: Sequence[dict[str, Any]], truth: Sequence[dict[str, Any]]) -> npt.NDArray[np.float64]:
    """(P, T) intersection over union of compressed COCO run lengths; two empty masks have 0."""
    if not predicted or not truth:
        return np.zeros((len(predicted), len(truth)))
    return np.asarray(coco_mask.iou(list(predicted), list(truth), [0] * len(truth)), np.float64)


def _precision(is_hit: npt.NDArray[np.int64], total: int) -> float:
    """Mean of the interpolated precision at 101 recalls."""
    if not len(is_hit):
        return 0.0
    right, wrong = np.cumsum(is_hit, dtype=np.float64), np.cumsum(1 - is_hit, dtype=np.float64)
    recall, precision = right / total, right / (wrong + right + np.spacing(1))
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, _RECALLS, side="left")
    return float(np.mean([precision[place] if place < len(precision) else 0.0 for place in places]))
