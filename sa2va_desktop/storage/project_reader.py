"""Read a project file into a `Project` and the entries of its history, strictly: an error names table and row."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.changes import Change, Key, Record, Table
from sa2va_desktop.annotation.journal import EntryRecord, EntryState
from sa2va_desktop.annotation.project import Project, ProjectIntegrityError
from sa2va_desktop.annotation.record_json import (
    RecordError,
    answer_from_json,
    category_from_json,
    media_from_json,
    object_from_json,
)
from sa2va_desktop.annotation.records import EntryId, FrameState, MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, RleError, rle_from_bytes
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.media_paths import opened_item
from sa2va_desktop.storage.project_writer import entry_size
from sa2va_desktop.translation import translate

_PARSERS: dict[Table, tuple[str, Callable[[str], Record]]] = {
    Table.MEDIA: ("media_id", media_from_json),
    Table.CATEGORY: ("category_id", category_from_json),
    Table.OBJECT: ("object_id", object_from_json),
    Table.ANSWER: ("answer_id", answer_from_json),
}


class ProjectReader:
    """Reads one file; masks that are stored once are one object in memory too."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._name = path.name
        self._folder = path.parent
        self._masks: dict[int, MaskRle] = {}

    def read_project(self) -> Project:
        """The document.

        Raises:
            ProjectError: a row is malformed or refers to nothing.
        """
        project = Project()
        changes = [change for table in Table for change in self._rows_of(table)]
        try:
            project.apply(changes)
        except ProjectIntegrityError as error:
            raise ProjectError(
                translate("storage", "{0} is damaged: {1}.").format(self._name, error)
            ) from error
        self._reserve_ids(project)
        return project

    def read_entries(self) -> list[EntryRecord]:
        """The entries of the history, oldest first.

        Raises:
            ProjectError: a row is malformed.
        """
        rows = self._connection.execute(
            "SELECT entry_id, label, is_run, state, is_undone, created_at FROM history_entry ORDER BY entry_id"
        )
        return [self._entry(*row) for row in rows.fetchall()]

    def read_entry_changes(self, entry_id: EntryId) -> list[Change]:
        """The net changes of one entry.

        Raises:
            ProjectError: a row is malformed.
        """
        changes = []
        records = self._connection.execute(
            "SELECT kind, key, old_record, new_record FROM history_record WHERE entry_id = ?", (entry_id,)
        )
        for kind, key, old, new in records:
            with _named(self._name, "history_record", (entry_id, kind, key)):
                table = Table(kind)
                pair = [None if text is None else self._parse(table, key, text) for text in (old, new)]
            changes.append(Change(table, key, *pair))
        frames = self._connection.execute(
            "SELECT object_id, frame_index, old_mask_id, old_state, old_predicted_iou, old_object_score,"
            " new_mask_id, new_state, new_predicted_iou, new_object_score FROM history_frame WHERE entry_id = ?",
            (entry_id,),
        )
        for object_id, frame_index, *columns in frames.fetchall():
            with _named(self._name, "history_frame", (entry_id, object_id, frame_index)):
                key = _frame_key(object_id, frame_index)
                old_frame, new_frame = (self._frame(*part) for part in (columns[:4], columns[4:]))
            changes.append(Change(Table.FRAME, key, old_frame, new_frame))
        return changes

    # -- rows

    def _rows_of(self, table: Table) -> Iterator[Change]:
        if table is Table.FRAME:
            yield from self._frames()
            return
        if table is Table.SETTING:
            rows = self._connection.execute("SELECT name, value FROM setting")
        else:
            rows = self._connection.execute(f"SELECT {_PARSERS[table][0]}, record FROM {table} ORDER BY 1")
        for key, text in rows:
            with _named(self._name, table, key):
                yield Change(table, key, None, self._parse(table, key, text))

    def _frames(self) -> Iterator[Change]:
        rows = self._connection.execute(
            "SELECT object_id, frame_index, mask_id, state, predicted_iou, object_score FROM frame"
        )
        for object_id, frame_index, *columns in rows.fetchall():
            with _named(self._name, Table.FRAME, (object_id, frame_index)):
                key = _frame_key(object_id, frame_index)
                frame = self._frame(*columns)
                if frame is None:
                    raise RecordError("has no mask")
                yield Change(Table.FRAME, key, None, frame)

    def _frame(self, mask_id: Any, state: Any, iou: Any, score: Any) -> ObjectFrame | None:
        if mask_id is None and state is None:
            return None
        try:
            known = FrameState(state)
        except ValueError:
            raise RecordError(f"has the unknown state {state!r:.20}") from None
        return ObjectFrame(self._mask(mask_id), known, _score(iou), _score(score))

    def _mask(self, mask_id: Any) -> MaskRle:
        rle = self._masks.get(mask_id)
        if rle is None:
            row = self._connection.execute("SELECT data FROM mask WHERE mask_id = ?", (mask_id,)).fetchone()
            if row is None or not isinstance(row[0], bytes):
                raise RecordError(f"has the mask {mask_id!r:.20}, which is not there")
            rle = self._masks[mask_id] = rle_from_bytes(row[0])
        return rle

    def _entry(
        self, entry_id: Any, label: Any, is_run: Any, state: Any, is_undone: Any, created_at: Any
    ) -> EntryRecord:
        with _named(self._name, "history_entry", entry_id):
            if not isinstance(label, str) or not isinstance(created_at, str):
                raise RecordError("has a label or a time that is not text")
            if is_run not in (0, 1) or is_undone not in (0, 1):
                raise RecordError("has a flag that is neither 0 nor 1")
            _, old_bytes, new_bytes = entry_size(self._connection, entry_id)
            return EntryRecord(
                EntryId(entry_id),
                label,
                bool(is_run),
                EntryState(state),
                bool(is_undone),
                created_at,
                old_bytes,
                new_bytes,
            )

    def _parse(self, table: Table, key: Key, text: Any) -> Record:
        if not isinstance(text, str):
            raise RecordError(f"is text, found {type(text).__name__}")
        if table is Table.SETTING:
            return text
        id_name, parse = _PARSERS[table]
        record = parse(text)
        if getattr(record, id_name) != key:
            raise RecordError(f"holds the record {getattr(record, id_name)} under another id")
        return opened_item(record, self._folder) if isinstance(record, MediaItem) else record

    def _reserve_ids(self, project: Project) -> None:
        rows = self._connection.execute("SELECT kind, max(key) FROM history_record GROUP BY kind")
        for kind, last_id in rows:
            if kind in _PARSERS and isinstance(last_id, int):
                project.reserve_id(Table(kind), last_id)


class _named:  # noqa: N801  (reads as a statement)
    """Turns what is wrong with a row into a sentence that names file, table and row."""

    def __init__(self, name: str, table: str, row: Any) -> None:
        self._name, self._table, self._row = name, table, row

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RecordError | RleError | ValueError | TypeError):
            raise ProjectError(
                translate("storage", "{0} is damaged: in the table {1}, the row {2!r:.60}: {3}.").format(
                    self._name, self._table, self._row, error
                )
            ) from error


def _frame_key(object_id: Any, frame_index: Any) -> tuple[ObjectId, int]:
    if not isinstance(object_id, int) or not isinstance(frame_index, int):
        raise RecordError("has a key that is not a number")
    return (ObjectId(object_id), frame_index)


def _score(value: Any) -> float | None:
    if value is None:
        return None
    if not isinstance(value, float) or not math.isfinite(value):
        raise RecordError(f"has the score {value!r:.20}, which is not a number")
    return value
