"""A clip with a disc or several that move evenly, to be spoiled by tests of the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, mask_to_rle
from sa2va_desktop.operations.review.scoring import ClipScorer, FrameScores, snapshot

SIZE_HW = (120, 240)
CLIP = MediaId(1)
FRAMES = 40


def disc(x: float, y: float, radius: float = 14) -> MaskRle:
    rows, columns = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]]
    return mask_to_rle((rows + 0.5 - y) ** 2 + (columns + 0.5 - x) ** 2 <= radius**2)


def gone() -> MaskRle:
    return empty_rle(*SIZE_HW)


def frame(rle: MaskRle, state: FrameState = FrameState.TRACKED, iou: float = 0.95) -> ObjectFrame:
    score = -5.0 if rle.is_empty else 6.0
    return ObjectFrame(rle, FrameState.ABSENT if rle.is_empty else state, iou, score)


def moving(y: float = 30, speed: float = 4, frames: int = FRAMES) -> dict[int, ObjectFrame]:
    """A disc on its way to the right, prompted on its first frame."""
    track = {index: frame(disc(30 + speed * index, y)) for index in range(frames)}
    track[0] = replace(track[0], state=FrameState.PROMPTED)
    return track


def project_of(*tracks: Mapping[int, ObjectFrame], expression: str = "") -> Project:
    """Objects 1, 2, … of one clip."""
    project = Project()
    item = MediaItem(CLIP, MediaKind.SEQUENCE, "clip", *SIZE_HW, tuple(range(FRAMES)), (1, 25))
    changes = [Change(Table.MEDIA, CLIP, None, item)]
    for number, track in enumerate(tracks, start=1):
        object_id = ObjectId(number)
        thing = AnnotationObject(object_id, CLIP, f"thing {number}", (number, 2, 3), expression=expression)
        changes.append(Change(Table.OBJECT, object_id, None, thing))
        changes += [Change(Table.FRAME, (object_id, index), None, each) for index, each in track.items()]
    project.apply(changes)
    return project


def scores_of(project: Project) -> dict[ObjectId, FrameScores]:
    return ClipScorer().score(snapshot(project, CLIP))
