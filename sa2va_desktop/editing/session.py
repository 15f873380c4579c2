"""An open project: document, history and store in one object, for the window and for headless commands alike.

Knows nothing of Qt, threads or SQLite: the store is whatever commits transactions in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from sa2va_desktop.annotation.changes import Change, ChangeSet
from sa2va_desktop.annotation.journal import EntrySize, EntryState, StoreEvents, Transaction
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import EntryId
from sa2va_desktop.editing.history import Entry, History, RunHandle
from sa2va_desktop.errors import ProjectError, ProjectLockedError

Done = Callable[[ProjectError | None], None]
"""Called on the owner's thread with None once it is done, or with the reason why it is not."""

CLOSE_LIMIT_S = 10.0


class Store(Protocol):
    """What the session needs of `storage.lane.StorageLane`; every method but `close` returns at once."""

    events: StoreEvents

    @property
    def path(self) -> Path: ...

    @property
    def pending_count(self) -> int: ...

    @property
    def error(self) -> ProjectError | None: ...

    def submit(self, transaction: Transaction) -> int: ...

    def retry(self) -> None: ...

    def read_entry(self, entry_id: EntryId, then: Callable[[list[Change] | ProjectError], None]) -> None: ...

    def checkpoint(self, then: Done) -> None: ...

    def save_copy(self, path: Path, then: Done) -> None: ...

    def move_to(self, path: Path, then: Done, *, removes_old: bool = False) -> None: ...

    def close(self, limit_s: float) -> bool: ...

    def abandon(self) -> None: ...


class ProjectSession:
    """One open project. Made by `operations.open_project`; used on one thread; closed by whoever opened it.

    Attributes:
        project: read it freely; change it only through this session.
        on_changed: called with the ChangeSet of every step, after it was made.
        on_durability_changed: called when `pending_count` or `storage_error` changed.
        on_storage_error: called with the reason when a change could not be written; it stays queued.
        on_notice: called with a sentence that the user should see once.
        notices: sentences about the opening, for whoever registers later.
        is_untitled: lives in the recovery folder and has no name yet.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        *,
        entries: Sequence[Entry] = (),
        notices: Iterable[str] = (),
        read_only_reason: str = "",
        is_untitled: bool = False,
    ) -> None:
        self.project = project
        self.notices = list(notices)
        self.read_only_reason = read_only_reason
        self.is_untitled = is_untitled
        self.on_changed: list[Callable[[ChangeSet], None]] = []
        self.on_durability_changed: list[Callable[[], None]] = []
        self.on_storage_error: list[Callable[[ProjectError], None]] = []
        self.on_notice: list[Callable[[str], None]] = []
        self._store = store
        self._cancels: dict[RunHandle, Callable[[], None]] = {}
        self._history = History(project, self._commit, entries=entries, cancel_run=self._cancel)
        store.events.on_committed = self._committed
        store.events.on_failed = self._failed

    # -- state

    @property
    def path(self) -> Path:
        return self._store.path

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
        return self._store.pending_count

    @property
    def storage_error(self) -> ProjectError | None:
        """Why the latest write failed; None once one succeeded."""
        return self._store.error

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
        return None if change_set is None else self._announce(change_set)

    def redo(self) -> ChangeSet | None:
        """Redo the entry undone last; None when there is none."""
        self._require_writable()
        change_set = self._history.redo()
        return None if change_set is None else self._announce(change_set)

    # -- the file

    def retry_writing(self) -> None:
        """Try again to write what could not be written."""
        self._store.retry()

    def checkpoint(self, then: Done = lambda error: None) -> None:
        """Ctrl+S: everything is in the one file when `then` gets None."""
        self._store.checkpoint(then)

    def save_copy(self, path: Path, then: Done = lambda error: None) -> None:
        """Write a complete copy; this session stays with its own file."""
        self._store.save_copy(path, then)

    def save_as(self, path: Path, then: Done = lambda error: None) -> None:
        """Go on under another name. The recovery file of an untitled project is removed, any other stays."""

        def moved(error: ProjectError | None) -> None:
            if error is None:
                self.is_untitled = False
                self._durability_changed()
            then(error)

        self._store.move_to(path, moved, removes_old=self.is_untitled)

    def close(self, limit_s: float = CLOSE_LIMIT_S) -> bool:
        """Cancel and seal open runs, write everything, close the file.

        Returns: False when not everything could be written in time: the session is still open, `storage_error` may
            say why; ask the user, then `close` again or `abandon`.
        """
        for run, cancel in list(self._cancels.items()):
            cancel()
            self.seal(run, EntryState.CANCELLED)
        return self._store.close(limit_s)

    def abandon(self) -> None:
        """Close although changes are not written; they are lost."""
        self._store.abandon()

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
        self._store.submit(transaction)
        self._durability_changed()

    def _committed(self, sequence: int, sizes: list[EntrySize]) -> None:
        self._history.note_sizes(sizes)
        forgotten = self._history.prune()
        if forgotten:
            self._notice(
                f"The oldest {forgotten} steps can no longer be undone: the history reached its size limit."
            )
        self._durability_changed()

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
