"""In which order a person should look at masks: what was flagged, then what the model is least sure of, then what is stale.

Neighbouring frames of one kind are one place to look at, so that a person sees each trouble once.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.operations.track_plan import contiguous_ranges

UNSURE_IOU = 0.75
"""Tracked masks that SAM 2 itself rates lower are worth a look."""


class ReviewReason(enum.Enum):
    """Why a place is in the queue, in the order of the queue."""

    FLAGGED = "flagged"
    UNSURE = "unsure"
    STALE = "stale"


@dataclass(frozen=True)
class ReviewPlace:
    """One object on one frame that stands for its neighbours with the same trouble."""

    object_id: ObjectId
    frame_index: int
    reason: ReviewReason


def review_order(project: Project, object_ids: Sequence[ObjectId]) -> list[ReviewPlace]:
    """Places to look at: flagged ones by frame, then unsure ones by score (lowest first), then stale ones by frame."""
    flagged, unsure, stale = [], [], []
    for object_id in object_ids:
        track = project.track(object_id)
        for start, _ in _runs(track, FrameState.FLAGGED):
            flagged.append(ReviewPlace(object_id, start, ReviewReason.FLAGGED))
        for start, _ in _runs(track, FrameState.STALE):
            stale.append(ReviewPlace(object_id, start, ReviewReason.STALE))
        unsure += [(score, ReviewPlace(object_id, f, ReviewReason.UNSURE)) for score, f in _unsure(track)]
    in_time = _by_frame
    return [
        *sorted(flagged, key=in_time),
        *(place for _, place in sorted(unsure, key=lambda pair: (pair[0], in_time(pair[1])))),
        *sorted(stale, key=in_time),
    ]


def next_place(
    order: Sequence[ReviewPlace], frame_index: int, object_ids: frozenset[ObjectId], step: int
) -> ReviewPlace | None:
    """The place after (1) or before (-1) the one a person stands on, round the ends; the first when on none."""
    if not order:
        return None
    here = [
        n for n, place in enumerate(order) if place.frame_index == frame_index and place.object_id in object_ids
    ]
    if not here:
        return order[0 if step > 0 else -1]
    return order[(here[0] + step) % len(order)]


def objects_with_stale_frames(project: Project, media_id: MediaId) -> list[ObjectId]:
    """Objects of a clip, in list order, that have something to compute again and may be changed."""
    return [
        item.object_id
        for item in project.objects_of(media_id)
        if not item.is_locked
        and any(frame.state is FrameState.STALE for frame in project.track(item.object_id).values())
    ]


def _runs(track: Mapping[int, ObjectFrame], state: FrameState) -> list[tuple[int, int]]:
    return contiguous_ranges(sorted(f for f, frame in track.items() if frame.state is state))


def _unsure(track: Mapping[int, ObjectFrame]) -> list[tuple[float, int]]:
    """Of each stretch of low scores the lowest, with its frame."""
    scores = {
        f: frame.predicted_iou
        for f, frame in track.items()
        if frame.state in (FrameState.TRACKED, FrameState.OCCLUDED)
        and frame.predicted_iou is not None
        and frame.predicted_iou < UNSURE_IOU
    }
    return [min((scores[f], f) for f in range(*each)) for each in contiguous_ranges(sorted(scores))]


def _by_frame(place: ReviewPlace) -> tuple[int, ObjectId]:
    return (place.frame_index, place.object_id)
