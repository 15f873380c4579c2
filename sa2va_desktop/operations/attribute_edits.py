"""What a person, or a run, does to the attributes of objects: set, take away, confirm, reject, move keys.

Each verb gives the changes of one history entry. An attribute that does not change over time has its one key on frame 0,
whatever frame is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    ObjectAttribute,
    Value,
)
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.attribute_keys import (
    Keys,
    key_at,
    merged,
    moved_key,
    with_key,
    with_value_in,
    without_key,
)
from sa2va_desktop.editing.attribute_values import checked_value
from sa2va_desktop.editing.commands import put_value
from sa2va_desktop.operations.identity import unlocked_objects


def shared_attributes(project: Project, object_ids: Iterable[ObjectId]) -> list[Attribute]:
    """The attributes that all of these objects have, in the order of the schema; none without objects."""
    shared: list[Attribute] | None = None
    for category_id in {project.objects[each].category_id for each in object_ids}:
        found = project.schema_attributes(category_id)
        shared = found if shared is None else [each for each in shared if each in found]
    return shared or []


def keys_of(project: Project, object_id: ObjectId, attribute_id: AttributeId) -> Keys:
    """What one attribute is of an object; () when nothing is known."""
    value = project.values_of(object_id).get(attribute_id)
    return value.keys if value is not None else ()


def set_value(
    project: Project,
    object_ids: Sequence[ObjectId],
    attribute_id: AttributeId,
    frame_index: int,
    value: Value,
) -> list[Change]:
    """A person says what an attribute is, from a frame up to the next key if it changes over time.

    Raises:
        UsageError: an object is locked, or the value does not fit the attribute.
    """
    attribute = project.attributes[attribute_id]
    key = AttributeKey(key_frame(attribute, frame_index), checked_value(attribute, value))
    return _changed(project, object_ids, attribute_id, lambda keys: with_key(keys, key))


def set_value_in(
    project: Project,
    object_ids: Sequence[ObjectId],
    attribute_id: AttributeId,
    frame_range: tuple[int, int],
    value: Value,
) -> list[Change]:
    """A person says what an attribute is on a half-open range; after it holds what held there before.

    Raises: as `set_value`.
    """
    attribute = project.attributes[attribute_id]
    key = AttributeKey(0, checked_value(attribute, value))
    if not attribute.changes_over_time:
        return set_value(project, object_ids, attribute_id, 0, value)
    changes = []
    for item in unlocked_objects(project, object_ids):
        frame_count = project.media[item.media_id].frame_count
        keys = keys_of(project, item.object_id, attribute_id)
        after = with_value_in(keys, key, frame_range, frame_count)
        changes += _put(project, item.object_id, attribute_id, after)
    return changes


def add_key(
    project: Project, object_ids: Sequence[ObjectId], attribute_id: AttributeId, frame_index: int
) -> list[Change]:
    """What holds on a frame gets a key of its own there, as a person's value; nothing where nothing is known.

    Raises:
        UsageError: an object is locked.
    """

    def added(keys: Keys) -> Keys:
        held = key_at(keys, frame_index)
        return with_key(keys, _settled(replace(held, frame_index=frame_index))) if held is not None else keys

    return _changed(project, object_ids, attribute_id, added)


def remove_key(
    project: Project, object_ids: Sequence[ObjectId], attribute_id: AttributeId, frame_index: int
) -> list[Change]:
    """Take away the key on a frame: the value before it holds on.

    Raises:
        UsageError: an object is locked.
    """
    return _changed(project, object_ids, attribute_id, lambda keys: without_key(keys, frame_index))


def move_key(
    project: Project, object_id: ObjectId, attribute_id: AttributeId, frame_index: int, to_index: int
) -> list[Change]:
    """The key on a frame goes to another one, where a key gives way.

    Raises:
        KeyError: there is no key on `frame_index`.
        UsageError: the object is locked.
    """
    return _changed(project, [object_id], attribute_id, lambda keys: moved_key(keys, frame_index, to_index))


def forget_value(project: Project, object_ids: Sequence[ObjectId], attribute_id: AttributeId) -> list[Change]:
    """Nothing is known of the attribute any more, on no frame.

    Raises:
        UsageError: an object is locked.
    """
    return _changed(project, object_ids, attribute_id, lambda _keys: ())


def clear_value(
    project: Project, object_ids: Sequence[ObjectId], attribute_id: AttributeId, frame_index: int
) -> list[Change]:
    """Take away the value that holds on a frame, with its key; what held before it holds on.

    Raises:
        UsageError: an object is locked.
    """

    def cleared(keys: Keys) -> Keys:
        held = key_at(keys, frame_index)
        return keys if held is None else without_key(keys, held.frame_index)

    return _changed(project, object_ids, attribute_id, cleared)


def proposals_of(
    project: Project, object_ids: Iterable[ObjectId]
) -> list[tuple[ObjectId, AttributeId, AttributeKey]]:
    """Keys that nobody has confirmed, of attributes that the objects have, in the order of object, schema and frame."""
    found = []
    for object_id in object_ids:
        for attribute in project.schema_attributes(project.objects[object_id].category_id):
            keys = keys_of(project, object_id, attribute.attribute_id)
            found += [(object_id, attribute.attribute_id, key) for key in keys if not key.is_confirmed]
    return found


def confirm_value(
    project: Project, object_ids: Sequence[ObjectId], attribute_id: AttributeId, frame_index: int
) -> list[Change]:
    """A person takes the proposal that holds on a frame. It keeps its confidence and the name of its model.

    Raises:
        UsageError: an object is locked.
    """

    def confirmed(keys: Keys) -> Keys:
        held = key_at(keys, frame_index)
        return keys if held is None else with_key(keys, replace(held, is_confirmed=True))

    return _changed(project, object_ids, attribute_id, confirmed)


def reject_value(
    project: Project, object_ids: Sequence[ObjectId], attribute_id: AttributeId, frame_index: int
) -> list[Change]:
    """A person drops the proposal that holds on a frame; what was confirmed stays.

    Raises:
        UsageError: an object is locked.
    """

    def rejected(keys: Keys) -> Keys:
        held = key_at(keys, frame_index)
        return keys if held is None or held.is_confirmed else without_key(keys, held.frame_index)

    return _changed(project, object_ids, attribute_id, rejected)


def settle_proposals(project: Project, object_ids: Sequence[ObjectId], *, takes: bool) -> list[Change]:
    """Confirm (`takes`) or drop all proposals of objects; equal neighbours become one key.

    Raises:
        UsageError: an object is locked.
    """
    changes: list[Change] = []
    for object_id in object_ids:
        for attribute_id in {attribute_id for _, attribute_id, _ in proposals_of(project, [object_id])}:
            changes += _changed(project, [object_id], attribute_id, lambda keys: _all_settled(keys, takes))
    return changes


def key_frame(attribute: Attribute, frame_index: int) -> int:
    """Where a value that is given on a frame has its key."""
    return frame_index if attribute.changes_over_time else 0


def _all_settled(keys: Keys, takes: bool) -> Keys:
    if takes:
        return merged(replace(key, is_confirmed=True) for key in keys)
    return tuple(key for key in keys if key.is_confirmed)


def _settled(key: AttributeKey) -> AttributeKey:
    return replace(key, is_confirmed=True)


def _changed(
    project: Project,
    object_ids: Sequence[ObjectId],
    attribute_id: AttributeId,
    change: Callable[[Keys], Keys],
) -> list[Change]:
    changes = []
    for item in unlocked_objects(project, object_ids):
        changes += _put(
            project, item.object_id, attribute_id, change(keys_of(project, item.object_id, attribute_id))
        )
    return changes


def _put(project: Project, object_id: ObjectId, attribute_id: AttributeId, keys: Keys) -> list[Change]:
    if keys == keys_of(project, object_id, attribute_id):
        return []
    return put_value(project, ObjectAttribute(object_id, attribute_id, keys))
