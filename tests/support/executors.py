"""Executors for the storage lane: one that a test steps by hand, and one with a real worker thread."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable


class ManualExecutor:
    """Jobs wait until the test runs them; what they deliver is called at once."""

    def __init__(self) -> None:
        self.jobs: deque[Callable[[], None]] = deque()

    def submit(self, job: Callable[[], None]) -> None:
        self.jobs.append(job)

    def deliver(self, call: Callable[[], None]) -> None:
        call()

    def run_all(self) -> None:
        while self.jobs:
            self.jobs.popleft()()


class ThreadExecutor:
    """One worker thread; the owner calls `pump` to receive what was delivered. A context manager."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> ThreadExecutor:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._jobs.put(None)
        self._thread.join()

    def submit(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)

    def deliver(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def pump(self) -> None:
        while not self._calls.empty():
            self._calls.get()()

    def pump_until(self, is_so: Callable[[], bool]) -> None:
        """Receive calls until something is so; a test's own time limit ends a wait in vain."""
        while not is_so():
            self._calls.get()()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
