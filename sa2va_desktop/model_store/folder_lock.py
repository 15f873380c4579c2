"""One at a time changes the folder of a download, whichever window or program it is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sa2va_desktop.errors import OutputError
from sa2va_desktop.translation import translate

LOCK_NAME = ".sa2va-lock"
"""Held while files of a download are written or removed."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """
    Raises:
        OutputError: somebody else is in there.
        OSError: the folder takes no file.
    """
    lock = FileLock(folder / LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OutputError(
            translate("model_store", "{0}: another window or program is getting this model").format(folder)
        ) from error
    try:
        yield
    finally:
        lock.release()
