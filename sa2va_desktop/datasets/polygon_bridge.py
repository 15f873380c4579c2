"""A mask of several parts and holes as one polygon: parts and holes are joined by bridges of no width.

For formats of one polygon an object (YOLO). Painted with its border by an even-odd rule, as OpenCV does, holes and parts
come back exactly; only the bridges between parts are painted, one pixel wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, rle_to_box_mask

_CANDIDATES = 64
"""Parts of a mask that the next one may be joined to; a mask of thousands of specks stays quick."""


@dataclass
class _Ring:
    """A contour through pixel centres, with the rings that hang on its points: (own point, ring, its point)."""

    points: npt.NDArray[np.int32]
    children: list[tuple[int, _Ring, int]] = field(default_factory=list)


def bridged_polygon(rle: MaskRle) -> npt.NDArray[np.int32]:
    """One centre polygon (N, 2) of a whole mask; N is 0 for an empty mask and else at least 3."""
    if rle.is_empty:
        return np.zeros((0, 2), np.int32)
    solid = rle_to_box_mask(rle)
    contours, hierarchy = cv2.findContours(solid.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    rings = [_Ring(contour[:, 0, :].astype(np.int32)) for contour in contours]
    is_hole = hierarchy[0, :, 3] >= 0
    outer = [ring for ring, hole in zip(rings, is_hole, strict=True) if not hole]
    _hang_holes(solid, rings, is_hole)
    _hang_parts(outer)
    corners = _corners(np.array(list(_walk(outer[0])), np.int32))
    padding = np.repeat(corners[-1:], max(0, 3 - len(corners)), axis=0)
    return np.concatenate([corners, padding]) + np.array([rle.x0, rle.y0], np.int32)


def _hang_holes(solid: BoolMask, rings: list[_Ring], is_hole: npt.NDArray[np.bool_]) -> None:
    """Each hole to the contour that is met going left from it; the way lies inside the mask."""
    at: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number, ring in enumerate(rings):
        for index, (x, y) in enumerate(ring.points.tolist()):
            at.setdefault((x, y), []).append((number, index))
    for number in np.flatnonzero(is_hole).tolist():
        points = rings[number].points
        own = int(points[:, 0].argmin())
        x, y = points[own].tolist()
        while True:
            # A contour met at the hole's own first pixel counts, unless it is the hole's.
            met = [
                (n, index) for n, index in at.get((x, y), ()) if n != number and _is_before(rings, n, number)
            ]
            if met:
                parent, place = met[0]
                rings[parent].children.append((place, rings[number], own))
                break
            x -= 1
            assert x >= 0, "an outer contour lies to the left of every hole"


def _is_before(rings: list[_Ring], first: int, second: int) -> bool:
    """An order of rings in which going left leads to earlier ones, so that no ring hangs on itself."""
    return (int(rings[first].points[:, 0].min()), first) < (int(rings[second].points[:, 0].min()), second)


def _hang_parts(outer: list[_Ring]) -> None:
    """Each part to the nearest point of those before it."""
    for number in range(1, len(outer)):
        own = outer[number].points.astype(np.int64)
        best: tuple[int, int, int, int] | None = None
        for other in range(max(0, number - _CANDIDATES), number):
            there = outer[other].points.astype(np.int64)
            # Nearest to the middle first, then the nearest to that: close enough to the shortest bridge, and quick.
            place = int(((there - own.mean(axis=0)) ** 2).sum(axis=1).argmin())
            mine = int(((own - there[place]) ** 2).sum(axis=1).argmin())
            place = int(((there - own[mine]) ** 2).sum(axis=1).argmin())
            distance = int(((there[place] - own[mine]) ** 2).sum())
            if best is None or distance < best[0]:
                best = (distance, other, place, mine)
        assert best is not None
        outer[best[1]].children.append((best[2], outer[number], best[3]))


def _walk(root: _Ring) -> Iterator[tuple[int, int]]:
    """Points of all rings in one round: at a bridge across, round the other ring, and back."""
    rounds = [_round(root, 0)]
    while rounds:
        step = next(rounds[-1], None)
        if step is None:
            rounds.pop()
        elif isinstance(step, _Turn):
            rounds.append(_round(step.ring, step.start))
        else:
            yield step


@dataclass(frozen=True)
class _Turn:
    """Now round another ring, from one of its points."""

    ring: _Ring
    start: int


def _round(ring: _Ring, start: int) -> Iterator[tuple[int, int] | _Turn]:
    """Points of a ring from one round to that one again, with the turns on the way."""
    hanging: dict[int, list[_Turn]] = {}
    for place, child, own in ring.children:
        hanging.setdefault(place, []).append(_Turn(child, own))
    points = [(x, y) for x, y in ring.points.tolist()]
    for index in (*range(start, len(points)), *range(start)):
        yield points[index]
        for turn in hanging.get(index, ()):
            yield turn
            yield points[index]
    yield points[start]


def _corners(points: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Without points that lie on the straight way from the one before to the one after; turning back is a corner."""
    is_step = np.any(points != np.roll(points, 1, axis=0), axis=1)
    if not is_step.any():
        return points[:1]
    points = points[is_step]
    before = points - np.roll(points, 1, axis=0)
    after = np.roll(points, -1, axis=0) - points
    # Steps of a contour are one pixel long, bridges are not: those keep their ends.
    is_straight = np.all(before == after, axis=1)
    return points[~is_straight]
