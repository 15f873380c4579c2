"""A project file: one SQLite database, opened safely, checked exactly, copied through SQLite's own backup.

Used by one thread at a time: the storage lane. What is in the tables is read by `project_reader` and written by
`project_writer`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sa2va_desktop.errors import ProjectError, ProjectLockedError, ProjectVersionError
from sa2va_desktop.storage import schema
from sa2va_desktop.storage.backup import backup_database, create_database
from sa2va_desktop.storage.file_lock import FileLock
from sa2va_desktop.storage.media_paths import rewrite_paths
from sa2va_desktop.storage.migration import MIGRATIONS, Migration, migrate
from sa2va_desktop.storage.sqlite_errors import translated_errors
from sa2va_desktop.translation import translate

VALUE_LIMIT_BYTES = 256 << 20
"""The longest text or blob that is read from a project file: a mask of 8192x8192 noise takes less."""

Connect = Callable[[str], sqlite3.Connection]


def connect(uri: str) -> sqlite3.Connection:
    """The one way in which a project's connection is made; tests pass their own to inject faults."""
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5.0)


class ProjectFile:
    """An open project file. Made by `open` or `create`, closed by its owner with `close`.

    Attributes:
        path: of the file, absolute.
        is_read_only: nothing can be committed.
        notices: sentences about this opening that the user should see.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, lock: FileLock | None, *, had_log: bool = False
    ) -> None:
        self.path = path
        self.connection = connection
        self.is_read_only = lock is None
        self.notices: list[str] = []
        self._lock = lock
        self._identity = _identity(path)
        self._had_log = lock is not None or had_log

    @classmethod
    def create(cls, path: Path, *, connect: Connect = connect) -> ProjectFile:
        """Make a new, empty project.

        Raises:
            ProjectError: the file exists, or cannot be made.
            ProjectLockedError: another opener has a project of this name.
        """
        path = _resolved(path)
        if path.exists():
            raise ProjectError(translate("storage", "{0} exists already.").format(path.name))
        if not path.parent.is_dir():
            raise ProjectError(
                translate("storage", "{0} cannot be made, because its folder {1} does not exist.").format(
                    path.name, path.parent
                )
            )
        return cls._open_locked(path, connect, migrations={}, is_new=True)

    @classmethod
    def open(
        cls, path: Path, *, connect: Connect = connect, migrations: dict[int, Migration] | None = None
    ) -> ProjectFile:
        """Open an existing project for reading and writing.

        Raises:
            ProjectError: not a project, damaged, or changed by another program.
            ProjectVersionError: written by a newer version.
            ProjectLockedError: another opener has it.
        """
        path = _resolved(path)
        _require_project(path)
        return cls._open_locked(path, connect, migrations=MIGRATIONS if migrations is None else migrations)

    @classmethod
    def open_read_only(cls, path: Path, *, connect: Connect = connect) -> ProjectFile:
        """Open an existing project for reading, whoever else has it open.

        Raises:
            ProjectError, ProjectVersionError: as `open`; also when the file needs migrating first.
        """
        path = _resolved(path)
        _require_project(path)
        # In a folder that takes no file SQLite cannot make the side files of WAL; without a -wal there is nothing in
        # them that could be missed.
        had_log = _log_of(path).exists()
        is_frozen = not os.access(path.parent, os.W_OK) and not had_log
        connection = _connected(path, "ro&immutable=1" if is_frozen else "ro", connect)
        try:
            with translated_errors(path):
                _harden(connection)
                if _check_version(connection, path) < schema.VERSION:
                    raise ProjectError(
                        translate(
                            "storage", "{0} is of an older version and must be opened for writing once."
                        ).format(path.name)
                    )
                schema.check_tables(connection, path.name)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection, None, had_log=had_log)

    @classmethod
    def _open_locked(
        cls, path: Path, connect: Connect, *, migrations: dict[int, Migration], is_new: bool = False
    ) -> ProjectFile:
        lock = FileLock(path)
        lock.acquire()
        connection: sqlite3.Connection | None = None
        try:
            if is_new:
                if path.exists():  # another program was faster, and has closed it again
                    raise ProjectError(translate("storage", "{0} exists already.").format(path.name))
                create_database(path)
            elif not os.access(path, os.W_OK):
                raise ProjectLockedError(
                    translate("storage", "{0} may be read but not written.").format(path.name)
                )
            connection = _connected(path, "rw", connect)
            with translated_errors(path):
                _harden(connection)
                _check_version(connection, path)
                migrate(connection, path, migrations)
                schema.check_tables(connection, path.name)
                notices = _make_durable(connection, path)
                file = cls(path, connection, lock)
        except BaseException:
            if connection is not None:
                connection.close()
            lock.release()
            raise
        file.notices += notices
        return file

    def require_present(self) -> None:
        """Commits to a file that was deleted or replaced would succeed, and be lost with the last descriptor.

        Raises:
            ProjectError: the file is no longer where it was opened.
        """
        if _identity(self.path) != self._identity:
            raise ProjectError(
                translate(
                    "storage",
                    "{0} was moved, replaced or deleted while it was open; save the project under a new name.",
                ).format(self.path.name)
            )

    def checkpoint(self) -> None:
        """Move everything from the write-ahead log into the file itself. Raises: as `require_present`."""
        self.require_present()
        with translated_errors(self.path):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_to(self, target: Path) -> None:
        """Write a complete copy, with the paths of the media adapted to its folder.

        Raises:
            ProjectLockedError: the target is open.
            ProjectError, StorageFullError: the copy could not be written; what was at `target` is as before.
        """
        target = _resolved(target)
        lock = FileLock(target)
        lock.acquire()
        try:
            backup_database(
                self.connection,
                target,
                adapt=lambda copy: rewrite_paths(copy, self.path.parent, target.parent),
            )
        finally:
            lock.release()

    def close(self) -> None:
        """Close the database and give the lock back. Idempotent."""
        try:
            if not self.is_read_only:
                with suppress(sqlite3.Error):  # the log stays beside the file and is read at the next opening
                    self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.connection.close()
            if self.is_read_only and not self._had_log:
                _remove_empty_log(self.path)
        finally:
            if self._lock is not None:
                self._lock.release()


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _remove_empty_log(path: Path) -> None:
    """SQLite cannot remove the side files that it made for reading; one that may write does, if nobody else uses them."""
    try:
        if _log_of(path).stat().st_size > 0 or not os.access(path, os.W_OK):
            return
        with closing(connect(f"{path.as_uri()}?mode=rw")) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
    except (sqlite3.Error, OSError):
        return  # litter of no consequence: the next opening for writing takes it away


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _identity(path: Path) -> tuple[int, int]:
    """What tells one file from another of the same name; (0, 0) when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)


def _require_project(path: Path) -> None:
    """Read the first bytes ourselves: SQLite calls an empty file a valid, empty database."""
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except IsADirectoryError:
        raise ProjectError(
            translate("storage", "{0} is a folder, not a Sa2VA Desktop project.").format(path.name)
        ) from None
    except OSError as error:
        raise ProjectError(
            translate("storage", "{0} cannot be opened: {1}.").format(path.name, error.strerror or error)
        ) from error
    if head != b"SQLite format 3\x00":
        raise ProjectError(translate("storage", "{0} is not a Sa2VA Desktop project.").format(path.name))


def _connected(path: Path, mode: str, connect: Connect) -> sqlite3.Connection:
    with translated_errors(path):
        connection = connect(f"{path.as_uri()}?mode={mode}")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_LIMIT_BYTES)
        return connection


def _harden(connection: sqlite3.Connection) -> None:
    """Before the first look at the tables: a stranger's project is data, not code."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")


def _check_version(connection: sqlite3.Connection, path: Path) -> int:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application_id != schema.APPLICATION_ID or version < 1:
        raise ProjectError(translate("storage", "{0} is not a Sa2VA Desktop project.").format(path.name))
    if version > schema.VERSION:
        raise ProjectVersionError(
            translate(
                "storage",
                "{0} was written by a newer version of Sa2VA Desktop (format {1}; this one reads up to {2}).",
            ).format(path.name, version, schema.VERSION)
        )
    return int(version)


def _make_durable(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Write-ahead log where the file system can do it; every commit on the disk before it is acknowledged."""
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    except sqlite3.OperationalError:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    if mode == "wal":
        return []
    return [
        translate(
            "storage", "{0} lies on a file system without shared memory, so storing each change takes longer."
        ).format(path.name)
    ]
