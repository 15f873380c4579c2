"""Two objects that exchange their places: a mask lies where another object has just been, rather than where its own was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.operations.review.mask_shape import span_batches
from sa2va_desktop.operations.review.track_measures import NEIGHBOUR_REACH, Floats, TrackColumns

_BOX_LEAD = 0.1
"""Exact masks are compared only where boxes say that another object's place fits better by so much."""
_FULL_LEAD = 0.5


@dataclass(frozen=True, eq=False)
class Swaps:
    """(T,) each: how much better another object's place fits (0..1), and which object that is (0: none)."""

    strengths: Floats
    other_ids: npt.NDArray[np.int64]


def no_swaps(count: int) -> Swaps:
    return Swaps(np.zeros(count), np.zeros(count, np.int64))


def swaps_of(
    object_id: ObjectId,
    columns: Mapping[ObjectId, TrackColumns],
    tracks: Mapping[ObjectId, Mapping[int, ObjectFrame]],
) -> Swaps:
    """Compare an object with all others of its clip."""
    own = columns[object_id]
    found = no_swaps(own.frames.size)
    suspects = [
        (place, other_id, other_place)
        for other_id, other in columns.items()
        if other_id != object_id
        for place, other_place in _suspects(own, other)
    ]
    pairs = list[MaskRle]()
    for place, other_id, other_place in suspects:
        pairs.append(tracks[object_id][int(own.frames[place])].rle)
        pairs.append(tracks[other_id][int(columns[other_id].frames[other_place])].rle)
    fits = _ious(pairs)
    for (place, other_id, _), fit in zip(suspects, fits.tolist(), strict=True):
        lead = fit - float(np.nan_to_num(own.still_iou[place]))
        strength = min(1.0, max(0.0, lead / _FULL_LEAD))
        if strength > found.strengths[place]:
            found.strengths[place], found.other_ids[place] = strength, other_id
    return found


def _ious(pairs: Sequence[MaskRle]) -> Floats:
    """(P,) of 2 P masks, the first with the second and so on."""
    found = np.zeros(len(pairs) // 2)
    for start, batch in span_batches(pairs):
        left = np.arange(start % 2, batch.size - 1, 2)
        found[(start + left) // 2] = batch.ious(left, left + 1)
    return found


def _suspects(own: TrackColumns, other: TrackColumns) -> list[tuple[int, int]]:
    """Records of the object, each with the other's record before it, where boxes speak for a swap."""
    if own.frames.size < 2 or not other.frames.size:
        return []
    at = np.searchsorted(other.frames, own.frames[1:], "left") - 1
    previous = np.maximum(at, 0)
    near = (at >= 0) & (own.frames[1:] - other.frames[previous] <= NEIGHBOUR_REACH)
    near &= own.is_seen[1:] & other.is_seen[previous] & ~np.isnan(own.still_iou[1:])
    near &= ~own.is_damaged[1:] & ~other.is_damaged[previous] & ~own.is_settled[1:]
    lead = _box_iou(own.boxes[1:], other.boxes[previous]) - _box_iou(own.boxes[1:], own.boxes[:-1])
    places = np.flatnonzero(near & (lead > _BOX_LEAD))
    return [(int(place) + 1, int(previous[place])) for place in places]


def _box_iou(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> Floats:
    """(T,) of (T, 4) boxes."""
    width = np.minimum(left[:, 2], right[:, 2]) - np.maximum(left[:, 0], right[:, 0])
    height = np.minimum(left[:, 3], right[:, 3]) - np.maximum(left[:, 1], right[:, 1])
    common = np.maximum(width, 0) * np.maximum(height, 0)
    sizes = [(box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1]) for box in (left, right)]
    return common / np.maximum(sizes[0] + sizes[1] - common, 1)
