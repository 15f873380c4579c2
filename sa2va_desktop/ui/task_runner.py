"""The only place where work is given to threads and where its results meet the GUI thread.

Lanes: one thread owns the model, one owns the project file, one decodes the frame that is to be shown, one follows a
training in another process, and a small pool imports, makes thumbnails and exports. On each lane urgent tasks go first, even between two partial results of one
that is running, and idle ones last. Knows nothing of what the tasks do.
"""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.tasks import Progress, TaskState
from sa2va_desktop.ui.lane_threads import LaneThreads, Turn
from sa2va_desktop.ui.task import Lane, Task, TaskContext, Work, finished_work
from sa2va_desktop.ui.task_mailbox import Mailbox, TaskMessage, joined_partials, run_task

__all__ = ["Lane", "LaneExecutor", "Task", "TaskContext", "TaskRunner"]

DISPLAY_FRAME_MS = 16
POOL_THREADS = max(2, min(4, (os.cpu_count() or 2) - 1))

_log = logging.getLogger(__name__)


class TaskRunner(QObject):
    """Runs tasks on lanes and delivers what they make on the GUI thread, at most once per display frame.

    Made on the GUI thread by `app`, which calls `stop_accepting`, waits for `idle`, and calls `close`.

    Signals, all on the GUI thread:
        task_changed(Task): its state or progress changed.
        task_failed(Task, BaseException): for the one presenter of errors; after the task's own `on_failure`.
        idle(): no task is pending or running.
    """

    task_changed = Signal(object)
    task_failed = Signal(object, object)
    idle = Signal()
    _woken = Signal()

    def __init__(self, parent: QObject | None = None, *, pool_threads: int = POOL_THREADS) -> None:
        super().__init__(parent)
        self._lanes = {
            Lane.MODEL: LaneThreads("model", 1),
            Lane.STORAGE: LaneThreads("storage", 1),
            Lane.DISPLAY: LaneThreads("display", 1),
            Lane.POOL: LaneThreads("pool", pool_threads),
            Lane.CHILD: LaneThreads("child", 1),
        }
        self._numbers = itertools.count(1)
        self._unfinished: dict[int, Task] = {}
        self._by_channel: dict[str, Task] = {}
        self._mailbox = Mailbox(self._woken.emit)
        self._is_accepting = True
        self._delivered_at_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._deliver)
        self._woken.connect(self._schedule, Qt.ConnectionType.QueuedConnection)

    # ---- starting

    def submit(
        self,
        work: Work,
        *,
        lane: Lane,
        title: str,
        channel: str = "",
        is_urgent: bool = False,
        is_idle_work: bool = False,
        is_job: bool = False,
        can_stop: bool = False,
        on_partials: Callable[[list[Any]], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        on_success: Callable[[Any], None] | None = None,
        on_failure: Callable[[BaseException], None] | None = None,
        on_end: Callable[[Task], None] | None = None,
        presents_failure: bool = True,
    ) -> Task:
        """Queue work on a lane.

        Args:
            work: called with a TaskContext on a worker; must not touch widgets or the project.
            title: for the jobs panel and the log.
            channel: a later task of the same channel supersedes this one, whose results are then dropped.
            is_urgent: it goes before whatever waits, and between two partial results of what runs: somebody waits
                for it with a hand on the mouse. Keep it short.
            is_idle_work: it begins only when nothing else waits. Keep it short too: it does not make way.
            is_job: the person waits for it: it is listed in the jobs panel.
            can_stop: it may be stopped there, because it asks its token often.
            on_partials: receives everything yielded since the last display frame.
            on_end: called last, however the task ended; not called when it was superseded.
            presents_failure: False keeps a failure from `task_failed`, for callers that show it themselves.

        After `stop_accepting` the task is cancelled at once.
        """
        task = Task(next(self._numbers), title, lane, work, channel)
        task.on_partials, task.on_progress = on_partials, on_progress
        task.on_success, task.on_failure, task.on_end = on_success, on_failure, on_end
        task.presents_failure = presents_failure
        task.is_idle_work, task.is_job, task.can_stop = is_idle_work, is_job, can_stop
        if channel:
            earlier = self._by_channel.get(channel)
            if earlier is not None:
                earlier.supersede()
            self._by_channel[channel] = task
        self._unfinished[task.number] = task
        if self._is_accepting:
            mailbox, threads = self._mailbox, self._lanes[lane]
            turn = Turn.URGENT if is_urgent else Turn.IDLE if is_idle_work else Turn.ORDINARY
            task.wake = threads.wake
            threads.put(lambda: run_task(task, mailbox, threads.make_way), turn)
        else:
            task.cancel()
            self._mailbox.post(task, TaskMessage.CANCELLED, None)
        return task

    def executor(self, lane: Lane) -> LaneExecutor:
        """Bare jobs on a lane, for parts that know nothing of tasks (the project file)."""
        return LaneExecutor(self._lanes[lane], self._mailbox)

    # ---- state

    def unfinished_tasks(self, lane: Lane | None = None) -> list[Task]:
        return [task for task in self._unfinished.values() if lane is None or task.lane is lane]

    @property
    def is_accepting(self) -> bool:
        """False while closing: what is submitted then is cancelled at once."""
        return self._is_accepting

    @property
    def is_idle(self) -> bool:
        return not self._unfinished

    # ---- closing

    def stop_accepting(self) -> None:
        """Cancel everything and accept nothing new; `idle` follows once the workers have noticed."""
        self._is_accepting = False
        for task in self._unfinished.values():
            task.cancel()
        if self.is_idle:
            QTimer.singleShot(0, self, self.idle.emit)

    def accept_again(self) -> None:
        """Take back `stop_accepting`, because closing was given up."""
        self._is_accepting = True

    def begin_closing(self) -> None:
        """As `stop_accepting`, and let the threads end when they have done what they hold, bare jobs included."""
        self.stop_accepting()
        for lane in self._lanes.values():
            lane.close()

    def busy_threads(self, timeout_s: float = 0.0) -> list[str]:
        """After `begin_closing`: names of the threads that have not ended within the time."""
        deadline_s = time.monotonic() + timeout_s
        return [name for lane in self._lanes.values() for name in lane.join(deadline_s)]

    def close(self, timeout_s: float = 10.0) -> bool:
        """Let the lanes finish what they hold and wait for their threads; bare jobs of executors are not cancelled.

        Returns False when a thread is still busy after the limit. Threads are never terminated; being daemons they
        end with the process.
        """
        self.begin_closing()
        stuck = self.busy_threads(timeout_s)
        if stuck:
            _log.warning("Worker threads still busy after %g s: %s", timeout_s, ", ".join(stuck))
        self._mailbox.close()
        self._timer.stop()
        return not stuck

    # ---- on the GUI thread

    def _schedule(self) -> None:
        if self._timer.isActive():
            return
        elapsed_ms = (time.monotonic() - self._delivered_at_s) * 1000
        self._timer.start(max(0, int(DISPLAY_FRAME_MS - elapsed_ms)))

    def _deliver(self) -> None:
        self._delivered_at_s = time.monotonic()
        for task, message, value in joined_partials(self._mailbox.take()):
            self._handle(task, message, value)

    def _handle(self, task: Task, message: TaskMessage, value: Any) -> None:
        if message is TaskMessage.CALL:
            self._call(task, lambda call: call(), value)
            return
        if message is TaskMessage.PARTIAL:
            self._call(task, task.on_partials, value)
            return
        if message is TaskMessage.PROGRESS:
            task.progress = value
            self._call(task, task.on_progress, value)
        elif message is TaskMessage.STARTED:
            task.state = TaskState.RUNNING
        else:
            self._end(task, message, value)
            return
        self.task_changed.emit(task)

    def _end(self, task: Task, message: TaskMessage, value: Any) -> None:
        task.state = {
            TaskMessage.SUCCESS: TaskState.SUCCEEDED,
            TaskMessage.FAILURE: TaskState.FAILED,
            TaskMessage.CANCELLED: TaskState.CANCELLED,
        }[message]
        self._unfinished.pop(task.number, None)
        if self._by_channel.get(task.channel) is task:
            del self._by_channel[task.channel]
        try:
            if message is TaskMessage.SUCCESS:
                self._call(task, task.on_success, value)
            elif message is TaskMessage.FAILURE:
                # A refused file is the person's business; anything else is a mistake of ours, for the log.
                task.failure = str(value) or type(value).__name__
                level = logging.INFO if isinstance(value, Sa2vaDesktopError) else logging.ERROR
                _log.log(level, "Task %d (%s) failed", task.number, task.title, exc_info=value)
                self._call(task, task.on_failure, value)
                if task.presents_failure and not task.is_superseded:
                    self.task_failed.emit(task, value)
            self._call(task, task.on_end, task)
            self.task_changed.emit(task)
        finally:
            task.on_partials = task.on_progress = task.on_success = task.on_failure = task.on_end = None
            task.work = finished_work  # what it held, a predictor say, must not live as long as somebody's list
            if self.is_idle:
                self.idle.emit()

    def _call(self, task: Task, callback: Callable[[Any], None] | None, value: Any) -> None:
        """A callback that raises must cost its own task only, not the messages queued behind it."""
        if callback is None or task.is_superseded:
            return
        try:
            callback(value)
        except Exception as error:
            task.cancel()
            _log.exception("A callback of task %d (%s) failed", task.number, task.title)
            self.task_failed.emit(task, error)


class LaneExecutor:
    """Runs plain functions on a lane and delivers plain calls to the GUI thread, both in order."""

    def __init__(self, lane: LaneThreads, mailbox: Mailbox) -> None:
        self._lane = lane
        self._mailbox = mailbox
        self._task = Task(0, "bare job", Lane.STORAGE, lambda _context: None, "")

    def submit(self, job: Callable[[], None]) -> None:
        """Queue a job. What it raises is our own mistake and goes to the presenter."""
        self._lane.put(lambda: self._run(job))

    def deliver(self, call: Callable[[], None]) -> None:
        """Run `call` on the GUI thread soon. Called from the job."""
        self._mailbox.post(self._task, TaskMessage.CALL, call)

    def _run(self, job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            self._mailbox.post(self._task, TaskMessage.CALL, _raiser(error))


def _raiser(error: BaseException) -> Callable[[], None]:
    def raise_it() -> None:
        raise error

    return raise_it
