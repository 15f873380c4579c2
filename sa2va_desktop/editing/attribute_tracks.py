"""What becomes of attributes when tracks are split, swapped, joined or copied: pure functions to changes.

Attributes that change over time go along with the masks; those that do not belong to the thing itself. Objects need
not be in the project yet: the changes that make them come before these.
"""

from __future__ import annotations

from collections.abc import Sequence

from sa2va_desktop.annotation.attributes import AttributeId, ObjectAttribute
from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.attribute_keys import Keys, joined_constant, joined_keys, split_keys, swapped_keys


def split_values(
    project: Project, source: ObjectId, targets: Sequence[ObjectId], starts: Sequence[int]
) -> list[Change]:
    """From each of some frames on, up to the next, the values of one object are those of a new one; constant ones all have.

    Args:
        starts: ascending, one a target.
    """
    changes = []
    for attribute_id, value in project.values_of(source).items():
        keys = value.keys
        for target, start in reversed(list(zip(targets, starts, strict=True))):
            after = keys
            if project.attributes[attribute_id].changes_over_time:
                keys, after = split_keys(keys, start)
            changes += _put(project, target, attribute_id, after)
        changes += _put(project, source, attribute_id, keys)
    return changes


def swap_values(
    project: Project, first: ObjectId, second: ObjectId, frame_index: int, stop: int | None = None
) -> list[Change]:
    """From a frame on the values that change over time are those of the other; constant ones stay.

    Args:
        stop: from this frame on each has its own again, as far as it is known; None goes to the end.
    """
    changes = []
    for attribute_id in _known(project, (first, second)):
        if project.attributes[attribute_id].changes_over_time:
            keys = (_keys(project, first, attribute_id), _keys(project, second, attribute_id))
            swapped = swapped_keys(*keys, frame_index)
            if stop is not None:
                swapped = swapped_keys(*swapped, stop)
            changes += _put(project, first, attribute_id, swapped[0])
            changes += _put(project, second, attribute_id, swapped[1])
    return changes


def join_values(project: Project, object_ids: Sequence[ObjectId]) -> list[Change]:
    """The first of several objects that become one has the values of all: on each frame of the first that has a mask.

    Where none has one, it is the first that is known to be absent.

    The others' values are not touched; they go when the objects do.
    """
    changes = []
    tracks = [project.track(each) for each in object_ids]
    masks = [{index for index, frame in track.items() if not frame.rle.is_empty} for track in tracks]
    seen = {index for own in masks for index in own}
    told = [own | (track.keys() - seen) for own, track in zip(masks, tracks, strict=True)]
    for attribute_id in _known(project, object_ids):
        parts = [_keys(project, each, attribute_id) for each in object_ids]
        if project.attributes[attribute_id].changes_over_time:
            keys = joined_keys(list(zip(parts, told, strict=True)))
        else:
            keys = joined_constant(parts)
        changes += _put(project, object_ids[0], attribute_id, keys)
    return changes


def copy_values(project: Project, source: ObjectId, target: ObjectId) -> list[Change]:
    """A new object has the values that another one has."""
    return [
        change
        for attribute_id, value in project.values_of(source).items()
        for change in _put(project, target, attribute_id, value.keys)
    ]


def _known(project: Project, object_ids: Sequence[ObjectId]) -> list[AttributeId]:
    return sorted({attribute_id for each in object_ids for attribute_id in project.values_of(each)})


def _keys(project: Project, object_id: ObjectId, attribute_id: AttributeId) -> Keys:
    value = project.values_of(object_id).get(attribute_id)
    return value.keys if value is not None else ()


def _put(project: Project, object_id: ObjectId, attribute_id: AttributeId, keys: Keys) -> list[Change]:
    """The change to these keys; none when they are there already."""
    old = project.values_of(object_id).get(attribute_id)
    new = ObjectAttribute(object_id, attribute_id, keys) if keys else None
    return [] if old == new else [Change(Table.VALUE, (object_id, attribute_id), old, new)]
