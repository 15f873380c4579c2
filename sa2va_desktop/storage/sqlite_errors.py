"""Errors of SQLite and of the file system as sentences for the user."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from sa2va_desktop.errors import ProjectError, StorageFullError
from sa2va_desktop.translation import translate

PATH_LIMIT_BYTES = 500
"""SQLite takes 512 bytes of path outside Windows, the ends of its side files' names included."""


class translated_errors:  # noqa: N801  (reads as a statement)
    """Turns SQLite's and the system's errors into one sentence that names the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, sqlite3.Error | OSError):
            raise storage_error(self._path, error) from error


def storage_error(path: Path, error: Exception) -> ProjectError:
    """The sentence for an error of SQLite or the system while working on `path`."""
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith("SQLITE_FULL") or (
        isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    ):
        return StorageFullError(
            translate("storage", "The disk has no room left for {0}; changes are kept in memory.").format(
                path.name
            )
        )
    path_bytes = len(os.fsencode(path))
    if code.startswith("SQLITE_CANTOPEN") and path_bytes > PATH_LIMIT_BYTES:
        return ProjectError(
            translate(
                "storage",
                "{0} cannot be opened: its path takes {1} bytes, and a project's at most {2}; "
                "use a shorter name or a folder further up.",
            ).format(path.name, path_bytes, PATH_LIMIT_BYTES)
        )
    if code.startswith("SQLITE_NOTADB"):
        return ProjectError(translate("storage", "{0} is not a Sa2VA Desktop project.").format(path.name))
    if code.startswith("SQLITE_CORRUPT"):
        return ProjectError(translate("storage", "{0} is damaged: {1}.").format(path.name, error))
    return ProjectError(translate("storage", "{0} cannot be read or written: {1}.").format(path.name, error))
