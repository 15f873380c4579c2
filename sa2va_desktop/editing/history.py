"""One history over everything: edits and runs, undo and redo, as transactions for the store.

The stack is a list of entries with a cursor: below it what is done, above it what was undone and can be redone. An
edit is one entry and one transaction. A run is one entry, which sits where the run started, and many transactions.

Undoing entry after entry restores exactly what was there, although a run goes on writing *below* edits made in the
meantime, because the two never write the same record: a run leaves alone every frame that an entry above it has
touched (done or undone), and its changes to answers and objects are passed on, field by field, to the records kept
by the entries above, except fields that these changed themselves (`editing/rebase.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import (
    Change,
    ChangeSet,
    Slot,
    change_set_of,
    compress_changes,
)
from sa2va_desktop.annotation.journal import EntryRecord, EntryState, Transaction
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, AnswerState, EntryId
from sa2va_desktop.editing.admission import admit_run_changes
from sa2va_desktop.editing.entry import Entry, LoadChanges
from sa2va_desktop.editing.placement import Placement, place_below
from sa2va_desktop.editing.withdrawal import is_built_on, left_nothing

DISK_LIMIT_BYTES = 1 << 30
"""What the history may take on disk; the oldest entries are forgotten beyond it."""

MEMORY_LIMIT_BYTES = 64 << 20
"""What the history may keep in memory, reckoned as on disk (runs take a few times that when unpacked)."""

PREFETCH = 4
"""How many steps of undo and of redo are kept in memory ahead, so that they need no file."""

_ANSWER_STATES = {
    EntryState.COMPLETE: AnswerState.COMPLETE,
    EntryState.CANCELLED: AnswerState.CANCELLED,
    EntryState.FAILED: AnswerState.FAILED,
    EntryState.PARTIAL: AnswerState.PARTIAL,
}


@dataclass(frozen=True)
class RunHandle:
    """Names an open run; kept by the operation that feeds it."""

    entry_id: EntryId


class History:
    """The only way to change a project that is open. Lives on the thread that owns the project.

    `commit` receives every transaction in order; `load` fetches the changes of an older entry; `cancel_run` is called when an open run has to end because the
    user undoes it: whoever feeds the run should set its cancel token. What the run sends afterwards is dropped.
    """

    def __init__(
        self,
        project: Project,
        commit: Callable[[Transaction], None],
        *,
        entries: Sequence[Entry] = (),
        cancel_run: Callable[[RunHandle], None] | None = None,
        load: LoadChanges | None = None,
        limit_bytes: int | None = None,
    ) -> None:
        self._project = project
        self._commit = commit
        self._cancel_run = cancel_run or (lambda run: None)
        self._load = load
        self._limit_bytes = DISK_LIMIT_BYTES if limit_bytes is None else limit_bytes
        self._done = [entry for entry in entries if not entry.record.is_undone]
        # The next to redo is last.
        self._undone = [entry for entry in reversed(entries) if entry.record.is_undone]
        for entry in entries:
            entry.load = load
        self._last_id = max((entry.record.entry_id for entry in entries), default=0)

    # -- what the menus show

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    @property
    def undo_label(self) -> str:
        """Label of what `undo` would undo, or ""."""
        return self._done[-1].record.label if self._done else ""

    @property
    def redo_label(self) -> str:
        return self._undone[-1].record.label if self._undone else ""

    @property
    def records(self) -> list[EntryRecord]:
        """All entries, oldest first, those that can be redone last."""
        return [entry.record for entry in (*self._done, *reversed(self._undone))]

    def done_entries(self) -> list[Entry]:
        """The steps that `undo` would undo, the latest first; for reading."""
        return list(reversed(self._done))

    def changes_of(self, run: RunHandle) -> ChangeSet:
        """All that a run has touched so far."""
        entry = self._find(run.entry_id)
        return change_set_of(entry.changes.values() if entry else ())

    def is_open(self, run: RunHandle) -> bool:
        entry = self._find(run.entry_id)
        return entry is not None and entry.record.state is EntryState.OPEN

    # -- edits

    def do(self, label: str, changes: Iterable[Change], *, merge_key: str | None = None) -> ChangeSet:
        """Make an edit: one entry, one transaction. What was undone can no longer be redone.

        Args:
            merge_key: when the latest entry was made with the same key, the edit becomes part of it (one stroke, one
                drag of a slider). `end_merging` closes that entry.

        Returns: what changed. Empty, and no entry made, when the changes change nothing.

        Raises:
            ProjectIntegrityError: the changes do not fit the project, which is as before.
        """
        net = compress_changes(changes)
        if not net:
            return ChangeSet()
        change_set = self._project.apply(net.values())
        dropped = self._drop_undone()
        entry = self._mergeable(merge_key)
        if entry is None:
            entry = self._push(label, is_run=False, merge_key=merge_key)
        self._absorb(entry, net)
        self._commit(self._transaction(entry, tuple(net.values()), dropped))
        return change_set

    def end_merging(self) -> None:
        """The next edit makes its own entry, whatever its merge key."""
        for entry in self._done[-1:]:
            entry.merge_key = None

    # -- runs

    def begin_run(self, label: str, changes: Iterable[Change] = ()) -> RunHandle:
        """Open a run's entry; `changes` (the running answer, new objects) are its first transaction.

        Raises:
            ProjectIntegrityError: as `do`.
        """
        net = compress_changes(changes)
        if net:
            self._project.apply(net.values())
        dropped = self._drop_undone()
        entry = self._push(label, is_run=True, merge_key=None)
        self._absorb(entry, net)
        self._commit(self._transaction(entry, tuple(net.values()), dropped))
        return RunHandle(entry.record.entry_id)

    def append(self, run: RunHandle, changes: Iterable[Change]) -> ChangeSet:
        """Add results to an open run, as one transaction.

        Left out and reported in `ChangeSet.skipped`: frames that are edited, confirmed or locked, or belong to a
        locked object; records that an edit made since the run's start has touched; whatever belongs to an object
        that is gone; everything, when the run is no longer open.

        Raises:
            ProjectIntegrityError: what is left does not fit the project, which is as before.
        """
        wanted = list(changes)
        entry = self._find(run.entry_id)
        if entry is None or entry.record.state is not EntryState.OPEN:
            return change_set_of((), skipped=wanted)
        above = self._above(entry)
        touched = [later.changes for later in above]
        admitted, skipped = admit_run_changes(self._project, compress_changes(wanted), touched)
        placed = [place_below(change, above) for change in admitted.values()]
        if not placed:
            return change_set_of((), skipped=skipped)
        seen = tuple(place.seen for place in placed if place.seen is not None)
        change_set = self._project.apply(seen)
        rebased = self._keep(entry, placed)
        own = (entry.record.entry_id, tuple(entry.changes[place.own.slot] for place in placed))
        self._commit(Transaction(document=seen, entries=(entry.record,), entry_changes=(own, *rebased)))
        return replace(change_set, skipped=tuple(skipped))

    def seal(self, run: RunHandle, state: EntryState, message: str = "") -> ChangeSet:
        """End a run. Its answers that still say "running" get the same state, and `message` if they have none.

        A run that changed nothing leaves no entry, and neither does one that was to make an answer anew and ended
        before it had one: the answer that was there is back. Sealing a run that is no longer open does nothing.
        """
        if state is EntryState.OPEN:
            raise ValueError("a run is sealed as complete, cancelled, failed or partial")
        entry = self._find(run.entry_id)
        if entry is None or entry.record.state is not EntryState.OPEN:
            return ChangeSet()
        if state is not EntryState.COMPLETE and self._can_withdraw(entry):
            return self._withdraw(entry)
        change_set = self.append(run, self._ended_answers(entry, state, message))
        if entry.changes:
            entry.record = replace(entry.record, state=state)
            self._commit(Transaction(entries=(entry.record,)))
        else:
            self._done.remove(entry)
            self._commit(Transaction(dropped_entries=(entry.record.entry_id,)))
        return change_set

    # -- undo and redo

    def undo(self) -> ChangeSet | None:
        """Undo the latest entry; None when there is none. An open run is cancelled first.

        Raises:
            ProjectError: the changes of an old entry cannot be read from the file; nothing was done.
        """
        if not self._done:
            return None
        entry = self._done[-1]
        if entry.record.state is EntryState.OPEN:
            run = RunHandle(entry.record.entry_id)
            self._cancel_run(run)
            sealed = self.seal(run, EntryState.CANCELLED)
            if not self._done or self._done[-1] is not entry:  # it leaves nothing, and is gone
                return sealed
        changes = [change.inverse for change in entry.changes.values()]
        self._done.pop()
        self._undone.append(entry)
        return self._step(entry, changes, is_undone=True)

    def redo(self) -> ChangeSet | None:
        """Redo the entry that was undone last; None when there is none. Raises: as `undo`."""
        if not self._undone:
            return None
        entry = self._undone[-1]
        changes = list(entry.changes.values())
        self._undone.pop()
        self._done.append(entry)
        return self._step(entry, changes, is_undone=False)

    # -- size on disk

    def note_sizes(self, sizes: Iterable[tuple[EntryId, int, int]]) -> None:
        """Take over what entries take on disk: (entry, bytes of old records, bytes of new records)."""
        for entry_id, old_bytes, new_bytes in sizes:
            entry = self._find(entry_id)
            if entry is not None:
                entry.record = replace(entry.record, old_bytes=old_bytes, new_bytes=new_bytes)

    @property
    def disk_bytes(self) -> int:
        """What forgetting the history would free: records that are no longer, or not now, in the document."""
        return sum(entry.extra_bytes for entry in (*self._done, *self._undone))

    def prune(self) -> int:
        """Forget the oldest entries until the history fits its limit; the latest entry always stays.

        Returns: how many were forgotten; open runs and what came after them are not.
        """
        excess, count = self.disk_bytes - self._limit_bytes, 0
        while excess > 0 and count < len(self._done) - 1:
            record = self._done[count].record
            if record.state is EntryState.OPEN:
                break
            excess -= record.old_bytes
            count += 1
        if count:
            forgotten = tuple(entry.record.entry_id for entry in self._done[:count])
            del self._done[:count]
            self._commit(Transaction(dropped_entries=forgotten))
        return count

    # -- size in memory

    def trim_memory(self, limit_bytes: int | None = None) -> None:
        """Leave to the file what is far from the cursor. Only while everything committed is stored."""
        left = MEMORY_LIMIT_BYTES if limit_bytes is None else limit_bytes
        is_running = any(entry.record.state is EntryState.OPEN for entry in self._done)
        if is_running:  # its results may have to go into the entries above it
            return
        for stack in (self._done, self._undone):
            for distance, entry in enumerate(reversed(stack)):
                if entry.is_loaded:
                    left -= entry.extra_bytes
                    if left < 0 and distance >= PREFETCH:
                        entry.unload()

    def entries_to_fetch(self) -> list[EntryId]:
        """Entries near the cursor whose changes are only in the file; `provide` takes them."""
        near = (*self._done[-PREFETCH:], *self._undone[-PREFETCH:])
        return [entry.record.entry_id for entry in near if not entry.is_loaded]

    def provide(self, entry_id: EntryId, changes: dict[Slot, Change]) -> None:
        """Take changes that were fetched, unless they were needed, and fetched, earlier."""
        entry = self._find(entry_id)
        if entry is not None and not entry.is_loaded:
            entry.provide(changes)

    # -- inside

    def _can_withdraw(self, entry: Entry) -> bool:
        above = (later.changes for later in self._above(entry))
        return left_nothing(entry.changes) and not is_built_on(entry.changes, above)

    def _withdraw(self, entry: Entry) -> ChangeSet:
        """Leave the document as if the run had never been."""
        back = compress_changes(change.inverse for change in entry.changes.values())
        change_set = self._project.apply(back.values())
        self._done.remove(entry)
        self._commit(Transaction(document=tuple(back.values()), dropped_entries=(entry.record.entry_id,)))
        return change_set

    def _find(self, entry_id: EntryId) -> Entry | None:
        # From the top: what is asked for is nearly always recent.
        stacks = (*reversed(self._done), *self._undone)
        return next((entry for entry in stacks if entry.record.entry_id == entry_id), None)

    def _above(self, entry: Entry) -> list[Entry]:
        """Entries made after `entry`, oldest first: done ones, then undone ones in the order of redoing."""
        return [*self._done[self._done.index(entry) + 1 :], *reversed(self._undone)]

    def _mergeable(self, merge_key: str | None) -> Entry | None:
        latest = self._done[-1] if self._done else None
        return (
            latest if latest is not None and merge_key is not None and latest.merge_key == merge_key else None
        )

    def _push(self, label: str, *, is_run: bool, merge_key: str | None) -> Entry:
        self._last_id += 1
        record = EntryRecord(
            entry_id=EntryId(self._last_id),
            label=label,
            is_run=is_run,
            state=EntryState.OPEN if is_run else EntryState.COMPLETE,
            is_undone=False,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        entry = Entry(record)
        entry.merge_key, entry.load = merge_key, self._load
        self._done.append(entry)
        return entry

    def _drop_undone(self) -> tuple[EntryId, ...]:
        dropped = tuple(entry.record.entry_id for entry in self._undone)
        self._undone.clear()
        return dropped

    def _absorb(self, entry: Entry, net: dict[Slot, Change]) -> None:
        for slot, change in net.items():
            earlier = entry.changes.get(slot)
            entry.changes[slot] = change if earlier is None else Change(*slot, earlier.old, change.new)

    def _keep(self, entry: Entry, placed: list[Placement]) -> list[tuple[EntryId, tuple[Change, ...]]]:
        """Put placed changes into the run's entry and into those above. Returns what changed in the latter."""
        rebased: dict[EntryId, list[Change]] = {}
        for place in placed:
            self._absorb(entry, {place.own.slot: place.own})
            for later, moved in place.moved:
                later.changes[moved.slot] = moved
                rebased.setdefault(later.record.entry_id, []).append(moved)
        return [(entry_id, tuple(changes)) for entry_id, changes in rebased.items()]

    def _transaction(self, entry: Entry, made: tuple[Change, ...], dropped: tuple[EntryId, ...]) -> Transaction:
        kept = tuple(entry.changes[change.slot] for change in made)
        return Transaction(
            document=made,
            entries=(entry.record,),
            entry_changes=((entry.record.entry_id, kept),),
            dropped_entries=dropped,
        )

    def _step(self, entry: Entry, changes: list[Change], *, is_undone: bool) -> ChangeSet:
        change_set = self._project.apply(changes)
        entry.record = replace(entry.record, is_undone=is_undone)
        entry.merge_key = None
        self._commit(Transaction(document=tuple(changes), entries=(entry.record,)))
        return change_set

    def _ended_answers(self, entry: Entry, state: EntryState, message: str) -> list[Change]:
        ended = []
        for table, key in entry.changes:
            answer = self._project.record(table, key)
            if isinstance(answer, Answer) and answer.state is AnswerState.RUNNING:
                new = replace(answer, state=_ANSWER_STATES[state], message=answer.message or message)
                ended.append(Change(table, key, answer, new))
        return ended
