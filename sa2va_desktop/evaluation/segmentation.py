"""Region and boundary measures of a predicted mask against the truth.

Source: Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation", CVPR 2016;
the corner cases (empty masks, picture borders) are those of the DAVIS 2017 evaluation.
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
    """J and F of one object over the frames of a clip, each a mean over frames in 0..1."""

    region_j: float
    boundary_f: float
    frame_count: int

    @property
    def j_and_f(self) -> float:
        return (self.region_j + self.boundary_f) / 2


def region_similarity(predicted: BoolMask, truth: BoolMask) -> float:
    """J: intersection over union of two (H, W) bool masks; 1.0 when both are empty."""
    union = np.count_nonzero(predicted | truth)
    return 1.0 if union == 0 else np.count_nonzero(predicted & truth) / union


def boundary_measure(predicted: BoolMask, truth: BoolMask) -> float:
    """F: harmonic mean of boundary precision and recall within a tolerance of 0.8 % of the diagonal.

    Args:
        predicted, truth: (H, W) bool of equal shape.
    """
    height, width = truth.shape
    radius_px = math.ceil(BOUNDARY_TOLERANCE * math.hypot(height, width))
    predicted_edge, truth_edge = _boundary(predicted), _boundary(truth)
    predicted_count, truth_count = np.count_nonzero(predicted_edge), np.count_nonzero(truth_edge)
    if predicted_count == 0 and truth_count == 0:
        return 1.0
    if predicted_count == 0 or truth_count == 0:
        return 0.0
    disk = _disk(radius_px)
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
    regions = [region_similarity(p, t) for p, t in zip(predicted, truth, strict=True)]
    boundaries = [boundary_measure(p, t) for p, t in zip(predicted, truth, strict=True)]
    return ClipScore(float(np.mean(regions)), float(np.mean(boundaries)), len(truth))


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
