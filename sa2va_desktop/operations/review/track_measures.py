"""One object's track as columns of numbers; what did not change since the last look is not measured again."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.operations.review.mask_shape import SpanBatch, span_batches
from sa2va_desktop.tasks import CancelToken

NEIGHBOUR_REACH = 3
"""Masks that are further apart in time are not compared."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TrackColumns:
    """Everything measured of a track; each column is (T,), by ascending frame index.

    Attributes:
        boxes: (T, 4) x0, y0, x1, y1 in pixels; zeros where nothing is seen.
        moved_iou: IoU with the record before once their centroids coincide; NaN without a neighbour or a mask.
        still_iou: the same where they are.
        is_anchor: a person, or the language model's own mark, says that this mask is of this object.
        is_settled: a person said what is here, so that there is nothing to review.
        is_damaged: the stored mask cannot be read.
    """

    frames: npt.NDArray[np.int64]
    areas: Floats
    xs: Floats
    ys: Floats
    boxes: npt.NDArray[np.int64]
    part_counts: Floats
    border_px: Floats
    moved_iou: Floats
    still_iou: Floats
    predicted_iou: Floats
    object_score: Floats
    states: npt.NDArray[np.int64]
    is_anchor: Bools
    is_settled: Bools
    is_damaged: Bools

    @property
    def is_seen(self) -> Bools:
        return self.areas > 0

    def taken(self, places: npt.NDArray[np.int64]) -> TrackColumns:
        """The rows at some places, as columns of their own."""
        return TrackColumns(**{each.name: getattr(self, each.name)[places] for each in fields(self)})


class TrackMeasurer:
    """Keeps the measures of one object's masks. Used by one worker at a time.

    Attributes:
        changed: (N,) int64, ascending: frames whose record came, went or became another one by the latest call.
    """

    def __init__(self) -> None:
        self.changed = np.zeros(0, np.int64)
        self._records: list[ObjectFrame] = []
        self._columns = _blank(np.zeros(0, np.int64))
        self._is_measured = np.zeros(0, np.bool_)  # False where `measure` was cancelled before it got there

    def measure(self, track: Mapping[int, ObjectFrame], token: CancelToken | None = None) -> TrackColumns:
        """All columns; masks that are the very same as at the last call cost a look.

        Raises: CancelledError; what was measured by then is kept.
        """
        frames = np.sort(np.fromiter(track, np.int64, len(track)))
        records = [track[index] for index in frames.tolist()]
        self._take_over(frames, records)
        wanted = np.flatnonzero(~self._is_measured)
        compared = wanted[self._has_neighbour(wanted)] - 1
        places = np.union1d(wanted, compared)
        batches = span_batches([records[place].rle for place in places.tolist()])
        for start, batch in batches:
            self._note_shapes(batch, places[start : start + batch.size])
            if token is not None:
                token.raise_if_cancelled()
        is_seen = self._columns.is_seen
        vouched = self._columns.is_settled | (self._columns.states == FrameState.PROMPTED)
        self._columns = replace(self._columns, is_anchor=vouched & is_seen)
        return self._columns

    def _take_over(self, frames: npt.NDArray[np.int64], records: list[ObjectFrame]) -> None:
        """Columns for these records, with what is known of those that were there at the last call."""
        old, known = self._columns, self._records
        place = np.minimum(np.searchsorted(old.frames, frames), max(0, old.frames.size - 1))
        is_known = old.frames[place] == frames if known else np.zeros(frames.size, np.bool_)
        before = [known[at] if has else None for at, has in zip(place.tolist(), is_known.tolist(), strict=True)]
        is_same = np.fromiter(map(operator.is_, before, records), np.bool_, frames.size)
        columns = old.taken(place) if known else _blank(frames)
        self._columns = replace(columns, frames=frames)
        masked = self._is_measured[place] & is_known if known else is_known
        for at in np.flatnonzero(is_known & ~is_same).tolist():
            was = before[at]
            masked[at] &= was is not None and was.rle is records[at].rle
        # What is compared with the record before it is known only if that is the record that it was compared with.
        follows = np.r_[not frames.size or place[0] == 0, np.diff(place) == 1][: frames.size]
        self._is_measured = masked & np.r_[True, masked[:-1]][: frames.size] & follows
        self._records = records
        gone = np.setdiff1d(old.frames, frames, assume_unique=True)
        self.changed = np.sort(np.r_[gone, frames[~is_same]])
        self._note_records(np.flatnonzero(~is_same))

    def _note_records(self, places: npt.NDArray[np.int64]) -> None:
        """What is said beside the masks, and their boxes."""
        records, columns = [self._records[place] for place in places.tolist()], self._columns
        columns.states[places] = [int(record.state) for record in records]
        columns.is_settled[places] = [record.is_protected for record in records]
        columns.predicted_iou[places] = [_or_nan(record.predicted_iou) for record in records]
        columns.object_score[places] = [_or_nan(record.object_score) for record in records]
        corners = np.array([_corners(record.rle) for record in records], np.int64)
        columns.boxes[places] = corners.reshape(-1, 4)

    def _has_neighbour(self, places: npt.NDArray[np.int64]) -> Bools:
        frames = self._columns.frames
        near = frames[places] - frames[np.maximum(places - 1, 0)] <= NEIGHBOUR_REACH
        return (places > 0) & near

    def _note_shapes(self, batch: SpanBatch, places: npt.NDArray[np.int64]) -> None:
        columns, shapes = self._columns, batch.shapes()
        for name in ("areas", "xs", "ys", "part_counts", "border_px"):
            getattr(columns, name)[places] = getattr(shapes, name)
        columns.is_damaged[places] = batch.is_damaged
        near = np.flatnonzero(self._has_neighbour(places))
        # A neighbour is in the batch, just before; where it is not, this mask came with the batch before, or is not wanted.
        near = near[near > 0]
        near = near[places[near] - places[near - 1] == 1]
        is_done = ~self._has_neighbour(places)
        is_done[near] = True
        columns.moved_iou[places[is_done]] = columns.still_iou[places[is_done]] = np.nan
        self._is_measured[places[is_done]] = True
        left = near[(shapes.areas[near] > 0) & (shapes.areas[near - 1] > 0)]
        dx, dy = (np.round(each[left] - each[left - 1]).astype(np.int64) for each in (shapes.xs, shapes.ys))
        columns.still_iou[places[left]] = still = batch.ious(left, left - 1)
        columns.moved_iou[places[left]] = still
        moved = np.flatnonzero((dx != 0) | (dy != 0))
        far = left[moved]
        columns.moved_iou[places[far]] = batch.ious(far, far - 1, dx[moved], dy[moved])


def _blank(frames: npt.NDArray[np.int64]) -> TrackColumns:
    kinds: dict[str, Any] = dict.fromkeys(("boxes", "states"), np.int64)
    kinds |= dict.fromkeys(("is_anchor", "is_settled", "is_damaged"), np.bool_)
    columns: dict[str, Any] = {
        each.name: np.zeros(frames.size, kinds.get(each.name, np.float64)) for each in fields(TrackColumns)
    }
    return TrackColumns(**columns | {"frames": frames, "boxes": np.zeros((frames.size, 4), np.int64)})


def _corners(rle: MaskRle) -> tuple[int, int, int, int]:
    return (rle.x0, rle.y0, rle.x0 + rle.box_width, rle.y0 + rle.box_height)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
