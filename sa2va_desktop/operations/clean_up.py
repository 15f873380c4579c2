"""Clean up masks of objects, for good on one frame or many, or as a setting of the objects that can be taken away.

What a setting does is seen by `editing.shown_mask`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import put_frame, put_object
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.editing.shown_mask import Seen, ShownRle, is_cleaned, is_settled, shown_rle
from sa2va_desktop.operations.identity import unlocked_objects
from sa2va_desktop.operations.mask_edits import (
    EditScope,
    MaskToEdit,
    PreparedEdit,
    frames_in,
    pick_masks,
    state_after,
)


def prepare_clean_up(
    project: Project, object_ids: Iterable[ObjectId], clean_up: CleanUp, scope: EditScope
) -> PreparedEdit:
    """Islands dropped, holes filled, edges smoothed, grown or shrunk, on the masks of objects."""
    return prepare_reshape(project, object_ids, lambda rle: cleaned(rle, clean_up), scope)


def prepare_reshape(
    project: Project, object_ids: Iterable[ObjectId], reshape: Callable[[MaskRle], MaskRle], scope: EditScope
) -> PreparedEdit:
    """Each mask by itself becomes another one.

    Args:
        reshape: pure; called on a worker.
    """

    def compute(rle: MaskRle | None, _source: MaskToEdit) -> MaskRle:
        assert rle is not None  # only masks that are there are picked
        return reshape(rle)

    masks, kept = pick_masks(project, object_ids, scope)
    return PreparedEdit(tuple(masks), compute, kept, state_after(scope))


def prepare_setting(
    project: Project, object_ids: Iterable[ObjectId], clean_up: CleanUp, frame_range: tuple[int, int]
) -> PreparedEdit:
    """What objects would look like with a clean-up as their setting; for looking at only, nothing is stored by it."""

    def compute(_stored: MaskRle | None, source: MaskToEdit) -> MaskRle:
        assert source.frame is not None
        return shown_rle(replace(source.item, clean_up=clean_up), source.frame)

    masks, kept = [], 0
    for object_id in object_ids:
        item = project.objects[object_id]
        for frame_index, frame in frames_in(project.track(object_id), frame_range):
            if not frame.rle.is_empty:
                if item.is_locked or is_settled(frame):
                    kept += 1
                else:
                    masks.append(MaskToEdit(item, frame_index, frame))
    return PreparedEdit(tuple(masks), compute, kept)


def set_clean_up(project: Project, object_ids: Iterable[ObjectId], clean_up: CleanUp | None) -> list[Change]:
    """How objects are shown on all frames that no person settled, now and later; None, or nothing to do, takes it away.

    Raises:
        UsageError: an object is locked.
    """
    wanted = None if clean_up is None or clean_up.is_nothing else clean_up
    items = [item for item in unlocked_objects(project, list(object_ids)) if item.clean_up != wanted]
    return [change for item in items for change in put_object(project, replace(item, clean_up=wanted))]


def masks_to_keep(project: Project, object_ids: Iterable[ObjectId]) -> list[Seen]:
    """What `keep_for_good` puts into the document: masks that their objects' settings change."""
    return [
        (project.objects[each], frame)
        for each in object_ids
        for frame in project.track(each).values()
        if is_cleaned(project.objects[each], frame)
    ]


def keep_for_good(
    project: Project, object_ids: Iterable[ObjectId], shown: ShownRle = shown_rle
) -> list[Change]:
    """Store what is seen of objects and take their settings away; states and scores stay.

    Args:
        shown: where cleaned masks come from; see `editing.shown_mask`.

    Raises:
        UsageError: an object is locked.
    """
    changes: list[Change] = []
    for item in unlocked_objects(project, list(object_ids)):
        for frame_index, frame in project.track(item.object_id).items():
            rle = shown(item, frame)
            if rle is not frame.rle:
                changes.append(put_frame(project, item.object_id, frame_index, replace(frame, rle=rle)))
        if item.clean_up is not None:
            changes += put_object(project, replace(item, clean_up=None))
    return changes
