"""Put right which thing is which: split a track, swap two objects. Each is one entry of the history.

The marks that made the masks go along with them. Masks, states and locks of single frames stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sa2va_desktop.annotation.changes import Change, Table, compress_changes
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.editing.commands import new_object, put_object
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.marks import marked_frames, marks_of, put_marks
from sa2va_desktop.translation import translate


def split_object(
    project: Project, object_id: ObjectId, frame_index: int
) -> tuple[list[Change], AnnotationObject]:
    """From a frame on, what was one object is another, new one.

    Returns: the changes, and the new object.

    Raises:
        UsageError: the object is locked, or has no mask before the frame, or none from it on.
    """
    old = unlocked_objects(project, [object_id])[0]
    frames = project.frame_indices(object_id)
    if not frames or not frames[0] < frame_index <= frames[-1]:
        raise UsageError(
            translate(
                "operations", "“{0}” can only be split between its frames; frame {1} is not inside its track"
            ).format(old.name, frame_index)
        )
    fresh = new_object(project, old.media_id, old.name, category_id=old.category_id, expression=old.expression)
    changes = put_object(project, fresh)
    changes += _moved(project, object_id, fresh.object_id, (f for f in frames if f >= frame_index))
    return changes, fresh


def swap_objects(project: Project, first: ObjectId, second: ObjectId, frame_index: int) -> list[Change]:
    """From a frame on, each of two objects is the other one.

    Raises:
        UsageError: one is locked, they belong to different media, or neither has a mask from that frame on.
    """
    items = unlocked_objects(project, [first, second])
    if items[0].media_id != items[1].media_id:
        raise UsageError(translate("operations", "Objects of different media cannot be swapped."))
    frames = {f for each in (first, second) for f in project.track(each) if f >= frame_index}
    if not frames:
        raise UsageError(
            translate("operations", "Neither “{0}” nor “{1}” has a mask from frame {2} on.").format(
                items[0].name, items[1].name, frame_index
            )
        )
    changes = []
    for frame in sorted(frames):
        masks = (project.frame(first, frame), project.frame(second, frame))
        changes += [
            Change(Table.FRAME, (first, frame), masks[0], masks[1]),
            Change(Table.FRAME, (second, frame), masks[1], masks[0]),
        ]
    marked = {f for each in (first, second) for f in marked_frames(project, each) if f >= frame_index}
    for frame in sorted(marked):
        marks = (marks_of(project, first, frame), marks_of(project, second, frame))
        changes += put_marks(project, first, frame, marks[1])
        changes += put_marks(project, second, frame, marks[0])
    return list(compress_changes(changes).values())


def _moved(project: Project, source: ObjectId, target: ObjectId, frames: Iterable[int]) -> list[Change]:
    """Frames of one object given to another that has none there."""
    changes, marked = [], set(marked_frames(project, source))
    for frame_index in frames:
        frame = project.frame(source, frame_index)
        changes.append(Change(Table.FRAME, (source, frame_index), frame, None))
        changes.append(Change(Table.FRAME, (target, frame_index), None, frame))
        if frame_index in marked:
            changes += put_marks(project, target, frame_index, marks_of(project, source, frame_index))
            changes += put_marks(project, source, frame_index, None)
    return changes


def unlocked_objects(project: Project, object_ids: Sequence[ObjectId]) -> list[AnnotationObject]:
    """Records of objects of which none is locked.

    Raises:
        UsageError: one is.
    """
    items = [project.objects[object_id] for object_id in object_ids]
    for item in items:
        if item.is_locked:
            raise UsageError(translate("operations", "“{0}” is locked; unlock it first.").format(item.name))
    return items
