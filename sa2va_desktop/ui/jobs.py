"""What the person waits for, in one list: runs of the model, exports, imports, loading; and how the last ones ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.tasks import TaskState
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.model_run import ModelRun, RunState
from sa2va_desktop.ui.model_runs import ModelRuns
from sa2va_desktop.ui.run_progress import Pace, RunProgress
from sa2va_desktop.ui.task_runner import Task, TaskRunner

_KEPT = 30
_TITLE_LIMIT = 40
_TASK_STATES = {
    TaskState.PENDING: RunState.WAITING,
    TaskState.RUNNING: RunState.RUNNING,
    TaskState.SUCCEEDED: RunState.DONE,
    TaskState.CANCELLED: RunState.STOPPED,
    TaskState.FAILED: RunState.FAILED,
}

JobKey = tuple[str, int]


@dataclass(frozen=True)
class Job:
    """One row as it is now.

    Attributes:
        message: how it ended or what it waits for, one sentence, or "".
        forecast: what it takes of the memory, or what it does just now, one sentence, or "".
    """

    key: JobKey
    title: str
    state: RunState
    progress: RunProgress
    message: str = ""
    can_pause: bool = False
    can_stop: bool = False
    forecast: str = ""

    @property
    def detail(self) -> str:
        """How far it is, or how it ended."""
        if self.state is RunState.DONE:
            return translate("Job", "Done")
        if self.state.is_over:
            return self.message or translate("Job", "Stopped")
        if self.state is RunState.WAITING:
            return self.message
        if self.state is RunState.PAUSED:
            return "  ·  ".join(part for part in (translate("Job", "Paused"), self.progress.amount) if part)
        return self.progress.text or translate("Job", "Working…")

    @property
    def line(self) -> str:
        """For the status bar: a long title must not push the rest out of it."""
        title = self.title if len(self.title) <= _TITLE_LIMIT else f"{self.title[: _TITLE_LIMIT - 1]}…"
        if self.state is RunState.RUNNING and not self.progress.total:
            return f"{title}…"
        if self.state is RunState.RUNNING:
            return "  ·  ".join(part for part in (title, self.progress.amount, self.progress.rest) if part)
        return "  ·  ".join(part for part in (title, self.detail) if part)


class JobList(QObject):
    """Made by the main window; lives on the GUI thread. Keeps the finished jobs of the session, the newest of them.

    Signals:
        changed(): any job is different.
    """

    changed = Signal()

    def __init__(self, runs: ModelRuns, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._runner = runner
        self._tasks: dict[int, tuple[Task, Pace]] = {}
        self._finished: list[Job] = []
        runs.changed.connect(self._follow_run)
        runs.progressed.connect(lambda _run: self.changed.emit())
        runner.task_changed.connect(self._follow_task)

    # ---- what there is

    @property
    def unfinished(self) -> list[Job]:
        """What is being done, then what waits for its turn."""
        runs = [self._job_of_run(run) for run in self._runs.unfinished]
        tasks = [_job_of_task(task, pace) for task, pace in self._tasks.values()]
        return sorted([*runs, *tasks], key=lambda job: job.state is RunState.WAITING)

    @property
    def finished(self) -> list[Job]:
        """The newest first."""
        return list(self._finished)

    @property
    def current(self) -> Job | None:
        """What the status bar shows: a run of the model before anything else."""
        jobs = [job for job in self.unfinished if job.key[0] == "run" or job.progress.total]
        return next(iter(sorted(jobs, key=_rank)), None)

    # ---- acting

    def stop(self, key: JobKey) -> None:
        """Stop it, or take it back when it waits; what is done stays."""
        self._on(key, self._runs.cancel, lambda task: task.cancel() if task.can_stop else None)

    def toggle_pause(self, key: JobKey) -> None:
        """Pause it or let it go on, if it is a run that can be paused."""
        self._on(key, self._runs.toggle_pause, lambda _task: None)

    def forget(self, key: JobKey) -> None:
        """Take a finished job from the list."""
        self._finished = [job for job in self._finished if job.key != key]
        self.changed.emit()

    def forget_finished(self) -> None:
        self._finished = []
        self.changed.emit()

    # ---- inside

    def _on(self, key: JobKey, on_run: Callable[[ModelRun], None], on_task: Callable[[Task], None]) -> None:
        for run in self._runs.unfinished:
            if key == ("run", run.number):
                on_run(run)
        for task, _pace in list(self._tasks.values()):
            if key == ("task", task.number):
                on_task(task)

    def _follow_run(self, run: ModelRun) -> None:
        if run.state.is_over:
            self._keep(self._job_of_run(run))
        self.changed.emit()

    def _follow_task(self, task: Task) -> None:
        if not task.is_job:
            return
        _kept, pace = self._tasks.setdefault(task.number, (task, Pace()))
        if task.state.is_over:
            del self._tasks[task.number]
            job = _job_of_task(task, pace)
            is_worth_it = (
                job.progress.total > 1 or job.state is not RunState.DONE
            )  # else over before it was seen
            if is_worth_it and not task.is_superseded:
                self._keep(job)
        self.changed.emit()

    def _keep(self, job: Job) -> None:
        self._finished = [replace(job, can_pause=False, can_stop=False), *self._finished][:_KEPT]

    def _job_of_run(self, run: ModelRun) -> Job:
        message = run.message
        if run.state is RunState.WAITING:
            message = (
                self.tr("Waits for its turn") if self._runs.has_started else self.tr("Waits for the model")
            )
        return Job(
            ("run", run.number),
            run.plan.title,
            run.state,
            run.progress,
            message,
            run.can_pause,
            can_stop=True,
            forecast=run.forecast,
        )


def _rank(job: Job) -> tuple[bool, bool]:
    return job.state is RunState.WAITING, job.key[0] != "run"


def _job_of_task(task: Task, pace: Pace) -> Job:
    told = task.progress
    progress = pace.progress(told.done, told.total or 0, told.unit) if told is not None else RunProgress()
    state = _TASK_STATES[task.state]
    return Job(
        ("task", task.number),
        task.title,
        state,
        progress,
        task.failure,
        can_stop=task.can_stop,
        forecast=told.message if told is not None and not state.is_over else "",
    )
