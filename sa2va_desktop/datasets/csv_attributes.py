"""Attributes as rows of a CSV table, one for each key, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import attribute_fields
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_LISTS = ("labels", "choices")


def attribute_rows(clip: AnnotatedClip) -> Iterator[dict[str, Any]]:
    """A row for each attribute, in order, then one for each key with an object; lists and values are JSON."""
    fields = attribute_fields(clip)
    schema = fields.get("schema", [])
    heads = [
        {
            "clip": clip.name,
            "attribute": each["name"],
            **{name: each.get(name, "") for name in ("kind", "question", "low", "high")},
            **{name: json.dumps(each[name]) if name in each else "" for name in _LISTS},
            "changes_over_time": "yes" if each.get("changes_over_time") else "no",
        }
        for each in schema
    ]
    for head in heads:
        yield {**head, "object": "", "frame": "", "value": ""}
    for key, number, keys in fields.get("values", []):
        for frame, value in keys:
            yield {**heads[number], "object": key, "frame": frame, "value": json.dumps(value)}


def attribute_fields_of(rows: Sequence[tuple[str, Mapping[str, str]]]) -> dict[str, Any]:
    """What `attribute_fields` made of a clip. Raises: FormatError."""
    schema: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}
    values: dict[tuple[str, int], list[list[Any]]] = {}
    for _place, cells in rows:
        head = _head(cells)
        number = numbers.setdefault(json.dumps(head), len(schema))
        if number == len(schema):
            schema.append(head)
        if cells["object"]:
            key = values.setdefault((cells["object"], number), [])
            key.append([_whole(cells["frame"]), _value(cells["value"], head["kind"])])
    return {"schema": schema, "values": [[key, number, keys] for (key, number), keys in values.items()]}


def _head(cells: Mapping[str, str]) -> dict[str, Any]:
    limits = {name: _parsed(cells.get(name, "")) for name in ("low", "high") if cells.get(name, "")}
    lists = {name: _parsed(cells.get(name, "")) for name in _LISTS if cells.get(name, "")}
    return {
        "name": cells["attribute"],
        "kind": cells["kind"],
        "changes_over_time": cells.get("changes_over_time") == "yes",
        "question": cells.get("question", ""),
        **lists,
        **limits,
    }


def _value(cell: str, kind: str) -> Any:
    """A cell as JSON; a text that somebody typed into the table without quotes is taken as it is."""
    if cell in ("yes", "no") and kind == AttributeKind.YES_NO.value:
        return cell == "yes"
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    is_text = kind in (AttributeKind.TEXT.value, AttributeKind.CHOICE.value)
    return cell if is_text and not isinstance(value, str) else value


def _parsed(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        raise FormatError(
            translate("datasets", "expected JSON in a cell, found {0:.60}").format(repr(cell))
        ) from None


def _whole(cell: str) -> Any:
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 10 else cell
