"""Pixels of similar colour around a point (the magic wand), and what becomes of a mask when they are added, cut or kept.

Two colours differ by their largest difference in red, green or blue, 0 to 255: the tolerance is then what the status
line shows of a pixel, the same in every channel, and a whole 4K picture is compared in a few milliseconds.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, mask_to_rle
from sa2va_desktop.editing.mask_window import (
    MaskEdit,
    PixelBox,
    box_of,
    read_window,
    shifted_rle,
    write_window,
)

RgbPixels = npt.NDArray[np.uint8]  # (H, W, 3)

MAX_TOLERANCE = 255
SAMPLE_SIDES = (1, 3, 5)
_SIMILAR, _REACHED = 255, 128


@dataclass(frozen=True)
class WandSettings:
    """What counts as the same colour, and where.

    Attributes:
        tolerance: 0 to `MAX_TOLERANCE`, the largest difference of a channel that is still similar.
        is_contiguous: only what hangs together with the point over sides of pixels (4 neighbours).
        sample_side: the colour looked for is the mean of so many by so many pixels round the point.
    """

    tolerance: int = 24
    is_contiguous: bool = True
    sample_side: int = 1


class Combining(enum.Enum):
    """What happens to a mask with a region."""

    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"


def color_region(rgb: RgbPixels, pixel_xy: tuple[int, int], settings: WandSettings) -> MaskRle:
    """The pixels whose colour is similar to that at a point; the pixel itself always is.

    Takes one byte a pixel beside the picture, two when contiguous.

    Args:
        rgb: (H, W, 3) uint8.
        pixel_xy: column and row of a whole pixel; outside the picture nothing is similar.
    """
    height, width = rgb.shape[:2]
    x, y = pixel_xy
    if not (0 <= x < width and 0 <= y < height):
        return empty_rle(height, width)
    similar = _similar(rgb, sampled_color(rgb, pixel_xy, settings.sample_side), settings.tolerance)
    similar[y, x] = _SIMILAR
    if not settings.is_contiguous:
        return mask_to_rle(similar)
    _, similar, _, (x0, y0, box_width, box_height) = cv2.floodFill(similar, None, (x, y), _REACHED, flags=4)
    box = PixelBox(x0, y0, x0 + box_width, y0 + box_height)
    reached = np.asarray(similar)[box.y0 : box.y1, box.x0 : box.x1] == _REACHED
    return shifted_rle(mask_to_rle(reached), box, (height, width))


def sampled_color(rgb: RgbPixels, pixel_xy: tuple[int, int], side: int) -> tuple[float, float, float]:
    """The mean of a square of pixels round a pixel, as far as it lies in the picture."""
    x, y = pixel_xy
    reach = side // 2
    part = rgb[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    red, green, blue = part.reshape(-1, 3).mean(axis=0).tolist()
    return red, green, blue


def with_region(rle: MaskRle, region: MaskRle, combining: Combining) -> MaskEdit:
    """A mask with a region of the same picture added, cut away, or with only what lies in both."""
    if combining is Combining.INTERSECT:
        box = box_of(rle)
    elif combining is Combining.ADD:
        box = box_of(region)
    else:
        box = box_of(region).common(box_of(rle))
    if box.is_empty:
        return MaskEdit(rle, None)
    before, other = read_window(rle, box), read_window(region, box)
    return write_window(rle, box, _combined(before, other, combining))


def _combined(before: BoolMask, other: BoolMask, combining: Combining) -> BoolMask:
    if combining is Combining.ADD:
        return before | other
    return before & other if combining is Combining.INTERSECT else before & ~other


def _similar(rgb: RgbPixels, color: tuple[float, float, float], tolerance: int) -> npt.NDArray[np.uint8]:
    """(H, W) uint8, `_SIMILAR` where each channel is at most `tolerance` from the colour's, else 0."""
    lower = [max(0, math.ceil(value - tolerance)) for value in color]
    upper = [min(255, math.floor(value + tolerance)) for value in color]
    return np.asarray(cv2.inRange(rgb, np.array(lower, np.float64), np.array(upper, np.float64)), np.uint8)
