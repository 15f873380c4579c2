"""Where a run's change goes: into its own entry, into the entries made since it started, and into the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.editing.entry import Entry
from sa2va_desktop.editing.rebase import RecordDelta


@dataclass(frozen=True)
class Placement:
    """One change of a run at every level of the history.

    Attributes:
        own: in the run's own entry.
        seen: in the document; None when entries above hide all of it.
        moved: what entries above that hold the same record keep from now on.
    """

    own: Change
    seen: Change | None
    moved: list[tuple[Entry, Change]]


def place_below(change: Change, above: Sequence[Entry]) -> Placement:
    """Carry an admitted change up from the run's level.

    Args:
        change: with the document's present record as `old`.
        above: entries made since the run started, oldest first: done ones, then undone ones in the order of redoing.
    """
    holders = [later for later in above if change.slot in later.changes]
    if not holders:
        return Placement(change, change, [])
    old, new, below = change.old, change.new, holders[0].changes[change.slot].old
    # Of a record that was made, removed, or is a mask, nothing is admitted that an entry above has touched.
    assert old is not None
    assert new is not None
    assert below is not None
    delta = seen = RecordDelta.between(old, new)
    own = Change(*change.slot, below, delta.on(below))
    moved = []
    for later in holders:
        kept = later.changes[change.slot]
        assert kept.old is not None
        assert kept.new is not None
        old_version = delta.on(kept.old)
        delta = delta.below(RecordDelta.between(kept.old, kept.new))
        moved.append((later, Change(*change.slot, old_version, delta.on(kept.new))))
        if not later.record.is_undone:
            seen = delta
    shown = Change(*change.slot, old, seen.on(old))
    return Placement(own, None if shown.new == old else shown, moved)
