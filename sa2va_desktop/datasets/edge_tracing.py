"""Outlines of masks along the edges of pixels, found without walking from pixel to pixel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask


@dataclass(frozen=True)
class Ring:
    """One closed outline on the pixel-edge lattice: outer ones clockwise as seen, holes the other way.

    `points`: (N, 2) int32 x, y; every second side is vertical.
    """

    points: npt.NDArray[np.int32]
    is_hole: bool


def trace_edges(solid: BoolMask, x0: int, y0: int) -> list[Ring]:
    """Rings of a mask whose first pixel is at (x0, y0): corners of outlines joined along rows and columns."""
    padded = np.pad(solid, 1)
    north_west, north_east = padded[:-1, :-1], padded[:-1, 1:]
    south_west, south_east = padded[1:, :-1], padded[1:, 1:]
    to_left, to_right = north_west != south_west, north_east != south_east
    is_corner = (to_left != to_right) | (to_left & to_right & (north_west != north_east))
    y, x = np.nonzero(is_corner)
    goes_left, goes_right = to_left[y, x], to_right[y, x]
    is_double = goes_left & goes_right  # two pixels that touch at this corner: one turn around each
    # A double corner stands twice: once turning to the left side, once to the right side.
    source = np.repeat(np.arange(len(x)), 1 + is_double)
    is_second = np.zeros(len(source), np.bool_)
    is_second[1:] = source[1:] == source[:-1]
    y, x = y[source], x[source]
    right = np.where(is_double[source], is_second, goes_right[source])
    falls = north_west[y, x]  # whether the two pixels of a double corner are north-west and south-east
    down = np.where(is_double[source], falls == right, south_west[y, x] != south_east[y, x])
    following = np.empty(len(source), np.int64)
    rows = np.lexsort((right, x, y))
    start, stop = rows[0::2], rows[1::2]
    is_top = south_east[y[start], x[start]]
    following[start[is_top]], following[stop[~is_top]] = stop[is_top], start[~is_top]
    columns = np.lexsort((down, y, x))
    start, stop = columns[0::2], columns[1::2]
    is_right_side = south_west[y[start], x[start]]
    following[start[is_right_side]], following[stop[~is_right_side]] = (
        stop[is_right_side],
        start[~is_right_side],
    )
    points = np.stack([x + x0, y + y0], axis=1).astype(np.int32)
    return [Ring(ring, _doubled_area(ring) < 0) for ring in (points[cycle] for cycle in _cycles(following))]


def _cycles(following: npt.NDArray[np.int64]) -> Iterator[list[int]]:
    links = following.tolist()
    is_done = bytearray(len(links))
    for first in range(len(links)):
        if is_done[first]:
            continue
        cycle = []
        place = first
        while not is_done[place]:
            is_done[place] = 1
            cycle.append(place)
            place = links[place]
        yield cycle


def _doubled_area(points: npt.NDArray[np.int32]) -> int:
    x, y = points[:, 0].astype(np.int64), points[:, 1].astype(np.int64)
    return int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
