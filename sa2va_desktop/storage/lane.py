"""The storage lane: alone holds the project file, commits transactions in order, keeps what could not be written.

No thread is started here. The lane runs on whatever executor it is given: the single storage worker of the window,
or the calling thread (`InlineExecutor`) in headless commands.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from sa2va_desktop.annotation.changes import Change, Slot
from sa2va_desktop.annotation.journal import EntrySize, Transaction
from sa2va_desktop.annotation.records import EntryId
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.storage.project_file import ProjectFile
from sa2va_desktop.storage.project_reader import ProjectReader
from sa2va_desktop.storage.project_writer import ProjectWriter
from sa2va_desktop.storage.sqlite_errors import storage_error
from sa2va_desktop.storage.stored_mask import StoredMasks
from sa2va_desktop.translation import translate

GROUP_LIMIT = 64
"""How many queued transactions are committed as one when the lane lags behind."""

READ_LIMIT_S = 10.0

_ResultT = TypeVar("_ResultT")
Done = Callable[[ProjectError | None], None]
"""Called on the owner's thread with None once it is done, or with the reason why it is not."""


class Executor(Protocol):
    """Where the lane works, and where its reports arrive."""

    def submit(self, job: Callable[[], None]) -> None:
        """Run `job` on the one worker of this lane, after all jobs submitted before. Returns at once."""
        ...

    def deliver(self, call: Callable[[], None]) -> None:
        """Run `call` on the owner's thread soon, in order. Called from the worker."""
        ...


class InlineExecutor:
    """Everything at once on the calling thread: headless commands and tests."""

    def submit(self, job: Callable[[], None]) -> None:
        job()

    def deliver(self, call: Callable[[], None]) -> None:
        call()


@dataclass
class LaneEvents:
    """What the lane reports, on the owner's thread. Set by whoever feeds the lane, before feeding it."""

    on_committed: Callable[[int, list[EntrySize]], None] = lambda sequence, sizes: None
    """All transactions up to this number are on the disk; new sizes of the entries that they touched."""

    on_failed: Callable[[ProjectError], None] = lambda error: None
    """A commit failed. The queue is kept; the next transaction or `retry` tries again."""


@dataclass
class _Attempt:
    """An attempt to close; given up when its time is over, so that it does not come true later."""

    is_given_up: bool = False


class StorageLane:
    """Queue of transactions in front of one project file.

    Made and fed on the owner's thread. `close` drains the queue and closes the file.
    """

    def __init__(self, file: ProjectFile, masks: StoredMasks, executor: Executor) -> None:
        self.events = LaneEvents()
        self._file = file
        self._masks = masks
        self._writer = ProjectWriter(file.connection, file.path.parent)
        self._executor = executor
        self._queue: deque[tuple[int, Transaction]] = deque()
        self._guard = threading.Condition()
        self._last_submitted = 0
        self._last_committed = 0
        self._is_scheduled = False
        self._error: ProjectError | None = None
        self._is_closed = False

    # -- called on the owner's thread

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def pending_count(self) -> int:
        """Transactions that are not on the disk yet."""
        with self._guard:
            return self._last_submitted - self._last_committed

    @property
    def error(self) -> ProjectError | None:
        """Why the last commit failed; None once one succeeded."""
        with self._guard:
            return self._error

    def submit(self, transaction: Transaction) -> int:
        """Queue a transaction. Returns its number, which `on_committed` reaches once it is on the disk."""
        with self._guard:
            if self._is_closed:
                raise ProjectError(
                    translate("storage", "{0} is closed; nothing more can be stored in it.").format(
                        self._file.path.name
                    )
                )
            self._last_submitted += 1
            sequence = self._last_submitted
            self._queue.append((sequence, transaction))
        self._schedule()
        return sequence

    def retry(self) -> None:
        """Try again to write what is queued."""
        self._schedule()

    def read_entry(self, entry_id: EntryId, then: Callable[[dict[Slot, Change] | ProjectError], None]) -> None:
        """Read the changes of a history entry from the file."""
        self._call(lambda: self._read_entry(entry_id), then)

    def read_entry_now(self, entry_id: EntryId, limit_s: float = READ_LIMIT_S) -> dict[Slot, Change]:
        """Read the changes of a history entry, and wait for them: only for what `read_entry` did not bring in time.

        Raises:
            ProjectError: they cannot be read, or not in time.
        """
        arrived = threading.Event()
        found: list[dict[Slot, Change] | ProjectError] = []

        def run() -> None:
            try:
                found.append(self._read_entry(entry_id))
            except (sqlite3.Error, ProjectError) as error:
                found.append(
                    error if isinstance(error, ProjectError) else storage_error(self._file.path, error)
                )
            arrived.set()

        self._executor.submit(run)
        arrived.wait(limit_s)
        result = (
            found[0]
            if found
            else ProjectError(
                translate("storage", "{0} did not answer within {1:g} s.").format(self._file.path.name, limit_s)
            )
        )
        if isinstance(result, ProjectError):
            raise result
        return result

    def checkpoint(self, then: Done) -> None:
        """Write everything queued, and move it from the log into the file itself."""
        self._call(self._file_is_complete(lambda: self._file.checkpoint()), then)

    def save_copy(self, path: Path, then: Done) -> None:
        """Write a complete copy to `path`; the project stays what and where it is."""
        self._call(self._file_is_complete(lambda: self._file.copy_to(path)), then)

    def move_to(self, path: Path, then: Done, *, removes_old: bool = False) -> None:
        """Go on in a copy at `path`, which may replace a project there ("Save as").

        What could not be written to the old file is written to the new one. On failure everything is as before.
        """
        self._call(lambda: self._move(path, removes_old=removes_old), then)

    def close(self, limit_s: float, *, loses_queue: bool = False) -> bool:
        """Write what is queued and close the file. Idempotent.

        Args:
            limit_s: how long to wait for the worker, which may be in the middle of a copy.
            loses_queue: close although some of the queue cannot be written; the user chose to lose it.

        Returns: False, and the file stays open, when not everything could be written in time.
        """
        if self._is_closed:
            return True
        over, attempt = threading.Event(), _Attempt()

        def run() -> None:
            self._drain()
            with self._guard:
                if attempt.is_given_up or (self._queue and not loses_queue):
                    over.set()
                    return
                self._is_closed = True
            try:
                self._file.close()
            finally:
                over.set()

        self._executor.submit(run)
        over.wait(limit_s)
        with self._guard:
            attempt.is_given_up = True
            return self._is_closed

    # -- on the worker

    def _read_entry(self, entry_id: EntryId) -> dict[Slot, Change]:
        return ProjectReader(self._file.connection, self._file.path, self._masks).read_entry_changes(entry_id)

    def _call(self, job: Callable[[], _ResultT], then: Callable[[_ResultT | ProjectError], None]) -> None:
        """Run a job after what is queued; `then` gets its result, or its error, on the owner's thread."""

        def run() -> None:
            self._drain()
            try:
                result: _ResultT | ProjectError = job()
            except (sqlite3.Error, OSError) as error:
                result = storage_error(self._file.path, error)
            except ProjectError as error:
                result = error
            self._executor.deliver(lambda: then(result))

        self._executor.submit(run)

    def _file_is_complete(self, job: Callable[[], None]) -> Callable[[], None]:
        """A job that fails, with the reason, when some of the queue could not be written."""

        def run() -> None:
            error = self.error
            if error is not None:
                raise error
            job()

        return run

    def _move(self, path: Path, *, removes_old: bool) -> None:
        old = self._file
        old.copy_to(path)
        new = ProjectFile.open(path)
        self._file, self._writer = new, ProjectWriter(new.connection, new.path.parent)
        self._drain()
        old.close()
        if removes_old:
            old.path.unlink(missing_ok=True)

    def _schedule(self) -> None:
        with self._guard:
            if self._is_scheduled or not self._queue:
                return
            self._is_scheduled = True
        self._executor.submit(self._drain)

    def _drain(self) -> None:
        """Commit until the queue is empty or a commit fails."""
        while True:
            with self._guard:
                group = [self._queue[place] for place in range(min(GROUP_LIMIT, len(self._queue)))]
                if not group:
                    self._is_scheduled = False
                    self._guard.notify_all()
                    return
            try:
                self._file.require_present()
                sizes = self._writer.commit(transaction for _, transaction in group)
            except (
                Exception
            ) as error:  # whatever it is: a lane that ended here would never write again, unnoticed
                self._fail(error if isinstance(error, ProjectError) else storage_error(self._file.path, error))
                return
            self._succeed(group[-1][0], len(group), sizes)

    def _succeed(self, sequence: int, count: int, sizes: list[EntrySize]) -> None:
        with self._guard:
            for _ in range(count):
                self._queue.popleft()
            self._last_committed = sequence
            self._error = None
            self._guard.notify_all()
        self._executor.deliver(lambda: self.events.on_committed(sequence, sizes))

    def _fail(self, error: ProjectError) -> None:
        with self._guard:
            self._is_scheduled = False
            self._error = error
            self._guard.notify_all()
        self._executor.deliver(lambda: self.events.on_failed(error))
