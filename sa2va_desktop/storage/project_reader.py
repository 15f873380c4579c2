"""Read a project file into a `Project` and the entries of its history, strictly: an error names table and row."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from sa2va_desktop.annotation.attributes import ObjectAttribute
from sa2va_desktop.annotation.changes import Change, Key, Record, Slot, Table
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.journal import EntryRecord, EntryState
from sa2va_desktop.annotation.json_fields import RecordError
from sa2va_desktop.annotation.label_json import attribute_from_json, review_from_json, value_from_json
from sa2va_desktop.annotation.project import Project, ProjectIntegrityError
from sa2va_desktop.annotation.record_json import (
    answer_from_json,
    category_from_json,
    expression_from_json,
    media_from_json,
    object_from_json,
)
from sa2va_desktop.annotation.records import EntryId, FrameState, MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.media_paths import opened_item
from sa2va_desktop.storage.project_writer import entry_size
from sa2va_desktop.storage.stored_mask import StoredMask, StoredMasks
from sa2va_desktop.translation import translate

_PAIR_PARSERS: dict[Table, Callable[[str], ObjectAttribute | FrameReview]] = {
    Table.VALUE: value_from_json,
    Table.REVIEW: review_from_json,
}
"""By table, of what belongs to objects and is stored as JSON."""

_PARSERS: dict[Table, tuple[str, Callable[[str], Record]]] = {
    Table.MEDIA: ("media_id", media_from_json),
    Table.CATEGORY: ("category_id", category_from_json),
    Table.ATTRIBUTE: ("attribute_id", attribute_from_json),
    Table.OBJECT: ("object_id", object_from_json),
    Table.ANSWER: ("answer_id", answer_from_json),
    Table.EXPRESSION: ("expression_id", expression_from_json),
}

_STATES = {int(state): state for state in FrameState}


class ProjectReader:
    """Reads one file; masks that are stored once are one object in memory too, also for the next reader of `masks`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, masks: StoredMasks) -> None:
        self._connection = connection
        self._name = path.name
        self._folder = path.parent
        self._masks = masks

    def read_project(self) -> Project:
        """The document.

        Raises:
            ProjectError: a row is malformed or refers to nothing.
        """
        project = Project()
        changes = [change for table in Table if table is not Table.FRAME for change in self._rows_of(table)]
        tracks = self._tracks()
        try:
            project.apply(changes)
            for object_id, frames in tracks.items():
                project.fill_track(object_id, frames)
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

    def read_entry_changes(self, entry_id: EntryId) -> dict[Slot, Change]:
        """The net changes of one entry, by the record that they change.

        Raises:
            ProjectError: a row is malformed.
        """
        changes: dict[Slot, Change] = {}
        records = self._connection.execute(
            "SELECT kind, key, old_record, new_record FROM history_record WHERE entry_id = ?", (entry_id,)
        )
        for kind, key, old, new in records.fetchall():
            with _named(self._name, "history_record", (entry_id, kind, key)):
                table = Table(kind)
                key = _pair_of(key) if table in _PAIR_PARSERS else key
                pair = [None if text is None else self._parse(table, key, text) for text in (old, new)]
            changes[table, key] = Change(table, key, *pair)
        masks = self._masks_of(
            "SELECT old_mask_id FROM history_frame WHERE entry_id = ?1"
            " UNION SELECT new_mask_id FROM history_frame WHERE entry_id = ?1",
            entry_id,
        )
        frames = self._connection.execute(
            "SELECT object_id, frame_index, old_mask_id, old_state, old_predicted_iou, old_object_score,"
            " new_mask_id, new_state, new_predicted_iou, new_object_score FROM history_frame WHERE entry_id = ?",
            (entry_id,),
        )
        # A row that is refused ends the loop, and a statement that is not ended would hold up closing the file.
        with closing(frames), _named(self._name, "history_frame", (entry_id,)) as row:
            for object_id, frame_index, *columns in frames:
                row.key = (entry_id, object_id, frame_index)
                key = _frame_key(object_id, frame_index)
                old, new = _frame(masks, *columns[:4]), _frame(masks, *columns[4:])
                changes[Table.FRAME, key] = Change(Table.FRAME, key, old, new)
        return changes

    # -- rows

    def _rows_of(self, table: Table) -> Iterator[Change]:
        if table in _PAIR_PARSERS:
            triples = self._connection.execute(f"SELECT object_id, number, record FROM {table} ORDER BY 1, 2")
            rows = [((object_id, number), text) for object_id, number, text in triples]
        elif table is Table.SETTING:
            rows = self._connection.execute("SELECT name, value FROM setting").fetchall()
        else:
            rows = self._connection.execute(
                f"SELECT {_PARSERS[table][0]}, record FROM {table} ORDER BY 1"
            ).fetchall()
        for key, text in rows:
            with _named(self._name, table, key):
                yield Change(table, key, None, self._parse(table, key, text))

    def _tracks(self) -> dict[ObjectId, dict[int, ObjectFrame]]:
        """All tracks. There may be hundreds of thousands of rows: each is looked at with as little ado as possible."""
        tracks: dict[ObjectId, dict[int, ObjectFrame]] = {}
        masks = self._masks_of("SELECT mask_id FROM frame")
        rows = self._connection.execute(
            "SELECT object_id, frame_index, mask_id, state, predicted_iou, object_score FROM frame"
        )
        with closing(rows), _named(self._name, Table.FRAME, None) as row:
            for object_id, frame_index, *columns in rows:
                row.key = (object_id, frame_index)
                known_id, index = _frame_key(object_id, frame_index)
                frame = _frame(masks, *columns)
                if frame is None:
                    raise RecordError("has no mask")
                tracks.setdefault(known_id, {})[index] = frame
        return tracks

    def _masks_of(self, selection: str, *values: object) -> dict[int, StoredMask]:
        """The masks whose row numbers an SQL expression selects."""
        rows = self._connection.execute(
            f"SELECT mask_id, digest, data FROM mask WHERE mask_id IN ({selection})", values
        )
        return {mask_id: self._masks.mask(self._name, mask_id, digest, blob) for mask_id, digest, blob in rows}

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
        if table in _PAIR_PARSERS:
            belonging = _PAIR_PARSERS[table](text)
            if belonging.slot_key != key:
                raise RecordError(f"holds the record {belonging.slot_key} under another key")
            return belonging
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

    def __init__(self, name: str, table: str, key: Any) -> None:
        self._name, self._table, self.key = name, table, key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RecordError | ValueError | TypeError):
            raise ProjectError(
                translate("storage", "{0} is damaged: in the table {1}, the row {2!r:.60}: {3}.").format(
                    self._name, self._table, self.key, error
                )
            ) from error


def _frame_key(object_id: Any, frame_index: Any) -> tuple[ObjectId, int]:
    if not isinstance(object_id, int) or not isinstance(frame_index, int):
        raise RecordError("has a key that is not a number")
    return (ObjectId(object_id), frame_index)


def _pair_of(key: Any) -> tuple[ObjectId, int]:
    """The key of a value or a review as the history keeps it, "OBJECT:NUMBER"."""
    parts = key.split(":") if isinstance(key, str) else []
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in parts):
        raise RecordError("has a key that is not two numbers")
    return (ObjectId(int(parts[0])), int(parts[1]))


def _frame(
    masks: Mapping[int, StoredMask], mask_id: Any, state: Any, iou: Any, score: Any
) -> ObjectFrame | None:
    known = _STATES.get(state)
    if known is None:
        if mask_id is None and state is None:
            return None
        raise RecordError(f"has the unknown state {state!r:.20}")
    rle = masks.get(mask_id)
    if rle is None:
        raise RecordError(f"has the mask {mask_id!r:.20}, which is not there")
    return ObjectFrame(
        rle, known, iou if iou is None else _score(iou), score if score is None else _score(score)
    )


def _score(value: Any) -> float:
    if not isinstance(value, float) or not math.isfinite(value):
        raise RecordError(f"has the score {value!r:.20}, which is not a number")
    return value
