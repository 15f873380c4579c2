"""Rows of YOLO label files: a class and an outline, or a box, in parts of the picture's width and height."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.mask_shapes import rectangle_rle
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.polygon_bridge import bridged_polygon
from sa2va_desktop.datasets.polygons import polygons_to_rle_filled, rle_to_center_parts
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_LOWEST, _HIGHEST = -0.01, 1.01
"""Coordinates that readers take, out of 0 to 1 by what rounding does."""


@dataclass(frozen=True)
class YoloRow:
    """`is_box`: the row has a box only, which is filled here."""

    class_index: int
    rle: MaskRle
    is_box: bool = False


def outlines_of(rle: MaskRle, *, is_bridged: bool) -> list[str]:
    """Coordinates of a mask, one text a row: all of it in one, parts and holes joined by bridges, or one for each part.

    Points are the middles of pixels, so that a reader that cuts off the fraction, at any scale, is inside the pixel.
    """
    polygons = [bridged_polygon(rle)] if is_bridged else rle_to_center_parts(rle)
    return [_text(points, rle.size_hw) for points in polygons if len(points)]


def outlines_read_back(rle: MaskRle, *, is_bridged: bool) -> MaskRle:
    """A mask as it is read again from its rows."""
    rows = outlines_of(rle, is_bridged=is_bridged)
    if not rows:
        return rle
    return mask_union([row_of(f"0 {row}", rle.size_hw, 1).rle for row in rows])


def row_of(line: str, size_hw: tuple[int, int], class_count: int | None) -> YoloRow:
    """What a row says, painted as Ultralytics does: coordinates cut to whole pixels, filled with the border.

    Args:
        class_count: None takes any class.

    Raises:
        FormatError: a row that other readers do not take either.
    """
    try:
        values = [float(word) for word in line.split()]
    except ValueError:
        raise FormatError(translate("datasets", "expected numbers, found {0:.60}").format(repr(line))) from None
    if len(values) != 5 and (len(values) < 7 or len(values) % 2 == 0):
        raise FormatError(
            translate("datasets", "expected a class with a box or at least 3 points, found {0} numbers").format(
                len(values)
            )
        )
    bad = next((value for value in values[1:] if not _LOWEST <= value <= _HIGHEST), None)
    if bad is not None:
        raise FormatError(translate("datasets", "expected coordinates from 0 to 1, found {0}").format(bad))
    number = values[0]
    if not math.isfinite(number) or number != int(number) or not 0 <= number < (class_count or math.inf):
        raise FormatError(
            translate("datasets", "expected a class from 0 to {0}, found {1}").format(
                "N" if class_count is None else class_count - 1, number
            )
        )
    height, width = size_hw
    if len(values) == 5:
        x, y, box_width, box_height = values[1:]
        box = [
            (x - box_width / 2) * width,
            (y - box_height / 2) * height,
            box_width * width,
            box_height * height,
        ]
        return YoloRow(int(number), rectangle_rle(box, size_hw), is_box=True)
    points = np.array(values[1:]).reshape(-1, 2) * (width, height)
    return YoloRow(int(number), polygons_to_rle_filled([points], size_hw))


def _text(points: npt.NDArray[np.int32], size_hw: Sequence[int]) -> str:
    middles = _with_extent(points) + 0.5
    return " ".join(f"{value:.6f}" for value in (middles / (size_hw[1], size_hw[0])).ravel())


def _with_extent(points: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """A line of pixels as a thin rectangle inside them: readers leave out a box of no width or height."""
    low, high = points.min(axis=0), points.max(axis=0)
    if np.all(low < high):
        return points.astype(np.float64)
    x0, y0 = low - 0.4
    x1, y1 = high + 0.4
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
