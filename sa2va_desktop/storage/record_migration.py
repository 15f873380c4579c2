"""Rewrite the records of one table while a project file is brought up to date, in the document and in the history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

Rewrite = Callable[[dict[str, Any]], dict[str, Any]]


def rewrite_records(connection: sqlite3.Connection, table: str, rewrite: Rewrite) -> None:
    """Give every record of a table (named as in the schema) to `rewrite`. Runs inside a transaction.

    A record that cannot be read stays as it is, and is named when it is read.
    """
    id_column = f"{table}_id"
    rows = connection.execute(f"SELECT {id_column}, record FROM {table}").fetchall()
    for record_id, record in rows:
        connection.execute(
            f"UPDATE {table} SET record = ? WHERE {id_column} = ?", (_rewritten(record, rewrite), record_id)
        )
    kept = connection.execute(
        "SELECT rowid, old_record, new_record FROM history_record WHERE kind = ?", (table,)
    )
    for rowid, old, new in kept.fetchall():
        connection.execute(
            "UPDATE history_record SET old_record = ?, new_record = ? WHERE rowid = ?",
            (_rewritten(old, rewrite), _rewritten(new, rewrite), rowid),
        )


def _rewritten(record: object, rewrite: Rewrite) -> object:
    if not isinstance(record, str):
        return record
    try:
        fields = json.loads(record)
    except (ValueError, RecursionError):
        return record
    if not isinstance(fields, dict):
        return record
    text = json.dumps(rewrite(fields), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
