from __future__ import annotations

from collections.abc import Iterable

from support.history_model import HistoryMachine
from support.properties import property_settings

from sa2va_desktop.annotation.changes import Change, ChangeSet
from sa2va_desktop.annotation.journal import EntryState, Transaction
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.editing.history import History, RunHandle


class _Editor:
    """A history alone, with the transactions that it handed out."""

    def __init__(self) -> None:
        self.project = Project()
        self.transactions: list[Transaction] = []
        self.history = History(self.project, self.transactions.append)

    def do(self, label: str, changes: Iterable[Change], *, merge_key: str | None = None) -> ChangeSet:
        return self.history.do(label, changes, merge_key=merge_key)

    def begin_run(self, label: str, changes: Iterable[Change] = ()) -> RunHandle:
        return self.history.begin_run(label, changes)

    def append(self, run: RunHandle, changes: Iterable[Change]) -> ChangeSet:
        return self.history.append(run, changes)

    def seal(self, run: RunHandle, state: EntryState, message: str = "") -> ChangeSet:
        return self.history.seal(run, state, message)

    def undo(self) -> ChangeSet | None:
        return self.history.undo()

    def redo(self) -> ChangeSet | None:
        return self.history.redo()

    def end_merging(self) -> None:
        self.history.end_merging()


class _MemoryMachine(HistoryMachine):
    def make_editor(self) -> _Editor:
        return _Editor()


TestHistory = _MemoryMachine.TestCase
TestHistory.settings = property_settings()
