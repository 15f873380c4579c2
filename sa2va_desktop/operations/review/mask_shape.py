"""What masks' run lengths tell of their shapes, many at once and without decoding a picture: size, place, parts, contact
with the border, and how far two masks cover each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.errors import ProjectError

_MOST_RUNS = 1 << 16
"""So many runs keep a batch's arrays within some megabytes, and its work within hundredths of a second."""
_MOST_MASKS = 1024
_PART_SHARE = 0.02
"""Pieces with a smaller share of the mask are specks, and no parts."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Runs = npt.NDArray[np.uint32]

_NO_RUNS: Runs = np.zeros(0, np.uint32)


@dataclass(frozen=True, eq=False)
class MaskShapes:
    """(M,) float64 each, in pixels of the picture; all 0 for an empty or damaged mask.

    Attributes:
        xs, ys: of the centroids.
        part_counts: pieces (8-connected) with at least a fiftieth of the area.
        border_px: pixels of the mask that lie on the picture's border.
    """

    areas: Floats
    xs: Floats
    ys: Floats
    part_counts: Floats
    border_px: Floats


class SpanBatch:
    """The horizontal stretches of some masks, for measuring them and for comparing them with each other.

    All of them lie on one line of places: each mask has a slot, three pictures wide and high, so that what is moved by up to
    a width and a height stays in its slot and its row.

    Attributes:
        is_damaged: (M,) bool: the stored mask cannot be read; it counts as empty.
    """

    def __init__(self, masks: Sequence[MaskRle], runs: Sequence[Runs | None]) -> None:
        """`runs`: of each mask, None where they cannot be read; made by `span_batches`."""
        self._count = len(masks)
        self._heights, self._widths = (np.array([each.size_hw[n] for each in masks], np.int64) for n in (0, 1))
        self._line = 3 * int(self._widths.max(initial=1))
        self._slot_rows = 3 * int(self._heights.max(initial=1))
        self.is_damaged = np.array([each is None for each in runs], np.bool_)
        self._read_spans(masks, runs)
        self._lengths = self._stops - self._starts
        row = self._owner * self._slot_rows + self._slot_rows // 3 + self._rows
        first = row * self._line + self._line // 3
        self._flat_starts, self._flat_stops = first + self._starts, first + self._stops
        self._covered = np.concatenate(([0], np.cumsum(self._lengths)))
        self._bounds = np.searchsorted(self._owner, np.arange(self._count + 1))
        self._areas = self._sum(self._lengths)

    @property
    def size(self) -> int:
        """How many masks there are."""
        return self._count

    def shapes(self) -> MaskShapes:
        """The measures of all masks."""
        some = np.maximum(self._areas, 1.0)
        xs = self._sum((self._starts + self._stops) / 2 * self._lengths) / some
        ys = self._sum((self._rows + 0.5) * self._lengths) / some
        return MaskShapes(self._areas, xs, ys, self._part_counts(), self._border_px())

    def ious(self, left: Ints, right: Ints, dx: Ints | None = None, dy: Ints | None = None) -> Floats:
        """(P,) intersection over union of the masks at the places `left` with those at `right` after moving these by
        (dx, dy); 1.0 when both are empty. What leaves the picture by the move still counts for the union. A move by the
        picture's width or height and more finds nothing."""
        dx, dy = (np.zeros(left.size, np.int64) if each is None else each for each in (dx, dy))
        sizes = self._bounds[right + 1] - self._bounds[right]
        pair = np.repeat(np.arange(left.size), sizes)
        span = np.arange(pair.size) + np.repeat(self._bounds[right] - (np.cumsum(sizes) - sizes), sizes)
        move = ((left - right) * self._slot_rows + dy) * self._line + dx
        shift = move[pair]
        inside = self._before(self._flat_stops[span] + shift) - self._before(self._flat_starts[span] + shift)
        is_near = (np.abs(dx) < self._widths[left]) & (np.abs(dy) < self._heights[left])
        common = np.bincount(pair, inside, left.size) * is_near
        union = self._areas[left] + self._areas[right] - common
        return np.where(union > 0, common / np.maximum(union, 1.0), 1.0)

    # ---- inside

    def _read_spans(self, masks: Sequence[MaskRle], runs: Sequence[Runs | None]) -> None:
        """Foreground by mask, by row, by column; a run over a line's end becomes two spans."""
        # Background behind the last foreground tells nothing.
        parts = [_NO_RUNS if each is None else each[: each.size // 2 * 2] for each in runs]
        sizes = np.array([each.size for each in parts], np.int64) // 2
        ends = np.cumsum(np.concatenate((_NO_RUNS, *parts)), dtype=np.int64)
        owner = np.repeat(np.arange(self._count), sizes)
        firsts = np.cumsum(sizes) - sizes
        base = np.concatenate(([0], ends))[2 * firsts][owner]
        starts, stops = ends[0::2] - base, ends[1::2] - base
        boxes = np.array([(each.x0, each.y0, each.box_width) for each in masks], np.int64).reshape(-1, 3)
        width = boxes[owner, 2]
        first_rows = starts // width
        counts = (stops - 1) // width - first_rows + 1
        owner, width = np.repeat(owner, counts), np.repeat(width, counts)
        step = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = np.repeat(first_rows, counts) + step
        line = rows * width
        self._owner = owner
        self._rows = rows + boxes[owner, 1]
        self._starts = np.maximum(np.repeat(starts, counts) - line, 0) + boxes[owner, 0]
        self._stops = np.minimum(np.repeat(stops, counts) - line, width) + boxes[owner, 0]

    def _sum(self, values: npt.NDArray[np.generic]) -> Floats:
        return np.bincount(self._owner, values, self._count).astype(
            np.float64
        )  # of nothing it gives whole numbers

    def _before(self, flat: Ints) -> Ints:
        """How many pixels of all masks lie before each place of the line."""
        index = np.searchsorted(self._flat_starts, flat, "right")
        beyond = np.maximum(0, self._flat_stops[np.maximum(index - 1, 0)] - flat)
        return np.where(index > 0, self._covered[index] - beyond, 0)

    def _border_px(self) -> Floats:
        is_edge_row = (self._rows == 0) | (self._rows == self._heights[self._owner] - 1)
        at_sides = (self._starts == 0).astype(np.int64) + (self._stops == self._widths[self._owner])
        return self._sum(np.where(is_edge_row, self._lengths, at_sides))

    def _part_counts(self) -> Floats:
        counts = (self._areas > 0).astype(np.float64)
        is_ragged = self._are_ragged()
        kept = np.flatnonzero(is_ragged[self._owner])
        if not kept.size:
            return counts
        owner, lengths = self._owner[kept], self._lengths[kept]
        pieces = _pieces(self._flat_starts[kept], self._flat_stops[kept], self._line)
        sizes = np.bincount(pieces, lengths, kept.size)
        is_part = sizes >= np.maximum(1.0, _PART_SHARE * self._areas[owner])
        found = np.bincount(owner[is_part], minlength=self._count)
        return np.where(is_ragged, found, counts)

    def _are_ragged(self) -> npt.NDArray[np.bool_]:
        """(M,) masks with more than one stretch a row, each touching the next; few are, and only in those pieces have to
        be searched."""
        starts, stops = self._starts, self._stops
        follows = (np.diff(self._rows) == 1) & (stops[1:] >= starts[:-1]) & (starts[1:] <= stops[:-1])
        same = self._owner[1:] == self._owner[:-1]
        return np.bincount(self._owner[1:][same & ~follows], minlength=self._count) > 0


def span_batches(masks: Sequence[MaskRle]) -> Iterator[tuple[int, SpanBatch]]:
    """Read masks one after the other and yield them in batches of bounded size, each with the place of its first mask. A batch
    begins with the last mask of the one before, so that neighbours meet in one and no mask is unpacked twice."""
    start, kept, filled = 0, list[Runs | None](), 0
    for place, rle in enumerate(masks):
        runs = _read(rle)
        size = runs.size if runs is not None else 0
        if kept and (filled + size > _MOST_RUNS or len(kept) >= _MOST_MASKS):
            yield start, SpanBatch(masks[start:place], kept)
            start, kept = place - 1, kept[-1:]
            filled = kept[0].size if kept[0] is not None else 0
        kept.append(runs)
        filled += size
    if kept:
        yield start, SpanBatch(masks[start:], kept)


def _read(rle: MaskRle) -> Runs | None:
    try:
        return _NO_RUNS if rle.is_empty else rle.passing_runs()
    except ProjectError:  # said by the canvas when it is looked at; here it is a place to look at
        return None


def _pieces(flat_starts: Ints, flat_stops: Ints, line: int) -> Ints:
    """Of each span the number of one span of its piece, the same for all of the piece.

    First each span follows the leftmost that touches it from above, and what hangs together so is one; what is left are the
    few spans that touch more than one.
    """
    first = np.searchsorted(flat_stops, flat_starts - line, "left")
    touching = np.searchsorted(flat_starts, flat_stops - line, "right") - first
    top = np.where(touching > 0, first, np.arange(flat_starts.size))
    while not np.array_equal(further := top[top], top):
        top = further
    more = np.maximum(touching - 1, 0)
    lower = np.repeat(np.arange(flat_starts.size), more)
    upper = np.repeat(first + 1 - (np.cumsum(more) - more), more) + np.arange(lower.size)
    ends = np.stack((top[lower], top[upper]))[:, top[lower] != top[upper]]
    if not ends.size:
        return top
    names, numbered = np.unique(ends, return_inverse=True)
    left, right = numbered.reshape(ends.shape)
    joined = np.arange(flat_starts.size)
    joined[names] = names[_joined(left, right, names.size)]
    return joined[top]


def _joined(left: Ints, right: Ints, count: int) -> Ints:
    """Of each of `count` things the smallest that pairs connect it with."""
    labels = np.arange(count)
    while True:  # the smallest number spreads; pointers jump, so that long chains take few rounds
        before = labels.copy()
        np.minimum.at(labels, left, labels[right])
        np.minimum.at(labels, right, labels[left])
        labels = labels[labels]
        if np.array_equal(labels, before):
            return labels
