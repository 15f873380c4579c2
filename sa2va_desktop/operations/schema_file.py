"""A label schema as a file that people can read: JSON, or TOML for those who write it by hand; read strictly."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.annotation.json_fields import Fields, RecordError, read_bool, read_list, read_str
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.label_schema import DraftAttribute, LabelKey, SchemaDraft
from sa2va_desktop.operations.project_files import load_project
from sa2va_desktop.operations.whole_file import write_whole
from sa2va_desktop.translation import translate

SUFFIXES = (".json", ".toml")
_LIMIT_BYTES = 4 << 20
_MOST = 10_000
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class SchemaLabel:
    """A label of a file; without a colour it gets a free one."""

    name: str
    color: Rgb | None = None
    hotkey: str = ""


@dataclass(frozen=True)
class SchemaAttribute:
    """An attribute of a file, for labels by name; () is all."""

    name: str
    kind: AttributeKind
    labels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    changes_over_time: bool = False
    question: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Schema:
    """Labels and attributes in their order."""

    labels: tuple[SchemaLabel, ...] = ()
    attributes: tuple[SchemaAttribute, ...] = ()


# ---- from and to projects and drafts


def schema_of(draft: SchemaDraft) -> Schema:
    """What a draft holds."""
    names = {each.key: each.name for each in draft.labels}
    return Schema(
        tuple(SchemaLabel(each.name, each.color, each.hotkey) for each in draft.labels),
        tuple(
            SchemaAttribute(
                each.name,
                each.kind,
                tuple(names[label] for label in each.labels),
                each.choices if each.kind is AttributeKind.CHOICE else (),
                each.changes_over_time,
                each.question,
                each.low if each.kind is AttributeKind.NUMBER else None,
                each.high if each.kind is AttributeKind.NUMBER else None,
            )
            for each in draft.attributes
        ),
    )


def project_schema(path: Path) -> Schema:
    """The schema of another project, which is only read. Slow.

    Raises:
        ProjectError: it cannot be read.
    """
    loaded = load_project(path, read_only=True)
    try:
        return schema_of(SchemaDraft(loaded.project))
    finally:
        loaded.file.close()


def absorb(draft: SchemaDraft, schema: Schema, taken: Sequence[str] = ()) -> list[str]:
    """Add to a draft what it lacks; what it has stays, choices that it lacks are added to it.

    Args:
        taken: key sequences that mean something else in the window.

    Returns: what could not be taken over, one sentence each.
    """
    notices = []
    used = {each.hotkey for each in draft.labels} | set(taken)
    keys = {each.name: each.key for each in draft.labels}
    for label in schema.labels:
        if label.name in keys:
            continue
        hotkey = label.hotkey
        if hotkey in used and hotkey:
            notices.append(
                translate("operations", "{0} is taken here, so “{1}” comes without a key.").format(
                    hotkey, label.name
                )
            )
            hotkey = ""
        keys[label.name] = draft.add_label(label.name, label.color, hotkey).key
        used.add(hotkey)
    for attribute in schema.attributes:
        notices += _absorb_attribute(draft, attribute, tuple(keys[name] for name in attribute.labels))
    return notices


def _absorb_attribute(
    draft: SchemaDraft, attribute: SchemaAttribute, labels: tuple[LabelKey, ...]
) -> list[str]:
    known = next(
        (
            each
            for each in draft.attributes
            if each.name == attribute.name
            and (not each.labels or not labels or not set(each.labels).isdisjoint(labels))
        ),
        None,
    )
    if known is None:
        made = draft.add_attribute(attribute.name)
        draft.put_attribute(
            DraftAttribute(
                made.key,
                attribute.name,
                attribute.kind,
                labels,
                attribute.choices,
                attribute.changes_over_time,
                attribute.question,
                attribute.low,
                attribute.high,
            )
        )
        return []
    if known.kind is not attribute.kind:
        sentence = translate("operations", "“{0}” stays as it is: it is of another kind there.")
        return [sentence.format(attribute.name)]
    more = tuple(each for each in attribute.choices if each not in known.choices)
    wider = tuple(dict.fromkeys((*known.labels, *labels))) if known.labels and labels else ()
    draft.put_attribute(
        replace(
            known,
            choices=(*known.choices, *more),
            labels=wider,
            question=known.question or attribute.question,
        )
    )
    return []


# ---- files


def write_schema(path: Path, schema: Schema) -> None:
    """Write a schema as JSON, one label or attribute a line; a file that is there is replaced.

    Raises:
        OutputError: it cannot be written; what was there stays.
    """
    write_whole(path, schema_text(schema).encode())


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
        data = path.read_bytes()[: _LIMIT_BYTES + 1]
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
    names = [each.name for each in labels]
    if len(set(names)) != len(names):
        raise RecordError(f"the label {next(n for n in names if names.count(n) > 1)!r:.60} is there twice")
    for attribute in attributes:
        lost = [name for name in attribute.labels if name not in names]
        if lost:
            raise RecordError(
                f"the attribute {attribute.name!r:.60} is for the label {lost[0]!r:.60}, which is not there"
            )
    return Schema(labels, attributes)


def _rows(value: Any, read: Callable[[Fields], Any]) -> tuple[Any, ...]:
    rows = read_list(value)
    if len(rows) > _MOST:
        raise RecordError(f"has at most {_MOST} entries, found {len(rows)}")
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
    low, high = (fields.take_optional(name, _number, None) for name in ("low", "high"))
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
    names = tuple(_name(each) for each in read_list(value))
    if len(set(names)) != len(names):
        raise RecordError("has an entry twice")
    return names


def _color(value: Any) -> Rgb:
    text = read_str(value)
    if not _COLOR.fullmatch(text):
        raise RecordError(f"is a colour such as #e69f00, found {text!r:.40}")
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RecordError(f"is a finite number, found {value!r:.40}")
    return float(value)


def current_schema(project: Project) -> Schema:
    """The schema of an open project."""
    return schema_of(SchemaDraft(project))
