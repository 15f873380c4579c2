"""The tables of a project file, version by version, and the check that a file has exactly these."""

from __future__ import annotations

import sqlite3

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.translation import translate

APPLICATION_ID = 0x53325641  # "S2VA"
VERSION = 4
# 2: answers have a task, follow each other and keep their tokens. 3: expressions, extras of imported files.
# 4: attributes, reviews, a clean-up of objects, spans of answers.
PAGE_BYTES = 16384  # a third less file than the default for masks of a few KB

# Rowid tables: `without rowid` nearly doubles the file, because blobs then sit in the index.
STATEMENTS = (
    "CREATE TABLE media (media_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE category (category_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE object (object_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE attribute (attribute_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE object_attribute (object_id INTEGER NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,"
    " PRIMARY KEY (object_id, number))",
    "CREATE TABLE frame_review (object_id INTEGER NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,"
    " PRIMARY KEY (object_id, number))",
    "CREATE TABLE answer (answer_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE expression (expression_id INTEGER PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # A mask is stored once, however many frames and history entries hold it.
    "CREATE TABLE mask (mask_id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, data BLOB NOT NULL)",
    "CREATE TABLE frame (object_id INTEGER NOT NULL, frame_index INTEGER NOT NULL, mask_id INTEGER NOT NULL,"
    " state INTEGER NOT NULL, predicted_iou REAL, object_score REAL, PRIMARY KEY (object_id, frame_index))",
    "CREATE TABLE history_entry (entry_id INTEGER PRIMARY KEY, label TEXT NOT NULL, is_run INTEGER NOT NULL,"
    " state TEXT NOT NULL, is_undone INTEGER NOT NULL, created_at TEXT NOT NULL)",
    "CREATE TABLE history_record (entry_id INTEGER NOT NULL, kind TEXT NOT NULL, key NOT NULL,"
    " old_record TEXT, new_record TEXT, PRIMARY KEY (entry_id, kind, key))",
    "CREATE TABLE history_frame (entry_id INTEGER NOT NULL, object_id INTEGER NOT NULL, frame_index INTEGER NOT NULL,"
    " old_mask_id INTEGER, old_state INTEGER, old_predicted_iou REAL, old_object_score REAL,"
    " new_mask_id INTEGER, new_state INTEGER, new_predicted_iou REAL, new_object_score REAL,"
    " PRIMARY KEY (entry_id, object_id, frame_index))",
    # To find out whether a mask is still held by anyone.
    "CREATE INDEX frame_mask ON frame (mask_id)",
    "CREATE INDEX history_frame_old_mask ON history_frame (old_mask_id)",
    "CREATE INDEX history_frame_new_mask ON history_frame (new_mask_id)",
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make a new project file of an empty database, in one transaction."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in STATEMENTS:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def check_tables(connection: sqlite3.Connection, name: str) -> None:
    """Compare the schema with ours, statement by statement: a stranger's trigger or view would be code.

    Raises:
        ProjectError: something is missing, extra or different.
    """
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    found = {str(sql) for _, sql in rows}
    for statement in STATEMENTS:
        if statement not in found:
            what = " ".join(statement.split()[1:3])
            raise ProjectError(
                translate(
                    "storage", "{0} is damaged or was changed by another program: its {1} is not as expected."
                ).format(name, what)
            )
    extra = sorted(str(title) for title, sql in rows if sql not in STATEMENTS)
    if extra:
        raise ProjectError(
            translate(
                "storage", "{0} was changed by another program: {1!r:.60} does not belong in a project."
            ).format(name, extra[0])
        )
