"""Carry masks of objects on to other frames as they are, without a model; one entry of the history.

Only frames of which nothing is known yet are filled: what was tracked, drawn or called absent stays. What is carried is
the mask that is seen, and it counts as edited by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.commands import edit_mask
from sa2va_desktop.editing.shown_mask import mask_seen
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.identity import unlocked_objects
from sa2va_desktop.operations.track_plan import FrameRange
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class Extension:
    """The mask of one frame on others."""

    source: int
    targets: Sequence[int]


def extend_to(project: Project, object_ids: Sequence[ObjectId], frame_index: int) -> list[Change]:
    """Carry the last mask before a frame on to it; where there is none before, the first one after it back to it.

    Raises:
        UsageError: an object is locked, or nothing is to be filled.
    """
    found = []
    for object_id in object_ids:
        masks = _masks(project, object_id)
        before = [index for index in masks if index < frame_index]
        after = [index for index in masks if index > frame_index]
        if before:
            found.append((object_id, Extension(before[-1], range(before[-1] + 1, frame_index + 1))))
        elif after:
            found.append((object_id, Extension(after[0], range(frame_index, after[0]))))
    return _changes(project, object_ids, found)


def extend_forward(project: Project, object_ids: Sequence[ObjectId], frame_range: FrameRange) -> list[Change]:
    """Carry the last mask before the end of a half-open range on to that end. Raises: as `extend_to`."""
    stop = frame_range[1]
    last = ((each, [index for index in _masks(project, each) if index < stop]) for each in object_ids)
    found = [(each, Extension(masks[-1], range(masks[-1] + 1, stop))) for each, masks in last if masks]
    return _changes(project, object_ids, found)


def extend_backward(project: Project, object_ids: Sequence[ObjectId], frame_range: FrameRange) -> list[Change]:
    """Carry the first mask from the start of a half-open range on back to that start. Raises: as `extend_to`."""
    start = frame_range[0]
    first = ((each, [index for index in _masks(project, each) if index >= start]) for each in object_ids)
    found = [(each, Extension(masks[0], range(start, masks[0]))) for each, masks in first if masks]
    return _changes(project, object_ids, found)


def _masks(project: Project, object_id: ObjectId) -> list[int]:
    track = project.track(object_id)
    return sorted(index for index, frame in track.items() if not frame.rle.is_empty)


def _changes(
    project: Project, object_ids: Sequence[ObjectId], extensions: Iterable[tuple[ObjectId, Extension]]
) -> list[Change]:
    unlocked_objects(project, object_ids)
    changes = []
    for object_id, extension in extensions:
        track = project.track(object_id)
        rle = mask_seen(project, object_id, extension.source)
        if rle is None:
            continue  # the clean-up leaves nothing of it
        for frame_index in extension.targets:
            if frame_index not in track:
                changes += edit_mask(project, object_id, frame_index, rle)
    if not changes:
        raise UsageError(
            translate(
                "operations",
                "There is nothing to extend: no mask to carry on, or no frame without one on the way.",
            )
        )
    return changes
