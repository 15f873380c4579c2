"""From a typed instruction to masks in the document: the request on the model worker, its events here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.annotation.records import AnswerId, MediaItem
from sa2va_desktop.errors import CancelledError, Sa2vaDesktopError
from sa2va_desktop.operations.ask import (
    AnswerWriter,
    AskEvent,
    FrameMasks,
    PreparedAsk,
    ask_events,
    parse_grounding_mode,
    prepare_ask,
)
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.tasks import TaskState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import WARNING, Message, MessageCenter
from sa2va_desktop.ui.model_controller import ModelController, ModelState
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_FLUSH_MS = 100
_TOPIC = "ask"


def duration(seconds: float) -> str:
    """A rest that people can read: "8 s", "2 min 10 s", "1 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("Duration", "{0} s").format(whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return translate("Duration", "{0} min {1} s").format(minutes, rest)
    return translate("Duration", "{0} h {1} min").format(minutes // 60, minutes % 60)


@dataclass(frozen=True)
class AskProgress:
    """How far an answer is. `frames_total` is 0 until the first mask; speed and rest are None until known."""

    frames_done: int = 0
    frames_total: int = 0
    frames_per_s: float | None = None
    seconds_left: float | None = None

    @property
    def text(self) -> str:
        """For the status bar and the conversation."""
        if not self.frames_total:
            return translate("AskProgress", "Reading and answering…")
        parts = [
            translate("AskProgress", "Answering {0} / {1} frames").format(self.frames_done, self.frames_total)
        ]
        if self.frames_per_s:
            parts.append(translate("AskProgress", "{0} fps").format(f"{self.frames_per_s:.1f}"))
        if self.seconds_left is not None:
            parts.append(translate("AskProgress", "{0} left").format(duration(self.seconds_left)))
        return "  ·  ".join(parts)


class AskController(QObject):
    """One instruction at a time. One that comes before the model is ready waits for it.

    Signals:
        running_changed(bool): an instruction is waiting or being answered, or no longer.
        progressed(AskProgress): more frames are done.
        frame_done(int): masks of that frame were written.
        finished(AnswerId | None): ended, however; None when it never began.
    """

    running_changed = Signal(bool)
    progressed = Signal(object)
    frame_done = Signal(int)
    finished = Signal(object)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        model: ModelController,
        runner: TaskRunner,
        settings: SettingsStore,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._model = model
        self._runner = runner
        self._settings = settings
        self._messages = messages
        self._waiting: tuple[MediaItem, PreparedAsk] | None = None
        self._task: Task | None = None
        self._writer: AnswerWriter | None = None
        self._failure: BaseException | None = None
        self._first_mask_s: float | None = None
        self._first_done = 0
        self._flush_timer = QTimer(self)
        self._flush_timer.setInterval(_FLUSH_MS)
        self._flush_timer.timeout.connect(self._flush)
        model.changed.connect(self._follow_model)

    @property
    def is_running(self) -> bool:
        return self._task is not None or self._waiting is not None

    @property
    def is_waiting(self) -> bool:
        """The instruction waits for the model."""
        return self._waiting is not None

    def ask(self, draft: AskDraft) -> bool:
        """Send an instruction about the shown media item; False (and a message) when that is not possible now."""
        media_id = self._view_state.media_id
        item = self._document.project.media.get(media_id) if media_id is not None else None
        if item is None or self.is_running or not self._can_write():
            return False
        if self._model.state is ModelState.NONE:
            self._messages.post(
                Message(
                    self.tr("No model is chosen, so nobody can answer."),
                    WARNING,
                    _TOPIC,
                    self.tr("Use the embedded model"),
                    partial(self._model.choose, "embedded"),
                )
            )
            return False
        try:
            prepared = self._prepare(item, draft)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return False
        self._messages.withdraw(_TOPIC)
        self._waiting = (item, prepared)
        self.running_changed.emit(True)
        self._model.ensure_loaded()
        self._follow_model()
        return True

    def cancel(self) -> None:
        """Stop as soon as the model notices; what is done stays."""
        if self._waiting is not None:
            self._waiting = None
            self._end(None)
        elif self._task is not None:
            self._task.cancel()

    # ---- inside

    def _can_write(self) -> bool:
        session = self._document.session
        if session is not None and session.is_read_only:
            self._messages.warn(session.read_only_reason, topic=_TOPIC)
            return False
        return session is not None

    def _prepare(self, item: MediaItem, draft: AskDraft) -> PreparedAsk:
        return prepare_ask(
            item,
            draft.text,
            frames_spec=draft.frames_spec,
            frame_range=draft.frame_range,
            is_segment_mode=draft.is_segment_mode,
            grounding_mode=parse_grounding_mode(None),
            max_new_tokens=int(self._settings.number("prompt.max_new_tokens")),
        )

    def _follow_model(self) -> None:
        if self._waiting is None:
            return
        if self._model.state is ModelState.READY:
            item, prepared = self._waiting
            self._waiting = None
            self._start(item, prepared)
        elif self._model.state in (ModelState.FAILED, ModelState.NONE):
            self._waiting = None
            self._end(None)

    def _start(self, item: MediaItem, prepared: PreparedAsk) -> None:
        predictor, session = self._model.predictor, self._document.session
        if predictor is None or session is None or item.media_id not in self._document.project.media:
            self._end(None)
            return
        self._writer = AnswerWriter(session, prepared, predictor.description, cancel=self.cancel)
        self._first_mask_s = None
        self.progressed.emit(AskProgress())
        frames = partial(open_item, item)
        self._task = self._runner.submit(
            lambda context: ask_events(predictor, prepared, frames, context.token),
            lane=Lane.MODEL,
            title=self.tr("Answer “{0}”").format(prepared.instruction),
            on_partials=self._apply,
            on_failure=self._remember_failure,
            on_end=self._task_ended,
        )
        self._flush_timer.start()

    def _apply(self, events: list[AskEvent]) -> None:
        writer = self._writer
        if writer is None:
            return
        for event in events:
            writer.apply(event)
        done = [event.frame_index for event in events if isinstance(event, FrameMasks)]
        if done:
            self._report(writer)
            self.frame_done.emit(done[-1])

    def _report(self, writer: AnswerWriter) -> None:
        if self._first_mask_s is None:
            self._first_mask_s = time.monotonic()
            self._first_done = writer.frames_done
        elapsed_s = time.monotonic() - self._first_mask_s
        made = writer.frames_done - self._first_done
        speed = made / elapsed_s if made > 0 and elapsed_s > 0 else None
        rest_s = (writer.frames_total - writer.frames_done) / speed if speed else None
        self.progressed.emit(AskProgress(writer.frames_done, writer.frames_total, speed, rest_s))

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
        self._end(writer.answer.answer_id)

    def _end(self, answer_id: AnswerId | None) -> None:
        self._task = None
        self._flush_timer.stop()
        self.running_changed.emit(False)
        self.finished.emit(answer_id)
