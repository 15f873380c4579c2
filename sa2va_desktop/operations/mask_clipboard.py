"""Copy masks of one frame, and put them on another frame, another object or another clip of the same size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.project import Project, unique_name
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, MediaId, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import edit_mask, new_object, put_object
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.marks import marked_frames, marks_of, put_marks
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class CopiedMask:
    """The mask of one object as it was copied; the object may have changed, or be gone, when it is pasted."""

    source: AnnotationObject
    rle: MaskRle


@dataclass(frozen=True)
class Pasted:
    """Changes of one history entry, and the objects that have the masks afterwards."""

    changes: list[Change]
    object_ids: frozenset[ObjectId]


def copy_masks(project: Project, object_ids: Sequence[ObjectId], frame_index: int) -> list[CopiedMask]:
    """The masks of objects on a frame as they are seen; those that have none there are left out."""
    copied = []
    for object_id in object_ids:
        item, frame = project.objects[object_id], project.frame(object_id, frame_index)
        if frame is not None and not frame.rle.is_empty:
            copied.append(CopiedMask(item, shown_rle(item, frame)))
    return copied


def paste_masks(
    project: Project,
    media_id: MediaId,
    frame_index: int,
    copied: Sequence[CopiedMask],
    *,
    as_new: bool = False,
) -> Pasted:
    """Put copied masks on a frame, where they are EDITED.

    They go to the objects they were copied from, or to new ones: always with `as_new`, and where the object is gone or
    belongs to another clip.

    Raises:
        UsageError: nothing was copied, the pictures differ in size, or the object or its frame is locked.
    """
    if not copied:
        raise UsageError(translate("operations", "There is no mask to paste; copy one first."))
    media = project.media[media_id]
    changes: list[Change] = []
    fresh: list[AnnotationObject] = []
    owners = set()
    for each in copied:
        if each.rle.size_hw != (media.height, media.width):
            raise UsageError(
                translate("operations", "The copied mask is {0}x{1} but this picture is {2}x{3}.").format(
                    each.rle.width, each.rle.height, media.width, media.height
                )
            )
        owner = project.objects.get(each.source.object_id)
        if as_new or owner is None or owner.media_id != media_id:
            owner = _new_like(project, media_id, each.source, fresh)
            fresh.append(owner)
            changes += put_object(project, owner)
        else:
            _check_unlocked(project, owner, frame_index)
        changes += edit_mask(project, owner.object_id, frame_index, each.rle)
        changes += put_marks(project, owner.object_id, frame_index, None)
        owners.add(owner.object_id)
    return Pasted(changes, frozenset(owners))


def duplicate_objects(project: Project, object_ids: Sequence[ObjectId]) -> Pasted:
    """Objects once more, with all their masks and marks."""
    changes: list[Change] = []
    fresh: list[AnnotationObject] = []
    for object_id in object_ids:
        source = project.objects[object_id]
        copy = _new_like(project, source.media_id, source, fresh)
        fresh.append(copy)
        changes += put_object(project, copy)
        for frame_index, frame in project.track(object_id).items():
            changes.append(Change(Table.FRAME, (copy.object_id, frame_index), None, frame))
        for frame_index in marked_frames(project, object_id):
            marks = marks_of(project, object_id, frame_index)
            changes += put_marks(project, copy.object_id, frame_index, marks)
    return Pasted(changes, frozenset(each.object_id for each in fresh))


def _new_like(
    project: Project, media_id: MediaId, source: AnnotationObject, fresh: Sequence[AnnotationObject]
) -> AnnotationObject:
    """A new object with the source's name and label, and a name, colour and place of its own among new ones."""
    siblings = [*project.objects_of(media_id), *fresh]
    category_id = source.category_id if source.category_id in project.categories else None
    made = new_object(
        project,
        media_id,
        unique_name(source.name, [item.name for item in siblings]),
        color=next_color([item.color for item in siblings]),
        category_id=category_id,
        expression=source.expression,
    )
    return replace(made, order=made.order + len(fresh))


def _check_unlocked(project: Project, owner: AnnotationObject, frame_index: int) -> None:
    frame = project.frame(owner.object_id, frame_index)
    if owner.is_locked or (frame is not None and frame.state is FrameState.LOCKED):
        raise UsageError(
            translate("operations", "“{0}” is locked on frame {1}; unlock it to paste a mask.").format(
                owner.name, frame_index
            )
        )
