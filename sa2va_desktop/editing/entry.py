"""One entry of the history, whose changes are in memory or, for older ones, fetched from the project when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sa2va_desktop.annotation.changes import Change, Slot
from sa2va_desktop.annotation.journal import EntryRecord
from sa2va_desktop.annotation.records import EntryId

LoadChanges = Callable[[EntryId], dict[Slot, Change]]


class Entry:
    """One step of the history: its record and its net changes, one a record of the document.

    Made by the history or by `storage`; written only by the history. `load` is set by the history, too.
    """

    def __init__(self, record: EntryRecord, changes: Iterable[Change] | None = ()) -> None:
        """`changes` is None for an entry whose changes are only in the project file."""
        self.record = record
        self.merge_key: str | None = None
        self.load: LoadChanges | None = None
        self._changes = None if changes is None else {change.slot: change for change in changes}

    @property
    def is_loaded(self) -> bool:
        return self._changes is not None

    @property
    def changes(self) -> dict[Slot, Change]:
        """The net changes, fetched if need be.

        Raises:
            ProjectError: they cannot be read from the file.
        """
        if self._changes is None:
            assert self.load is not None
            self.provide(self.load(self.record.entry_id))
        assert self._changes is not None
        return self._changes

    @property
    def extra_bytes(self) -> int:
        """What the entry takes beside the document: records that are no longer there, or not there at present."""
        return self.record.new_bytes if self.record.is_undone else self.record.old_bytes

    def provide(self, changes: dict[Slot, Change]) -> None:
        """Take changes that were fetched; they belong to the entry from now on."""
        self._changes = changes

    def unload(self) -> None:
        """Keep the changes only in the project file. They must be there, all of them."""
        if self.load is not None:
            self._changes = None
