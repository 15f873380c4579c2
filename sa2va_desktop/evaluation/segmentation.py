"""Region and boundary measures of a predicted mask against the truth.

Source: Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation", CVPR 2016;
the corner cases (empty masks, picture borders, void pixels, frames that Decay takes) are those of the DAVIS 2017
evaluation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask

BOUNDARY_TOLERANCE = 0.008
"""Boundary tolerance as a share of the picture's diagonal."""


@dataclass(frozen=True)
class ClipScore:
    """J and F of one object over the frames of a clip, each a mean over frames in 0..1.

    Attributes:
        visible_j, visible_f: the same over the frames on which the truth is not empty; None when there is none. Frames
            on which truth and prediction are both empty count as 1 in the published figures, so long absences raise them.
    """

    region_j: float
    boundary_f: float
    frame_count: int
    visible_j: float | None = None
    visible_f: float | None = None
    visible_count: int = 0

    @property
    def j_and_f(self) -> float:
        return (self.region_j + self.boundary_f) / 2


@dataclass(frozen=True)
class FrameStatistics:
    """Of one measure over the frames of one object.

    Attributes:
        mean: over frames.
        recall: share of the frames above 0.5.
        decay: mean of the first quarter less the mean of the last.
    """

    mean: float
    recall: float
    decay: float


def region_similarity(predicted: BoolMask, truth: BoolMask, void: BoolMask | None = None) -> float:
    """J: intersection over union of two (H, W) bool masks without the void pixels; 1.0 when both are empty there."""
    either, both = predicted | truth, predicted & truth
    if void is not None:
        either, both = either & ~void, both & ~void
    union = np.count_nonzero(either)
    return 1.0 if union == 0 else np.count_nonzero(both) / union


def boundary_radius_px(size_hw: tuple[int, int], tolerance: float = BOUNDARY_TOLERANCE) -> int:
    """How far a boundary may be off: below 1 a share of the diagonal, rounded up; from 1 on whole pixels.

    Raises:
        ValueError: a number of pixels that is not whole.
    """
    if tolerance < 1:
        return math.ceil(tolerance * math.hypot(*size_hw))
    if tolerance != int(tolerance):
        raise ValueError(f"a boundary tolerance in pixels is a whole number, found {tolerance}")
    return int(tolerance)


def boundary_measure(
    predicted: BoolMask,
    truth: BoolMask,
    void: BoolMask | None = None,
    *,
    tolerance: float = BOUNDARY_TOLERANCE,
) -> float:
    """F: harmonic mean of boundary precision and recall.

    Args:
        predicted, truth: (H, W) bool of equal shape.
        void: pixels that are emptied in both masks before their boundaries are taken.
        tolerance: see `boundary_radius_px`.
    """
    if void is not None:
        predicted, truth = predicted & ~void, truth & ~void
    predicted_edge, truth_edge = _boundary(predicted), _boundary(truth)
    predicted_count, truth_count = np.count_nonzero(predicted_edge), np.count_nonzero(truth_edge)
    if predicted_count == 0 and truth_count == 0:
        return 1.0
    if predicted_count == 0 or truth_count == 0:
        return 0.0
    height, width = truth.shape
    disk = _disk(boundary_radius_px((height, width), tolerance))
    near_truth = cv2.dilate(truth_edge.view(np.uint8), disk).view(np.bool_)
    near_predicted = cv2.dilate(predicted_edge.view(np.uint8), disk).view(np.bool_)
    precision = np.count_nonzero(predicted_edge & near_truth) / predicted_count
    recall = np.count_nonzero(truth_edge & near_predicted) / truth_count
    return 0.0 if precision + recall == 0 else 2 * precision * recall / (precision + recall)


def score_clip(predicted: Sequence[BoolMask], truth: Sequence[BoolMask]) -> ClipScore:
    """J and F over all frames (the Ref-VOS tradition: first and last frame count too).

    Args:
        predicted, truth: equally many (H, W) bool masks, frame by frame.

    Raises:
        ValueError: unequal numbers of frames, or none.
    """
    if len(predicted) != len(truth) or not truth:
        raise ValueError(f"{len(truth)} frames of truth need as many predictions, found {len(predicted)}")
    pairs = list(zip(predicted, truth, strict=True))
    return clip_score(
        [region_similarity(p, t) for p, t in pairs],
        [boundary_measure(p, t) for p, t in pairs],
        [bool(t.any()) for _, t in pairs],
    )


def clip_score(regions: Sequence[float], boundaries: Sequence[float], visible: Sequence[bool]) -> ClipScore:
    """The means of J and F by frame; `visible`: whether the truth is not empty."""
    seen = np.asarray(visible, np.bool_)
    has_any = bool(seen.any())
    return ClipScore(
        float(np.mean(regions)),
        float(np.mean(boundaries)),
        len(regions),
        float(np.mean(np.asarray(regions)[seen])) if has_any else None,
        float(np.mean(np.asarray(boundaries)[seen])) if has_any else None,
        int(seen.sum()),
    )


def frame_statistics(values: Sequence[float]) -> FrameStatistics:
    """Mean, recall and decay of one measure over the frames of one object.

    The reference keeps the quarters' edges in eight bits, so its decay is wrong above 256 frames; this one is not.

    Raises:
        ValueError: no values.
    """
    if not len(values):
        raise ValueError("statistics over frames need at least one frame")
    array = np.asarray(values, np.float64)
    edges = (np.round(np.linspace(1, len(array), 5) + 1e-10) - 1).astype(np.int64)
    first, last = array[edges[0] : edges[1] + 1], array[edges[3] : edges[4] + 1]
    return FrameStatistics(float(array.mean()), float((array > 0.5).mean()), float(first.mean() - last.mean()))


def _boundary(mask: BoolMask) -> BoolMask:
    # One pixel wide, up-left of the change; the picture's own border is no boundary.
    edge = np.zeros_like(mask)
    edge[:-1, :-1] = (
        (mask[:-1, :-1] != mask[:-1, 1:]) | (mask[:-1, :-1] != mask[1:, :-1]) | (mask[:-1, :-1] != mask[1:, 1:])
    )
    edge[-1, :-1] = mask[-1, :-1] != mask[-1, 1:]
    edge[:-1, -1] = mask[:-1, -1] != mask[1:, -1]
    return edge


def _disk(radius_px: int) -> npt.NDArray[np.uint8]:
    offsets = np.arange(-radius_px, radius_px + 1)
    return (offsets[:, None] ** 2 + offsets[None, :] ** 2 <= radius_px**2).astype(np.uint8)
