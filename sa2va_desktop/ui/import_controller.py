"""Imports into the open project: read beside the window, put into the document in small portions, told of at the end."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.errors import CancelledError, ProjectError
from sa2va_desktop.media.media_search import find_media
from sa2va_desktop.operations.import_dataset import (
    ClipFound,
    ImportEvent,
    ImportReport,
    ImportRequest,
    import_events,
    recognised_formats,
)
from sa2va_desktop.operations.import_modes import ImportMode, ImportSummary
from sa2va_desktop.operations.import_writer import ImportWriter
from sa2va_desktop.tasks import Progress, TaskState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import INFO, WARNING, Message, MessageCenter
from sa2va_desktop.ui.project_controller import ProjectController
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner

_TOPIC = "import"
_SLICE_S = 0.006  # of the window's time at once
_AHEAD, _BEHIND = 64, 16  # events that wait for the window until the worker waits, and when it goes on

_DATA_SUFFIXES = frozenset({".json", ".jsonl", ".xml", ".csv", ".parquet", ".zip", ".p", ".pkl", ".tar"})


@dataclass(frozen=True)
class ImportWish:
    """What a person chose in the dialog."""

    source: Path
    format_id: str
    mode: ImportMode
    pictures: Path | None = None


@dataclass(frozen=True)
class ImportResult:
    """How an import ended: what it did, its problems, and why it ended early, or ""."""

    source: Path
    summary: ImportSummary
    report: ImportReport
    message: str = ""


class ImportController(QObject):
    """Lives on the GUI thread; one import at a time.

    Signals:
        ended(ImportResult): its last step is in the document.
        offered(Path): something was opened that looks like a data set rather than like media.
        result_wanted(ImportResult): the person wants to read what the latest import did.
    """

    ended = Signal(object)
    offered = Signal(object)
    result_wanted = Signal(object)

    def __init__(
        self,
        document: Document,
        projects: ProjectController,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._projects = projects
        self._runner = runner
        self._messages = messages
        self._running: _Running | None = None
        document.replaced.connect(self._drop)

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def open_or_offer(self, paths: Sequence[Path], open_paths: Callable[[Sequence[Path]], None]) -> None:
        """Open media and projects. What looks like a data set is offered for import: instead of opening it, or, where
        pictures or videos lie right in the folder, beside opening them. Folders are looked at on the pool."""
        if len(paths) != 1 or not (paths[0].suffix.lower() in _DATA_SUFFIXES or _may_be_folder(paths[0])):
            open_paths(paths)
            return
        [path] = paths

        def open_media(has_media: bool) -> None:
            if has_media:
                open_paths(paths)
            look(lambda: recognised_formats(path), partial(offer, has_media))

        def offer(has_media: bool, formats: list[str]) -> None:
            if has_media and formats:
                text = self.tr("'{0}' also holds annotations.").format(path.name)
                show = partial(self.offered.emit, path)
                self._messages.post(Message(text, INFO, _TOPIC, self.tr("Import Annotations…"), show))
            elif formats:
                self.offered.emit(path)
            elif not has_media:
                open_paths(paths)

        def look(work: Callable[[], object], then: Callable[[Any], None]) -> None:
            self._runner.submit(
                lambda _context: work(),
                lane=Lane.POOL,
                title=self.tr("Look at {0}").format(path.name),
                on_success=then,
                on_failure=lambda _error: open_paths(paths),
                presents_failure=False,
            )

        # Media first: a folder of many pictures is looked through for seconds until no format is left.
        look(lambda: _has_media(path), open_media)

    def start(self, wish: ImportWish) -> None:
        """Import into the open project; makes one if need be."""
        session = self._document.session
        if session is None:
            self._projects.new_untitled(then=partial(self.start, wish))
            return
        if self._running is not None:
            self._messages.warn(self.tr("Another import is running; wait for it, or stop it."), topic=_TOPIC)
            return
        report = ImportReport()
        items = tuple(session.project.media.values())
        request = ImportRequest(wish.source, wish.format_id, items, wish.pictures, report)
        try:
            writer = ImportWriter(
                session,
                wish.source,
                format_id=wish.format_id,
                mode=wish.mode,
                report=report,
                cancel=self.cancel,
            )
        except ProjectError as error:  # read-only
            self._messages.present_error(error, topic=_TOPIC)
            return
        self._messages.withdraw(_TOPIC)
        self._running = _Running(self, wish.source, writer, report)
        self._running.task = self._submit(request, self._running)

    def cancel(self) -> None:
        """Stop; what has come in stays."""
        if self._running is not None and self._running.task is not None:
            self._running.task.cancel()

    # ---- inside

    def _submit(self, request: ImportRequest, running: _Running) -> Task:
        def work(context: TaskContext) -> object:
            return _counted(request, context)

        return self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Import {0}").format(request.source.name),
            is_job=True,
            can_stop=True,
            on_partials=running.take,
            on_failure=running.remember_failure,
            on_end=running.end,
            presents_failure=False,
        )

    def finish(self, running: _Running, result: ImportResult) -> None:
        """The last portion of an import is in the document. Called by it."""
        if running is not self._running:
            return
        self._running = None
        count = result.summary.masks_added
        parts = [result.message] if result.message else []
        parts.append(translate("ImportController", "Imported: %n mask(s).", n=count))
        problems = result.report.problem_count
        if problems:
            parts.append(translate("ImportController", "%n thing(s) could not be used.", n=problems))
        level = WARNING if problems or result.message else INFO
        show = partial(self.result_wanted.emit, result)
        self._messages.post(Message(" ".join(parts), level, _TOPIC, self.tr("Show Report"), show))
        self.ended.emit(result)

    def _drop(self) -> None:
        """Another project is open; the import was sealed with the one before."""
        if self._running is not None:
            self.cancel()
            self._running.drop()
            self._running = None


class _Running(QObject):
    """One import on its way: events wait here until the window has time for them."""

    def __init__(
        self, controller: ImportController, source: Path, writer: ImportWriter, report: ImportReport
    ) -> None:
        super().__init__(controller)
        self._controller = controller
        self._source = source
        self._writer = writer
        self._report = report
        self._events: deque[ImportEvent] = deque()
        self._failure: BaseException | None = None
        self._ended: TaskState | None = None
        self.task: Task | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def take(self, events: list[ImportEvent]) -> None:
        self._events += events
        if len(self._events) > _AHEAD and self.task is not None:
            self.task.pause()
        self._timer.start()

    def remember_failure(self, error: BaseException) -> None:
        self._failure = error

    def end(self, task: Task) -> None:
        self._ended = task.state
        self._timer.start()

    def drop(self) -> None:
        self._events.clear()
        self._timer.stop()
        self.deleteLater()

    def _go_on(self) -> None:
        """A slice of what waits; the rest when the window has shown itself."""
        until = time.monotonic() + _SLICE_S
        while self._events and time.monotonic() < until:
            self._writer.apply(self._events.popleft())
        if len(self._events) < _BEHIND and self.task is not None and self.task.is_paused:
            self.task.resume()
        if self._events:
            return
        self._timer.stop()
        if self._ended is None:
            self._writer.flush()
            return
        if self._failure is not None:
            self._writer.fail(self._failure)
        elif self._ended is TaskState.SUCCEEDED:
            self._writer.finish()
        else:
            self._writer.fail(CancelledError())
        result = ImportResult(self._source, self._writer.summary, self._report, self._writer.message)
        self._controller.finish(self, result)
        self.deleteLater()


def _counted(request: ImportRequest, context: TaskContext) -> Generator[ImportEvent, None, None]:
    """The events, with the number of clips as progress; the number of all is not known before the end."""
    count = 0
    for event in import_events(request, context.token):
        if isinstance(event, ClipFound):
            count += 1
            context.report(Progress(count, None, "clips", event.clip.name))
        yield event


def _has_media(path: Path) -> bool:
    """Whether it is a folder with pictures or videos right in it."""
    media = find_media(path) if os.path.isdir(path) else []
    return any(each == path or not each.is_dir() for each in media)


def _may_be_folder(path: Path) -> bool:
    """By the name alone, because asking the disk may take a while."""
    return not path.suffix or path.suffix[1:].isdecimal() or " " in path.suffix
