"""What every writer of a run shares: events are collected, written a moment later, and the run is sealed once."""

from __future__ import annotations

import abc
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import Answer
from sa2va_desktop.editing.history import RunHandle
from sa2va_desktop.errors import CancelledError, Sa2vaDesktopError
from sa2va_desktop.inference.api import FrameProvider, MemoryForecast, Notice, RunReport
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate

FLUSH_INTERVAL_S = 0.1
"""How long events are collected before they become one transaction; a kill loses at most this much."""

OpenFrames = Callable[[], AbstractContextManager[FrameProvider]]
"""Opens a reader for the model's thread. A caller that keeps one open hands over `contextlib.nullcontext(reader)`."""

Event = TypeVar("Event")


class RunWriter(abc.ABC, Generic[Event]):
    """Applies the events of one request to the document, as one history entry of many transactions.

    Made and used on the document's thread. `finish` or `fail` must be called once at the end, whatever happened.

    Attributes:
        message: why the run ended early and what is kept, one sentence, or "".
        notices: how the work went on where memory ran out, one sentence each.
        forecast: what it takes of the device's memory, or "" while that is not known.
        is_withdrawn: it ended before it had anything better than the answer that was there, which is back; only
            `message` tells of it.
    """

    def __init__(
        self, session: OpenProject, label: str, changes: Iterable[Change], cancel: Callable[[], None]
    ) -> None:
        self._session = session
        self._flushed_at = time.monotonic()
        self.message = ""
        self.notices: list[str] = []
        self.forecast = ""
        self.is_withdrawn = False
        opening = list(changes)
        self._replaced = [change.old for change in opening if isinstance(change.old, Answer)]
        self._run = session.begin_run(label, opening, cancel=cancel)

    @property
    def run(self) -> RunHandle:
        """The run that is being written, to recognise it when history asks to cancel it."""
        return self._run

    def apply(self, event: Event | RunReport) -> None:
        """Take one event; the document follows at most `FLUSH_INTERVAL_S` later, or at `flush`."""
        if isinstance(event, Notice):
            self.notices.append(event.text)
        elif isinstance(event, MemoryForecast):
            self.forecast = event.text
        else:
            self._take(event)
        if time.monotonic() - self._flushed_at >= FLUSH_INTERVAL_S:
            self.flush()

    def flush(self) -> None:
        """Write what has been collected as one transaction."""
        self._flushed_at = time.monotonic()
        changes = self._collected()
        if changes:
            self._session.append(self._run, changes)

    def finish(self) -> None:
        """The request ran to its end."""
        self._seal(EntryState.COMPLETE, "")

    def fail(self, error: BaseException) -> None:
        """The request ended early; what was done is kept, and `message` says why."""
        if isinstance(error, CancelledError):
            kept = self._kept()
            stopped = translate("operations", "Stopped; {0}.") if kept else translate("operations", "Stopped.")
            self._seal(EntryState.CANCELLED, stopped.format(kept))
        else:
            is_ours = isinstance(error, Sa2vaDesktopError)
            sentence = str(error) if is_ours else translate("operations", "Unexpected: {0!r}").format(error)
            kept = self._kept()
            if kept:
                sentence = translate("operations", "{0} {1}.").format(sentence, kept[0].upper() + kept[1:])
            self._seal(EntryState.FAILED, sentence)

    def _seal(self, state: EntryState, message: str) -> None:
        self.message = message
        self.flush()
        self._session.seal(self._run, state, message)
        answers = self._session.project.answers
        is_back = all(answers.get(each.answer_id) == each for each in self._replaced)
        self.is_withdrawn = state is not EntryState.COMPLETE and bool(self._replaced) and is_back
        if self.is_withdrawn:
            stays = translate("operations", "The answer stays as it was.")
            self.message = f"{message} {stays}".strip()

    @abc.abstractmethod
    def _take(self, event: Event) -> None:
        """Collect one event."""

    @abc.abstractmethod
    def _collected(self) -> list[Change]:
        """Changes since the last call."""

    def _kept(self) -> str:
        """What a run that ended early leaves, such as "3 of 6 frames are kept", or ""."""
        return ""
