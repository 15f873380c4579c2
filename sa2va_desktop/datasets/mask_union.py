"""Several masks of one picture as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask


def mask_union(masks: Sequence[MaskRle]) -> MaskRle:
    """All pixels of masks of one picture, at least one mask."""
    if len(masks) == 1:
        return masks[0]
    union = np.zeros(masks[0].size_hw, np.bool_)
    for rle in masks:
        union |= rle_to_mask(rle)
    return mask_to_rle(union)
