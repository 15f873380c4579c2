"""Which results of a run may enter the document while a person goes on editing: the person's work always wins.

A run writes at its own place in the history, below the entries made since it started. Whatever it writes has to hold
at every level above as well, or undoing those entries would not restore what was there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.attributes import Attribute, ObjectAttribute
from sa2va_desktop.annotation.changes import PAIR_TABLES, Change, Key, Record, Slot, Table, pair_key
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, Answer, Expression, ObjectFrame
from sa2va_desktop.editing.attribute_values import problem_of_value
from sa2va_desktop.editing.rebase import RecordDelta

_ORDER = {table: position for position, table in enumerate(Table)}


def admit_run_changes(
    project: Project, wanted: Mapping[Slot, Change], above: Sequence[Mapping[Slot, Change]]
) -> tuple[dict[Slot, Change], list[Change]]:
    """Split a run's changes into those that may be made now and those that are skipped.

    Args:
        wanted: net changes; an `old` that is out of date is brought up to date, and the difference that the run
            meant is carried over to the current record.
        above: net changes of the entries made since the run started, done or undone.
    """
    gate = _Gate(project, wanted, above)
    skipped = []
    for change in sorted(wanted.values(), key=lambda item: _ORDER[item.table]):
        if not gate.admit(change):
            skipped.append(change)
    return gate.admitted, skipped


class _Gate:
    """Decides change by change, owners before what belongs to them."""

    def __init__(
        self, project: Project, wanted: Mapping[Slot, Change], above: Sequence[Mapping[Slot, Change]]
    ) -> None:
        self._project = project
        self._wanted = wanted
        self._above = above
        self._made_or_removed = {
            slot
            for changes in above
            for slot, change in changes.items()
            if slot[0] not in PAIR_TABLES and (change.old is None or change.new is None)
        }
        self.admitted: dict[Slot, Change] = {}

    def admit(self, change: Change) -> bool:
        """Whether the change may be made, or needs not be made because it is so already."""
        current = self._project.record(*change.slot)
        new = (
            self._new_of_object(change, current)
            if change.table in PAIR_TABLES
            else self._new_record(change, current)
        )
        if new is _REFUSED:
            return False
        assert not isinstance(new, _Refused)
        if current is not new and current != new:
            self.admitted[change.slot] = Change(*change.slot, current, new)
        return True

    def _new_of_object(self, change: Change, current: Record | None) -> Record | _Refused | None:
        """A frame, a value of an attribute or a review."""
        object_id, number = pair_key(change)
        if change.table is Table.VALUE and not self._standing(Table.ATTRIBUTE, number):
            return _REFUSED
        item = self._standing(Table.OBJECT, object_id)
        if not isinstance(item, AnnotationObject) or item.is_locked or self._is_touched(change.slot):
            return _REFUSED
        if isinstance(current, ObjectFrame) and current.is_protected:
            return _REFUSED
        if isinstance(change.new, ObjectAttribute) and not self._fits_above(change.new):
            return _REFUSED
        return change.new

    def _fits_above(self, value: ObjectAttribute) -> bool:
        """Whether a value is one of its attribute at every level at which somebody edited the attribute meanwhile."""
        slot = (Table.ATTRIBUTE, value.attribute_id)
        own = self.admitted.get(slot)
        delta = RecordDelta.between(own.old, own.new) if own and own.old and own.new else RecordDelta({})
        for later in (changes[slot] for changes in self._above if slot in changes):
            if later.old is None or later.new is None:
                continue
            old = delta.on(later.old)
            delta = delta.below(RecordDelta.between(later.old, later.new))
            if not _fits_both(old, delta.on(later.new), value):
                return False
        return True

    def _new_record(self, change: Change, current: Record | None) -> Record | _Refused | None:
        if change.slot in self._made_or_removed:
            return _REFUSED
        if change.new is None:
            return _REFUSED if self._is_touched(change.slot) else None
        if current is None and change.old is not None:  # gone since the run read it
            return _REFUSED
        new = change.new
        if current is not None and change.old is not None:
            new = RecordDelta.between(change.old, change.new).on(current)
        return self._with_standing_references(new, current)

    def _with_standing_references(self, new: Record, current: Record | None) -> Record | _Refused:
        if isinstance(new, AnnotationObject | Answer | Expression) and not self._standing(
            Table.MEDIA, new.media_id
        ):
            return _REFUSED
        if isinstance(new, Expression):
            about = tuple(each for each in new.object_ids if self._standing(Table.OBJECT, each))
            # A text about what is gone says nothing; one that meant nothing from the start does.
            return _REFUSED if new.object_ids and not about else replace(new, object_ids=about)
        if isinstance(new, Attribute):
            stay = tuple(each for each in new.category_ids if self._standing(Table.CATEGORY, each))
            # Without the labels that it was for it would be for all objects.
            return _REFUSED if new.category_ids and not stay else replace(new, category_ids=stay)
        if isinstance(new, AnnotationObject) and new.category_id is not None:
            if not self._standing(Table.CATEGORY, new.category_id):
                return replace(new, category_id=None)
        elif isinstance(new, Answer):
            known = current.phrases if isinstance(current, Answer) else ()
            phrases = (
                p
                for p in new.phrases
                if p in known or p.object_id is None or self._standing(Table.OBJECT, p.object_id)
            )
            return replace(new, phrases=tuple(phrases))
        return new

    def _standing(self, table: Table, key: Key) -> Record | None:
        """The record as it will be, if it is there at the run's own level and at all levels above."""
        slot = (table, key)
        if slot in self._made_or_removed:
            return None
        return self.admitted[slot].new if slot in self.admitted else self._project.record(table, key)

    def _is_touched(self, slot: Slot) -> bool:
        return any(slot in changes for changes in self._above)


def _fits_both(old: Record, new: Record, value: ObjectAttribute) -> bool:
    assert isinstance(old, Attribute)
    assert isinstance(new, Attribute)
    is_same_length = old.changes_over_time == new.changes_over_time
    return is_same_length and not any(
        problem_of_value(each, key.value) for each in (old, new) for key in value.keys
    )


class _Refused:
    """Not a record, and not the absence of one either."""


_REFUSED = _Refused()
