"""What a mask's run lengths tell of its shape, without decoding a picture: size, place, parts, contact with the border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_window import row_spans

_PART_SHARE = 0.02
"""Pieces with a smaller share of the mask are specks, and no parts."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MaskShape:
    """In pixels of the picture; all 0 for an empty mask.

    Attributes:
        x, y: of the centroid.
        part_count: pieces (8-connected) with at least a fiftieth of the area.
        border_px: pixels of the mask that lie on the picture's border.
    """

    area: int = 0
    x: float = 0.0
    y: float = 0.0
    part_count: int = 0
    border_px: int = 0


EMPTY = MaskShape()


class Spans:
    """The horizontal stretches of one mask, for measuring it and for comparing it with others of its picture."""

    __slots__ = ("_covered", "_flat_starts", "_flat_stops", "rows", "size_hw", "starts", "stops")

    def __init__(self, rle: MaskRle) -> None:
        """Raises ProjectError: the mask was stored and is damaged."""
        self.size_hw = rle.size_hw
        spans = row_spans(rle, 0, rle.height)
        self.rows, self.starts, self.stops = spans[:, 0], spans[:, 1], spans[:, 2]
        # A line is three pictures wide, so that a shift by up to a width stays in its line.
        line = self.rows * (3 * rle.width) + rle.width
        self._flat_starts, self._flat_stops = line + self.starts, line + self.stops
        self._covered = np.concatenate(([0], np.cumsum(self.stops - self.starts)))

    @property
    def area(self) -> int:
        return int(self._covered[-1])

    def shape(self) -> MaskShape:
        """Its measures."""
        area = self.area
        if not area:
            return EMPTY
        lengths = self.stops - self.starts
        x = float(((self.starts + self.stops) / 2 * lengths).sum() / area)
        y = float(((self.rows + 0.5) * lengths).sum() / area)
        return MaskShape(area, x, y, self._part_count(), self._border_px())

    def iou(self, other: Spans, dx: int = 0, dy: int = 0) -> float:
        """Intersection over union with another mask of the same picture after moving that by (dx, dy); 1.0 when both are
        empty. What leaves the picture by the move still counts for the union."""
        total = self.area + other.area
        if not total:
            return 1.0
        width = self.size_hw[1]
        if abs(dx) >= width:
            return 0.0
        move = dy * 3 * width + dx
        common = int((self._before(other._flat_stops + move) - self._before(other._flat_starts + move)).sum())
        return common / (total - common)

    def _before(self, flat: Ints) -> Ints:
        """How many pixels of this mask lie before each place."""
        index = np.searchsorted(self._flat_starts, flat, "right")
        last = np.maximum(index - 1, 0)
        if not self.rows.size:
            return np.zeros(flat.shape, np.int64)
        beyond = np.maximum(0, self._flat_stops[last] - flat)
        return np.where(index > 0, self._covered[index] - beyond, 0)

    def _border_px(self) -> int:
        height, width = self.size_hw
        is_edge_row = (self.rows == 0) | (self.rows == height - 1)
        inside = ~is_edge_row
        touching = int((self.stops - self.starts)[is_edge_row].sum())
        return touching + int((inside & (self.starts == 0)).sum()) + int((inside & (self.stops == width)).sum())

    def _part_count(self) -> int:
        if self._is_one_pillar():
            return 1
        labels = self._labels()
        sizes = np.bincount(labels, weights=self.stops - self.starts)
        return int((sizes >= max(1.0, _PART_SHARE * self.area)).sum())

    def _is_one_pillar(self) -> bool:
        """One stretch a row, each touching the next, as of most masks: then nothing has to be searched."""
        rows, starts, stops = self.rows, self.starts, self.stops
        return bool(
            (np.diff(rows) == 1).all() and (stops[1:] >= starts[:-1]).all() and (starts[1:] <= stops[:-1]).all()
        )

    def _labels(self) -> Ints:
        """Of each span the number of the first span of its piece."""
        line = 3 * self.size_hw[1]
        first = np.searchsorted(self._flat_stops, self._flat_starts + line, "left")
        last = np.searchsorted(self._flat_starts, self._flat_stops + line, "right")
        counts = np.maximum(0, last - first)
        upper = np.repeat(np.arange(self.rows.size), counts)
        lower = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        labels = np.arange(self.rows.size)
        while (
            True
        ):  # the smallest number spreads over a piece; pointers jump, so that long pieces take few rounds
            before = labels.copy()
            np.minimum.at(labels, lower, labels[upper])
            np.minimum.at(labels, upper, labels[lower])
            labels = labels[labels]
            if np.array_equal(labels, before):
                return labels
