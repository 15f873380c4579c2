"""Version 3 to 4: attributes and reviews get tables, labels a key and an order, objects a clean-up, answers spans."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sa2va_desktop.storage.record_migration import rewrite_records

_TABLES = (
    "CREATE TABLE attribute (attribute_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE object_attribute (object_id INTEGER NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,"
    " PRIMARY KEY (object_id, number))",
    "CREATE TABLE frame_review (object_id INTEGER NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,"
    " PRIMARY KEY (object_id, number))",
)
_ADDED: dict[str, dict[str, Any]] = {
    "category": {"hotkey": "", "order": 0},
    "object": {"clean_up": None},
    "answer": {"spans": []},
}


def add_labels(connection: sqlite3.Connection) -> None:
    """Add the tables and the fields. Runs inside a transaction."""
    for statement in _TABLES:
        connection.execute(statement)
    for table, added in _ADDED.items():
        rewrite_records(connection, table, _with(added))


def _with(added: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda fields: {**added, **fields}
