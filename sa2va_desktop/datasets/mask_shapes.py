"""Masks of the simple shapes that annotation tools store: rectangles and ellipses, turned or not.

Coordinates run along pixel edges (pixel k covers [k, k + 1)); a pixel belongs to an ellipse if its centre does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate


def rectangle_rle(
    box: Sequence[float],
    size_hw: tuple[int, int],
    *,
    degrees: float = 0.0,
    around: tuple[float, float] | None = None,
) -> MaskRle:
    """A filled rectangle x, y, width, height, turned clockwise as seen `around` a point (its centre unless given); cut at the picture.

    Raises:
        FormatError: a negative side, or what is no finite number.
    """
    x, y, width, height = box
    _check(x, y, width, height, degrees)
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    pivot_x, pivot_y = around or (x + width / 2, y + height / 2)
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turned = [
        (
            pivot_x + (left - pivot_x) * cosine - (top - pivot_y) * sine,
            pivot_y + (left - pivot_x) * sine + (top - pivot_y) * cosine,
        )
        for left, top in corners
    ]
    return polygons_to_rle_coco([turned if degrees else corners], size_hw)


def ellipse_rle(
    center_x: float,
    center_y: float,
    radius_x: float,
    radius_y: float,
    size_hw: tuple[int, int],
    *,
    degrees: float = 0.0,
) -> MaskRle:
    """A filled ellipse, turned clockwise as seen around its centre; cut at the picture. Raises: as `rectangle_rle`."""
    _check(center_x, center_y, radius_x, radius_y, degrees)
    reach = max(radius_x, radius_y)
    left, top = max(0, math.floor(center_x - reach)), max(0, math.floor(center_y - reach))
    right = min(size_hw[1], math.ceil(center_x + reach))
    bottom = min(size_hw[0], math.ceil(center_y + reach))
    if left >= right or top >= bottom or min(radius_x, radius_y) <= 0:
        return empty_rle(*size_hw)
    x = np.arange(left, right)[None, :] + 0.5 - center_x
    y = np.arange(top, bottom)[:, None] + 0.5 - center_y
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    along, across = (x * cosine + y * sine) / radius_x, (y * cosine - x * sine) / radius_y
    mask = np.zeros(size_hw, np.bool_)
    mask[top:bottom, left:right] = along**2 + across**2 <= 1
    return mask_to_rle(mask)


def _check(x: float, y: float, width: float, height: float, degrees: float) -> None:
    if not all(map(math.isfinite, (x, y, width, height, degrees))) or width < 0 or height < 0:
        raise FormatError(
            translate("datasets", "expected finite numbers and no negative size, found {0}").format(
                ", ".join(map(str, (x, y, width, height, degrees)))
            )
        )
