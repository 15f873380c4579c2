"""What commands with a model and a document share: a project to write into, and Ctrl+C that keeps what is done."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.errors import OutputError
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.tasks import CancelToken


@contextmanager
def new_project(path: Path | None) -> Iterator[OpenProject]:
    """A new project at `path`; without one, a temporary one that stays only where results could not be written."""
    if path is not None:
        with assembly.open_project(path, create=True) as session:
            yield session
        return
    folder = Path(tempfile.mkdtemp(prefix="sa2va-"))
    is_needed = False
    try:
        with assembly.open_project(folder / "kept.sa2va", create=True) as session:
            yield session
    except OutputError:
        is_needed = True
        raise
    finally:
        if not is_needed:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cancel_on_interrupt() -> Iterator[CancelToken]:
    """Ctrl+C once cancels at the next token or frame, so that finished frames are written; twice interrupts."""
    token = CancelToken()

    def interrupt(signal_number: int, frame: object) -> None:
        if token.is_cancelled:
            raise KeyboardInterrupt
        token.cancel()

    previous = signal.signal(signal.SIGINT, interrupt)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, previous)


def cancel_with_parent(token: CancelToken) -> Callable[[], None]:
    """To be called now and then: cancels once the process that started this one has ended, where the system tells."""
    parent = os.getppid()

    def check() -> None:
        if os.getppid() != parent:
            token.cancel()

    return check
