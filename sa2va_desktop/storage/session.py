"""An open project: document, history and storage lane in one object, for the window and for headless commands alike.

Reading a project may take seconds and belongs on the storage worker (`loading.load_project`); binding it is instant
and belongs on the thread that will own the document (`start_session`). `open_project` does both on one thread.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from sa2va_desktop.annotation.changes import Change, ChangeSet, Slot
from sa2va_desktop.annotation.journal import EntryRecord, EntrySize, EntryState, Transaction
from sa2va_desktop.annotation.records import EntryId
from sa2va_desktop.editing.history import History, RunHandle
from sa2va_desktop.errors import ProjectError, ProjectLockedError
from sa2va_desktop.storage.lane import Done, Executor, InlineExecutor, StorageLane
from sa2va_desktop.storage.loading import LoadedProject, create_project, load_project
from sa2va_desktop.storage.recovery import is_untitled
from sa2va_desktop.translation import translate

CLOSE_LIMIT_S = 10.0

TIDY_COMMITS = 64
TIDY_BYTES = 8 << 20
"""After so many commits, or so many bytes in them, the history is cut to its limits: counting it takes a while."""


class OpenProject:
    """One open project. Made by `start_session` or `open_project`; used on the thread that made it.

    Closed by whoever opened it with `close`, or by leaving a `with` block, which raises when not all could be written.

    Attributes:
        project: read it freely; change it only through this session.
        on_changed: called with the ChangeSet of every step, after it was made.
        on_durability_changed: called when `pending_count` or `storage_error` changed.
        on_storage_error: called with the reason when a change could not be written; it stays queued.
        on_notice: called with a sentence that the user should see once.
        notices: sentences about the opening, for whoever registers later.
        is_untitled: lives in the recovery folder and has no name yet.
    """

    def __init__(self, loaded: LoadedProject, executor: Executor) -> None:
        self.project = loaded.project
        self.notices = list(loaded.notices)
        self.read_only_reason = loaded.read_only_reason
        self.is_untitled = is_untitled(loaded.file.path)
        self.on_changed: list[Callable[[ChangeSet], None]] = []
        self.on_durability_changed: list[Callable[[], None]] = []
        self.on_storage_error: list[Callable[[ProjectError], None]] = []
        self.on_notice: list[Callable[[str], None]] = []
        self._cancels: dict[RunHandle, Callable[[], None]] = {}
        self._lane = StorageLane(loaded.file, loaded.masks, executor)
        self._lane.events.on_committed = self._committed
        self._lane.events.on_failed = self._failed
        self._history = History(
            self.project,
            self._commit,
            entries=loaded.entries,
            cancel_run=self._cancel,
            load=self._lane.read_entry_now,
        )
        self._fetching: set[EntryId] = set()
        self._untidy_commits = self._untidy_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.close():
            return
        reason = self.storage_error or ProjectError(
            translate("storage", "{0} could not be written in time.").format(self.path.name)
        )
        self.abandon()
        if error is None:
            raise reason

    # -- state

    @property
    def path(self) -> Path:
        return self._lane.path

    @property
    def name(self) -> str:
        """The name for the title bar; "" while there is none."""
        return "" if self.is_untitled else self.path.stem

    @property
    def is_read_only(self) -> bool:
        return bool(self.read_only_reason)

    @property
    def history(self) -> History:
        """For reading: labels, entries, sizes. Steps go through this session, so that listeners hear of them."""
        return self._history

    @property
    def pending_count(self) -> int:
        """Transactions that are not on the disk yet."""
        return self._lane.pending_count

    @property
    def storage_error(self) -> ProjectError | None:
        """Why the latest write failed; None once one succeeded."""
        return self._lane.error

    # -- steps

    def do(self, label: str, changes: Iterable[Change], *, merge_key: str | None = None) -> ChangeSet:
        """Make an edit; see `History.do`.

        Raises:
            ProjectLockedError: the project is read-only.
        """
        self._require_writable()
        return self._announce(self._history.do(label, changes, merge_key=merge_key))

    def end_merging(self) -> None:
        """The next edit makes its own entry, whatever its merge key."""
        self._history.end_merging()

    def begin_run(
        self, label: str, changes: Iterable[Change] = (), *, cancel: Callable[[], None] = lambda: None
    ) -> RunHandle:
        """Open a run; see `History.begin_run`. `cancel` is called if the user undoes it, or closes the project.

        Raises:
            ProjectLockedError: the project is read-only.
        """
        self._require_writable()
        known = list(changes)
        run = self._history.begin_run(label, known)
        self._cancels[run] = cancel
        self._announce(self._history.changes_of(run))
        return run

    def append(self, run: RunHandle, changes: Iterable[Change]) -> ChangeSet:
        """Add results to a run, at most a second's worth at once; see `History.append`."""
        return self._announce(self._history.append(run, changes))

    def seal(self, run: RunHandle, state: EntryState, message: str = "") -> ChangeSet:
        """End a run; see `History.seal`."""
        self._cancels.pop(run, None)
        return self._announce(self._history.seal(run, state, message))

    def is_open(self, run: RunHandle) -> bool:
        return self._history.is_open(run)

    def undo(self) -> ChangeSet | None:
        """Undo the latest entry, cancelling it first if it is a running one; None when there is none."""
        self._require_writable()
        change_set = self._history.undo()
        self.fetch_history()
        return None if change_set is None else self._announce(change_set)

    def redo(self) -> ChangeSet | None:
        """Redo the entry undone last; None when there is none."""
        self._require_writable()
        change_set = self._history.redo()
        self.fetch_history()
        return None if change_set is None else self._announce(change_set)

    def fetch_history(self) -> None:
        """Bring the steps around the cursor into memory before they are asked for; opening leaves them in the file."""
        for entry_id in () if self.is_read_only else self._history.entries_to_fetch():
            if entry_id not in self._fetching:
                self._fetching.add(entry_id)
                self._lane.read_entry(entry_id, functools.partial(self._fetched, entry_id))

    def earlier_change(
        self,
        slot: Slot,
        is_wanted: Callable[[Change], bool],
        then: Callable[[EntryRecord, Change], None],
        *,
        limit: int = 200,
    ) -> None:
        """Find the latest done step that made a wanted change to a record; `then` gets it, or is never called.

        Old steps are read from the file, on its worker; at most `limit` are looked at.
        """
        entries = self._history.done_entries()[:limit]

        def look(place: int) -> None:
            for number in range(place, len(entries)):
                entry = entries[number]
                if not entry.is_loaded:
                    self._lane.read_entry(entry.record.entry_id, functools.partial(arrived, number))
                    return
                if told(entry.record, entry.changes):
                    return

        def arrived(number: int, changes: dict[Slot, Change] | ProjectError) -> None:
            # A step that was forgotten meanwhile cannot be read, and nothing older can either.
            if not isinstance(changes, ProjectError) and not told(entries[number].record, changes):
                look(number + 1)

        def told(record: EntryRecord, changes: Mapping[Slot, Change]) -> bool:
            change = changes.get(slot)
            is_found = change is not None and is_wanted(change)
            if is_found and change is not None:
                then(record, change)
            return is_found

        look(0)

    # -- the file

    def retry_writing(self) -> None:
        """Try again to write what could not be written."""
        self._lane.retry()

    def checkpoint(self, then: Done = lambda error: None) -> None:
        """Ctrl+S: everything is in the one file when `then` gets None."""
        self._lane.checkpoint(then)

    def save_copy(self, path: Path, then: Done = lambda error: None) -> None:
        """Write a complete copy; this session stays with its own file."""
        self._lane.save_copy(path, then)

    def save_as(self, path: Path, then: Done = lambda error: None) -> None:
        """Go on under another name; under its own it is a checkpoint.

        The recovery file of an untitled project is removed, any other stays.
        """
        if self.path == Path(os.path.realpath(path)):
            self.checkpoint(then)
            return

        def moved(error: ProjectError | None) -> None:
            if error is None:
                self.is_untitled = False
                self._durability_changed()
            then(error)

        self._lane.move_to(path, moved, removes_old=self.is_untitled)

    def close(self, limit_s: float = CLOSE_LIMIT_S) -> bool:
        """Cancel and seal open runs, write everything, close the file.

        Returns: False when not everything could be written in time: the session is still open, `storage_error` may
            say why; ask the user, then `close` again or `abandon`.
        """
        for run, cancel in list(self._cancels.items()):
            cancel()
            self.seal(run, EntryState.CANCELLED)
        return self._lane.close(limit_s)

    def abandon(self) -> None:
        """Close although changes are not written; they are lost."""
        self._lane.close(CLOSE_LIMIT_S, loses_queue=True)

    # -- inside

    def _require_writable(self) -> None:
        if self.read_only_reason:
            raise ProjectLockedError(self.read_only_reason)

    def _announce(self, change_set: ChangeSet) -> ChangeSet:
        if not change_set.is_empty:
            for listener in list(self.on_changed):
                listener(change_set)
        return change_set

    def _cancel(self, run: RunHandle) -> None:
        cancel = self._cancels.pop(run, None)
        if cancel is not None:
            cancel()

    def _commit(self, transaction: Transaction) -> None:
        self._lane.submit(transaction)
        self._durability_changed()

    def _committed(self, sequence: int, sizes: list[EntrySize]) -> None:
        self._history.note_sizes(sizes)
        self._untidy_commits += 1
        self._untidy_bytes += sum(old_bytes + new_bytes for _, old_bytes, new_bytes in sizes)
        if self._untidy_commits >= TIDY_COMMITS or self._untidy_bytes >= TIDY_BYTES:
            self._tidy_history()
        self._durability_changed()

    def _tidy_history(self) -> None:
        """Keep the history within its limits, on the disk and in memory."""
        self._untidy_commits = self._untidy_bytes = 0
        forgotten = self._history.prune()
        if forgotten:
            self._notice(
                translate(
                    "storage",
                    "The oldest %n step(s) can no longer be undone: the history reached its size limit.",
                    n=forgotten,
                )
            )
        if self._lane.pending_count == 0:
            self._history.trim_memory()

    def _fetched(self, entry_id: EntryId, changes: dict[Slot, Change] | ProjectError) -> None:
        self._fetching.discard(entry_id)
        if not isinstance(changes, ProjectError):  # else undoing the step reads again, and says what is wrong
            self._history.provide(entry_id, changes)

    def _failed(self, error: ProjectError) -> None:
        for listener in list(self.on_storage_error):
            listener(error)
        self._durability_changed()

    def _durability_changed(self) -> None:
        for listener in list(self.on_durability_changed):
            listener()

    def _notice(self, sentence: str) -> None:
        self.notices.append(sentence)
        for listener in list(self.on_notice):
            listener(sentence)


def start_session(loaded: LoadedProject, executor: Executor) -> OpenProject:
    """Bind a loaded project on the thread that will own it. Runs found open are sealed as partial."""
    session = OpenProject(loaded, executor)
    if not session.is_read_only:
        _seal_open_runs(session)
    return session


def open_project(
    path: Path, executor: Executor | None = None, *, create: bool = False, read_only: bool | None = False
) -> OpenProject:
    """Open a project on the calling thread.

    Args:
        executor: where to write; None writes on the calling thread, every step before it returns.
        create: make the project if there is none.
        read_only: False insists on writing, True only reads, None reads when writing is not possible.

    Raises: as `loading.load_project`.
    """
    is_new = create and not path.exists()
    loaded = create_project(path) if is_new else load_project(path, read_only=read_only)
    return start_session(loaded, executor or InlineExecutor())


def _seal_open_runs(session: OpenProject) -> None:
    """What a crash left open is kept, marked as partial, and can be undone."""
    for record in session.history.records:
        if record.state is EntryState.OPEN:
            message = translate("storage", "“{0}” was interrupted; what was finished by then is kept.").format(
                record.label
            )
            session.seal(RunHandle(record.entry_id), EntryState.PARTIAL, message)
            session.notices.append(message)
