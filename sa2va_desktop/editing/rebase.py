"""Carry a change over to another version of the same record: what differs between two versions, applied to a third."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from sa2va_desktop.annotation.changes import Change, Record
from sa2va_desktop.annotation.records import Answer, Phrase


def rebase_record(record: Record | None, change: Change) -> Record | None:
    """`record` with the fields that `change` changed. None, and records without fields, stay as they are.

    Phrases of an answer are a set: those that the change added are added, those that it removed are removed.
    """
    if record is None or isinstance(record, str) or change.old is None or change.new is None:
        return record
    assert type(record) is type(change.old) is type(change.new)
    changed: dict[str, Any] = {}
    for item in fields(record):
        before, after = getattr(change.old, item.name), getattr(change.new, item.name)
        if before is not after and before != after:
            changed[item.name] = after
    if isinstance(record, Answer) and "phrases" in changed:
        changed["phrases"] = _merge_phrases(record.phrases, changed["phrases"], change.old)
    return replace(record, **changed)


def _merge_phrases(kept: tuple[Phrase, ...], after: tuple[Phrase, ...], old: Record) -> tuple[Phrase, ...]:
    assert isinstance(old, Answer)
    stay = [phrase for phrase in kept if phrase in after or phrase not in old.phrases]
    added = [phrase for phrase in after if phrase not in old.phrases and phrase not in stay]
    return tuple(sorted([*stay, *added], key=lambda phrase: (phrase.start, phrase.stop, phrase.object_id)))
