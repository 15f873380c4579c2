"""Whether a marked region is large enough for the model to see, and the part of the picture in which it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, rle_to_mask
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window
from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.operations.outlined_crop import SinglePicture

LEAST_TOKENS = 4
"""Fewer tell too little. Source: the training of the released checkpoints leaves out regions of fewer than four."""

_MARGIN_SHARE = 1.5
"""Of the region's longer side, on each side of it: the region is then a quarter of what is shown. Measured on 97 things of
unseen `synth` pictures with the embedded model: exact descriptions 0.92; about 0.79 in the whole picture; 0.89 with 1.0; 0.79 with 2.0."""


def region_token_count(mask: BoolMask, grid: int) -> int:
    """How many of the picture's (grid, grid) image tokens a (H, W) region gets: those whose corner it covers."""
    height, width = mask.shape
    rows, columns = np.arange(grid) * height // grid, np.arange(grid) * width // grid
    return int(mask[np.ix_(rows, columns)].sum())


def is_too_small(rle: MaskRle, grid: int, *, least: int = LEAST_TOKENS) -> bool:
    """The region is lost among the image tokens of the whole picture."""
    return region_token_count(rle_to_mask(rle), grid) < least


def enlarged(rgb: RgbFrame, rle: MaskRle) -> tuple[SinglePicture, BoolMask]:
    """The surroundings of a region as a picture of their own, and the region in it.

    Args:
        rgb: (H, W, 3) uint8, of the mask's size.
        rle: not empty.
    """
    part, [region] = enlarged_together(rgb, [rle])
    return part, region


def enlarged_together(rgb: RgbFrame, rles: Sequence[MaskRle]) -> tuple[SinglePicture, list[BoolMask]]:
    """The same of several regions: the part of the picture that holds them all."""
    boxes = [box_of(rle) for rle in rles]
    longest = max(max(box.shape) for box in boxes)
    whole = PixelBox(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
    whole = whole.grown(round(_MARGIN_SHARE * longest)).clipped(rles[0].size_hw)
    part = np.ascontiguousarray(rgb[whole.y0 : whole.y1, whole.x0 : whole.x1])
    return SinglePicture(part), [read_window(rle, whole) for rle in rles]
