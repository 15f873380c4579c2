"""The history machine on a real project file: closing and reopening, and crashing, at any point between two commits."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis.stateful import rule
from support.documents import state_of
from support.history_model import HistoryMachine
from support.properties import property_settings

from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import AnswerState
from sa2va_desktop.storage.session import OpenProject, open_project


class _FileMachine(HistoryMachine):
    editor: OpenProject

    def make_editor(self) -> OpenProject:
        self.folder = Path(tempfile.mkdtemp())
        self.copies = 0
        (self.folder / "crash0").mkdir()  # as deep as the copies, because paths of media are relative
        return open_project(self.folder / "crash0" / "a.sa2va", create=True)

    @rule()
    def close_and_reopen(self) -> None:
        path = self.editor.path
        for entry in self.open_runs():
            self.model_seal(entry, AnswerState.CANCELLED)
        assert self.editor.close()
        self.reopen(path)

    @rule()
    def crash_and_reopen(self) -> None:
        """What a kill would leave at this moment: the file and its log, as they are on the disk."""
        self.copies += 1
        place = self.folder / f"crash{self.copies}"
        place.mkdir()
        for suffix in ("", "-wal"):
            source = self.editor.path.with_name(self.editor.path.name + suffix)
            if source.exists():
                shutil.copy(source, place / f"a.sa2va{suffix}")
        self.editor.abandon()
        for entry in self.open_runs():
            message = "“run” was interrupted; what was finished by then is kept."
            self.model_seal(entry, AnswerState.PARTIAL, message)
        self.reopen(place / "a.sa2va")

    def stored(self) -> tuple[bytes, ...]:
        """The document in memory and the one in the file, bit for bit."""
        return (*super().stored(), _document_rows(self.editor.path))

    def reopen(self, path: Path) -> None:
        before = self.editor.history.records
        self.editor = open_project(path)
        for entry in (*self.done, *self.undone):
            entry.merge_key = None
        after = self.editor.history.records
        assert [record.is_undone for record in after] == [False] * len(self.done) + [True] * len(self.undone)
        known = {record.entry_id: record.label for record in before}
        assert all(known[record.entry_id] == record.label for record in after)
        assert not any(record.state is EntryState.OPEN for record in after)

    def teardown(self) -> None:
        if not hasattr(self, "editor"):
            return
        super().teardown()
        state = state_of(self.project)
        path = self.editor.path
        assert self.editor.close()
        self.editor = open_project(path)
        assert state_of(self.project) == state
        self.editor.abandon()
        shutil.rmtree(self.folder)


def _document_rows(path: Path) -> bytes:
    """Every row of the document's tables, read by somebody else; masks by their content."""
    queries = [f"SELECT * FROM {table}" for table in ("media", "category", "object", "answer", "setting")]
    queries.append(
        "SELECT object_id, frame_index, state, predicted_iou, object_score, data FROM frame JOIN mask USING (mask_id)"
    )
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        rows = [[repr(row).encode() for row in connection.execute(query)] for query in queries]
    return b"\n".join(line for found in rows for line in sorted(found))


TestHistoryInAFile = _FileMachine.TestCase
TestHistoryInAFile.settings = property_settings(share=0.1, steps=40)
