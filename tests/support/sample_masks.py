"""Two small masks that have all that formats stumble over: a hole, an island, a corner, an overlap."""

from __future__ import annotations

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask

HEIGHT, WIDTH = 24, 31


def ring() -> BoolMask:
    """A mask with a hole, an island and a pixel in the corner."""
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[4:14, 5:17] = True
    mask[7:10, 8:12] = False
    mask[20, 25:28] = True
    mask[0, WIDTH - 1] = True
    return mask


def bar() -> BoolMask:
    """A box that overlaps the ring."""
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[10:18, 0:10] = True
    return mask
