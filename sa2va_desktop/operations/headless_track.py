"""Track on the calling thread, for commands and scripts, and go on with the scene cuts that were come upon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.run_reports import RunReport
from sa2va_desktop.operations.scene_cuts import CutMap, with_cuts
from sa2va_desktop.operations.track_run import PreparedTrack
from sa2va_desktop.operations.track_writer import TrackEvent, TrackWriter
from sa2va_desktop.storage.session import OpenProject


@dataclass(frozen=True)
class TrackEnd:
    """How a headless track ended.

    Attributes:
        message: why it ended early and what is kept, or "".
        error: what ended it early, or None.
        cuts_met: scene cuts at which tracks ended, ascending.
    """

    message: str
    error: Sa2vaDesktopError | None
    cuts_met: list[int]


def track_to_end(
    session: OpenProject,
    prepared: PreparedTrack,
    plan_again: Callable[[CutMap | None], PreparedTrack],
    events_of: Callable[[PreparedTrack], Iterator[TrackEvent | RunReport]],
    *,
    on_event: Callable[[TrackEvent | RunReport], None] = lambda event: None,
) -> TrackEnd:
    """Track, and plan again with the cuts that were come upon: what lies behind one may be reached from its own scene.

    Args:
        plan_again: from the cuts that are known by then, without new marks, which are masks by then.
    """
    met: set[int] = set()
    cuts = prepared.cuts
    while True:
        writer = TrackWriter(session, prepared)
        error = run_to_end(writer, events_of(prepared), on_event=on_event)
        met.update(writer.cuts_met)
        cuts = with_cuts(cuts, writer.cuts_found)
        if error is None and writer.cuts_found:
            prepared = plan_again(cuts)
            if prepared.total:
                continue
        return TrackEnd(writer.message, error, sorted(met))
