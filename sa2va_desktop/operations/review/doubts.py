"""What each witness makes of every frame of a track: 0 is no doubt, 1 is as much as it can have.

All of it works on columns at once, so that a track of a hundred thousand frames takes tens of milliseconds. The
formulas, in words, stand in docs/manual/review.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.operations.review.breaks import Segment, after_break, before_break, segments
from sa2va_desktop.operations.review.swaps import Swaps
from sa2va_desktop.operations.review.track_measures import NEIGHBOUR_REACH, Floats, TrackColumns
from sa2va_desktop.operations.review.witness import WITNESSES, Witness

_WINDOW = 5
_SURE_IOU, _LOST_IOU = 0.92, 0.45
_SURE_SCORE = 4.0
_AREA_RATIO = 2.5
_JUMP_SIDES = 0.7
_SAME_SHAPE, _OTHER_SHAPE = 0.85, 0.3
_FOUND_IOU, _MISSED_IOU = 0.75, 0.25
_AT_BORDER, _BEHIND_SOMETHING, _SHRUNK = 0.2, 0.45, 0.4
_SHRUNK_SHARE = 0.5
_HARDLY_EVER = 0.4
_TRUSTED_FRAMES = 3
_LESS_AT_BORDER = 0.4
_USUAL_IOU = 0.9


@dataclass(frozen=True)
class AskedAgain:
    """What a second look of the model says of one frame; `is_label`: it was asked for the label, not an expression."""

    frame_index: int
    iou: float
    is_label: bool


def asked_again(reviews: Mapping[int, FrameReview], label: str) -> list[AskedAgain]:
    """By frame index, what was asked of an object with that label ("" for none)."""
    return [
        AskedAgain(index, review.asked_iou, bool(label) and review.asked_text.casefold() == label.casefold())
        for index, review in sorted(reviews.items())
        if review.asked_iou is not None
    ]


def doubts_of(
    track: TrackColumns, swaps: Swaps, asked: Sequence[AskedAgain], others: Sequence[TrackColumns] = ()
) -> npt.NDArray[np.float32]:
    """(T, W) float32: 0..1, and −1..1 for ASKED, which can also speak for a mask."""
    columns = dict.fromkeys(WITNESSES, np.zeros(track.frames.size))
    if track.frames.size:
        columns[Witness.UNSURE] = _unsure(track)
        columns[Witness.WAVERING] = _wavering(track)
        columns[Witness.SWAPPED] = swaps.strengths
        columns |= _motion(track)
        columns[Witness.GONE], columns[Witness.APPEARED] = _presence(track, others)
        strengths = np.maximum.reduce(
            [columns[Witness.JUMP], columns[Witness.SWAPPED], 0.8 * columns[Witness.SHAPE]]
        )
        parts = segments(track, strengths)
        said = [each for each in asked if not each.is_label]
        found_again = np.isin(track.frames, [each.frame_index for each in said if each.iou >= _FOUND_IOU])
        columns[Witness.AFTER_BREAK] = after_break(track, parts, track.is_anchor | found_again)
        columns[Witness.BEFORE_BREAK] = before_break(track, parts, columns[Witness.SWAPPED])
        comes_or_goes = np.r_[False, np.diff(track.is_seen.astype(np.int8)) != 0]
        columns[Witness.ASKED] = _asked(track, segments(track, np.maximum(strengths, comes_or_goes)), said)
        columns[Witness.LABEL] = _label(track, [each for each in asked if each.is_label])
    return np.stack([columns[each] for each in WITNESSES], axis=1).astype(np.float32)


def _ramp(values: Floats, none: float, full: float) -> Floats:
    """0 at `none`, 1 at `full`, straight between; 0 for NaN."""
    return np.nan_to_num(np.clip((values - none) / (full - none), 0.0, 1.0), nan=0.0)


def _unsure(track: TrackColumns) -> Floats:
    """Absolute, and against what is usual for the object: some things never get a high estimate, others always do."""
    known = track.is_seen & ~np.isnan(track.predicted_iou)
    if not known.any():
        return np.zeros(track.frames.size)
    usual = float(np.median(track.predicted_iou[known]))
    low = np.minimum(track.predicted_iou, track.predicted_iou - usual + _USUAL_IOU)
    return np.where(known, _ramp(low, _SURE_IOU, _LOST_IOU), 0.0)


def _wavering(track: TrackColumns) -> Floats:
    return _ramp(np.abs(track.object_score), _SURE_SCORE, 0.0)


def _motion(track: TrackColumns) -> dict[Witness, Floats]:
    """The witnesses that compare a mask with the masks before and after it; only frames on which it is seen."""
    found = {
        each: np.zeros(track.frames.size)
        for each in (Witness.AREA, Witness.BLIP, Witness.JUMP, Witness.SHAPE, Witness.PARTS, Witness.BORDER)
    }
    seen = np.flatnonzero(track.is_seen)
    if seen.size < 2:
        return found
    areas = track.areas[seen]
    past, future = _medians_before(areas), _medians_before(areas[::-1])[::-1]
    at_border = np.maximum(track.border_px[seen], np.r_[0, track.border_px[seen][:-1]]) > 0
    less = np.where(at_border, _LESS_AT_BORDER, 1.0)
    from_past, from_future = np.abs(np.log(areas / past)), np.abs(np.log(areas / future))
    limit = np.log(_AREA_RATIO)
    found[Witness.AREA][seen] = _ramp(from_past, 0.15 * limit, limit) * less
    found[Witness.BLIP][seen] = _ramp(np.minimum(from_past, from_future), 0.1 * limit, 0.7 * limit) * less
    found[Witness.JUMP][seen] = _jumps(track, seen) * less
    shape = _ramp(track.moved_iou[seen], _SAME_SHAPE, _OTHER_SHAPE)
    found[Witness.SHAPE][seen] = shape * less
    more_parts = track.part_counts[seen] - _medians_before(track.part_counts[seen])
    found[Witness.PARTS][seen] = _ramp(more_parts, 0.0, 2.0)
    begins = (track.border_px[seen] > 0) & (np.r_[track.border_px[seen][0], track.border_px[seen][:-1]] == 0)
    found[Witness.BORDER][seen] = begins
    return found


def _medians_before(values: Floats) -> Floats:
    """Of each value the median of the few before it; the first stands for what is missing."""
    padded = np.concatenate((np.full(_WINDOW, values[0]), values[:-1]))
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, _WINDOW), axis=1)


def _jumps(track: TrackColumns, seen: npt.NDArray[np.int64]) -> Floats:
    """Distance of the centroid from where the median of the latest steps leads, in sides of the mask."""
    frames, xs, ys = track.frames[seen], track.xs[seen], track.ys[seen]
    gaps = np.diff(frames)
    steps_x, steps_y = np.diff(xs) / gaps, np.diff(ys) / gaps
    calm_x = _medians_before(np.r_[steps_x[0], steps_x])[1:] if steps_x.size > 1 else steps_x * 0
    calm_y = _medians_before(np.r_[steps_y[0], steps_y])[1:] if steps_y.size > 1 else steps_y * 0
    side = np.sqrt(np.minimum(track.areas[seen][1:], track.areas[seen][:-1]))
    away = np.hypot((steps_x - calm_x) * gaps, (steps_y - calm_y) * gaps) / np.maximum(side, 1.0)
    near = gaps <= NEIGHBOUR_REACH
    return np.r_[0.0, _ramp(away / np.sqrt(gaps), 0.12, _JUMP_SIDES) * near]


def _presence(track: TrackColumns, others: Sequence[TrackColumns]) -> tuple[Floats, Floats]:
    """Gaps in which nothing is seen, and the frames after them: doubtful unless the border, another object or a mask
    that grew smaller explains them."""
    gone, appeared = np.zeros(track.frames.size), np.zeros(track.frames.size)
    seen = track.is_seen
    edges = np.flatnonzero(np.diff(seen.astype(np.int8)))
    starts = edges[seen[edges]] + 1  # first unseen records after seen ones
    places = np.append(np.flatnonzero(seen), seen.size)
    stops = places[np.searchsorted(places, starts)]
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        stays = stop < seen.size and _is_same_place(track, start - 1, stop)
        strength = _suddenness(track, start - 1, -1, others, stays=stays)
        if stop < seen.size:
            back = _suddenness(track, stop, 1, others, stays=stays)
            appeared[stop] = back
            strength = (strength + max(strength, back)) / 2
        gone[start:stop] = strength
    said = track.states == int(FrameState.OCCLUDED)
    return np.where(track.is_settled | said, 0.0, gone), appeared


def _is_same_place(track: TrackColumns, before: int, after: int) -> bool:
    """Whether it comes back where, and as large as, it went, so that it cannot have left the picture meanwhile."""
    side = np.sqrt(min(track.areas[before], track.areas[after]))
    away = np.hypot(track.xs[after] - track.xs[before], track.ys[after] - track.ys[before])
    ratio = abs(np.log(track.areas[after] / track.areas[before]))
    return bool(away < 0.8 * side and ratio < np.log(1.5))


def _suddenness(
    track: TrackColumns, edge: int, step: int, others: Sequence[TrackColumns], *, stays: bool = False
) -> float:
    """How little explains that the object is seen on record `edge` and not beside it.

    Args:
        stays: it did not leave the picture.
    """
    inner = np.arange(edge, edge + step * (_WINDOW + 1), step)
    inner = inner[(inner >= 0) & (inner < track.frames.size)]
    inner = inner[track.is_seen[inner]]
    strength = 1.0
    if track.border_px[edge] > 0 and not stays:
        strength *= _AT_BORDER
    if track.areas[edge] < _SHRUNK_SHARE * track.areas[inner].max():
        strength *= _SHRUNK
    if any(_overlaps(track, edge, other) for other in others):
        strength *= _BEHIND_SOMETHING
    return strength


def _overlaps(track: TrackColumns, at: int, other: TrackColumns) -> bool:
    """Whether another object's box meets that of a record on its frame."""
    place = int(np.searchsorted(other.frames, track.frames[at]))
    if place >= other.frames.size or other.frames[place] != track.frames[at] or not other.areas[place]:
        return False
    x0, y0, x1, y1 = track.boxes[at]
    a0, b0, a1, b1 = other.boxes[place]
    return bool(x0 < a1 and a0 < x1 and y0 < b1 and b0 < y1)


def _asked(track: TrackColumns, parts: Sequence[Segment], asked: Sequence[AskedAgain]) -> Floats:
    """Between two questions the answer changes evenly; it says nothing of what lies beyond a break."""
    found = np.zeros(track.frames.size)
    if not asked:
        return found
    at = np.array([each.frame_index for each in asked])
    says = 1.0 - 2.0 * np.clip(
        (np.array([each.iou for each in asked]) - _MISSED_IOU) / (_FOUND_IOU - _MISSED_IOU), 0.0, 1.0
    )
    if np.median(says) > 0:  # the model hardly ever finds it, which is worth one look, where it is largest
        sizes = [track.areas[place] if (place := _place_of(track, each)) is not None else 0.0 for each in asked]
        says *= np.where(np.arange(at.size) == int(np.argmax(sizes)), 1.0, _HARDLY_EVER)
    step = float(np.median(np.diff(at))) if at.size > 1 else float(_WINDOW)
    for part in parts:
        frames = track.frames[part.start : part.stop]
        inside = (at >= frames[0]) & (at <= frames[-1])
        if not inside.any():
            continue
        nearest = _distances(frames, at[inside])
        told = np.interp(frames, at[inside], says[inside])
        # Between two frames that are right another one may be wrong; between two wrong ones hardly any is right.
        reach = np.where(told > 0, max(step, 1.0), _TRUSTED_FRAMES)
        found[part.start : part.stop] = told * np.clip(1.5 - nearest / reach, 0.0, 1.0)
    return found


def _distances(frames: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """(T,) of each frame from the nearest of some others, which ascend."""
    after = np.searchsorted(at, frames)
    left, right = at[np.maximum(after - 1, 0)], at[np.minimum(after, at.size - 1)]
    return np.asarray(np.minimum(np.abs(frames - left), np.abs(frames - right)))


def _label(track: TrackColumns, asked: Sequence[AskedAgain]) -> Floats:
    """On the frames that were asked only: a label is wrong everywhere, and looked at once."""
    found = np.zeros(track.frames.size)
    mean = float(np.mean([each.iou for each in asked])) if asked else 1.0
    for each in asked:
        place = _place_of(track, each)
        if place is not None:
            found[place] = np.clip((0.5 - (each.iou + mean) / 2) / 0.5, 0.0, 1.0)
    return found


def _place_of(track: TrackColumns, asked: AskedAgain) -> int | None:
    place = int(np.searchsorted(track.frames, asked.frame_index))
    return place if place < track.frames.size and track.frames[place] == asked.frame_index else None
