"""Brush and eraser: a disk swept along the way of the pointer.

Call it for each new stretch of the pointer's way (from the last point on), and store the strokes of one press under
one merge key: each call then costs what its own stretch costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import MaskEdit, PixelBox, read_window, write_window

PointXY = tuple[float, float]

MIN_RADIUS_PX = 0.5
"""Below it a slanted stroke would have gaps."""


def brush(rle: MaskRle, points_xy: Sequence[PointXY], radius_px: float) -> MaskEdit:
    """Add a stroke to a mask.

    Args:
        points_xy: the way of the pointer in picture coordinates; one point is a dab. It may leave the picture.
        radius_px: any fraction of a pixel; a pixel is covered when its centre is. The pixel under each point
            always is.
    """
    return _stroke(rle, points_xy, radius_px, adds=True)


def eraser(rle: MaskRle, points_xy: Sequence[PointXY], radius_px: float) -> MaskEdit:
    """Take a stroke away from a mask; arguments as `brush`."""
    return _stroke(rle, points_xy, radius_px, adds=False)


def swept_disk(points_xy: Sequence[PointXY], radius_px: float, box: PixelBox) -> BoolMask:
    """The pixels of a box that a disk covers on its way, as bool of the box's shape."""
    covered = np.zeros(box.shape, np.bool_)
    radius_px = max(radius_px, MIN_RADIUS_PX)
    for start, stop in _legs(points_xy):
        part = _reach((start, stop), radius_px).common(box)
        if part.is_empty:
            continue
        rows = slice(part.y0 - box.y0, part.y1 - box.y0)
        columns = slice(part.x0 - box.x0, part.x1 - box.x0)
        covered[rows, columns] |= _squared_distances(part, start, stop) <= radius_px * radius_px
    for x, y in points_xy:
        row, column = math.floor(y) - box.y0, math.floor(x) - box.x0
        if 0 <= row < covered.shape[0] and 0 <= column < covered.shape[1]:
            covered[row, column] = True
    return covered


def _stroke(rle: MaskRle, points_xy: Sequence[PointXY], radius_px: float, *, adds: bool) -> MaskEdit:
    if not points_xy:
        return MaskEdit(rle, None)
    box = _reach(points_xy, max(radius_px, MIN_RADIUS_PX)).clipped(rle.size_hw)
    if box.is_empty:
        return MaskEdit(rle, None)
    covered = swept_disk(points_xy, radius_px, box)
    before = read_window(rle, box)
    return write_window(rle, box, before | covered if adds else before & ~covered)


def _legs(points_xy: Sequence[PointXY]) -> Iterator[tuple[PointXY, PointXY]]:
    if len(points_xy) == 1:
        yield points_xy[0], points_xy[0]
    yield from pairwise(points_xy)


def _reach(points_xy: Sequence[PointXY], radius_px: float) -> PixelBox:
    """Every pixel that a disk at these points, or between them, can touch."""
    xs, ys = zip(*points_xy)
    return PixelBox(
        math.floor(min(xs) - radius_px),
        math.floor(min(ys) - radius_px),
        math.floor(max(xs) + radius_px) + 1,
        math.floor(max(ys) + radius_px) + 1,
    )


def _squared_distances(box: PixelBox, start: PointXY, stop: PointXY) -> npt.NDArray[np.float64]:
    """From the centre of each pixel of a box to the line between two points."""
    xs = np.arange(box.x0, box.x1) + 0.5 - start[0]
    ys = (np.arange(box.y0, box.y1) + 0.5 - start[1])[:, None]
    dx, dy = stop[0] - start[0], stop[1] - start[1]
    length_squared = dx * dx + dy * dy
    if length_squared == 0:
        return xs * xs + ys * ys
    along = np.clip((xs * dx + ys * dy) / length_squared, 0.0, 1.0)
    return (xs - along * dx) ** 2 + (ys - along * dy) ** 2
