"""A person who sees the truth and clicks where the mask is most wrong; of the interactive stage and the benchmarks."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask


@dataclass(frozen=True)
class Click:
    """Where to click, in picture coordinates, and whether that is inside the object."""

    point_xy: tuple[float, float]
    is_inside: bool


_HASTY_SHARE = 0.3
"""How often a hasty person does not look for the deepest point."""


def next_click(truth: BoolMask, mask: BoolMask, *, hasty: np.random.Generator | None = None) -> Click | None:
    """The deepest point of the largest region of error; of the object itself while the mask is empty.

    None where nothing is wrong. A `hasty` person sometimes takes any other point that is well inside that region.

    Source: the evaluation protocol of interactive segmentation (Sofiiuk et al., arXiv 2102.06583, section 4.1; SAM 2,
    arXiv 2408.00714, appendix F), with the largest connected region of either kind of error. Ours is exact to the
    pixel: a region that touches the edge of the picture ends there.
    """
    missing, spilled = _largest_region(truth & ~mask), _largest_region(mask & ~truth)
    if missing is None and spilled is None:
        return None
    is_inside = _area(missing) >= _area(spilled)
    region = missing if is_inside else spilled
    assert region is not None
    if hasty is not None and hasty.random() < _HASTY_SHARE:
        return Click(_inner_point(region, hasty), is_inside)
    return Click(deepest_point(region), is_inside)


def deepest_point(region: BoolMask) -> tuple[float, float]:
    """The middle of the pixel that is farthest from everything outside the region."""
    depth = _depth(region)
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(x) + 0.5, float(y) + 0.5


def _inner_point(region: BoolMask, rng: np.random.Generator) -> tuple[float, float]:
    depth = _depth(region)
    ys, xs = np.nonzero(depth > 0.5 * depth.max())
    pick = int(rng.integers(ys.size))
    return float(xs[pick]) + 0.5, float(ys[pick]) + 0.5


def _depth(region: BoolMask) -> npt.NDArray[np.float32]:
    padded = np.pad(region.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    return np.asarray(depth, np.float32)


def iou(left: BoolMask, right: BoolMask) -> float:
    """Intersection over union; 1.0 when both are empty."""
    union = int(np.count_nonzero(left | right))
    return int(np.count_nonzero(left & right)) / union if union else 1.0


def _largest_region(error: BoolMask) -> BoolMask | None:
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(error.astype(np.uint8))
    if count == 1:
        return None
    largest = 1 + int(statistics[1:, cv2.CC_STAT_AREA].argmax())
    region: BoolMask = labels == largest
    return region


def _area(region: BoolMask | None) -> int:
    return 0 if region is None else int(np.count_nonzero(region))
