"""What is hardly doubtful, to be confirmed all at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.operations.review.places import PlaceState, ReviewPlace
from sa2va_desktop.operations.review.scoring import FrameScores


def rest_of(
    project: Project, media_id: MediaId, scores: Mapping[ObjectId, FrameScores], limit: float
) -> list[ReviewPlace]:
    """Stretches of masks with a score below `limit` that nobody settled yet, of objects that are not locked.

    Frames on which nothing is seen are left out: that nothing is there is only confirmed by looking.
    """
    found = []
    for object_id, each in scores.items():
        item = project.objects.get(object_id)
        if item is None or item.is_locked:
            continue
        wanted = (each.scores < limit) & each.columns.is_seen & ~each.columns.is_settled
        for start, stop in _stretches(each.frames[wanted]):
            found.append(ReviewPlace(media_id, object_id, start, stop, start, 0.0, PlaceState.OPEN))
    return found


def _stretches(frames: np.ndarray) -> list[tuple[int, int]]:
    if not frames.size:
        return []
    groups = np.split(frames, np.flatnonzero(np.diff(frames) > 1) + 1)
    return [(int(group[0]), int(group[-1]) + 1) for group in groups]
