"""Paths of media: absolute in memory, relative to the project's folder in its file, so that both can move together."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

from sa2va_desktop.annotation.record_json import media_from_json, record_to_json
from sa2va_desktop.annotation.records import MediaItem


def stored_item(item: MediaItem, folder: Path) -> MediaItem:
    """The item as it is written to a project in `folder`; the path stays absolute where there is no way to it."""
    try:
        path = os.path.relpath(item.path, folder) if os.path.isabs(item.path) else item.path
    except ValueError:  # another drive
        path = item.path
    return replace(item, path=Path(path).as_posix())


def opened_item(item: MediaItem, folder: Path) -> MediaItem:
    """The item of a project in `folder` as the application uses it: with an absolute path."""
    return replace(item, path=Path(os.path.normpath(folder / item.path)).as_posix())


def rewrite_paths(connection: sqlite3.Connection, old_folder: Path, new_folder: Path) -> None:
    """Adapt the paths of a copied project to the folder where the copy will be."""
    if old_folder == new_folder:
        return

    def moved(text: str | None) -> str | None:
        if text is None:
            return None
        item = opened_item(media_from_json(text), old_folder)
        return record_to_json(stored_item(item, new_folder))

    connection.execute("BEGIN IMMEDIATE")
    for media_id, record in connection.execute("SELECT media_id, record FROM media").fetchall():
        connection.execute("UPDATE media SET record = ? WHERE media_id = ?", (moved(record), media_id))
    rows = connection.execute("SELECT rowid, old_record, new_record FROM history_record WHERE kind = 'media'")
    for rowid, old, new in rows.fetchall():
        connection.execute(
            "UPDATE history_record SET old_record = ?, new_record = ? WHERE rowid = ?",
            (moved(old), moved(new), rowid),
        )
    connection.execute("COMMIT")
