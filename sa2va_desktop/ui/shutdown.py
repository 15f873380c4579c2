"""Closing: cancel, let the workers notice, store what is left, free the model; the window stays alive meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.frame_feed import FrameFeed
from sa2va_desktop.ui.messages import ERROR, Message, MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.project_controller import ProjectController
from sa2va_desktop.ui.task_runner import Lane, TaskRunner

_POLL_MS = 15
_WORKERS_LIMIT_MS = 10_000
_THREADS_LIMIT_MS = 30_000  # importing torch and reading a checkpoint cannot be interrupted


class Shutdown(QObject):
    """Signals:
    began(): nothing new is to be started.
    stored(): everything is on the disk; nothing is left to see, so the window may hide.
    finished(): every thread has ended, or the limit is over; see `has_stuck_threads`.
    failed(): something could not be stored; the window stays, and the person is asked.
    """

    began = Signal()
    stored = Signal()
    finished = Signal()
    failed = Signal()

    def __init__(
        self,
        document: Document,
        projects: ProjectController,
        model: ModelController,
        feed: FrameFeed,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._projects = projects
        self._model = model
        self._feed = feed
        self._runner = runner
        self._messages = messages
        self._waited_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._step)
        self._is_ending_threads = False
        self.is_finished = False
        self.has_stuck_threads = False

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def begin(self) -> None:
        """Start, or do nothing when it is under way."""
        if self.is_running or self.is_finished:
            return
        self._waited_ms = 0
        self.began.emit()
        self._feed.close()
        self._model.stop_loading()
        self._runner.stop_accepting()
        self._timer.start()

    def _step(self) -> None:
        self._waited_ms += _POLL_MS
        if self._is_ending_threads:
            self._wait_for_threads()
            return
        awaited = [task for task in self._runner.unfinished_tasks() if not task.is_superseded]
        if awaited and self._waited_ms < _WORKERS_LIMIT_MS:
            return
        if self._document.storage_error is None and self._document.pending_count:
            return
        self._timer.stop()
        if (
            not self._projects.close_project()
        ):  # tries once more what could not be written: there may be room now
            self._ask_what_to_do(self._document.storage_error)
        else:
            self._end_threads()

    def _ask_what_to_do(self, error: ProjectError | None) -> None:
        self._runner.accept_again()
        reason = str(error) if error is not None else self.tr("the project file does not answer.")
        self._messages.post(
            Message(
                self.tr("Not everything is stored: {0}").format(reason),
                ERROR,
                "shutdown",
                self.tr("Close and lose it"),
                self._give_up,
            )
        )
        self.failed.emit()

    def _give_up(self) -> None:
        self._feed.close()
        self._runner.stop_accepting()
        self._projects.abandon_project()
        self._end_threads()

    def _end_threads(self) -> None:
        predictor = self._model.release_for_exit()
        if predictor is not None:
            self._runner.executor(Lane.MODEL).submit(predictor.close)
        self._runner.begin_closing()
        self._is_ending_threads = True
        self._waited_ms = 0
        self._timer.start()
        self.stored.emit()

    def _wait_for_threads(self) -> None:
        busy = self._runner.busy_threads()
        if busy and self._waited_ms < _THREADS_LIMIT_MS:
            return
        self._timer.stop()
        self.has_stuck_threads = not self._runner.close(0.0)
        self.is_finished = True
        self.finished.emit()
