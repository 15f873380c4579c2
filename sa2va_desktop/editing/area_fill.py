"""The bucket on a mask: fill the enclosed background at a point, or empty the piece of the mask at it."""

from __future__ import annotations

import cv2
import numpy as np

from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import MaskEdit, PixelBox, box_of, read_window, write_window

_REACHED = 2


def fill_area(rle: MaskRle, pixel_xy: tuple[int, int]) -> MaskEdit | None:
    """Add the background that hangs together with a pixel over sides (4 neighbours).

    Returns: the edit, without a change where the mask is already; None where the background reaches the picture's border,
        because then nothing encloses it.
    """
    box = box_of(rle)
    if not _holds(box, pixel_xy):
        return None
    before = read_window(rle, box)
    x, y = pixel_xy[0] - box.x0, pixel_xy[1] - box.y0
    if before[y, x]:
        return MaskEdit(rle, None)
    area = _piece_at(~before, (x, y), connectivity=4)
    # What touches the edge of the tight box goes on outside it, or ends at the picture's border.
    if area[0].any() or area[-1].any() or area[:, 0].any() or area[:, -1].any():
        return None
    return write_window(rle, box, before | area)


def empty_piece(rle: MaskRle, pixel_xy: tuple[int, int]) -> MaskEdit:
    """Take away the piece of the mask that hangs together with a pixel, over corners too (8 neighbours).

    Returns: the edit; without a change where the mask is not.
    """
    box = box_of(rle)
    if not _holds(box, pixel_xy):
        return MaskEdit(rle, None)
    before = read_window(rle, box)
    x, y = pixel_xy[0] - box.x0, pixel_xy[1] - box.y0
    if not before[y, x]:
        return MaskEdit(rle, None)
    return write_window(rle, box, before & ~_piece_at(before, (x, y), connectivity=8))


def _holds(box: PixelBox, pixel_xy: tuple[int, int]) -> bool:
    return box.x0 <= pixel_xy[0] < box.x1 and box.y0 <= pixel_xy[1] < box.y1


def _piece_at(solid: BoolMask, seed_xy: tuple[int, int], *, connectivity: int) -> BoolMask:
    """The connected piece of a window that holds a True pixel of it."""
    filled = solid.astype(np.uint8)
    _, filled, _, _ = cv2.floodFill(filled, None, seed_xy, _REACHED, flags=connectivity)
    return np.asarray(filled) == _REACHED
