"""Attributes of objects in data sets: exactly, as one JSON value in the notes of a clip, and beside each mask for others to see.

Only values that a person gave or confirmed are written; what a model proposed is no annotation yet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind, Value
from sa2va_desktop.annotation.json_fields import RecordError, read_number
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.imported_clip import ImportedAttribute
from sa2va_desktop.datasets.json_fields import as_object, list_field, number_field, text_field, whole_field
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

BUILT_IN = frozenset(
    {
        *("occluded", "outside", "keyframe", "rotation", "object", "iscrowd", "is_crowd", "score"),
        *("group_id", "z_order", "track_id", "name", "state", "predicted_iou", "object_score"),
        *("expression", "caption"),
    }
)
"""Names that tools give a meaning of their own: never attributes of a schema."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def attribute_fields(clip: AnnotatedClip) -> dict[str, Any]:
    """The schema and the values of a clip as a JSON value; {} when it has neither."""
    if not clip.attributes:
        return {}
    place = {each.attribute_id: number for number, each in enumerate(clip.attributes)}
    return {
        "schema": [_schema_fields(clip, each) for each in clip.attributes],
        "values": [
            [
                str(each.object_id),
                place[value.attribute_id],
                [[key.frame_index, key.value] for key in value.keys],
            ]
            for each in clip.objects
            for value in clip.values.get(each.object_id, ())
        ],
    }


def add_attribute_fields(builder: ClipBuilder, fields: Mapping[str, Any]) -> None:
    """Put what `attribute_fields` made into a clip whose objects are there. Raises: FormatError."""
    numbers = [
        builder.add_attribute(_attribute(as_object(each, "an attribute")))
        for each in list_field(fields, "schema")
    ]
    for each in list_field(fields, "values"):
        if not isinstance(each, list) or len(each) != 3 or not builder.has_object(str(each[0])):
            raise FormatError(
                translate("datasets", "expected object, attribute and keys, found {0:.60}").format(repr(each))
            )
        number = numbers[whole_field({"attribute": each[1]}, "attribute", high=len(numbers) - 1)]
        keys = [_key(key) for key in list_field({"keys": each[2]}, "keys")]
        builder.add_values(str(each[0]), number, keys)


def values_on(clip: AnnotatedClip, object_id: ObjectId, frame: int) -> dict[str, Value]:
    """Values that hold on a frame by name, for files that others read; names that tools use themselves are left out."""
    names = {each.attribute_id: each.name for each in clip.attributes}
    found: dict[str, Value] = {}
    for value in clip.values.get(object_id, ()):
        key = value.key_at(frame)
        name = names[value.attribute_id]
        if key is not None and name not in BUILT_IN:
            found[name] = int(key.value) if _is_whole(key.value) else key.value
    return found


def note_values(builder: ClipBuilder, key: str, frame: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Take the attributes that another tool wrote beside a mask; returns what is none: lists, and names of its own."""
    others = {}
    for name, value in values.items():
        read = _plain_value(value)
        if read is None or name in BUILT_IN or not name.strip():
            others[name] = value
        else:
            builder.note_value(key, frame, name, read)
    return others


def _plain_value(value: object) -> Value | None:
    """A text that says yes, no or a number is taken for it, as tools that know texts only write them so."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        try:
            return read_number(value)
        except RecordError:  # it is kept among the others, as it is written
            return None
    if not isinstance(value, str) or not value.strip():
        return None
    if value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    return float(value) if _NUMBER.fullmatch(value) and len(value) < 16 else value


def _schema_fields(clip: AnnotatedClip, attribute: Attribute) -> dict[str, Any]:
    told = {
        "labels": [clip.categories[each].name for each in attribute.category_ids if each in clip.categories],
        "choices": list(attribute.choices),
        "changes_over_time": attribute.changes_over_time,
        "question": attribute.question,
    }
    limits = {"low": attribute.low, "high": attribute.high}
    return {
        "name": attribute.name,
        "kind": attribute.kind.value,
        **{name: value for name, value in told.items() if value},
        **{name: value for name, value in limits.items() if value is not None},
    }


def _attribute(fields: Mapping[str, Any]) -> ImportedAttribute:
    said = text_field(fields, "kind", None)
    if said not in [each.value for each in AttributeKind]:
        raise FormatError(
            translate("datasets", "expected a kind of attribute, found {0:.60}").format(repr(said))
        )
    return ImportedAttribute(
        text_field(fields, "name", None),
        AttributeKind(said),
        tuple(text_field({"label": each}, "label", None) for each in list_field(fields, "labels")),
        tuple(text_field({"choice": each}, "choice", None) for each in list_field(fields, "choices")),
        fields.get("changes_over_time") is True,
        text_field(fields, "question"),
        None if fields.get("low") is None else number_field(fields, "low"),
        None if fields.get("high") is None else number_field(fields, "high"),
    )


def _key(key: object) -> tuple[int, Value]:
    if not isinstance(key, list) or len(key) != 2:
        raise FormatError(
            translate("datasets", "expected a frame and a value, found {0:.60}").format(repr(key))
        )
    frame = whole_field({"frame": key[0]}, "frame")
    value = key[1]
    if isinstance(value, str | bool):
        return frame, value
    return frame, number_field({"value": value}, "value")


def _is_whole(value: Value) -> bool:
    return isinstance(value, float) and value.is_integer() and abs(value) < 1e15
