"""Copy masks of one frame, and put them on another frame or many, another object or another clip of the same size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.attributes import AttributeId, AttributeKey, ObjectAttribute
from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, MediaId, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.attribute_tracks import copy_values
from sa2va_desktop.editing.commands import edit_mask, put_object, put_value
from sa2va_desktop.editing.review_tracks import copy_reviews
from sa2va_desktop.editing.shown_mask import mask_seen
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.frame_states import settled_frames
from sa2va_desktop.operations.identity import new_like
from sa2va_desktop.operations.marks import marked_frames, marks_of, put_marks
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class CopiedMask:
    """The mask of one object as it was copied; the object may have changed, or be gone, when it is pasted.

    Attributes:
        values: what held of its attributes on that frame.
    """

    source: AnnotationObject
    rle: MaskRle
    values: tuple[tuple[AttributeId, AttributeKey], ...] = ()


@dataclass(frozen=True)
class Pasted:
    """Changes of one history entry, the objects that have the masks afterwards, and how many frames were left alone."""

    changes: list[Change]
    object_ids: frozenset[ObjectId]
    kept: int = 0

    @property
    def count(self) -> int:
        """How many masks are put."""
        return sum(change.table is Table.FRAME for change in self.changes)


def copy_masks(project: Project, object_ids: Sequence[ObjectId], frame_index: int) -> list[CopiedMask]:
    """The masks of objects on a frame as they are seen; those that have none there are left out."""
    copied = []
    for object_id in object_ids:
        rle = mask_seen(project, object_id, frame_index)
        if rle is not None:
            values = _values_on(project, object_id, frame_index)
            copied.append(CopiedMask(project.objects[object_id], rle, values))
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
    belongs to another clip. New ones have the label, the clean-up and the values of attributes that the mask was copied
    with; what changes over time, from this frame on.

    Raises:
        UsageError: nothing was copied, the pictures differ in size, or the object or its frame is locked.
    """
    changes: list[Change] = []
    owners = _owners(project, media_id, copied, as_new=as_new)
    for each, (owner, is_new) in zip(copied, owners, strict=True):
        if is_new:
            changes += [*put_object(project, owner), *_given_values(project, owner, each, frame_index)]
        else:
            _check_unlocked(project, owner, frame_index)
        changes += _pasted(project, owner, frame_index, each.rle)
    return Pasted(changes, frozenset(owner.object_id for owner, _ in owners))


def paste_over(
    project: Project,
    media_id: MediaId,
    frames: Sequence[int] | range,
    copied: Sequence[CopiedMask],
    *,
    as_new: bool = False,
) -> Pasted:
    """Put copied masks on each of several frames, as they are, where they are EDITED.

    Locked objects, and frames that are locked or that a person settled, are left alone and counted.

    Raises:
        UsageError: nothing was copied, or the pictures differ in size.
    """
    changes: list[Change] = []
    owners, kept = _owners(project, media_id, copied, as_new=as_new), 0
    for each, (owner, is_new) in zip(copied, owners, strict=True):
        if is_new:
            changes += put_object(project, owner)
            changes += _given_values(project, owner, each, min(frames, default=0))
        settled = set() if is_new else settled_frames(project, owner.object_id)
        for frame_index in frames:
            frame = None if is_new else project.frame(owner.object_id, frame_index)
            is_kept = frame is not None and (frame.state.is_protected or frame_index in settled)
            if owner.is_locked or is_kept:
                kept += 1
            else:
                changes += _pasted(project, owner, frame_index, each.rle)
    return Pasted(changes, frozenset(owner.object_id for owner, _ in owners), kept)


def _owners(
    project: Project, media_id: MediaId, copied: Sequence[CopiedMask], *, as_new: bool
) -> list[tuple[AnnotationObject, bool]]:
    """For each copied mask the object that gets it, and whether that is a new one.

    Raises:
        UsageError: nothing was copied, or the pictures differ in size.
    """
    if not copied:
        raise UsageError(translate("operations", "There is no mask to paste; copy one first."))
    media = project.media[media_id]
    owners: list[tuple[AnnotationObject, bool]] = []
    for each in copied:
        if each.rle.size_hw != (media.height, media.width):
            raise UsageError(
                translate("operations", "The copied mask is {0}x{1} but this picture is {2}x{3}.").format(
                    each.rle.width, each.rle.height, media.width, media.height
                )
            )
        owner = project.objects.get(each.source.object_id)
        if as_new or owner is None or owner.media_id != media_id:
            fresh = [made for made, is_new in owners if is_new]
            owners.append((new_like(project, media_id, each.source, fresh), True))
        else:
            owners.append((owner, False))
    return owners


def _pasted(project: Project, owner: AnnotationObject, frame_index: int, rle: MaskRle) -> list[Change]:
    """The mask, without the marks that made another one."""
    return [
        *edit_mask(project, owner.object_id, frame_index, rle),
        *put_marks(project, owner.object_id, frame_index, None),
    ]


def duplicate_objects(project: Project, object_ids: Sequence[ObjectId]) -> Pasted:
    """Objects once more, with all their masks, marks, reviews, values of attributes and clean-up."""
    changes: list[Change] = []
    fresh: list[AnnotationObject] = []
    for object_id in object_ids:
        source = project.objects[object_id]
        copy = new_like(project, source.media_id, source, fresh)
        fresh.append(copy)
        changes += put_object(project, copy)
        for frame_index, frame in project.track(object_id).items():
            changes.append(Change(Table.FRAME, (copy.object_id, frame_index), None, frame))
        for frame_index in marked_frames(project, object_id):
            marks = marks_of(project, object_id, frame_index)
            changes += put_marks(project, copy.object_id, frame_index, marks)
        changes += copy_values(project, object_id, copy.object_id)
        changes += copy_reviews(project, object_id, copy.object_id)
    return Pasted(changes, frozenset(each.object_id for each in fresh))


def _values_on(
    project: Project, object_id: ObjectId, frame_index: int
) -> tuple[tuple[AttributeId, AttributeKey], ...]:
    found = ((each, value.key_at(frame_index)) for each, value in project.values_of(object_id).items())
    return tuple((attribute_id, key) for attribute_id, key in found if key is not None)


def _given_values(
    project: Project, owner: AnnotationObject, copied: CopiedMask, frame_index: int
) -> list[Change]:
    """The values of a new object, as far as the schema still has the attributes."""
    changes = []
    for attribute_id, key in copied.values:
        attribute = project.attributes.get(attribute_id)
        if attribute is not None:
            start = frame_index if attribute.changes_over_time else 0
            value = ObjectAttribute(owner.object_id, attribute_id, (replace(key, frame_index=start),))
            changes += put_value(project, value)
    return changes


def _check_unlocked(project: Project, owner: AnnotationObject, frame_index: int) -> None:
    frame = project.frame(owner.object_id, frame_index)
    if owner.is_locked or (frame is not None and frame.state is FrameState.LOCKED):
        raise UsageError(
            translate("operations", "“{0}” is locked on frame {1}; unlock it to paste a mask.").format(
                owner.name, frame_index
            )
        )
