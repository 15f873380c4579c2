"""A label schema as a file that people can read: JSON, or TOML for those who write it by hand; read strictly."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.annotation.json_fields import (
    Fields,
    RecordError,
    read_bool,
    read_list,
    read_number,
    read_str,
)
from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.schema_records import Schema, SchemaAttribute, SchemaLabel
from sa2va_desktop.operations.whole_file import write_whole
from sa2va_desktop.translation import translate

SUFFIXES = (".json", ".toml")
_LIMIT_BYTES = 4 << 20
_MOST = 3_000
"""Labels, attributes, or choices of one: a window has to show them."""
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def write_schema(path: Path, schema: Schema) -> None:
    """Write a schema as JSON, one label or attribute a line; a file that is there is replaced.

    Raises:
        OutputError: it cannot be written; what was there stays.
    """
    # Half of a surrogate pair, which files of others hold, has an escape in JSON.
    write_whole(path, schema_text(schema).encode("utf-8", "backslashreplace"))


def schema_text(schema: Schema) -> str:
    """The JSON of a schema: fields that say nothing are left out."""
    parts = []
    for title, rows in (
        ("labels", [_label_fields(each) for each in schema.labels]),
        ("attributes", [_attribute_fields(each) for each in schema.attributes]),
    ):
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        parts.append(f'  "{title}": [\n{lines}\n  ]' if rows else f'  "{title}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read_schema(path: Path) -> Schema:
    """A schema from a .json or .toml file.

    Raises:
        InputError: no such file, no JSON or TOML, or a field that is missing, unknown or of the wrong kind, by its name.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT_BYTES + 1)
    except OSError as error:
        sentence = translate("operations", "{0} cannot be read: {1}")
        raise InputError(sentence.format(path, error.strerror or error)) from error
    if len(data) > _LIMIT_BYTES:
        sentence = translate("operations", "{0}: expected at most {1} MB, found more.")
        raise InputError(sentence.format(path, _LIMIT_BYTES >> 20))
    try:
        return _schema(_parsed(data, is_toml=path.suffix.lower() == ".toml"))
    except (RecordError, ValueError, RecursionError) as error:
        raise InputError(translate("operations", "{0}: {1}").format(path, error)) from error


def _parsed(data: bytes, *, is_toml: bool) -> Fields:
    text = data.decode("utf-8-sig")
    return Fields(tomllib.loads(text)) if is_toml else Fields.parse(text)


def _schema(fields: Fields) -> Schema:
    labels = fields.take_optional("labels", lambda value: _rows(value, _label), ())
    attributes = fields.take_optional("attributes", lambda value: _rows(value, _attribute), ())
    fields.finish()
    if not labels and not attributes:
        raise RecordError("expected the lists “labels” and “attributes”, found neither")
    names = {each.name for each in labels}
    if len(names) != len(labels):
        name, _count = Counter(each.name for each in labels).most_common(1)[0]
        raise RecordError(f"the label {name!r:.60} is there twice")
    for attribute in attributes:
        lost = [name for name in attribute.labels if name not in names]
        if lost:
            raise RecordError(
                f"the attribute {attribute.name!r:.60} is for the label {lost[0]!r:.60}, which is not there"
            )
    return Schema(labels, attributes)


def _rows(value: Any, read: Callable[[Fields], Any]) -> tuple[Any, ...]:
    rows = _short(read_list(value))
    found = []
    for place, row in enumerate(rows):
        if not isinstance(row, dict):
            raise RecordError(f"has objects, found {type(row).__name__} at {place}")
        fields = Fields(dict(row))
        try:
            found.append(read(fields))
            fields.finish()
        except RecordError as error:
            raise RecordError(f"at {place}: {error}") from error
    return tuple(found)


def _short(rows: list[Any]) -> list[Any]:
    if len(rows) > _MOST:
        raise RecordError(f"has at most {_MOST} entries, found {len(rows)}")
    return rows


def _label(fields: Fields) -> SchemaLabel:
    return SchemaLabel(
        fields.take("name", _name),
        fields.take_optional("color", _color, None),
        fields.take_optional("hotkey", read_str, ""),
    )


def _attribute(fields: Fields) -> SchemaAttribute:
    kind = fields.take_enum("kind", AttributeKind)
    choices = fields.take_optional("choices", _names, ())
    if (kind is AttributeKind.CHOICE) != bool(choices):
        wanted = "has choices" if kind is AttributeKind.CHOICE else "has no choices"
        raise RecordError(f"an attribute of the kind {kind.value!r} {wanted}")
    low, high = (fields.take_optional(name, read_number, None) for name in ("low", "high"))
    if kind is not AttributeKind.NUMBER and (low, high) != (None, None):
        raise RecordError(f"an attribute of the kind {kind.value!r} has no limits")
    if low is not None and high is not None and low > high:
        raise RecordError(f"the field 'low' is at most {high}, found {low}")
    return SchemaAttribute(
        fields.take("name", _name),
        kind,
        fields.take_optional("labels", _names, ()),
        choices,
        fields.take_optional("changes_over_time", read_bool, False),
        fields.take_optional("question", read_str, ""),
        low,
        high,
    )


def _label_fields(label: SchemaLabel) -> dict[str, Any]:
    red, green, blue = label.color or (0, 0, 0)
    color = {"color": f"#{red:02x}{green:02x}{blue:02x}"} if label.color is not None else {}
    return {"name": label.name, **color, **({"hotkey": label.hotkey} if label.hotkey else {})}


def _attribute_fields(attribute: SchemaAttribute) -> dict[str, Any]:
    told = {
        "labels": list(attribute.labels),
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


def _name(value: Any) -> str:
    text = " ".join(read_str(value).split())
    if not text:
        raise RecordError("is not empty")
    return text


def _names(value: Any) -> tuple[str, ...]:
    names = tuple(_name(each) for each in _short(read_list(value)))
    if len(set(names)) != len(names):
        raise RecordError("has an entry twice")
    return names


def _color(value: Any) -> Rgb:
    text = read_str(value)
    if not _COLOR.fullmatch(text):
        raise RecordError(f"is a colour such as #e69f00, found {text!r:.40}")
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
