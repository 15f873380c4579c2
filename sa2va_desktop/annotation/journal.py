"""What the history hands to the store: entries, and transactions to be committed one after the other."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import EntryId


class EntryState(enum.Enum):
    """How far a history entry is. Only a run can be open; a plain edit is complete at once."""

    OPEN = "open"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    FAILED = "failed"
    PARTIAL = "partial"  # found open when the project was opened


@dataclass(frozen=True)
class EntryRecord:
    """One entry of the history, without its changes.

    Attributes:
        entry_id: rises with the position in the history; never used twice.
        label: the menu text, such as "Brush stroke".
        is_run: made of many transactions (text, track, import, batch).
        is_undone: waits to be redone.
        created_at: ISO 8601, UTC.
        old_bytes, new_bytes: what the old and the new records of its changes take on disk; known to the store.
    """

    entry_id: EntryId
    label: str
    is_run: bool
    state: EntryState
    is_undone: bool
    created_at: str
    old_bytes: int = 0
    new_bytes: int = 0


@dataclass(frozen=True)
class Transaction:
    """What the store commits as a whole, or not at all.

    Attributes:
        document: changes of the document's tables.
        entries: history entries put or replaced; their byte counts are the store's own business.
        entry_changes: net changes of entries, put or replaced record by record.
        dropped_entries: entries that leave the history, with their changes.
    """

    document: tuple[Change, ...] = ()
    entries: tuple[EntryRecord, ...] = ()
    entry_changes: tuple[tuple[EntryId, tuple[Change, ...]], ...] = ()
    dropped_entries: tuple[EntryId, ...] = ()


EntrySize = tuple[EntryId, int, int]
"""An entry, and the bytes that its old and its new records take on disk."""
