"""What an edited label schema does to a project: labels, attributes, objects and their values, as one history entry."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.changes import Change, Table, compress_changes
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CategoryId
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.attribute_keys import Keys, merged
from sa2va_desktop.operations.label_colors import colors_by_label, recolored_objects
from sa2va_desktop.operations.label_schema import Fates, LabelKey, SchemaDraft, fate_of


def schema_changes(project: Project, draft: SchemaDraft) -> list[Change]:
    """What the draft does to a project, as one history entry. Labels and attributes that came meanwhile stay.

    The draft has no problems.
    """
    changes: list[Change] = []
    ids: dict[LabelKey, CategoryId] = {}
    for order, label in enumerate(draft.labels):
        is_there = label.category_id is not None and label.category_id in project.categories
        ids[label.key] = category_id = (
            label.category_id if is_there and label.category_id is not None else project.allocate_category_id()
        )
        changes += commands.put_category(
            project, Category(category_id, label.name, label.color, label.hotkey, order)
        )
    gone = (draft.known_categories & project.categories.keys()) - set(ids.values())
    changes += _attribute_changes(project, draft, ids, gone)
    for item in project.objects.values():
        if item.category_id in gone:
            target = draft.merged.get(item.category_id) if item.category_id is not None else None
            left = ids.get(target) if target is not None else None
            changes += commands.put_object(project, replace(item, category_id=left))
    for category_id in gone:
        changes += [
            each
            for each in commands.remove_category(project, category_id)
            # Objects and the draft's own attributes are dealt with above.
            if each.table is Table.CATEGORY or _attribute_of(each) not in {None, *draft.known_attributes}
        ]
    if colors_by_label(project):
        changes += recolored_objects(project, changes)
    return list(compress_changes(changes).values())


def _attribute_of(change: Change) -> AttributeId | None:
    """The attribute that a change is about, or None."""
    match change.new or change.old:
        case Attribute(attribute_id=attribute_id) | ObjectAttribute(attribute_id=attribute_id):
            return attribute_id
    return None


def _attribute_changes(
    project: Project, draft: SchemaDraft, ids: Mapping[LabelKey, CategoryId], gone: Set[CategoryId]
) -> list[Change]:
    changes: list[Change] = []
    kept = set()
    for order, attribute in enumerate(draft.attributes):
        attribute_id = attribute.attribute_id
        if attribute_id is None or attribute_id not in project.attributes:
            attribute_id = project.allocate_attribute_id()
        kept.add(attribute_id)
        record = attribute.record(attribute_id, tuple(ids[label] for label in attribute.labels), order)
        began, current = draft.began_with.get(attribute_id), project.attributes.get(attribute_id)
        if began is not None and current is not None and began != current:
            left = tuple(each for each in current.category_ids if each not in gone)
            record = _with_what_came(record, began, replace(current, category_ids=left))
        changes += commands.put_attribute(project, record)
        changes += refitted_values(project, record, attribute.fates)
    for attribute_id in (draft.known_attributes & project.attributes.keys()) - kept:
        changes += commands.remove_attribute(project, attribute_id)
    return changes


def _with_what_came(record: Attribute, began: Attribute, current: Attribute) -> Attribute:
    """An edited attribute with what an import made of it meanwhile: further choices, and fields that were not edited."""
    values = vars(record) | {
        name: now for name, now in vars(current).items() if getattr(record, name) == getattr(began, name)
    }
    made = Attribute(**values)
    if made.kind is not AttributeKind.CHOICE:
        return made
    more = tuple(each for each in current.choices if each not in {*began.choices, *made.choices})
    return replace(made, choices=(*made.choices, *more))


def refitted_values(project: Project, record: Attribute, fates: Fates) -> list[Change]:
    """Values of an attribute as it is to be: converted where they can be, dropped where not."""
    changes: list[Change] = []
    for object_id in project.objects:
        value = project.values_of(object_id).get(record.attribute_id)
        if value is not None:
            keys = _fitting_keys(record, value.keys, fates)
            if keys != value.keys:
                changes += commands.put_value(project, ObjectAttribute(object_id, record.attribute_id, keys))
    return changes


def _fitting_keys(record: Attribute, keys: Keys, fates: Fates) -> Keys:
    left: list[AttributeKey] = []
    for key in keys:
        value = fate_of(record, key.value, fates)
        if value is not None:
            left.append(key if value is key.value else replace(key, value=value))
    if not record.changes_over_time:
        said = [key for key in left if key.is_confirmed]  # a proposal gives way to a person's word
        return tuple(replace(key, frame_index=0) for key in (said or left)[:1])
    return tuple(left) if len(left) == len(keys) else merged(left)
