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
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle
from sa2va_desktop.editing.mask_window import MaskEdit, box_of, read_window, shifted_rle, write_window

_ROUNDING_PX = 1e-3  # distances are float32
_MANY_PIECES = 2000
_DISC_PX = 20  # up to this radius moving a disc over the mask is quicker than measuring distances


def cleaned(rle: MaskRle, clean_up: CleanUp) -> MaskRle:
    """The mask cleaned up. Nothing but islands, or nothing that shrinking leaves, gives an empty one; what is too thin to be
    smoothed at all is not smoothed away."""
    if rle.is_empty or clean_up.is_nothing:
        return rle
    # One window for all steps, because reading and writing it takes as long as a step.
    reach = 3 * clean_up.smooth_px + max(0, clean_up.margin_px) + 1
    box = box_of(rle).grown(reach).clipped(rle.size_hw)
    before = window = read_window(rle, box)
    if clean_up.island_px:
        window = _without_islands(window, clean_up.island_px)
    if clean_up.hole_px:
        window = _with_holes_filled(window, clean_up.hole_px)
    if clean_up.smooth_px:
        smoothed = _smoothed(window, clean_up.smooth_px)
        window = smoothed if smoothed.any() else window
    if clean_up.margin_px > 0:
        window = near(window, clean_up.margin_px)
    elif clean_up.margin_px < 0:
        window = ~near(~window, -clean_up.margin_px)
    if window is before or np.array_equal(window, before):
        return rle
    return shifted_rle(mask_to_rle(window), box, rle.size_hw)


def fill_holes(rle: MaskRle, max_area_px: int | None = None) -> MaskEdit:
    """Fill background that the mask surrounds; what reaches the picture's border is no hole.

    Args:
        max_area_px: larger holes stay; None fills all.
    """
    if rle.is_empty:
        return MaskEdit(rle, None)
    box = box_of(rle)
    return write_window(rle, box, _with_holes_filled(read_window(rle, box), max_area_px))


def drop_islands(rle: MaskRle, min_area_px: int | None = None) -> MaskEdit:
    """Remove small separate pieces.

    Args:
        min_area_px: pieces with fewer pixels go; None keeps only the largest piece (of equals, the upper left one).
    """
    if rle.is_empty:
        return MaskEdit(rle, None)
    box = box_of(rle)
    return write_window(rle, box, _without_islands(read_window(rle, box), min_area_px))


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
    smoothed = _smoothed(read_window(rle, around), radius_px)
    rows = slice(box.y0 - around.y0, box.y1 - around.y0)
    columns = slice(box.x0 - around.x0, box.x1 - around.x0)
    return write_window(rle, box, smoothed[rows, columns])


def near(mask: BoolMask, radius_px: float) -> BoolMask:
    """Pixels at most `radius_px` from a True one, themselves included; nothing when there is none."""
    if radius_px > _DISC_PX:
        return distances(mask) <= radius_px + _ROUNDING_PX
    reach = math.floor(radius_px + _ROUNDING_PX)
    steps = np.arange(-reach, reach + 1)
    disc = steps[:, None] ** 2 + steps**2 <= (radius_px + _ROUNDING_PX) ** 2
    solid = np.ascontiguousarray(mask).view(np.uint8)
    return cv2.dilate(solid, disc.astype(np.uint8)).view(np.bool_)


def distances(mask: BoolMask) -> npt.NDArray[np.float32]:
    """(H, W) float32: from each pixel's centre to the nearest True pixel's; 0 on them, infinite when there is none."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE))


def _with_holes_filled(window: BoolMask, max_area_px: int | None) -> BoolMask:
    """As `fill_holes`, of a window that holds the mask's box and nothing beyond the picture."""
    labels, stats = _pieces(~window, connectivity=4)
    is_hole = np.ones(len(stats), np.bool_)
    is_hole[0] = False  # the mask itself
    # What touches the window's edge goes on outside it, or ends at the picture's border.
    is_hole[np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))] = False
    if max_area_px is not None:
        is_hole &= stats[:, cv2.CC_STAT_AREA] <= max_area_px
    return _painted(window, labels, stats, is_hole, value=True)


def _without_islands(window: BoolMask, min_area_px: int | None) -> BoolMask:
    """As `drop_islands`, of a window that holds the mask's box."""
    labels, stats = _pieces(window, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    goes = np.arange(areas.size) != np.argmax(areas) if min_area_px is None else areas < min_area_px
    goes[0] = False
    return _painted(window, labels, stats, goes, value=False)


def _smoothed(window: BoolMask, radius_px: float) -> BoolMask:
    """As `smooth`; right where the window goes on for twice the radius, or ends with the picture."""
    share = cv2.GaussianBlur(window.astype(np.float32), (0, 0), radius_px / 2, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(share >= 0.5 - _ROUNDING_PX)


def _painted(
    window: BoolMask,
    labels: npt.NDArray[np.int32],
    stats: npt.NDArray[np.int32],
    chosen: npt.NDArray[np.bool_],
    *,
    value: bool,
) -> BoolMask:
    """The window with the chosen pieces set: each in its own box, as most are small, and all at once if they are many."""
    numbers = np.flatnonzero(chosen)
    if numbers.size == 0:
        return window
    if numbers.size > _MANY_PIECES:
        painted = chosen[labels]
        return window | painted if value else window & ~painted
    made = window.copy()
    for number in numbers:
        x, y, width, height = stats[number, : cv2.CC_STAT_AREA]
        place = (slice(y, y + height), slice(x, x + width))
        made[place][labels[place] == number] = value
    return made


def _pieces(mask: BoolMask, *, connectivity: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Labels of connected pieces (0 is what is not in `mask`), and for each its left, top, width, height and area."""
    solid = np.ascontiguousarray(mask).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=connectivity)
    return labels, stats
