"""One opener a project: an OS lock on a side file, which vanishes with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from sa2va_desktop.errors import ProjectError, ProjectLockedError
from sa2va_desktop.translation import translate


class FileLock:
    """Held from `acquire` to `release`; the side file `NAME.lock` is removed on release.

    The project itself is not locked this way: closing a second descriptor of a SQLite file drops SQLite's own locks.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._project_name = path.name
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock now or fail.

        Raises:
            ProjectLockedError: another process, or another opener in this one, holds it, or the folder is read-only.
            ProjectError: the folder takes no file for another reason, such as a full disk.
        """
        while self._descriptor is None:
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            except PermissionError as error:
                raise ProjectLockedError(self._refusal(error)) from error
            except OSError as error:
                if error.errno == errno.EROFS:
                    raise ProjectLockedError(self._refusal(error)) from error
                raise ProjectError(self._refusal(error)) from error
            if not _try_lock(descriptor):
                os.close(descriptor)
                raise ProjectLockedError(
                    translate("storage", "{0} is open in another window or program.").format(self._project_name)
                )
            if self._is_ours(descriptor):
                self._descriptor = descriptor
            else:  # the holder removed the file between our opening and our locking it
                os.close(descriptor)

    def release(self) -> None:
        """Give the lock back. Idempotent."""
        if self._descriptor is None:
            return
        try:
            if sys.platform != "win32":  # there an open file cannot be removed, and an empty one harms nobody
                self._path.unlink(missing_ok=True)
        finally:
            os.close(self._descriptor)
            self._descriptor = None

    def _refusal(self, error: OSError) -> str:
        reason = error.strerror or str(error)
        return translate(
            "storage", "{0} cannot be opened for writing, because its folder takes no file: {1}."
        ).format(self._project_name, reason)

    def _is_ours(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self._path))
        except FileNotFoundError:
            return False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def is_locked(path: Path) -> bool:
    """Whether anyone has the project at `path` open for writing at this moment."""
    lock = FileLock(path)
    try:
        lock.acquire()
    except ProjectLockedError:
        return True
    lock.release()
    return False
