"""A label schema apart from any project: what is written to files, read from them, and added to what a project has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.operations.label_schema import DraftAttribute, LabelKey, SchemaDraft
from sa2va_desktop.operations.project_files import load_project
from sa2va_desktop.translation import translate


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
    there = set(known.choices)
    more = tuple(each for each in attribute.choices if each not in there)
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
