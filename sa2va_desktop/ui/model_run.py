"""One run of the model and what has become of it."""

from __future__ import annotations

import enum
from typing import Any

from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.ui.run_plan import PreparedRun, RunPlan
from sa2va_desktop.ui.run_progress import Pace, RunProgress
from sa2va_desktop.ui.task_runner import Task


class RunState(enum.Enum):
    WAITING = "waiting"  # for its turn, or for the model
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in (RunState.DONE, RunState.STOPPED, RunState.FAILED)


class ModelRun:
    """Made and changed by `ModelRuns` on the GUI thread; others read it.

    Attributes:
        number: counts up from 1 in the order of asking.
        message: how it ended, one sentence, or "".
        forecast: what it takes of the memory, one sentence, or "" while nobody knows.
        writer: while it runs and after it; None when it never began.
    """

    def __init__(self, number: int, plan: RunPlan, prepared: PreparedRun) -> None:
        self.number = number
        self.plan = plan
        self.prepared: PreparedRun | None = prepared
        self.state = RunState.WAITING
        self.progress = RunProgress()
        self.pace = Pace()
        self.message = ""
        self.writer: RunWriter[Any] | None = None
        self.task: Task | None = None
        self.failure = ""
        self.forecast = ""

    @property
    def is_started(self) -> bool:
        return self.task is not None

    @property
    def can_pause(self) -> bool:
        """A run that is made; one that waits holds nothing up, and a short one is over before it could be paused."""
        return self.state in (RunState.RUNNING, RunState.PAUSED) and not self.plan.is_urgent
