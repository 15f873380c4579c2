"""Two masks of one picture compared and blended, in the box that holds both."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.mask_cleanup import distances
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window, shifted_rle, union_box


def mask_iou(left: MaskRle, right: MaskRle) -> float:
    """Intersection over union; 1.0 when both are empty."""
    if left.is_empty and right.is_empty:
        return 1.0
    common = box_of(left).common(box_of(right))
    if common.is_empty:
        return 0.0
    intersection = int(np.count_nonzero(read_window(left, common) & read_window(right, common)))
    return intersection / (left.area + right.area - intersection)


def blend_masks(left: MaskRle, right: MaskRle, right_weight: float) -> MaskRle:
    """A mask between two: its outline lies between theirs, at `right_weight` of the way from left to right.

    What both have is in it, what neither has is not. 0 gives `left`, 1 gives `right`. Where one of them is empty there
    is no outline to go between, and the one with more weight is taken.
    """
    if left.is_empty or right.is_empty:
        return right if right_weight >= 0.5 else left
    box = union_box(left, right).grown(1).clipped(left.size_hw)
    inside = (1 - right_weight) * signed_distance(left, box) + right_weight * signed_distance(right, box)
    blended = mask_to_rle(inside > 0)
    return shifted_rle(blended, box, left.size_hw)


def signed_distance(rle: MaskRle, box: PixelBox) -> npt.NDArray[np.float32]:
    """(H, W) float32 of the box's shape: distance to the other side of the outline in pixels, positive inside, negative
    outside; what lies outside the picture is outside."""
    mask = read_window(rle, box)
    # A mask that fills the box has no background in it: the box's size is as deep as it gets.
    limit = float(sum(mask.shape))
    return np.minimum(distances(~mask), limit) - np.minimum(distances(mask), limit)
