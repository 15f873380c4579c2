"""One object's track as columns of numbers; what did not change since the last look is not measured again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.review.mask_shape import EMPTY, MaskShape, Spans
from sa2va_desktop.tasks import CancelToken

NEIGHBOUR_REACH = 3
"""Masks that are further apart in time are not compared."""

Floats = npt.NDArray[np.float64]


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
    is_anchor: npt.NDArray[np.bool_]
    is_settled: npt.NDArray[np.bool_]
    is_damaged: npt.NDArray[np.bool_]

    @property
    def is_seen(self) -> npt.NDArray[np.bool_]:
        return self.areas > 0


@dataclass(slots=True)
class _Measured:
    rle: MaskRle
    shape: MaskShape
    before: MaskRle | None = None
    moved_iou: float = np.nan
    still_iou: float = np.nan
    is_damaged: bool = False


class TrackMeasurer:
    """Keeps the measures of one object's masks. Used by one worker at a time."""

    def __init__(self) -> None:
        self._known: dict[int, _Measured] = {}

    def measure(self, track: Mapping[int, ObjectFrame], token: CancelToken | None = None) -> TrackColumns:
        """All columns; masks that are the very same as at the last call cost a look.

        Raises: CancelledError; what was measured by then is kept.
        """
        frames = sorted(track)
        known: dict[int, _Measured] = {}
        kept_spans = _SpanOf()
        before: tuple[int, MaskRle] | None = None
        for index in frames:
            rle = track[index].rle
            near = before[1] if before is not None and index - before[0] <= NEIGHBOUR_REACH else None
            entry = self._known.get(index)
            if entry is None or entry.rle is not rle or entry.before is not near:
                if token is not None:
                    token.raise_if_cancelled()
                then = known[before[0]].shape if before is not None and near is not None else EMPTY
                entry = self._known[index] = _measured(rle, near, then, kept_spans)
            known[index] = entry
            before = (index, rle)
        self._known = known
        return _columns(frames, track, [known[index] for index in frames])


class _SpanOf:
    """The spans of the latest two masks, because each is compared with the next."""

    def __init__(self) -> None:
        self._kept: list[tuple[MaskRle, Spans]] = []

    def __call__(self, rle: MaskRle) -> Spans:
        for mask, spans in self._kept:
            if mask is rle:
                return spans
        spans = Spans(rle)
        self._kept = [*self._kept[-1:], (rle, spans)]
        return spans


def _measured(rle: MaskRle, before: MaskRle | None, then: MaskShape, spans_of: _SpanOf) -> _Measured:
    """`then`: the shape of the mask before; empty also where that is damaged."""
    try:
        if rle.is_empty:
            return _Measured(rle, EMPTY, before)
        earlier = spans_of(before) if before is not None and then.area else None
        own = spans_of(rle)
        shape = own.shape()
        if earlier is None:
            return _Measured(rle, shape, before)
        dx, dy = round(shape.x - then.x), round(shape.y - then.y)
        return _Measured(rle, shape, before, own.iou(earlier, dx, dy), own.iou(earlier))
    except ProjectError:  # said by the canvas when it is looked at; here it is a place to look at
        return _Measured(rle, EMPTY, before, is_damaged=True)


def _columns(frames: list[int], track: Mapping[int, ObjectFrame], known: list[_Measured]) -> TrackColumns:
    records = [track[index] for index in frames]
    settled = np.array([record.is_protected for record in records], np.bool_)
    states = np.array([int(record.state) for record in records], np.int64)
    seen = np.array([entry.shape.area > 0 for entry in known], np.bool_)
    boxes = np.array([_corners(entry.rle) for entry in known], np.int64).reshape(-1, 4)
    return TrackColumns(
        frames=np.array(frames, np.int64),
        areas=_floats(entry.shape.area for entry in known),
        xs=_floats(entry.shape.x for entry in known),
        ys=_floats(entry.shape.y for entry in known),
        boxes=boxes,
        part_counts=_floats(entry.shape.part_count for entry in known),
        border_px=_floats(entry.shape.border_px for entry in known),
        moved_iou=_floats(entry.moved_iou for entry in known),
        still_iou=_floats(entry.still_iou for entry in known),
        predicted_iou=_floats(_or_nan(record.predicted_iou) for record in records),
        object_score=_floats(_or_nan(record.object_score) for record in records),
        states=states,
        is_anchor=(settled | (states == FrameState.PROMPTED)) & seen,
        is_settled=settled,
        is_damaged=np.array([entry.is_damaged for entry in known], np.bool_),
    )


def _corners(rle: MaskRle) -> tuple[int, int, int, int]:
    return (rle.x0, rle.y0, rle.x0 + rle.box_width, rle.y0 + rle.box_height)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _floats(values: object) -> Floats:
    return np.fromiter(values, np.float64)  # type: ignore[call-overload, no-any-return]
