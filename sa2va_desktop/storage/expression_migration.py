"""Version 2 to 3: texts about objects get a table, and records keep what imported files said beyond the document."""

from __future__ import annotations

import sqlite3
from typing import Any

from sa2va_desktop.storage.record_migration import rewrite_records

_TABLE = "CREATE TABLE expression (expression_id INTEGER PRIMARY KEY, record TEXT NOT NULL)"


def add_expressions(connection: sqlite3.Connection) -> None:
    """Add the table, and the field `extras` of media and objects. Runs inside a transaction."""
    connection.execute(_TABLE)
    for table in ("media", "object"):
        rewrite_records(connection, table, _with_extras)


def _with_extras(fields: dict[str, Any]) -> dict[str, Any]:
    return {"extras": "", **fields}
