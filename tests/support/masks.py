"""Small masks of every kind for property tests: empty, full, holes, islands, single pixels, pieces on the border."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from sa2va_desktop.annotation.rle import BoolMask


@st.composite
def bool_masks(draw: st.DrawFn, *, size_hw: tuple[int, int] | None = None) -> BoolMask:
    """(H, W) bool, at most 16x16 unless given."""
    height, width = size_hw or (draw(st.integers(1, 16)), draw(st.integers(1, 16)))
    kind = draw(st.sampled_from(("noise", "empty", "full", "blobs")))
    if kind in ("empty", "full"):
        return np.full((height, width), kind == "full")
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if kind == "noise":
        return random.random((height, width)) < draw(st.sampled_from((0.05, 0.5, 0.95)))
    mask = np.zeros((height, width), np.bool_)
    for _ in range(draw(st.integers(1, 4))):
        y0, y1 = sorted(random.integers(0, height + 1, 2))
        x0, x1 = sorted(random.integers(0, width + 1, 2))
        mask[y0:y1, x0:x1] ^= True  # a box in a box makes a hole
    return mask


def box_mask(size_hw: tuple[int, int], x0: int, y0: int, x1: int, y1: int) -> BoolMask:
    """One box, right and bottom exclusive."""
    mask = np.zeros(size_hw, np.bool_)
    mask[y0:y1, x0:x1] = True
    return mask
