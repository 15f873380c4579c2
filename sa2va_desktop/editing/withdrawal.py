"""Runs that answer a turn anew and end with nothing to show: what was there before is better than what they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sa2va_desktop.annotation.changes import PAIR_TABLES, Change, Slot, Table, pair_key
from sa2va_desktop.annotation.records import Answer, AnswerState, Expression, ObjectId


def left_nothing(changes: Mapping[Slot, Change]) -> bool:
    """Whether a run took the place of an answer and ended before it had another one to put there.

    A text that was finished counts, except one whose objects have no mask yet.
    """
    return any(_is_unfinished(change, changes) for change in changes.values())


def is_built_on(changes: Mapping[Slot, Change], later: Iterable[Mapping[Slot, Change]]) -> bool:
    """Whether edits made since, done or undone, touch what a run wrote or rest on objects that it made."""
    made = {change.key for change in changes.values() if change.table is Table.OBJECT and change.old is None}
    return any(
        slot in changes or not made.isdisjoint(_objects_of(change))
        for entry in later
        for slot, change in entry.items()
    )


def _is_unfinished(change: Change, changes: Mapping[Slot, Change]) -> bool:
    old, new = change.old, change.new
    if not isinstance(old, Answer) or not isinstance(new, Answer):
        return False
    if old.state is AnswerState.RUNNING or new.state is not AnswerState.RUNNING:
        return False
    wanted = new.object_ids - old.object_ids
    masked = {pair_key(each)[0] for each in changes.values() if each.table is Table.FRAME and each.new}
    return not new.raw_text or (bool(wanted) and wanted.isdisjoint(masked))


def _objects_of(change: Change) -> Iterator[ObjectId]:
    """Objects that a record belongs to or speaks of, before and after."""
    if change.table in PAIR_TABLES:
        yield pair_key(change)[0]
    for record in (change.old, change.new):
        if isinstance(record, Answer | Expression):
            yield from record.object_ids
