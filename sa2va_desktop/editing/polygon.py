"""Polygon and lasso: what a closed line encloses, added to a mask or taken away from it.

A lasso is a polygon with many corners; the tools differ in the window, not here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import MaskEdit, PixelBox, read_window, write_window

PointXY = tuple[float, float]


def add_polygon(rle: MaskRle, corners_xy: Sequence[PointXY]) -> MaskEdit:
    """Add what a line encloses; it is closed from its last corner to its first.

    Args:
        corners_xy: in picture coordinates, in either turning direction; they may lie outside the picture. Fewer
            than three enclose nothing. Loops of a line that crosses itself are inside too.
    """
    return _fill(rle, corners_xy, adds=True)


def subtract_polygon(rle: MaskRle, corners_xy: Sequence[PointXY]) -> MaskEdit:
    """Take away what a line encloses; arguments as `add_polygon`."""
    return _fill(rle, corners_xy, adds=False)


def enclosed(corners_xy: Sequence[PointXY], box: PixelBox) -> BoolMask:
    """The pixels of a box whose centre the line goes round, as bool of the box's shape.

    Two polygons with a common edge share no pixel and leave none out.
    """
    height, width = box.shape
    turns = np.zeros((height, width + 1), np.int32)
    corners = np.asarray(corners_xy, np.float64).reshape(-1, 2) - (box.x0, box.y0)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0)):
        turn = 1
        if y0 > y1:  # always computed downwards, so that a common edge gives the same columns from both sides
            x0, y0, x1, y1, turn = x1, y1, x0, y0, -1
        rows = np.arange(max(0, math.ceil(y0 - 0.5)), min(height, math.ceil(y1 - 0.5)))
        if rows.size == 0:
            continue
        crossings = x0 + (rows + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
        columns = np.clip(np.ceil(crossings - 0.5), 0, width).astype(np.int64)
        turns[rows, columns] += turn
    return np.cumsum(turns, axis=1)[:, :width] != 0


def _fill(rle: MaskRle, corners_xy: Sequence[PointXY], *, adds: bool) -> MaskEdit:
    if len(corners_xy) < 3:
        return MaskEdit(rle, None)
    xs, ys = zip(*corners_xy)
    around = PixelBox(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))
    box = around.clipped(rle.size_hw)
    if box.is_empty:
        return MaskEdit(rle, None)
    inside = enclosed(corners_xy, box)
    before = read_window(rle, box)
    return write_window(rle, box, before | inside if adds else before & ~inside)
