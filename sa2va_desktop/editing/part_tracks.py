"""The parts of a mask followed from frame to frame, so that each keeps its number while they move, touch and part."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.editing.mask_booleans import overlap_area, unite
from sa2va_desktop.editing.mask_parts import divide, split_parts

_CLAIM_SHARE = 0.5
"""A piece that holds this share of two parts as they were is both of them, touching; it is divided."""

_REACH = 2.0
"""A part that overlaps nothing is still the one whose centre moved by less than so many of its diameters."""

_CLOSENESS_WEIGHT = 0.1  # overlap decides, closeness only where overlaps are alike

Parts = dict[int, MaskRle]


class PartFollower:
    """Goes from frame to frame in one direction; the parts of each frame together are its mask."""

    def __init__(self, parts: Mapping[int, MaskRle], *, min_area_px: int, most: int, next_number: int) -> None:
        """
        Args:
            parts: what is known, by number: the parts of the frame that one goes on from.
            min_area_px: smaller pieces are no parts, they go with the nearest one.
            most: no more numbers than this; a piece that would be one more goes with the nearest part.
            next_number: of the first part that is none of the known ones.
        """
        self._last = dict(parts)
        self._min_area_px = min_area_px
        self._most = most
        self.next_number = next_number

    def step(self, rle: MaskRle) -> Parts:
        """The parts of the next frame by number."""
        found: Parts = {}
        loose: list[MaskRle] = []
        for piece in split_parts(rle, self._min_area_px, self._most):
            claims = self._claims(piece)
            if len(claims) < 2:
                loose.append(piece)
                continue
            shares = divide(piece, [self._last[number] for number in claims])
            found |= {number: share for number, share in zip(claims, shares, strict=True) if not share.is_empty}
        self._match(loose, found)
        self._last |= found
        return found

    def _claims(self, piece: MaskRle) -> list[int]:
        return [
            number
            for number, last in self._last.items()
            if overlap_area(piece, last) >= _CLAIM_SHARE * last.area
        ]

    def _match(self, pieces: list[MaskRle], found: Parts) -> None:
        """Give pieces the numbers of the parts that they were; what was none of them gets a new one."""
        free = [number for number in self._last if number not in found]
        taken = _best_pairs(np.array([[_likeness(piece, self._last[n]) for n in free] for piece in pieces]))
        for row, piece in enumerate(pieces):
            if row in taken:
                number = free[taken[row]]
            elif len(self._last | found) < self._most:
                number = self.next_number
                self.next_number += 1
            else:
                known = found or self._last
                number = min(known, key=lambda each: _distance(piece, known[each]))
            earlier = found.get(number, empty_rle(*piece.size_hw))
            found[number] = unite(piece, earlier)


def _best_pairs(likeness: npt.NDArray[np.float64]) -> dict[int, int]:
    """For each row the column that fits it, none twice, so that the whole is as alike as can be."""
    if likeness.size == 0:
        return {}
    if likeness.size == 1:
        return {0: 0} if likeness[0, 0] > 0 else {}
    from scipy.optimize import linear_sum_assignment  # takes long to import

    rows, columns = linear_sum_assignment(likeness, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {row: column for row, column in pairs if likeness[row, column] > 0}


def _likeness(piece: MaskRle, last: MaskRle) -> float:
    """Overlap over union, and a little for being near; 0 for what cannot be the same part."""
    common = overlap_area(piece, last)
    iou = common / (piece.area + last.area - common)
    reach = _REACH * np.sqrt(max(piece.area, last.area))
    closeness = max(0.0, 1 - _distance(piece, last) / reach)
    return float(iou + _CLOSENESS_WEIGHT * closeness)


def _distance(left: MaskRle, right: MaskRle) -> float:
    """Between the middles of the boxes, in pixels."""
    (lx, ly, lw, lh), (rx, ry, rw, rh) = left.box_xywh, right.box_xywh
    return float(np.hypot(lx + lw / 2 - rx - rw / 2, ly + lh / 2 - ry - rh / 2))
