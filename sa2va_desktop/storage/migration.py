"""Bring a project file of an older version up to date, after a backup that keeps it as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage import schema
from sa2va_desktop.storage.backup import backup_database
from sa2va_desktop.storage.conversation_migration import add_conversation_fields
from sa2va_desktop.storage.expression_migration import add_expressions
from sa2va_desktop.storage.label_migration import add_labels
from sa2va_desktop.translation import translate

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: dict[int, Migration] = {1: add_conversation_fields, 2: add_expressions, 3: add_labels}
"""From a version to the next one."""


def migrate(connection: sqlite3.Connection, path: Path, migrations: dict[int, Migration]) -> None:
    """Run the steps from the file's version to ours in one transaction; nothing happens when it is current.

    `NAME.sa2va.bak-vN` is written first and replaces an older backup of that version.

    Raises:
        ProjectError: there is no step from this version; the file is as before.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == schema.VERSION:
        return
    missing = [step for step in range(version, schema.VERSION) if step not in migrations]
    if missing:
        raise ProjectError(
            translate("storage", "{0} is of format {1}, from which there is no way to {2}.").format(
                path.name, version, schema.VERSION
            )
        )
    backup_database(connection, path.with_name(f"{path.name}.bak-v{version}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, schema.VERSION):
            migrations[step](connection)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have rolled back already
            connection.execute("ROLLBACK")
        raise
