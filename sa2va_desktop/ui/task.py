"""One piece of work for a worker thread, and where it is to run."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.tasks import CancelToken, Progress, TaskState


class Lane(enum.Enum):
    MODEL = "model"
    STORAGE = "storage"
    DISPLAY = "display"  # of its own, so that a long export or import never stops the picture
    POOL = "pool"
    CHILD = "child"  # follows another process, for hours, which must not take one of the few of the pool


@dataclass(frozen=True)
class TaskContext:
    """What a worker is given: the token it asks, and where it says how far it is. Usable on the worker only."""

    token: CancelToken
    report: Callable[[Progress], None]


Work = Callable[[TaskContext], Any]


class Task:
    """One piece of work. Owned by the GUI thread; `state` and the callbacks change and run there only.

    `is_job` says that the person waits for it, so that it is listed; `can_stop` that it obeys its token soon enough to
    be offered. `failure` is the sentence of a failed one.

    Work that returns a generator is driven to its end on the worker: what it yields arrives as partial results, in
    order and none dropped; what it returns is the result. Cancelling keeps the partial results made so far. Between two
    of them it makes way for urgent tasks, and can be paused; a paused task keeps its lane.
    """

    def __init__(self, number: int, title: str, lane: Lane, work: Work, channel: str) -> None:
        self.number = number
        self.title = title
        self.lane = lane
        self.channel = channel
        self.state = TaskState.PENDING
        self.token = CancelToken()
        self.progress: Progress | None = None
        self.is_superseded = False
        self.is_paused = False
        self.is_idle_work = False
        self.is_job = False
        self.can_stop = False
        self.failure = ""
        self.presents_failure = True
        self.work = work
        self.wake: Callable[[], None] = lambda: None  # its lane, to be told of what it waits for
        self.on_partials: Callable[[list[Any]], None] | None = None
        self.on_progress: Callable[[Progress], None] | None = None
        self.on_success: Callable[[Any], None] | None = None
        self.on_failure: Callable[[BaseException], None] | None = None
        self.on_end: Callable[[Task], None] | None = None

    def cancel(self) -> None:
        self.token.cancel()
        self.wake()

    def supersede(self) -> None:
        """Cancel, and drop everything that still arrives."""
        self.is_superseded = True
        self.cancel()

    def pause(self) -> None:
        """Stop before the next partial result until `resume` or `cancel`. Work that is no generator goes on."""
        self.is_paused = True

    def resume(self) -> None:
        self.is_paused = False
        self.wake()


def finished_work(_context: TaskContext) -> None:
    """In the place of the work of a task that is over."""
