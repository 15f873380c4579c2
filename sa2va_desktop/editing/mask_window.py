"""Part of a mask as pixels: read a window, write it back, at a cost that the rest of the mask does not change.

The tools (`brush`, `polygon`, `mask_cleanup`) work on the window that they touch; the run lengths outside it are
never expanded, so that a stroke on an 8K picture costs what it costs on a small one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle

_Spans = npt.NDArray[np.int64]  # (N, 3): row, first column, column after the last; by row, then by column


@dataclass(frozen=True)
class PixelBox:
    """A rectangle of whole pixels, left, top, right, bottom; right and bottom exclusive."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def is_empty(self) -> bool:
        return self.x0 >= self.x1 or self.y0 >= self.y1

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width), never negative."""
        return (max(0, self.y1 - self.y0), max(0, self.x1 - self.x0))

    def grown(self, margin_px: int) -> PixelBox:
        return PixelBox(self.x0 - margin_px, self.y0 - margin_px, self.x1 + margin_px, self.y1 + margin_px)

    def clipped(self, size_hw: tuple[int, int]) -> PixelBox:
        """The part inside a picture."""
        return self.common(PixelBox(0, 0, size_hw[1], size_hw[0]))

    def common(self, other: PixelBox) -> PixelBox:
        return PixelBox(
            max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1)
        )


@dataclass(frozen=True)
class MaskEdit:
    """What a tool made: the new mask, and the tight box of the pixels that differ (None: none do)."""

    rle: MaskRle
    changed: PixelBox | None


def box_of(rle: MaskRle) -> PixelBox:
    """The tight box of a mask; empty for an empty mask."""
    return PixelBox(rle.x0, rle.y0, rle.x0 + rle.box_width, rle.y0 + rle.box_height)


def read_window(rle: MaskRle, box: PixelBox) -> BoolMask:
    """The mask's pixels inside a box, as bool of the box's shape; what lies outside the picture is False."""
    rows, starts, stops = row_spans(rle, box.y0, box.y1).T
    starts, stops = np.clip(starts, box.x0, box.x1), np.clip(stops, box.x0, box.x1)
    is_inside = starts < stops
    return pixels_of_spans(
        rows[is_inside] - box.y0, starts[is_inside] - box.x0, stops[is_inside] - box.x0, box.shape
    )


def pixels_of_spans(
    rows: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    stops: npt.NDArray[np.int64],
    size_hw: tuple[int, int],
) -> BoolMask:
    """Spans inside an array of that size, by row, then by column, as pixels; spans may touch one another."""
    height, width = size_hw
    bounds = np.zeros(2 * rows.size + 2, np.int64)
    bounds[1:-1:2], bounds[2:-1:2], bounds[-1] = rows * width + starts, rows * width + stops, height * width
    is_foreground = np.zeros(bounds.size - 1, np.bool_)
    is_foreground[1::2] = True
    return np.repeat(is_foreground, np.diff(bounds)).reshape(size_hw)


def write_window(rle: MaskRle, box: PixelBox, window: BoolMask) -> MaskEdit:
    """Replace the mask's pixels inside a box.

    Args:
        box: inside the picture.
        window: bool of the box's shape.
    """
    changed = _changed_box(read_window(rle, box), window, box)
    if changed is None:
        return MaskEdit(rle, None)
    spans = row_spans(rle, 0, rle.height)
    above, below = np.searchsorted(spans[:, 0], (box.y0, box.y1))
    touched = spans[above:below]
    left = np.column_stack((touched[:, :2], np.minimum(touched[:, 2], box.x0)))
    right = np.column_stack((touched[:, 0], np.maximum(touched[:, 1], box.x1), touched[:, 2]))
    parts = np.concatenate((left, right, _window_spans(window, box)))
    parts = parts[parts[:, 1] < parts[:, 2]]
    parts = parts[np.lexsort((parts[:, 1], parts[:, 0]))]
    spans = np.concatenate((spans[:above], parts, spans[below:]))
    return MaskEdit(_rle_of(spans, rle.size_hw), changed)


def shifted_rle(rle: MaskRle, box: PixelBox, size_hw: tuple[int, int]) -> MaskRle:
    """A mask that was encoded from the pixels of a box, as a mask of the whole picture."""
    if rle.is_empty:
        return empty_rle(*size_hw)
    return replace(rle, height=size_hw[0], width=size_hw[1], x0=rle.x0 + box.x0, y0=rle.y0 + box.y0)


def union_box(left: MaskRle, right: MaskRle) -> PixelBox:
    """The smallest box that holds both masks."""
    return _union(box_of(left), box_of(right))


def _union(left: PixelBox, right: PixelBox) -> PixelBox:
    if left.is_empty or right.is_empty:
        return right if left.is_empty else left
    return PixelBox(
        min(left.x0, right.x0), min(left.y0, right.y0), max(left.x1, right.x1), max(left.y1, right.y1)
    )


def _changed_box(before: BoolMask, after: BoolMask, box: PixelBox) -> PixelBox | None:
    differs = before != after
    rows = np.flatnonzero(differs.any(axis=1))
    if rows.size == 0:
        return None
    columns = np.flatnonzero(differs[rows[0] : rows[-1] + 1].any(axis=0))
    return PixelBox(
        box.x0 + int(columns[0]),
        box.y0 + int(rows[0]),
        box.x0 + int(columns[-1]) + 1,
        box.y0 + int(rows[-1]) + 1,
    )


def row_spans(rle: MaskRle, row_start: int, row_stop: int) -> _Spans:
    """Foreground of rows [row_start, row_stop): (N, 3) int64 of row, first column, column after the last, in picture
    coordinates, by row, then by column; a run over a line's end becomes two spans."""
    width = rle.box_width
    if rle.is_empty or row_stop <= row_start:
        return np.zeros((0, 3), np.int64)
    ends = np.cumsum(rle.runs, dtype=np.int64)
    first, last = (row_start - rle.y0) * width, (row_stop - rle.y0) * width
    starts, stops = ends[0::2][: ends.size // 2], ends[1::2]
    # Runs ascend, so those of the wanted rows are one stretch.
    wanted = slice(int(np.searchsorted(stops, first, "right")), int(np.searchsorted(starts, last, "left")))
    starts, stops = np.maximum(starts[wanted], max(first, 0)), np.minimum(stops[wanted], last)
    spans = _split_at_lines(starts, stops, width)
    spans += np.array((rle.y0, rle.x0, rle.x0))
    return spans


def flat_bounds(rle: MaskRle) -> npt.NDArray[np.int64]:
    """Where runs of foreground start and end, as positions y * width + x of the whole picture: (2 N,) int64, ascending;
    starts at even places, stops at odd ones. A stop may equal the next start."""
    spans = row_spans(rle, 0, rle.height)
    return np.asarray((spans[:, :1] * rle.width + spans[:, 1:]).reshape(-1), np.int64)


def rle_of_flat(
    starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64], size_hw: tuple[int, int]
) -> MaskRle:
    """The mask whose foreground are the stretches [start, stop) of positions y * width + x, ascending, without overlap."""
    return _rle_of(_split_at_lines(starts, stops, size_hw[1]), size_hw)


def _split_at_lines(starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64], width: int) -> _Spans:
    """Stretches of positions in an array of that width as spans of single lines."""
    first_rows, last_rows = starts // width, (stops - 1) // width
    counts = last_rows - first_rows + 1
    rows = np.repeat(first_rows, counts) + (
        np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    )
    columns_start = np.maximum(np.repeat(starts, counts) - rows * width, 0)
    columns_stop = np.minimum(np.repeat(stops, counts) - rows * width, width)
    return np.column_stack((rows, columns_start, columns_stop))


def _window_spans(window: BoolMask, box: PixelBox) -> _Spans:
    height, width = window.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = window
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, stops = np.nonzero(steps == -1)
    return np.column_stack((rows + box.y0, starts + box.x0, stops + box.x0)).astype(np.int64)


def _rle_of(spans: _Spans, size_hw: tuple[int, int]) -> MaskRle:
    """Spans that ascend and do not overlap (they may touch) as the one canonical mask."""
    if len(spans) == 0:
        return empty_rle(*size_hw)
    y0, y1 = int(spans[0, 0]), int(spans[-1, 0]) + 1
    x0, x1 = int(spans[:, 1].min()), int(spans[:, 2].max())
    width = x1 - x0
    line_starts = (spans[:, 0] - y0) * width
    starts, stops = line_starts + spans[:, 1] - x0, line_starts + spans[:, 2] - x0
    is_joint = starts[1:] == stops[:-1]  # across a line's end too
    starts, stops = starts[np.r_[True, ~is_joint]], stops[np.r_[~is_joint, True]]
    bounds = np.empty(2 * starts.size + 1, np.int64)
    bounds[0], bounds[1::2], bounds[2::2] = 0, starts, stops
    runs = np.diff(bounds)
    rest = width * (y1 - y0) - int(stops[-1])
    if rest:
        runs = np.append(runs, rest)
    return MaskRle(*size_hw, x0, y0, width, y1 - y0, runs.astype(np.uint32))
