"""One fine-tuning at a time, in a process of its own: planned, begun on a copy of the project, followed, stopped, gone on with."""

from __future__ import annotations

import enum
from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.fine_tuning import (
    FineTuningPlan,
    StepsDone,
    TrainingEvent,
    spoken_event,
)
from sa2va_desktop.operations.fine_tuning_child import (
    can_go_on,
    earlier_events,
    make_folder,
    moved_plan,
    planned,
    require_new,
    take_back_folder,
    training_events,
)
from sa2va_desktop.operations.fine_tuning_choices import FineTuningWish
from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.tasks import Progress, TaskState
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.fine_tuning.training_record import TrainingRecord
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.services import Services
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner

_PLAN_CHANNEL = "fine-tuning-plan"
_PERCENT = 100


class Stage(enum.Enum):
    """How it is with the latest fine-tuning."""

    NONE = "none"
    PREPARING = "preparing"  # its folder is made, the project is copied
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"  # its state is kept
    FAILED = "failed"
    DONE = "done"

    @property
    def is_busy(self) -> bool:
        return self in (Stage.PREPARING, Stage.RUNNING, Stage.STOPPING)


class FineTuningRuns(QObject):
    """Made by `FineTuningPart`; lives on the GUI thread. Outlives the dialog that shows it.

    Signals:
        changed(): the stage or the record is different.
        ended(): a training is done, has failed or was stopped, and the window stays.
        found(): an unfinished one of an earlier session is there.
        refused(BaseException): a training could not be begun; there is none then.
    """

    changed = Signal()
    ended = Signal()
    found = Signal()
    refused = Signal(object)

    def __init__(
        self,
        document: Document,
        model: ModelController,
        runner: TaskRunner,
        services: Services,
        state: SessionState,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._model = model
        self._runner = runner
        self._command = services.training_command
        self._state = state
        self._task: Task | None = None
        self.stage = Stage.NONE
        self.record: TrainingRecord | None = None
        self.failure = ""

    # ---- before

    def plan(
        self,
        wish: FineTuningWish,
        then: Callable[[FineTuningPlan, int], None],
        on_failure: Callable[[BaseException], None],
        *,
        known: FineTuningPlan | None = None,
    ) -> None:
        """Ask the process what it would do; an earlier question is dropped.

        Args:
            then: also gets the bytes of the project.
            known: a plan that differs in the folder only, so that the process need not be asked.
        """

        def work(context: TaskContext) -> tuple[FineTuningPlan, int]:
            require_new(wish.folder)
            plan = planned(wish.config(), self._command, context.token) if known is None else known
            return moved_plan(plan, wish), wish.project.stat().st_size

        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Plan the fine-tuning"),
            channel=_PLAN_CHANNEL,
            on_success=lambda found: then(*found),
            on_failure=on_failure,
            presents_failure=False,
        )

    def look_for_unfinished(self) -> None:
        """Whether the latest training of an earlier session was stopped before its end; `found` follows then."""
        kept = self._state.fine_tuning
        if kept is None or self.stage is not Stage.NONE:
            return
        folder, title = kept

        def look(_context: TaskContext) -> TrainingRecord | None:
            record = TrainingRecord(Path(folder), title)
            record.note(earlier_events(record.folder))
            return record if can_go_on(record.folder) and not record.is_complete else None

        self._runner.submit(
            look, lane=Lane.POOL, title=self.tr("Look for a fine-tuning"), on_success=self._take_unfinished
        )

    # ---- acting

    def start(self, wish: FineTuningWish, title: str, *, frees_model: bool = False) -> None:
        """Begin a training; it reads a copy of the project as it is now.

        Args:
            title: of the checkpoint that it starts from.
            frees_model: the window's own model gives its memory back; it is loaded again when it is wanted.
        """
        if self.stage.is_busy:
            return
        if frees_model:
            self._model.unload()
        self.record, self.failure = TrainingRecord(wish.folder, title), ""
        self._set_stage(Stage.PREPARING)
        self._task = self._runner.submit(
            lambda _context: make_folder(wish),
            lane=Lane.POOL,
            title=self._title(),
            on_success=lambda _made: self._copy_project(wish),
            on_failure=self._refuse,
            presents_failure=False,
        )

    def go_on(self) -> None:
        """Go on with a training that was stopped or has failed."""
        if self.stage in (Stage.STOPPED, Stage.FAILED):
            self.failure = ""
            self._follow()

    def stop(self) -> None:
        """End it after its present step; what it has learned is kept."""
        if self._task is not None and self.stage is Stage.RUNNING:
            self._task.cancel()
            self._set_stage(Stage.STOPPING)

    def forget(self) -> None:
        """Leave the latest training alone; its files stay."""
        if not self.stage.is_busy:
            self._remember(None)
            self.record, self.failure = None, ""
            self._set_stage(Stage.NONE)

    # ---- inside

    def _title(self) -> str:
        assert self.record is not None
        return self.tr("Fine-tune {0}").format(self.record.model)

    def _copy_project(self, wish: FineTuningWish) -> None:
        session = self._document.session
        if session is None or session.path != wish.project:
            self._give_up(wish, ProjectError(self.tr("The project was closed before it was copied.")))
        else:
            session.save_copy(wish.copy, lambda error: self._copied(wish, error))

    def _copied(self, wish: FineTuningWish, error: ProjectError | None) -> None:
        if error is not None:
            self._give_up(wish, error)
        else:
            self._follow()

    def _give_up(self, wish: FineTuningWish, error: BaseException) -> None:
        """Nothing is left behind, so that the same folder can be chosen again."""
        self._task = self._runner.submit(
            lambda _context: take_back_folder(wish),
            lane=Lane.POOL,
            title=self._title(),
            on_success=lambda _gone: self._refuse(error),
            on_failure=self._refuse,
            presents_failure=False,
        )

    def _refuse(self, error: BaseException) -> None:
        """Back to the choices: nothing has been learned."""
        self.record = self._task = None
        self._set_stage(Stage.NONE)
        self.refused.emit(error)

    def _follow(self) -> None:
        assert self.record is not None
        folder, command = self.record.folder, self._command
        self._remember((str(folder), self.record.model))

        def work(context: TaskContext) -> Generator[TrainingEvent, None, None]:
            for event in training_events(folder, command, context.token):
                if isinstance(event, StepsDone):
                    context.report(_progress(event))
                yield event

        self._task = self._runner.submit(
            work,
            lane=Lane.CHILD,
            title=self._title(),
            is_job=True,
            can_stop=True,
            on_partials=self._take,
            on_success=lambda _nothing: self._succeed(),
            on_failure=self._fail,
            on_end=self._note_cancelled,
            presents_failure=False,
        )
        self._set_stage(Stage.RUNNING)

    def _take(self, events: list[TrainingEvent]) -> None:
        if self.record is not None:
            self.record.note(events)
            self.changed.emit()

    def _succeed(self) -> None:
        if self.record is not None and self.record.is_complete:
            self._remember(None)
            self._end(Stage.DONE)
        else:
            self._fail(ProjectError(self.tr("The training has ended without a model.")))

    def _fail(self, error: BaseException) -> None:
        self.failure = str(error) or type(error).__name__
        self._end(Stage.FAILED)

    def _note_cancelled(self, task: Task) -> None:
        if task is self._task and task.state is TaskState.CANCELLED:
            self._end(Stage.STOPPED)

    def _end(self, stage: Stage) -> None:
        self._task = None
        self._set_stage(stage)
        if self._runner.is_accepting:  # else the window is closing, and nobody is to be told
            self.ended.emit()

    def _set_stage(self, stage: Stage) -> None:
        self.stage = stage
        self.changed.emit()

    def _remember(self, kept: tuple[str, str] | None) -> None:
        """What a later session asks about, also one after this process was killed."""
        self._state.fine_tuning = kept
        self._state.keep()

    def _take_unfinished(self, record: TrainingRecord | None) -> None:
        if self.stage is not Stage.NONE:
            return
        if record is None:
            self._remember(None)
            return
        self.record = record
        self._set_stage(Stage.STOPPED)
        self.found.emit()


def _progress(event: StepsDone) -> Progress:
    said = spoken_event(event)
    if event.steps is not None:
        return Progress(event.step, event.steps, "steps", said)
    return Progress(round(_PERCENT * event.fraction), _PERCENT, "%", said)
