"""Copies of a project through SQLite's backup interface: a plain file copy would miss the write-ahead log."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sa2va_desktop.storage import schema
from sa2va_desktop.storage.sqlite_errors import translated_errors


def create_database(target: Path) -> None:
    """Make an empty project, which gets its name only once it is complete. The caller holds the lock of `target`.

    Raises:
        ProjectError, StorageFullError: it could not be made; nothing is left at `target`.
    """
    with _replacing(target) as new:
        schema.create_tables(new)


def backup_database(
    source: sqlite3.Connection,
    target: Path,
    *,
    adapt: Callable[[sqlite3.Connection], None] = lambda copy: None,
) -> None:
    """Copy a database to `target`, which is replaced only once the copy is complete and on disk.

    `adapt` may change the copy before it gets its name. The caller holds the lock of `target`.

    Raises:
        ProjectError, StorageFullError: the copy could not be written; what was at `target` is as before.
    """
    with _replacing(target) as copy:
        copy.execute(f"PRAGMA page_size = {schema.PAGE_BYTES}")
        source.backup(copy)
        # A copy must be one file: leave the mode that needs side files; the next opening returns to it.
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        adapt(copy)


@contextmanager
def _replacing(target: Path) -> Iterator[sqlite3.Connection]:
    """A database under a temporary name, which takes the name of `target` if all goes well, and else is removed."""
    partial = target.with_name(target.name + ".part")
    try:
        with translated_errors(target):
            partial.unlink(missing_ok=True)
            with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
                yield connection
            _sync(partial)
            # A log left over from another project of this name would be replayed into this one.
            for suffix in ("-wal", "-shm", "-journal"):
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            os.replace(partial, target)
            _sync(target.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
