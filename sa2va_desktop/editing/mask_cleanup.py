"""Clean-up of a mask: fill holes, drop islands, smooth, grow, shrink. Each works inside the mask's box only.

Pixels of an object hang together over corners too (8 neighbours), the background only over sides (4 neighbours), so
that a thin slanted line separates what lies on its two sides.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import MaskEdit, box_of, read_window, write_window

_ROUNDING_PX = 1e-3  # distances are float32


def cleaned(rle: MaskRle, clean_up: CleanUp) -> MaskRle:
    """The mask cleaned up. Nothing but islands, or nothing that shrinking leaves, gives an empty one; what is too thin to be
    smoothed at all is not smoothed away."""
    if clean_up.island_px:
        rle = drop_islands(rle, clean_up.island_px).rle
    if clean_up.hole_px:
        rle = fill_holes(rle, clean_up.hole_px).rle
    if clean_up.smooth_px:
        smoothed = smooth(rle, clean_up.smooth_px).rle
        rle = rle if smoothed.is_empty else smoothed
    if clean_up.margin_px > 0:
        rle = grow(rle, clean_up.margin_px).rle
    elif clean_up.margin_px < 0:
        rle = shrink(rle, -clean_up.margin_px).rle
    return rle


def fill_holes(rle: MaskRle, max_area_px: int | None = None) -> MaskEdit:
    """Fill background that the mask surrounds; what reaches the picture's border is no hole.

    Args:
        max_area_px: larger holes stay; None fills all.
    """
    if rle.is_empty:
        return MaskEdit(rle, None)
    box = box_of(rle)
    before = read_window(rle, box)
    labels, areas = _pieces(~before, connectivity=4)
    is_hole = np.ones(areas.size, np.bool_)
    is_hole[0] = False  # the mask itself
    # What touches the edge of the tight box goes on outside it, or ends at the picture's border.
    is_hole[np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))] = False
    if max_area_px is not None:
        is_hole &= areas <= max_area_px
    return write_window(rle, box, before | is_hole[labels])


def drop_islands(rle: MaskRle, min_area_px: int | None = None) -> MaskEdit:
    """Remove small separate pieces.

    Args:
        min_area_px: pieces with fewer pixels go; None keeps only the largest piece (of equals, the upper left one).
    """
    if rle.is_empty:
        return MaskEdit(rle, None)
    box = box_of(rle)
    before = read_window(rle, box)
    labels, areas = _pieces(before, connectivity=8)
    areas[0] = 0
    stays = np.arange(areas.size) == np.argmax(areas) if min_area_px is None else areas >= min_area_px
    stays[0] = False
    return write_window(rle, box, stays[labels])


def grow(rle: MaskRle, radius_px: float) -> MaskEdit:
    """Add all pixels whose centre is at most `radius_px` from the centre of a mask's pixel."""
    if rle.is_empty or radius_px <= 0:
        return MaskEdit(rle, None)
    box = box_of(rle).grown(math.ceil(radius_px)).clipped(rle.size_hw)
    return write_window(rle, box, near(read_window(rle, box), radius_px))


def shrink(rle: MaskRle, radius_px: float) -> MaskEdit:
    """Remove all pixels that are at most `radius_px` from the background.

    The picture's border is not background: an object that it cuts off stays cut off there.
    """
    if rle.is_empty or radius_px <= 0:
        return MaskEdit(rle, None)
    box = box_of(rle)
    around = box.grown(1).clipped(rle.size_hw)
    stays = ~near(~read_window(rle, around), radius_px)
    rows = slice(box.y0 - around.y0, box.y1 - around.y0)
    columns = slice(box.x0 - around.x0, box.x1 - around.x0)
    return write_window(rle, box, stays[rows, columns])


def smooth(rle: MaskRle, radius_px: float) -> MaskEdit:
    """Round off edges: a pixel belongs to the mask where at least half of what is around it does.

    What is around a pixel is weighted by a Gaussian with a sigma of half the radius. Beyond the picture's border the mask
    goes on as it is there. Things thinner than about the radius vanish.
    """
    if rle.is_empty or radius_px <= 0:
        return MaskEdit(rle, None)
    box = box_of(rle).grown(math.ceil(radius_px)).clipped(rle.size_hw)
    around = box.grown(math.ceil(2 * radius_px)).clipped(rle.size_hw)
    share = read_window(rle, around).astype(np.float32)
    share = cv2.GaussianBlur(share, (0, 0), radius_px / 2, borderType=cv2.BORDER_REPLICATE)
    rows = slice(box.y0 - around.y0, box.y1 - around.y0)
    columns = slice(box.x0 - around.x0, box.x1 - around.x0)
    return write_window(rle, box, np.asarray(share[rows, columns] >= 0.5 - _ROUNDING_PX))


def near(mask: BoolMask, radius_px: float) -> BoolMask:
    """Pixels at most `radius_px` from a True one, themselves included; nothing when there is none."""
    return distances(mask) <= radius_px + _ROUNDING_PX


def distances(mask: BoolMask) -> npt.NDArray[np.float32]:
    """(H, W) float32: from each pixel's centre to the nearest True pixel's; 0 on them, infinite when there is none."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE))


def _pieces(mask: BoolMask, *, connectivity: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Labels of connected pieces (0 is what is not in `mask`), and the area of each label."""
    solid = np.ascontiguousarray(mask).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=connectivity)
    return labels, stats[:, cv2.CC_STAT_AREA].copy()
