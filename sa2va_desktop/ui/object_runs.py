"""Runs about the selected objects on the model worker: track them, follow a correction, describe one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.errors import CancelledError, Sa2vaDesktopError
from sa2va_desktop.operations.ask import Predictor, PredictorDescription
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.media_items import OpenProject, open_item
from sa2va_desktop.operations.region_caption import (
    RegionCaptionWriter,
    prepare_region_caption,
    region_caption_events,
)
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.operations.track import prepare_track, track_events
from sa2va_desktop.operations.track_writer import FrameTracked, TrackWriter
from sa2va_desktop.tasks import CancelToken, TaskState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_wish import ModelWish
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_FLUSH_MS = 100
_TOPIC = "object run"
_TITLE_LIMIT = 40

MakeWriter = Callable[[OpenProject, PredictorDescription, Callable[[], None]], RunWriter[Any]]
MakeEvents = Callable[[Predictor, OpenFrames, CancelToken], Iterator[Any]]


@dataclass(frozen=True)
class _Job:
    """One run before it starts: nothing in the document says anything of it yet."""

    item: MediaItem
    title: str
    make_writer: MakeWriter
    make_events: MakeEvents


@dataclass(frozen=True)
class RunProgress:
    """`total` is 0 while nobody knows it."""

    title: str
    done: int = 0
    total: int = 0

    @property
    def text(self) -> str:
        """For the status bar: a long name must not push the rest out of it."""
        if not self.total:
            return f"{_shortened(self.title)}…"
        return translate("RunProgress", "{0}  ·  {1} / {2} masks").format(
            _shortened(self.title), self.done, self.total
        )


def _shortened(title: str) -> str:
    return title if len(title) <= _TITLE_LIMIT else f"{title[: _TITLE_LIMIT - 1]}…"


class ObjectRuns(QObject):
    """One run at a time; one that comes before the model is ready waits for it.

    Signals:
        running_changed(bool): a run is waiting or being made, or no longer.
        progressed(RunProgress): more masks are done.
        frame_done(int): masks of that frame were written.
    """

    running_changed = Signal(bool)
    progressed = Signal(object)
    frame_done = Signal(int)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        model: ModelController,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._model = model
        self._runner = runner
        self._messages = messages
        self._wish = ModelWish(model, messages, self)
        self._job: _Job | None = None
        self._task: Task | None = None
        self._writer: RunWriter[Any] | None = None
        self._failure: BaseException | None = None
        self._flush_timer = QTimer(self)
        self._flush_timer.setInterval(_FLUSH_MS)
        self._flush_timer.timeout.connect(self._flush)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    @property
    def title(self) -> str:
        """Of the run that is waiting or being made, or ""."""
        return self._job.title if self._job is not None else ""

    # ---- the three runs

    def track(self) -> None:
        """Carry the selected objects from their key frames over the in-out range, both ways."""
        self._try(self._track_job)

    def follow(self) -> None:
        """Compute again what follows from the mask of the selected object on this frame."""
        self._try(self._follow_job)

    def describe(self) -> None:
        """Let the model say what the selected object is on this frame."""
        self._try(self._describe_job)

    def cancel(self) -> None:
        """Stop as soon as the model notices; what is done stays."""
        if self._task is not None:
            self._task.cancel()
        elif self._job is not None:
            self._wish.forget()
            self._end()

    # ---- preparing

    def _track_job(self, item: MediaItem) -> _Job | None:
        project, view = self._document.project, self._view_state
        ordered = [each.object_id for each in project.objects_of(item.media_id)]
        selected = [object_id for object_id in ordered if object_id in view.selection]
        prepared = prepare_track(project, item.media_id, selected, frame_range=view.frame_range)
        if not prepared.total:
            self._messages.inform(
                self.tr("Every frame of the range has its mask already; nothing is left to track."),
                topic=_TOPIC,
            )
            return None
        return _Job(
            item,
            prepared.label,
            lambda session, _description, cancel: TrackWriter(session, prepared, cancel=cancel),
            lambda predictor, frames, token: track_events(predictor, prepared, frames, token),
        )

    def _follow_job(self, item: MediaItem) -> _Job | None:
        view = self._view_state
        if len(view.selection) != 1:
            self._messages.warn(
                self.tr("Select one object: one correction is followed at a time."), topic=_TOPIC
            )
            return None
        (object_id,) = view.selection
        prepared = prepare_correction(
            self._document.project, object_id, view.frame_index, frame_range=view.frame_range
        )
        if prepared.is_empty:
            self._messages.inform(
                self.tr("No tracked frame of the range lies beside this one, so nothing follows from it."),
                topic=_TOPIC,
            )
            return None
        return _Job(
            item,
            prepared.label,
            lambda session, _description, cancel: TrackWriter(session, prepared, cancel=cancel),
            lambda predictor, frames, token: correction_events(predictor, prepared, frames, token),
        )

    def _describe_job(self, item: MediaItem) -> _Job | None:
        view = self._view_state
        if len(view.selection) != 1:
            self._messages.warn(self.tr("Select one object: one is described at a time."), topic=_TOPIC)
            return None
        (object_id,) = view.selection
        prepared = prepare_region_caption(self._document.project, object_id, view.frame_index)
        return _Job(
            item,
            self.tr("Describe “{0}”").format(prepared.object_name),
            lambda session, description, cancel: RegionCaptionWriter(
                session, prepared, description, cancel=cancel
            ),
            lambda predictor, frames, token: region_caption_events(predictor, prepared, frames, token),
        )

    # ---- running

    def _try(self, make_job: Callable[[MediaItem], _Job | None]) -> None:
        media_id = self._view_state.media_id
        item = self._document.project.media.get(media_id) if media_id is not None else None
        if item is None or self.is_running or not self._document.is_writable:
            return
        self._view_state.set_playing(False)
        try:
            job = make_job(item)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return
        if job is None:
            return
        self._messages.withdraw(_TOPIC)
        self._job = job
        no_model = self.tr("No model is chosen, so this cannot be done: {0}.").format(job.title)
        if self._wish.when_ready(self._start, self._end, no_model=no_model):
            self.running_changed.emit(self.is_running)
        else:
            self._job = None

    def _start(self) -> None:
        predictor, session, job = self._model.predictor, self._document.session, self._job
        if predictor is None or session is None or job is None:
            self._end()
            return
        if job.item.media_id not in self._document.project.media:
            self._end()
            return
        self._writer = job.make_writer(session, predictor.description, self.cancel)
        self._task = self._runner.submit(
            lambda context: job.make_events(predictor, partial(open_item, job.item), context.token),
            lane=Lane.MODEL,
            title=job.title,
            on_partials=self._apply,
            on_failure=self._remember_failure,
            on_end=self._task_ended,
        )
        self._flush_timer.start()
        self.progressed.emit(RunProgress(job.title))

    def _apply(self, events: list[Any]) -> None:
        writer = self._writer
        if writer is None:
            return
        for event in events:
            writer.apply(event)
        tracked = [event for event in events if isinstance(event, FrameTracked)]
        if tracked:
            self.progressed.emit(RunProgress(self.title, tracked[-1].done, tracked[-1].total))
            self.frame_done.emit(tracked[-1].frame_index)

    def _flush(self) -> None:
        if self._writer is not None:
            self._writer.flush()

    def _remember_failure(self, error: BaseException) -> None:
        self._failure = error

    def _task_ended(self, task: Task) -> None:
        writer, self._writer = self._writer, None
        failure, self._failure = self._failure, None
        assert writer is not None
        if task.state is TaskState.SUCCEEDED:
            writer.finish()
        else:
            writer.fail(failure or CancelledError())
            if failure is None:
                self._messages.inform(writer.message, topic=_TOPIC)
        self._end()

    def _end(self) -> None:
        self._job = self._task = None
        self._flush_timer.stop()
        self.running_changed.emit(False)
