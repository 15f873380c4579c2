"""Put right which thing is which: split a track, join objects, swap two of them. Each is one entry of the history.

The marks that made the masks go along with them. Masks, states and locks of single frames stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.changes import Change, Table, compress_changes
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing.commands import new_object, put_answer, put_object
from sa2va_desktop.editing.mask_window import read_window, shifted_rle, union_box
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.marks import marked_frames, marks_of, put_marks
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.translation import translate

_JOINED_STATES = (FrameState.FLAGGED, FrameState.PROMPTED, FrameState.STALE, FrameState.OCCLUDED)
"""Of two masks that become one the first of these that either has is kept; else the frame is TRACKED."""


def split_object(
    project: Project, object_id: ObjectId, frame_index: int
) -> tuple[list[Change], AnnotationObject]:
    """From a frame on, what was one object is another, new one.

    Returns: the changes, and the new object.

    Raises:
        UsageError: the object is locked, or has no mask before the frame, or none from it on.
    """
    old = _unlocked(project, [object_id])[0]
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


def join_objects(project: Project, object_ids: Sequence[ObjectId]) -> list[Change]:
    """Several objects become the first of them: where more than one has a mask, the union, else what is there.

    Frames on which the first is locked stay as they are.
    Phrases of answers that meant the others mean the first afterwards.

    Raises:
        UsageError: fewer than two objects, of different media, or one is locked.
    """
    items = _unlocked(project, object_ids)
    if len(items) < 2 or len({item.media_id for item in items}) > 1:
        raise UsageError(
            translate("operations", "Select at least two objects of one picture or clip to join them.")
        )
    kept, gone = items[0].object_id, [item.object_id for item in items[1:]]
    changes = _joined_frames(project, kept, gone)
    for answer in project.answers_of(items[0].media_id):
        phrases = tuple(
            replace(phrase, object_id=kept) if phrase.object_id in gone else phrase for phrase in answer.phrases
        )
        if phrases != answer.phrases:
            changes += put_answer(project, replace(answer, phrases=phrases))
    rebound = {change.key for change in changes if change.table is Table.ANSWER}
    removed = remove_objects(project, gone)
    return changes + [each for each in removed if each.table is not Table.ANSWER or each.key not in rebound]


def swap_objects(project: Project, first: ObjectId, second: ObjectId, frame_index: int) -> list[Change]:
    """From a frame on, each of two objects is the other one.

    Raises:
        UsageError: one is locked, they belong to different media, or neither has a mask from that frame on.
    """
    items = _unlocked(project, [first, second])
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


def _joined_frames(project: Project, kept: ObjectId, gone: Sequence[ObjectId]) -> list[Change]:
    changes = []
    for frame_index in sorted({f for each in gone for f in project.track(each)}):
        there = [(each, project.frame(each, frame_index)) for each in (kept, *gone)]
        if there[0][1] is not None and there[0][1].state is FrameState.LOCKED:
            continue
        found = [(each, frame) for each, frame in there if frame is not None]
        owner, joined = found[0]
        for each, frame in found[1:]:
            if joined.rle.is_empty and not frame.rle.is_empty:
                owner, joined = each, frame
            elif not frame.rle.is_empty:
                joined = _union(joined, frame)
        changes.append(Change(Table.FRAME, (kept, frame_index), there[0][1], joined))
        if owner != kept:
            changes += put_marks(project, kept, frame_index, marks_of(project, owner, frame_index))
    return changes


def _union(first: ObjectFrame, second: ObjectFrame) -> ObjectFrame:
    """One mask of two: locked if either was, a person's if either was, else no more certain than the less certain of them."""
    box = union_box(first.rle, second.rle)
    joined = read_window(first.rle, box) | read_window(second.rle, box)
    rle = shifted_rle(mask_to_rle(joined), box, first.rle.size_hw)
    if FrameState.LOCKED in (first.state, second.state):
        return ObjectFrame(rle, FrameState.LOCKED)
    if first.is_protected or second.is_protected:
        return ObjectFrame(rle, FrameState.EDITED)
    states = (first.state, second.state)
    state = next((each for each in _JOINED_STATES if each in states), FrameState.TRACKED)
    return ObjectFrame(
        rle,
        state,
        _lower(first.predicted_iou, second.predicted_iou),
        _lower(first.object_score, second.object_score),
    )


def _lower(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else min(first, second)


def _unlocked(project: Project, object_ids: Sequence[ObjectId]) -> list[AnnotationObject]:
    items = [project.objects[object_id] for object_id in object_ids]
    for item in items:
        if item.is_locked:
            raise UsageError(translate("operations", "“{0}” is locked; unlock it first.").format(item.name))
    return items
