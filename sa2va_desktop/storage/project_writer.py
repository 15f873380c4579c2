"""Write transactions of the history into the tables of a project file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sa2va_desktop.annotation.changes import PAIR_TABLES, Change, Record, Table, pair_key
from sa2va_desktop.annotation.journal import EntryRecord, EntrySize, EntryState, Transaction
from sa2va_desktop.annotation.record_json import record_to_json
from sa2va_desktop.annotation.records import EntryId, MediaItem, ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle, rle_to_bytes
from sa2va_desktop.storage.media_paths import stored_item
from sa2va_desktop.storage.stored_mask import StoredMask

FrameColumns = tuple[int | None, int | None, float | None, float | None]

ROW_BYTES = 64
"""What a row takes beside its blob or text, roughly, when the size of the history is reckoned."""

_NO_FRAME: FrameColumns = (None, None, None, None)
_ID_COLUMNS = {
    Table.MEDIA: "media_id",
    Table.CATEGORY: "category_id",
    Table.ATTRIBUTE: "attribute_id",
    Table.OBJECT: "object_id",
    Table.ANSWER: "answer_id",
    Table.EXPRESSION: "expression_id",
}


class ProjectWriter:
    """Commits transactions to the project in `folder`. Belongs to the thread that has the connection."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._orphans: set[int] = set()

    def commit(self, transactions: Iterable[Transaction]) -> list[EntrySize]:
        """Commit several transactions as one: all of them are on the disk when this returns, or none.

        Returns: the new sizes of the history entries that were touched and are not open; counting a long run at
            every step would take longer and longer.

        Raises:
            sqlite3.Error: nothing was written.
        """
        touched: dict[EntryId, None] = {}
        self._orphans.clear()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for transaction in transactions:
                self._write(transaction)
                touched.update(dict.fromkeys(entry_id for entry_id, _ in transaction.entry_changes))
                for record in transaction.entries:
                    if record.state is EntryState.OPEN:
                        touched.pop(record.entry_id, None)
                    elif not transaction.document:  # a run was sealed
                        touched[record.entry_id] = None
            self._remove_orphans()
            sizes = self._sizes(touched)
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return sizes

    def _write(self, transaction: Transaction) -> None:
        masks = _MaskIds(self._connection)
        for change in transaction.document:
            if change.table is Table.FRAME:
                self._write_frame(change, masks)
            elif change.table in PAIR_TABLES:
                self._write_pair(change)
            else:
                self._write_record(change)
        for record in transaction.entries:
            self._write_entry(record)
        for entry_id, changes in transaction.entry_changes:
            for change in changes:
                if change.table is Table.FRAME:
                    self._write_entry_frame(entry_id, change, masks)
                else:
                    self._write_entry_record(entry_id, change)
        for entry_id in transaction.dropped_entries:
            self._drop_entry(entry_id)

    # -- the document

    def _write_frame(self, change: Change, masks: _MaskIds) -> None:
        key = pair_key(change)
        if change.new is None:
            self._connection.execute("DELETE FROM frame WHERE object_id = ? AND frame_index = ?", key)
            return
        self._connection.execute(
            "INSERT INTO frame (object_id, frame_index, mask_id, state, predicted_iou, object_score)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (object_id, frame_index) DO UPDATE SET mask_id = excluded.mask_id,"
            " state = excluded.state, predicted_iou = excluded.predicted_iou, object_score = excluded.object_score",
            (*key, *masks.columns_of(change.new)),
        )

    def _write_record(self, change: Change) -> None:
        key_name, value_name = ("name", "value") if change.table is Table.SETTING else _columns(change.table)
        if change.new is None:
            self._connection.execute(f"DELETE FROM {change.table} WHERE {key_name} = ?", (change.key,))
        else:
            self._connection.execute(
                f"INSERT INTO {change.table} ({key_name}, {value_name}) VALUES (?, ?)"
                f" ON CONFLICT ({key_name}) DO UPDATE SET {value_name} = excluded.{value_name}",
                (change.key, self._text_of(change.new)),
            )

    def _write_pair(self, change: Change) -> None:
        """A value of an attribute or a review."""
        if change.new is None:
            self._connection.execute(
                f"DELETE FROM {change.table} WHERE object_id = ? AND number = ?", pair_key(change)
            )
        else:
            self._connection.execute(
                f"INSERT OR REPLACE INTO {change.table} (object_id, number, record) VALUES (?, ?, ?)",
                (*pair_key(change), self._text_of(change.new)),
            )

    # -- the history

    def _write_entry(self, record: EntryRecord) -> None:
        self._connection.execute(
            "INSERT INTO history_entry (entry_id, label, is_run, state, is_undone, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (entry_id) DO UPDATE SET label = excluded.label,"
            " state = excluded.state, is_undone = excluded.is_undone",
            (
                record.entry_id,
                _storable(record.label),
                int(record.is_run),
                record.state.value,
                int(record.is_undone),
                record.created_at,
            ),
        )

    def _write_entry_frame(self, entry_id: EntryId, change: Change, masks: _MaskIds) -> None:
        key = (entry_id, *pair_key(change))
        row = self._connection.execute(
            "SELECT new_mask_id FROM history_frame WHERE entry_id = ? AND object_id = ? AND frame_index = ?",
            key,
        ).fetchone()
        if row and row[0] is not None:
            self._orphans.add(row[0])  # a mask between two steps of the same entry, which nobody can return to
        self._connection.execute(
            "INSERT OR REPLACE INTO history_frame VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, *masks.columns_of(change.old), *masks.columns_of(change.new)),
        )

    def _write_entry_record(self, entry_id: EntryId, change: Change) -> None:
        key = "{}:{}".format(*pair_key(change)) if change.table in PAIR_TABLES else change.key
        self._connection.execute(
            "INSERT OR REPLACE INTO history_record (entry_id, kind, key, old_record, new_record)"
            " VALUES (?, ?, ?, ?, ?)",
            (entry_id, str(change.table), key, self._text_of(change.old), self._text_of(change.new)),
        )

    def _text_of(self, record: Record | None) -> str | None:
        """A record of any table but the frames as it is stored; a setting is its own text."""
        if record is None or isinstance(record, str):
            return None if record is None else _storable(record)
        assert not isinstance(record, ObjectFrame)
        return record_to_json(stored_item(record, self._folder) if isinstance(record, MediaItem) else record)

    def _drop_entry(self, entry_id: EntryId) -> None:
        rows = self._connection.execute(
            "SELECT old_mask_id, new_mask_id FROM history_frame WHERE entry_id = ?", (entry_id,)
        )
        self._orphans.update(mask_id for row in rows for mask_id in row if mask_id is not None)
        for table in ("history_entry", "history_record", "history_frame"):
            self._connection.execute(f"DELETE FROM {table} WHERE entry_id = ?", (entry_id,))

    def _remove_orphans(self) -> None:
        """Masks that lost a holder, if it was the last one."""
        self._connection.executemany(
            "DELETE FROM mask WHERE mask_id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM frame WHERE mask_id = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM history_frame WHERE old_mask_id = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM history_frame WHERE new_mask_id = ?1)",
            [(mask_id,) for mask_id in self._orphans],
        )

    def _sizes(self, entry_ids: Iterable[EntryId]) -> list[EntrySize]:
        return [entry_size(self._connection, entry_id) for entry_id in entry_ids]


def entry_size(connection: sqlite3.Connection, entry_id: EntryId) -> EntrySize:
    """Bytes that the old and the new records of an entry take; a mask counts for each entry that holds it."""
    old, new = connection.execute(
        "SELECT coalesce(sum(length(o.data)), 0) + count(h.old_mask_id) * ?2,"
        " coalesce(sum(length(n.data)), 0) + count(h.new_mask_id) * ?2"
        " FROM history_frame h LEFT JOIN mask o ON o.mask_id = h.old_mask_id"
        " LEFT JOIN mask n ON n.mask_id = h.new_mask_id WHERE h.entry_id = ?1",
        (entry_id, ROW_BYTES),
    ).fetchone()
    old_text, new_text = connection.execute(
        "SELECT coalesce(sum(length(old_record) + ?2), 0), coalesce(sum(length(new_record) + ?2), 0)"
        " FROM history_record WHERE entry_id = ?1",
        (entry_id, ROW_BYTES),
    ).fetchone()
    return (entry_id, old + old_text, new + new_text)


def mask_digest(rle: MaskRle) -> bytes:
    """Tells masks apart by content, whatever the compression."""
    digest = hashlib.blake2b(repr((rle.size_hw, rle.box_xywh)).encode(), digest_size=16)
    digest.update(rle.runs.astype("<u4", copy=False).tobytes())
    return digest.digest()


class _MaskIds:
    """Ids of the masks of one transaction; a mask that is not in the file yet is added."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # By identity, because a mask appears in the document's table and in the history's.
        self._known: dict[int, tuple[MaskRle, int]] = {}

    def columns_of(self, frame: Record | None) -> FrameColumns:
        if frame is None:
            return _NO_FRAME
        assert isinstance(frame, ObjectFrame)
        # Scores may be NumPy numbers, which SQLite would store as blobs.
        return (
            self._id_of(frame.rle),
            int(frame.state),
            _float(frame.predicted_iou),
            _float(frame.object_score),
        )

    def _id_of(self, rle: MaskRle) -> int:
        if id(rle) not in self._known:
            self._known[id(rle)] = (rle, self._find_or_add(rle))
        return self._known[id(rle)][1]

    def _find_or_add(self, rle: MaskRle) -> int:
        # A mask that came from a file goes back as it was, even if its runs cannot be read.
        digest, blob = (
            (rle.digest, rle.blob) if isinstance(rle, StoredMask) and rle.blob else (mask_digest(rle), b"")
        )
        row = self._connection.execute("SELECT mask_id FROM mask WHERE digest = ?", (digest,)).fetchone()
        if row is not None:
            return int(row[0])
        added = self._connection.execute(
            "INSERT INTO mask (digest, data) VALUES (?, ?)", (digest, blob or rle_to_bytes(rle))
        )
        assert added.lastrowid is not None
        return added.lastrowid


def _columns(table: Table) -> tuple[str, str]:
    return (_ID_COLUMNS[table], "record")


def _storable(text: str) -> str:
    """Without the halves of characters that names of files and pasted text may hold, and SQLite refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _float(score: float | None) -> float | None:
    return None if score is None else float(score)
