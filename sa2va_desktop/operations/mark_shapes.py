"""Scribbles and lassos as marks: what of a drawn line the model is given.

Measured by `benchmarks/mark_shapes.py` with the embedded model on 150 things of unseen synthetic pictures, mean IoU of the
mask that is shown first. Scribble: 1 point 0.893, 2 points 0.892, 3 points 0.888, 5 points 0.879, 8 points 0.857, 12 points
0.823; the stroke as a mask hint besides changes nothing (0.892, 0.891, 0.888), alone it finds nothing (0.002). So: two
points, as good as one, and they say how far the thing reaches where one would be ambiguous. Lasso: its box 0.900, an inner
point 0.901, both 0.897, box and enclosed area as a hint 0.899. So: the box, whose sides can be dragged afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sa2va_desktop.inference.api import PointPrompt
from sa2va_desktop.operations.marks import BoxXyxy

PointXY = tuple[float, float]

_SCRIBBLE_POINTS = 2


def scribble_points(
    line_xy: Sequence[PointXY], size_hw: tuple[int, int], *, is_inside: bool
) -> tuple[PointPrompt, ...]:
    """Points of a scribble, evenly along it, without those outside the picture; one for a line without length.

    Args:
        line_xy: the way of the pointer in picture coordinates, at least one point.
        size_hw: of the picture.
    """
    height, width = size_hw
    return tuple(
        PointPrompt((x, y), int(is_inside))
        for x, y in points_along(line_xy, _SCRIBBLE_POINTS)
        if 0 <= x < width and 0 <= y < height
    )


def lasso_box(line_xy: Sequence[PointXY], size_hw: tuple[int, int]) -> BoxXyxy | None:
    """The box round a lasso, inside the picture; None when nothing of it is."""
    xs, ys = zip(*line_xy)
    height, width = size_hw
    box = (max(0.0, min(xs)), max(0.0, min(ys)), min(float(width), max(xs)), min(float(height), max(ys)))
    return box if box[0] < box[2] and box[1] < box[3] else None


def points_along(line_xy: Sequence[PointXY], count: int) -> list[PointXY]:
    """The middles of `count` equally long parts of a line; its only point when it has no length."""
    ends = [0.0]
    for before, after in pairwise(line_xy):
        ends.append(ends[-1] + math.dist(before, after))
    if ends[-1] == 0:
        return [line_xy[0]]
    at = (np.arange(count) + 0.5) * ends[-1] / count
    xs, ys = (np.interp(at, ends, [point[axis] for point in line_xy]) for axis in (0, 1))
    return [(float(x), float(y)) for x, y in zip(xs, ys)]
