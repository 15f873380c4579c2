"""The threads of one lane and what waits for them. Knows nothing of Qt; only `TaskRunner` has lanes."""

from __future__ import annotations

import enum
import threading
import time
from collections import deque
from collections.abc import Callable

from sa2va_desktop.ui.task import Task


class Turn(enum.IntEnum):
    """Who goes first on a lane."""

    URGENT = 0
    ORDINARY = 1
    IDLE = 2


class LaneThreads:
    """What waits, by turn and then in order, and the threads that do it, started when first needed."""

    def __init__(self, name: str, thread_count: int) -> None:
        self._name = name
        self._thread_count = thread_count
        self._waiting: dict[Turn, deque[Callable[[], None]]] = {turn: deque() for turn in Turn}
        self._threads: list[threading.Thread] = []
        self._news = threading.Condition()  # held for looking and changing only, never while a job runs
        self._is_closed = False

    def put(self, job: Callable[[], None], turn: Turn = Turn.ORDINARY) -> None:
        """Raises RuntimeError after `close`: a job that nobody runs would be waited for forever."""
        with self._news:
            if self._is_closed:
                raise RuntimeError(f"the {self._name} lane is closed")
            self._waiting[turn].append(job)
            self._news.notify_all()
            if len(self._threads) < self._thread_count:
                # Daemon: a thread that ignores its token past the limit must not keep the process alive.
                name = f"sa2va-{self._name}-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()

    def make_way(self, task: Task) -> None:
        """Called by a running task between two results: do what is urgent, and wait while the task is paused."""
        while True:
            with self._news:
                self._news.wait_for(
                    lambda: self._waiting[Turn.URGENT] or not task.is_paused or task.token.is_cancelled
                )
                if task.token.is_cancelled or not self._waiting[Turn.URGENT]:
                    return
                job = self._waiting[Turn.URGENT].popleft()
            job()

    def wake(self) -> None:
        """Something that a paused task waits for may have come true."""
        with self._news:
            self._news.notify_all()

    def close(self) -> None:
        """The threads end when they have done what waits."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()

    def join(self, deadline_s: float) -> list[str]:
        """Wait until the deadline (monotonic seconds); names of the threads that are still alive."""
        for thread in self._threads:
            thread.join(max(0.0, deadline_s - time.monotonic()))
        return [thread.name for thread in self._threads if thread.is_alive()]

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job()
            del job  # what it held must not live until the next one comes

    def _next(self) -> Callable[[], None] | None:
        with self._news:
            self._news.wait_for(lambda: self._is_closed or any(self._waiting.values()))
            return next((jobs.popleft() for jobs in self._waiting.values() if jobs), None)
