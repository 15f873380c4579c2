"""The exact border of a mask along its pixel edges, as few long lines. NumPy only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask

Segments = npt.NDArray[np.int32]


def outline_segments(mask: BoolMask) -> Segments:
    """Border lines between mask and background, holes included.

    Args:
        mask: (h, w) bool; what lies outside the array is background.

    Returns:
        (S, 4) int32 rows x0, y0, x1, y1 in the coordinates of the array's pixel corners; neighbouring edges of one
        straight stretch are one row.
    """
    padded = np.pad(mask, 1)
    horizontal = _runs(padded[1:, 1:-1] != padded[:-1, 1:-1])
    vertical = _runs((padded[1:-1, 1:] != padded[1:-1, :-1]).T)
    line, start, stop = horizontal
    across = np.stack((start, line, stop, line), axis=1)
    line, start, stop = vertical
    down = np.stack((line, start, line, stop), axis=1)
    return np.concatenate((across, down)).astype(np.int32)


def _runs(edges: BoolMask) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Line, start and stop of each stretch of true values along the second axis."""
    closed = np.pad(edges, ((0, 0), (1, 1)))
    changes = closed[:, 1:] != closed[:, :-1]
    line, position = np.nonzero(changes)
    return line[::2], position[::2], position[1::2]
