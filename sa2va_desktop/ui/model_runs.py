"""Everything that the model writes into the document: one run after the other, short ones in between."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.errors import CancelledError, InputError, Sa2vaDesktopError
from sa2va_desktop.operations.ask import FrameMasks, Predictor
from sa2va_desktop.operations.attribute_filling.fill_run import AttributeFilled
from sa2va_desktop.operations.find_in_clip import FramesSeen
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.pipeline_run import StageDone
from sa2va_desktop.operations.review.asking import FrameAsked
from sa2va_desktop.operations.run_reports import MemoryForecast, Notice, with_reports
from sa2va_desktop.operations.track_writer import FrameTracked
from sa2va_desktop.tasks import TaskState
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import INFO, Message, MessageCenter
from sa2va_desktop.ui.model_controller import ModelController, ModelState
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_wish import offer_model
from sa2va_desktop.ui.run_plan import NothingToDoError, PreparedRun, RunPlan
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner

TOPIC = "run"
_FLUSH_MS = 100
_UNITS: dict[type, str] = {
    FrameMasks: "frames",
    FrameTracked: "masks",
    StageDone: "answers",
    FrameAsked: "answers",
    AttributeFilled: "values",
    FramesSeen: "questions",
}
"""What progress is counted in, by the event that tells of it."""


class ModelRuns(QObject):
    """A queue of runs: one is made, the others wait in order. Runs that are urgent have a queue of their own.

    A run that comes before the model is ready waits for it; all that wait are dropped when it cannot be had.

    Signals:
        changed(ModelRun): its state is different; also when it was queued, replaced or dropped.
        progressed(ModelRun): more is done.
        frame_done(ModelRun, int): masks of that frame were written.
        given_back(str): the typed words of a run that left no answer, when no equal one is to come.
    """

    changed = Signal(object)
    progressed = Signal(object)
    frame_done = Signal(object, int)
    given_back = Signal(str)

    def __init__(
        self,
        document: Document,
        model: ModelController,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._model = model
        self._runner = runner
        self._messages = messages
        self._waiting: list[ModelRun] = []
        self._started: list[ModelRun] = []
        self._count = 0
        self._flush_timer = QTimer(self)
        self._flush_timer.setInterval(_FLUSH_MS)
        self._flush_timer.timeout.connect(self._flush)
        model.changed.connect(self._follow_model)

    # ---- what there is

    @property
    def unfinished(self) -> list[ModelRun]:
        """Those that are made, then those that wait, in their order."""
        return [*self._started, *self._waiting]

    @property
    def is_busy(self) -> bool:
        return bool(self._started or self._waiting)

    @property
    def has_started(self) -> bool:
        """One is being made, or is paused; else those that wait do so for the model."""
        return bool(self._started)

    @property
    def pausable(self) -> ModelRun | None:
        """The run that can be paused, or resumed."""
        return next((run for run in self._started if run.can_pause), None)

    # ---- asking

    def submit(self, plan: RunPlan) -> ModelRun | None:
        """Start a run or let it wait for its turn; None (and a message) when it cannot be made."""
        if not self._can_write():
            return None
        if any((run.plan.key, run.plan.detail) == (plan.key, plan.detail) for run in self._started):
            self._messages.inform(self.tr("{0}: this is being done already.").format(plan.title), topic=TOPIC)
            return None
        if self._model.state is ModelState.NONE:
            offer_model(self._model, self._messages, plan.without_model)
            return None
        prepared = self._prepared(plan)
        if prepared is None:
            return None
        self._messages.withdraw(TOPIC)
        self._count += 1
        run = ModelRun(self._count, plan, prepared)
        self._put(run)
        self._model.ensure_loaded()
        self._advance()
        if run.state is RunState.WAITING:
            run.prepared = None  # the document will be another one when its turn comes
        return run

    # ---- stopping

    def cancel(self, run: ModelRun) -> None:
        """Stop a run as soon as the model notices, or forget one that waits; what is done stays."""
        if run.task is not None:
            run.task.cancel()
        elif run in self._waiting:
            self._waiting.remove(run)
            self._over(run, RunState.STOPPED, self.tr("Taken back before it began."))

    def cancel_latest(self) -> None:
        """Stop what was started last, or forget what waits when nothing is made yet."""
        for run in [*self._started[-1:], *self._waiting[-1:]][:1]:
            self.cancel(run)

    def cancel_all(self) -> None:
        for run in [*self._waiting, *self._started]:
            self.cancel(run)

    def toggle_pause(self, run: ModelRun | None = None) -> None:
        """Pause a run after the result it is at, or let it go on; without a run, the one that can be paused."""
        run = run or self.pausable
        if run is None or run.task is None or not run.can_pause:
            return
        if run.state is RunState.RUNNING:
            run.state = RunState.PAUSED
            run.task.pause()
            run.pace.pause()
        else:
            run.state = RunState.RUNNING
            run.pace.resume()
            run.task.resume()
        self.changed.emit(run)

    # ---- the queue

    def _put(self, run: ModelRun) -> None:
        """At the end, or in the place of an equal wish that waits."""
        for place, earlier in enumerate(self._waiting):
            if earlier.plan.key == run.plan.key:
                self._waiting[place] = run
                self._over(earlier, RunState.STOPPED, self.tr("Replaced by a newer request."))
                break
        else:
            self._waiting.append(run)
        self.changed.emit(run)

    def _advance(self) -> None:
        """Start what may start: at most one long run and one urgent one at a time."""
        if self._model.state is not ModelState.READY or not self._runner.is_accepting:
            return
        for is_urgent in (True, False):
            while not any(run.plan.is_urgent is is_urgent for run in self._started):
                following = next((run for run in self._waiting if run.plan.is_urgent is is_urgent), None)
                if following is None:
                    break
                self._waiting.remove(following)
                self._start(following)

    def _follow_model(self) -> None:
        if self._model.state in (ModelState.NONE, ModelState.FAILED):
            for run in list(self._waiting):
                self._waiting.remove(run)
                self._over(run, RunState.STOPPED, self.tr("The model cannot be had."))
        if self._model.predictor is None:  # it is to be freed, and a run that holds it would keep it
            for run in list(self._started):
                self.cancel(run)
        self._advance()

    def _can_write(self) -> bool:
        session = self._document.session
        if session is not None and session.is_read_only:
            self._messages.warn(session.read_only_reason, topic=TOPIC)
            return False
        return session is not None

    def _prepared(self, plan: RunPlan) -> PreparedRun | None:
        """None when it cannot be made as the document is now, which is said."""
        try:
            if plan.item.media_id not in self._document.project.media:
                raise InputError(self.tr("{0}: its clip is no longer in the project.").format(plan.title))
            return plan.prepare()
        except NothingToDoError as reason:
            self._messages.post(Message(str(reason), INFO, TOPIC, reason.action_title, reason.action))
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=TOPIC)
        return None

    # ---- one run

    def _start(self, run: ModelRun) -> None:
        predictor, session = self._model.predictor, self._document.session
        prepared, run.prepared = run.prepared or self._prepared(run.plan), None
        if prepared is None or predictor is None or session is None:
            self._over(run, RunState.STOPPED, self.tr("There was nothing left to do when its turn came."))
            return
        try:
            run.writer = prepared.make_writer(session, predictor.description, partial(self.cancel, run))
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=TOPIC)
            self._over(run, RunState.FAILED, str(error))
            return
        run.state = RunState.RUNNING
        run.task = self._submit(run, prepared, predictor)
        self._started.append(run)
        self._flush_timer.start()
        self.changed.emit(run)

    def _submit(self, run: ModelRun, prepared: PreparedRun, predictor: Predictor) -> Task:
        # Not the plan's own item: its file may have been found elsewhere while the run waited.
        item = self._document.project.media[run.plan.item.media_id]
        frames, make_events = partial(open_item, item), prepared.make_events
        return self._runner.submit(
            lambda context: with_reports(predictor, make_events(predictor, frames, context.token)),
            lane=Lane.MODEL,
            title=run.plan.title,
            is_urgent=run.plan.is_urgent,
            on_partials=partial(self._apply, run),
            on_failure=partial(self._remember_failure, run),
            on_end=partial(self._task_ended, run),
        )

    def _apply(self, run: ModelRun, events: list[Any]) -> None:
        assert run.writer is not None
        for event in events:
            run.writer.apply(event)
            if isinstance(event, Notice):
                self._messages.inform(event.text, topic=TOPIC)
            elif isinstance(event, MemoryForecast):
                self._say_forecast(run, event)
        made = [event for event in events if type(event) in _UNITS]
        if made:
            last = made[-1]
            run.progress = run.pace.progress(last.done, last.total, _UNITS[type(last)])
            if not isinstance(last, StageDone | AttributeFilled | FramesSeen):
                self.frame_done.emit(run, last.frame_index)
            self.progressed.emit(run)

    def _say_forecast(self, run: ModelRun, forecast: MemoryForecast) -> None:
        run.forecast = self.tr("Takes {0}").format(forecast.text)
        if not forecast.fits:
            sentence = self.tr("{0} may run out of memory: it takes {1}. It goes on as long as it can.")
            self._messages.warn(sentence.format(run.plan.title, forecast.text), topic=TOPIC)
        self.progressed.emit(run)

    def _flush(self) -> None:
        for run in self._started:
            if run.writer is not None:
                run.writer.flush()

    def _remember_failure(self, run: ModelRun, error: BaseException) -> None:
        assert run.writer is not None
        run.writer.fail(error)
        run.failure = run.writer.message

    def _task_ended(self, run: ModelRun, task: Task) -> None:
        writer = run.writer
        assert writer is not None
        run.task = None
        self._started.remove(run)
        if not self._started:
            self._flush_timer.stop()
        if task.state is TaskState.SUCCEEDED:
            writer.finish()
            self._over(run, RunState.DONE, "")
        elif task.state is TaskState.FAILED:
            self._over(run, RunState.FAILED, run.failure)
        else:
            writer.fail(CancelledError())
            self._over(run, RunState.STOPPED, writer.message)
        self._advance()

    def _over(self, run: ModelRun, state: RunState, message: str) -> None:
        run.state, run.message, run.prepared = state, message, None
        self.changed.emit(run)
        if run.writer is not None and run.writer.is_withdrawn:
            self._messages.warn(message, topic=TOPIC)
        is_replaced = any(other.plan.key == run.plan.key for other in self.unfinished)
        leaves_nothing = run.writer is None or run.writer.is_withdrawn
        if leaves_nothing and run.plan.typed and not is_replaced:
            self.given_back.emit(run.plan.typed)
