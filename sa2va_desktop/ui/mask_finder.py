"""Sends marks to the model: one reader stays open between requests, each channel keeps its newest request only."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.operations.ask import Predictor
from sa2va_desktop.operations.click import Candidate, PreparedClick, click_candidates, encode_ahead
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.kept_reader import KeptReader
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner

_QUICK_S = 0.25


class MaskFinder(QObject):
    """One per window; shared by the marks and by the preview under the pointer.

    Signals:
        freed(): the model has nothing to do any more.
    """

    freed = Signal()

    def __init__(
        self, document: Document, model: ModelController, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._model = model
        self._runner = runner
        self._reader = KeptReader()
        self._last_s: float | None = None
        runner.task_changed.connect(self._follow_task)

    @property
    def is_quick(self) -> bool:
        """The last answer came fast enough to follow the pointer."""
        return self._last_s is not None and self._last_s < _QUICK_S

    @property
    def is_ready(self) -> bool:
        """The model is loaded."""
        return self._model.predictor is not None

    @property
    def is_free(self) -> bool:
        """The model is loaded, and nothing is being made or waits to be made by it."""
        return self.is_ready and all(task.is_idle_work for task in self._runner.unfinished_tasks(Lane.MODEL))

    def find(
        self,
        prepared: PreparedClick,
        *,
        channel: str,
        on_success: Callable[[tuple[Candidate, ...]], None],
        on_failure: Callable[[BaseException], None] | None = None,
        on_end: Callable[[Task], None] | None = None,
        presents_failure: bool = True,
    ) -> Task | None:
        """Ask for the masks of marks; None when the model or the media is not there any more."""
        predictor = self._model.predictor
        item = self._document.project.media.get(prepared.media_id)
        if predictor is None or item is None:
            return None
        reader, started_s = self._reader, time.monotonic()

        def take(candidates: tuple[Candidate, ...]) -> None:
            self._last_s = time.monotonic() - started_s
            on_success(candidates)

        return self._runner.submit(
            lambda context: click_candidates(predictor, prepared, lambda: reader.open(item), context.token),
            lane=Lane.MODEL,
            title=self.tr("Find what was marked"),
            channel=channel,
            is_urgent=True,
            on_success=take,
            on_failure=on_failure,
            on_end=on_end,
            presents_failure=presents_failure,
        )

    def means(self, media_id: MediaId) -> tuple[Predictor, OpenFrames] | None:
        """The model, and how it opens a media item on its thread; None when either is not there any more."""
        predictor, item = self._model.predictor, self._document.project.media.get(media_id)
        if predictor is None or item is None:
            return None
        reader = self._reader
        return predictor, lambda: reader.open(item)

    def encode(self, media_id: MediaId, frame_index: int, *, on_end: Callable[[Task], None]) -> Task | None:
        """Let the model see a frame when it has nothing else to do; None when the model or the media is not there."""
        predictor, item = self._model.predictor, self._document.project.media.get(media_id)
        if predictor is None or item is None:
            return None
        reader = self._reader
        return self._runner.submit(
            lambda context: encode_ahead(
                predictor, item, [frame_index], lambda: reader.open(item), context.token
            ),
            lane=Lane.MODEL,
            title=self.tr("Look at a frame ahead"),
            channel="encode-ahead",
            is_idle_work=True,
            on_end=on_end,
            presents_failure=False,  # it is in the log; a click there will say it
        )

    def _follow_task(self, task: Task) -> None:
        if task.lane is Lane.MODEL and task.state.is_over and self.is_free:
            self.freed.emit()

    def close_reader(self) -> None:
        """Let go of the media file, after whatever the model is doing."""
        self._runner.executor(Lane.MODEL).submit(self._reader.close)
