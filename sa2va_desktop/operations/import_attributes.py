"""Attributes of imported objects in the schema of the project: those that it has, or new ones of kinds that values tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
    Value,
)
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CategoryId, ObjectId
from sa2va_desktop.datasets.imported_clip import ImportedAttribute, ImportedClip, ImportedObject, ImportReport
from sa2va_desktop.editing.attribute_keys import Keys, merged
from sa2va_desktop.editing.attribute_values import converted_value, problem_of_value
from sa2va_desktop.editing.commands import put_attribute, put_value
from sa2va_desktop.operations.import_modes import ImportMode
from sa2va_desktop.operations.schema_changes import refitted_values

_CHOICE_LENGTH = 40
_MOST_CHOICES = 50
"""A text that is longer, or one more choice, and the attribute is taken for free text."""


class AttributeImporter:
    """Belongs to one import. What a person gave or confirmed stays, whatever the mode.

    Attributes of the project take what fits them, and further choices; those that the import made itself become text when
    a later value does not fit.
    """

    def __init__(self, project: Project, mode: ImportMode, report: ImportReport) -> None:
        self._project = project
        self._mode = mode
        self._report = report
        self._attributes = dict(project.attributes)
        self._made: set[AttributeId] = set()
        self.value_count = 0

    def changes_of(
        self,
        clip: ImportedClip,
        wanted: ImportedObject,
        object_id: ObjectId,
        category_id: CategoryId | None,
        labels: dict[str, CategoryId],
        frame_indices: Sequence[int],
    ) -> list[Change]:
        """What the values of one object do to schema and project.

        Args:
            labels: ids by the names of labels, in lower case.
            frame_indices: frames of the media item, by position in `clip.frames`.
        """
        changes: list[Change] = []
        for told in wanted.values:
            declared = clip.attributes[told.attribute]
            there = self._project.values_of(object_id)
            more, attribute = self._attribute(declared, told.keys[0][1], category_id, labels)
            changes += more
            if self._stays(there.get(attribute.attribute_id)):
                continue
            keys: list[AttributeKey] = []
            for frame, value in told.keys:
                more, attribute = self._with_room(attribute, value, len(told.keys) > 1)
                changes += more
                fitting = converted_value(attribute, value)
                if fitting is None:
                    place = f"{clip.name}, {wanted.key}"
                    self._report.add(place, problem_of_value(attribute, value))
                    continue
                keys.append(AttributeKey(_placed(clip, frame, frame_indices), fitting))
            changes += self._put(object_id, attribute, _ascending(keys))
        return changes

    def _stays(self, there: ObjectAttribute | None) -> bool:
        """A person's word, and with it that of an earlier import; proposals are kept unless all is replaced."""
        if there is None:
            return False
        return self._mode is not ImportMode.REPLACE or any(key.is_confirmed for key in there.keys)

    def _put(self, object_id: ObjectId, attribute: Attribute, keys: Keys) -> list[Change]:
        item = self._project.objects.get(object_id)
        if not keys or (item is not None and item.is_locked):
            return []
        if not attribute.changes_over_time:
            keys = (replace(keys[0], frame_index=0),)
        self.value_count += 1
        return put_value(self._project, ObjectAttribute(object_id, attribute.attribute_id, keys))

    # ---- the schema

    def _attribute(
        self,
        declared: ImportedAttribute,
        value: Value,
        category_id: CategoryId | None,
        labels: dict[str, CategoryId],
    ) -> tuple[list[Change], Attribute]:
        """The attribute of the project, or a new one, with the change that makes it or lets more labels have it."""
        named = [each for each in self._attributes.values() if each.name == declared.name]
        known = next((each for each in named if each.applies_to(category_id)), None)
        if known is not None:
            return [], known
        told = {labels[name.casefold()] for name in declared.labels if name.casefold() in labels}
        ids = told | ({category_id} if category_id is not None else set())
        if named:
            wider = tuple(sorted({*named[0].category_ids, *ids})) if category_id is not None else ()
            return self._kept(replace(named[0], category_ids=wider))
        is_for_all = category_id is None or (declared.kind is not None and not declared.labels)
        # Of several labels that have it under one name, the first that is seen says what it is.
        made = Attribute(
            self._project.allocate_attribute_id(),
            declared.name,
            declared.kind or _kind_of(value),
            () if is_for_all else tuple(sorted(ids)),
            declared.choices,
            declared.changes_over_time,
            declared.question,
            declared.low,
            declared.high,
            max((each.order + 1 for each in self._attributes.values()), default=0),
        )
        if declared.kind is None:
            self._made.add(made.attribute_id)
        return self._kept(made)

    def _with_room(
        self, attribute: Attribute, value: Value, is_over_time: bool
    ) -> tuple[list[Change], Attribute]:
        """The attribute as it must be to take a value."""
        wanted = attribute
        if is_over_time and attribute.attribute_id in self._made:
            wanted = replace(wanted, changes_over_time=True)
        if converted_value(attribute, value) is None:
            wanted = self._wider(wanted, value)
        return self._kept(wanted) if wanted != attribute else ([], attribute)

    def _wider(self, attribute: Attribute, value: Value) -> Attribute:
        is_choice = attribute.kind is AttributeKind.CHOICE and isinstance(value, str)
        if is_choice and len(attribute.choices) < _MOST_CHOICES and _is_choice(str(value)):
            return replace(attribute, choices=(*attribute.choices, str(value)))
        if attribute.attribute_id in self._made:
            return replace(attribute, kind=AttributeKind.TEXT, choices=())
        return attribute

    def refitted(self) -> list[Change]:
        """What makes values fit that were taken before their attribute became text; once all values are in the project."""
        changes: list[Change] = []
        for attribute_id in self._made:
            attribute = self._project.attributes.get(attribute_id)
            if attribute is not None and attribute.kind is AttributeKind.TEXT:
                changes += refitted_values(self._project, attribute, {})
        return changes

    def _kept(self, attribute: Attribute) -> tuple[list[Change], Attribute]:
        self._attributes[attribute.attribute_id] = attribute
        return put_attribute(self._project, attribute), attribute


def _kind_of(value: Value) -> AttributeKind:
    if isinstance(value, bool):
        return AttributeKind.YES_NO
    if isinstance(value, float | int):
        return AttributeKind.NUMBER
    return AttributeKind.CHOICE if _is_choice(value) else AttributeKind.TEXT


def _is_choice(text: str) -> bool:
    return 0 < len(text) <= _CHOICE_LENGTH and "\n" not in text


def _placed(clip: ImportedClip, frame: int, frame_indices: Sequence[int]) -> int:
    """The frame of the media item for one of the file: the same, or where the file's frame is shown there."""
    told = clip.frame_indices if clip.frame_indices is not None else range(len(clip.frames))
    if tuple(told) == tuple(frame_indices) or not frame_indices or frame == 0:
        return frame
    place = sum(each < frame for each in told)
    return frame_indices[min(place, len(frame_indices) - 1)]


def _ascending(keys: Sequence[AttributeKey]) -> Keys:
    by_frame = {key.frame_index: key for key in keys}
    return merged(by_frame[frame] for frame in sorted(by_frame))
