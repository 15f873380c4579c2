"""Scribbles and lassos as marks: what of a drawn line the model is given.

Measured with the embedded model on 125 things of 40 synthetic scenes (validation split, 320x240, things above 250 px),
mean IoU of the best mask with the truth. A scribble inside the thing: 1 point 0.877, 2 points 0.877, 3 points 0.872,
5 points 0.859, 8 points 0.839, 12 points 0.808; with the stroke as a mask hint besides 0.874 (1), 0.870 (3), 0.862 (5);
with the stroke's box 0.868 (3). The hint alone finds nothing (0.01). So: two points, which also say how far the thing
reaches where one would be ambiguous. A lasso round the thing: its box 0.887, one interior point 0.882, box and point
0.878, box and 3 points 0.858, box and hint 0.883, points on the line as "outside" besides 0.873; the enclosed area as it is
0.574. So: the box.
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
        for x, y in _evenly_along(line_xy, _SCRIBBLE_POINTS)
        if 0 <= x < width and 0 <= y < height
    )


def lasso_box(line_xy: Sequence[PointXY], size_hw: tuple[int, int]) -> BoxXyxy | None:
    """The box round a lasso, inside the picture; None when nothing of it is."""
    xs, ys = zip(*line_xy)
    height, width = size_hw
    box = (max(0.0, min(xs)), max(0.0, min(ys)), min(float(width), max(xs)), min(float(height), max(ys)))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _evenly_along(line_xy: Sequence[PointXY], count: int) -> list[PointXY]:
    """The middles of `count` equally long parts of a line."""
    ends = [0.0]
    for before, after in pairwise(line_xy):
        ends.append(ends[-1] + math.dist(before, after))
    if ends[-1] == 0:
        return [line_xy[0]]
    at = (np.arange(count) + 0.5) * ends[-1] / count
    xs, ys = (np.interp(at, ends, [point[axis] for point in line_xy]) for axis in (0, 1))
    return [(float(x), float(y)) for x, y in zip(xs, ys)]
