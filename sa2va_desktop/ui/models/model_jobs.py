"""What is being done with the models on the disk: looked for, fetched, checked, removed. Outlives the page that shows it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.errors import HubUnreachableError
from sa2va_desktop.operations import models
from sa2va_desktop.operations.model_fit import ModelFit
from sa2va_desktop.operations.models import DownloadPlan, DownloadProgress, FileCheck, ModelKind, ModelRow
from sa2va_desktop.tasks import Progress, TaskState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.byte_sizes import byte_size
from sa2va_desktop.ui.messages import ERROR, INFO, WARNING
from sa2va_desktop.ui.services import Services
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner

Steps = Generator[DownloadProgress | Progress, None, Any]


class Doing(enum.Enum):
    """What goes on with one model."""

    ASKING = "asking the hub"
    FETCHING = "fetching"
    CHECKING = "checking"
    REMOVING = "removing"


@dataclass(frozen=True)
class Activity:
    """`task` is None while it waits for its turn. `progress` is None until something is known."""

    doing: Doing
    task: Task | None = None
    progress: DownloadProgress | None = None


@dataclass(frozen=True)
class Notice:
    """How something ended, in sentences. `offers_repair` when files are wrong, `is_out_of_reach` when the hub is."""

    text: str
    level: str = INFO
    offers_repair: bool = False
    is_out_of_reach: bool = False


class ModelJobs(QObject):
    """Made by the main window; lives on the GUI thread, works on the pool lane. One long job at a time: the pool is small.

    Signals:
        rows_changed(): the list was looked at anew.
        changed(str): what goes on with the model of that name, its plan or its notice is different.
        ended(str, Notice): a job of the model with that title is over; not sent for one that was cancelled.
    """

    rows_changed = Signal()
    changed = Signal(str)
    ended = Signal(str, object)

    def __init__(self, services: Services, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._runner = runner
        self._activities: dict[str, Activity] = {}
        self._waiting: list[tuple[str, Callable[[], Task]]] = []
        self.rows: list[ModelRow] = []
        self.fits: Mapping[str, ModelFit] = {}
        self.plans: dict[str, DownloadPlan] = {}
        self.notices: dict[str, Notice] = {}

    # ---- looking

    def refresh(self) -> None:
        """Look at the disk; `rows_changed` follows, a second time when the planner has said what fits."""
        self._runner.submit(
            lambda _context: models.list_models(),
            lane=Lane.POOL,
            title=self.tr("Look for models"),
            channel="list-models",
            on_success=self._take_rows,
        )

    def row(self, name: str) -> ModelRow | None:
        return next((row for row in self.rows if row.name == name), None)

    def activity(self, name: str) -> Activity | None:
        return self._activities.get(name)

    # ---- getting

    def ask_hub(self, row: ModelRow) -> None:
        """One request: what would be fetched. `plans[name]` has it then; nothing else is fetched before `get`."""
        self._forget(row.name)
        self._start(
            row, Doing.ASKING, lambda _context: models.plan_get(row.name), partial(self._take_plan, row)
        )

    def drop_plan(self, name: str) -> None:
        self._forget(name)
        self.changed.emit(name)

    def get(self, row: ModelRow) -> None:
        """Fetch what the plan says; the person has agreed to it."""
        plan = self.plans.pop(row.name)
        self._line_up(
            row,
            Doing.FETCHING,
            self.tr("Download {0}").format(row.title),
            lambda context: models.get_model(plan, context.token),
            lambda _local: self._end(row, Notice(self.tr("{0} is on this machine now.").format(row.title))),
        )

    # ---- checking

    def check(self, row: ModelRow) -> None:
        """Compare the files with the checksums of the hub."""
        self._line_up(
            row,
            Doing.CHECKING,
            self.tr("Check the files of {0}").format(row.title),
            lambda context: models.check_files(row, context.token),
            lambda found: self._end(row, self._of_files(found)),
        )

    def verify(self, row: ModelRow) -> None:
        """Files first, then every tensor; a SAM 2 alone has its files checked only."""
        self._line_up(
            row,
            Doing.CHECKING,
            self.tr("Verify {0}").format(row.title),
            lambda context: self._verification(row, context),
            lambda notice: self._end(row, notice),
        )

    def repair(self, row: ModelRow) -> None:
        """Drop the wrong files of a download, then ask the hub for just those."""
        self._line_up(
            row,
            Doing.CHECKING,
            self.tr("Check the files of {0}").format(row.title),
            lambda context: models.repair_model(row, context.token),
            lambda found: self._after_repair(row, found),
        )

    # ---- removing, adding

    def remove(self, row: ModelRow, *, from_hub_cache: bool = False) -> None:
        self._forget(row.name)
        self._start(
            row,
            Doing.REMOVING,
            lambda _context: models.remove_model(row, from_hub_cache=from_hub_cache),
            lambda removal: self._end(
                row, Notice(self.tr("{0} freed.").format(byte_size(removal.freed_bytes)))
            ),
        )

    def add_folder(self, folder: Path, then: Callable[[str], None], on_failure: Callable[[str], None]) -> None:
        """Put a checkpoint folder on the list; `then` is given its name, `on_failure` the sentence."""

        def added(row: ModelRow) -> None:
            self.refresh()
            then(row.name)

        self._runner.submit(
            lambda _context: models.add_folder(folder),
            lane=Lane.POOL,
            title=self.tr("Look at {0}").format(folder.name),
            on_success=added,
            on_failure=lambda error: on_failure(str(error)),
            presents_failure=False,
        )

    def forget_folder(self, row: ModelRow) -> None:
        """Take a folder off the list and leave it alone."""
        folder = Path(row.name)
        self._start(
            row,
            Doing.REMOVING,
            lambda _context: models.forget_folder(folder),
            lambda _was_there: self._end(row, Notice(self.tr("Off the list; the folder is as it was."))),
        )

    def cancel(self, name: str) -> None:
        """Stop what goes on with a model as soon as it notices; what came stays."""
        activity = self._activities.get(name)
        if activity is not None and activity.task is not None:
            activity.task.cancel()
        elif activity is not None:
            self._waiting = [entry for entry in self._waiting if entry[0] != name]
            self._done(name)

    # ---- inside: lists

    def _take_rows(self, rows: list[ModelRow]) -> None:
        is_first = not self.rows
        self.rows = rows
        self.rows_changed.emit()
        if is_first:
            self._ask_what_fits()

    def _ask_what_fits(self) -> None:
        known = [row.model for row in self.rows if row.model is not None and row.model.parameters is not None]
        self._runner.submit(
            lambda _context: self._services.model_fits(known),
            lane=Lane.POOL,
            title=self.tr("See what fits this machine"),
            on_success=self._take_fits,
        )

    def _take_fits(self, fits: Mapping[str, ModelFit]) -> None:
        self.fits = fits
        self.rows_changed.emit()

    def _take_plan(self, row: ModelRow, plan: DownloadPlan) -> None:
        self.plans[row.name] = plan
        self._done(row.name)

    # ---- inside: work

    def _verification(self, row: ModelRow, context: TaskContext) -> Generator[Any, None, Notice]:
        found = yield from models.check_files(row, context.token)
        if found.problems or (row.model is not None and row.model.kind is ModelKind.TRACKER):
            return self._of_files(found)
        assert row.local is not None
        folder = row.local.folder
        public_sam2 = models.public_sam2_file() if row.model is not None else None
        report = yield from self._services.verify_checkpoint(
            folder, public_sam2=public_sam2, token=context.token
        )
        if report.is_sound:
            models.remember_verified(folder)
        return Notice("\n".join(report.sentences()), INFO if report.is_sound else ERROR)

    def _of_files(self, found: FileCheck) -> Notice:
        if found.problems:
            return Notice("\n".join(found.problems), ERROR, offers_repair=True)
        if not found.file_count:
            return Notice(self.tr("There are no checksums to compare with; Verify reads every tensor."))
        return Notice(translate("ModelJobs", "%n file(s) checked; all match the hub.", n=found.file_count))

    def _after_repair(self, row: ModelRow, found: FileCheck) -> None:
        if found.problems:
            self._done(row.name)
            self.refresh()
            self.ask_hub(row)
        else:
            self._end(row, self._of_files(found))

    def _start(
        self,
        row: ModelRow,
        doing: Doing,
        work: Callable[[TaskContext], Any],
        on_success: Callable[[Any], None],
        title: str = "",
    ) -> None:
        """A short job; it is not listed."""
        task = self._runner.submit(
            work,
            lane=Lane.POOL,
            title=title or row.title,
            on_success=on_success,
            on_failure=partial(self._fail, row),
            on_end=partial(self._over, row.name),
            presents_failure=False,
        )
        self._activities[row.name] = Activity(doing, task)
        self.changed.emit(row.name)

    def _line_up(
        self,
        row: ModelRow,
        doing: Doing,
        title: str,
        work: Callable[[TaskContext], Steps],
        on_success: Callable[[Any], None],
    ) -> None:
        """A long job: it is listed, and begins when no other one is running."""
        self._forget(row.name)

        def submit() -> Task:
            return self._runner.submit(
                lambda context: _reported(work(context), context),
                lane=Lane.POOL,
                title=title,
                is_job=True,
                can_stop=True,
                on_partials=partial(self._note_progress, row.name),
                on_success=on_success,
                on_failure=partial(self._fail, row),
                on_end=partial(self._over, row.name),
                presents_failure=False,
            )

        self._activities[row.name] = Activity(doing)
        self._waiting.append((row.name, submit))
        self._advance()
        self.changed.emit(row.name)

    def _advance(self) -> None:
        long = (Doing.FETCHING, Doing.CHECKING)
        is_busy = any(each.task is not None and each.doing in long for each in self._activities.values())
        if self._waiting and not is_busy:
            name, submit = self._waiting.pop(0)
            self._activities[name] = Activity(self._activities[name].doing, submit())
            self.changed.emit(name)

    def _note_progress(self, name: str, steps: list[DownloadProgress]) -> None:
        activity = self._activities.get(name)
        if activity is not None:
            self._activities[name] = Activity(activity.doing, activity.task, steps[-1])
            self.changed.emit(name)

    def _fail(self, row: ModelRow, error: BaseException) -> None:
        sentence = str(error) or type(error).__name__
        self._end(row, Notice(sentence, ERROR, is_out_of_reach=isinstance(error, HubUnreachableError)))

    def _over(self, name: str, task: Task) -> None:
        """Whatever ended; a cancelled one says so in its place."""
        if task.state is TaskState.CANCELLED:
            self.notices[name] = Notice(self.tr("Stopped; what came is kept."), WARNING)
        activity = self._activities.get(name)
        if activity is not None and activity.task is task:
            self._done(name)
            if activity.doing is not Doing.ASKING:
                self.refresh()
        self._advance()

    def _end(self, row: ModelRow, notice: Notice) -> None:
        self.notices[row.name] = notice
        self.ended.emit(row.title, notice)

    def _done(self, name: str) -> None:
        self._activities.pop(name, None)
        self.changed.emit(name)

    def _forget(self, name: str) -> None:
        self.plans.pop(name, None)
        self.notices.pop(name, None)


def _reported(steps: Steps, context: TaskContext) -> Generator[DownloadProgress, None, Any]:
    """Drive an operation on the worker and tell the list of jobs how far it is."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        if isinstance(step, Progress):
            step = DownloadProgress(step.done, step.total or 0, 0.0, step.message, is_checking=True)
        context.report(Progress(step.done_bytes, step.total_bytes, "bytes"))
        yield step
