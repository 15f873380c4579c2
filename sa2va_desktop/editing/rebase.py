"""Carry a change over to other versions of the same record: only what it changed, and only where nobody else did."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from sa2va_desktop.annotation.changes import Record
from sa2va_desktop.annotation.records import Answer, Phrase


@dataclass(frozen=True)
class RecordDelta:
    """The difference between two versions of a record. Phrases of an answer are a set; other fields are values."""

    values: dict[str, Any]
    added_phrases: frozenset[Phrase] = frozenset()
    removed_phrases: frozenset[Phrase] = frozenset()

    @classmethod
    def between(cls, old: Record, new: Record) -> RecordDelta:
        """What changed from `old` to `new`, two records of the same kind. A setting has no fields and no delta."""
        if isinstance(old, str) or isinstance(new, str):
            return cls({})
        assert type(old) is type(new)
        pairs = {item.name: (getattr(old, item.name), getattr(new, item.name)) for item in fields(new)}
        before, after = pairs.pop("phrases", ((), ()))
        return cls(
            {name: now for name, (then, now) in pairs.items() if then is not now and then != now},
            frozenset(after) - frozenset(before),
            frozenset(before) - frozenset(after),
        )

    def on(self, record: Record) -> Record:
        """Another version of the record with this difference applied."""
        if isinstance(record, str):
            return record
        changed = replace(record, **self.values)
        if not isinstance(changed, Answer):
            return changed
        phrases = (frozenset(changed.phrases) - self.removed_phrases) | self.added_phrases
        return replace(
            changed, phrases=tuple(sorted(phrases, key=lambda p: (p.start, p.stop, p.object_id or 0)))
        )

    def below(self, later: RecordDelta) -> RecordDelta:
        """What is left to see of this difference above a later one, which wins where both changed the same."""
        return RecordDelta(
            {name: value for name, value in self.values.items() if name not in later.values},
            self.added_phrases - later.removed_phrases,
            self.removed_phrases - later.added_phrases,
        )
