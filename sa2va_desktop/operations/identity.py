"""Put right which thing is which: split a track, swap two objects. Each is one entry of the history.

The marks that made the masks go along with them, and so do reviews and the values of attributes that change over time.
Masks, states and locks of single frames stay as they are. A clean-up is a setting of the object: what is split off has
the same, what is swapped is shown with that of the object it comes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sa2va_desktop.annotation.changes import Change, Table, compress_changes
from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.project import Project, unique_name
from sa2va_desktop.annotation.records import AnnotationObject, MediaId, ObjectId
from sa2va_desktop.editing.attribute_tracks import split_values, swap_values
from sa2va_desktop.editing.commands import new_object, put_object
from sa2va_desktop.editing.review_tracks import move_reviews, swap_reviews
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
    changes, fresh = split_at(project, object_id, [frame_index])
    return changes, fresh[0]


def can_split(project: Project, object_id: ObjectId, frame_indices: Iterable[int]) -> bool:
    """Whether one of these frames is inside the object's track."""
    return bool(_starts(project.frame_indices(object_id), sorted(set(frame_indices))))


def split_all_at(
    project: Project, starts_of: Mapping[ObjectId, Sequence[int]]
) -> tuple[list[Change], list[AnnotationObject]]:
    """Several objects, each as by `split_at`; those without a frame inside their track stay as they are.

    Raises:
        UsageError: an object is locked.
    """
    changes: list[Change] = []
    fresh: list[AnnotationObject] = []
    for object_id, starts in starts_of.items():
        if can_split(project, object_id, starts):
            made, parts = split_at(project, object_id, starts, fresh)
            changes, fresh = [*changes, *made], [*fresh, *parts]
    return changes, fresh


def split_at(
    project: Project,
    object_id: ObjectId,
    frame_indices: Iterable[int],
    others: Sequence[AnnotationObject] = (),
) -> tuple[list[Change], list[AnnotationObject]]:
    """From each of several frames on, up to the next, what was one object is another, new one.

    Frames before which, or from which on, there is no mask split nothing off, as long as one of them does.

    Args:
        others: new objects that are not in the project yet; names and colours are not theirs.

    Returns: the changes, and the new objects in the order of time.

    Raises:
        UsageError: the object is locked, or no frame is inside its track.
    """
    old = unlocked_objects(project, [object_id])[0]
    asked = sorted(set(frame_indices))
    frames = project.frame_indices(object_id)
    starts = _starts(frames, asked)
    if not starts:
        raise UsageError(
            translate(
                "operations", "“{0}” can only be split between its frames; frame {1} is not inside its track"
            ).format(old.name, ", ".join(map(str, asked)))
        )
    fresh: list[AnnotationObject] = []
    changes: list[Change] = []
    for _ in starts:
        fresh.append(new_like(project, old.media_id, old, [*others, *fresh]))
        changes += put_object(project, fresh[-1])
    stops = [*starts[1:], project.media[old.media_id].frame_count]
    for made, start, stop in zip(fresh, starts, stops, strict=True):
        part = range(start, stop)
        changes += _moved(project, object_id, made.object_id, (f for f in frames if f in part))
        reviewed = [f for f in project.reviews_of(object_id) if f in part]
        changes += move_reviews(project, object_id, made.object_id, sorted(reviewed))
    changes += split_values(project, object_id, [made.object_id for made in fresh], starts)
    return changes, fresh


def gaps_of(project: Project, object_id: ObjectId) -> list[int]:
    """The first frame of each stretch of masks after a gap, which is where nothing is known or the object is absent."""
    track = project.track(object_id)
    seen = [index for index in sorted(track) if not track[index].rle.is_empty]
    return [index for before, index in pairwise(seen) if index > before + 1]


def swap_objects(
    project: Project, first: ObjectId, second: ObjectId, frame_index: int, stop: int | None = None
) -> list[Change]:
    """From a frame on, each of two objects is the other one.

    Args:
        stop: up to this frame, which is not swapped any more; None goes to the end.

    Raises:
        UsageError: one is locked, they belong to different media, or neither has a mask on these frames.
    """
    items = unlocked_objects(project, [first, second])
    if items[0].media_id != items[1].media_id:
        raise UsageError(translate("operations", "Objects of different media cannot be swapped."))
    last = project.media[items[0].media_id].frame_count
    part = range(frame_index, last if stop is None else stop)
    frames = {f for each in (first, second) for f in project.track(each) if f in part}
    if not frames:
        names = (items[0].name, items[1].name, frame_index)
        raise UsageError(
            translate("operations", "Neither “{0}” nor “{1}” has a mask from frame {2} on.").format(*names)
            if stop is None
            else translate("operations", "Neither “{0}” nor “{1}” has a mask in frames {2}–{3}.").format(
                *names, stop - 1
            )
        )
    changes = []
    for frame in sorted(frames):
        masks = (project.frame(first, frame), project.frame(second, frame))
        changes += [
            Change(Table.FRAME, (first, frame), masks[0], masks[1]),
            Change(Table.FRAME, (second, frame), masks[1], masks[0]),
        ]
    marked = {f for each in (first, second) for f in marked_frames(project, each) if f in part}
    for frame in sorted(marked):
        marks = (marks_of(project, first, frame), marks_of(project, second, frame))
        changes += put_marks(project, first, frame, marks[1])
        changes += put_marks(project, second, frame, marks[0])
    changes += swap_reviews(project, first, second, part)
    changes += swap_values(project, first, second, frame_index, stop)
    return list(compress_changes(changes).values())


def new_like(
    project: Project, media_id: MediaId, source: AnnotationObject, fresh: Sequence[AnnotationObject]
) -> AnnotationObject:
    """A new object with the source's name, label and clean-up, and a name, colour and place of its own.

    Args:
        fresh: others that were made so and are not in the project yet.
    """
    siblings = [*project.objects_of(media_id), *fresh]
    made = new_object(
        project,
        media_id,
        unique_name(source.name, [item.name for item in siblings]),
        color=next_color([item.color for item in siblings]),
        category_id=source.category_id if source.category_id in project.categories else None,
        expression=source.expression,
    )
    return replace(made, order=made.order + len(fresh), clean_up=source.clean_up)


def _starts(frames: Sequence[int], asked: Sequence[int]) -> list[int]:
    """Of the frames that were asked for those between which there is something to split off."""
    starts: list[int] = []
    for frame_index in asked:
        since = starts[-1] if starts else -1
        if any(since <= f < frame_index for f in frames) and any(f >= frame_index for f in frames):
            starts.append(frame_index)
    return starts


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
