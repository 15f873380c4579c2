"""What workers do with a task, and how what comes of it travels to the GUI thread. Knows nothing of Qt."""

from __future__ import annotations

import enum
import itertools
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any

from sa2va_desktop.errors import CancelledError
from sa2va_desktop.ui.task import Task, TaskContext


class TaskMessage(enum.Enum):
    STARTED = enum.auto()
    PARTIAL = enum.auto()
    PROGRESS = enum.auto()
    SUCCESS = enum.auto()
    FAILURE = enum.auto()
    CANCELLED = enum.auto()
    CALL = enum.auto()  # from a LaneExecutor


class Mailbox:
    """Messages on their way from workers to the GUI thread.

    Workers hold this and never the TaskRunner: the last reference to a QObject must not be dropped on a worker.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._wake: Callable[[], None] | None = wake
        self._messages: deque[tuple[Task, TaskMessage, Any]] = deque()
        self._is_woken = False

    def post(self, task: Task, message: TaskMessage, value: Any) -> None:
        with self._lock:
            self._messages.append((task, message, value))
            if not self._is_woken and self._wake is not None:
                self._is_woken = True
                self._wake()

    def take(self) -> list[tuple[Task, TaskMessage, Any]]:
        with self._lock:
            self._is_woken = False
            messages = list(self._messages)
            self._messages.clear()
            return messages

    def close(self) -> None:
        with self._lock:
            self._wake = None


def joined_partials(messages: list[tuple[Task, TaskMessage, Any]]) -> Iterator[tuple[Task, TaskMessage, Any]]:
    """Neighbouring partial results of one task become one message with a list."""
    for (_, message), group in itertools.groupby(messages, key=lambda item: (item[0].number, item[1])):
        items = list(group)
        if message is TaskMessage.PARTIAL:
            yield items[0][0], message, [value for _, _, value in items]
        else:
            yield from items


def run_task(task: Task, mailbox: Mailbox, make_way: Callable[[Task], None]) -> None:
    """On a worker: do the work and post what comes of it."""
    if task.token.is_cancelled:
        mailbox.post(task, TaskMessage.CANCELLED, None)
        return
    mailbox.post(task, TaskMessage.STARTED, None)
    context = TaskContext(task.token, lambda progress: mailbox.post(task, TaskMessage.PROGRESS, progress))
    try:
        outcome = task.work(context)
        if isinstance(outcome, Generator):
            outcome = _drain(task, mailbox, outcome, make_way)
    except CancelledError:
        mailbox.post(task, TaskMessage.CANCELLED, None)
    except BaseException as error:  # whatever it is travels to the presenter as a value; the lane lives on
        mailbox.post(task, TaskMessage.FAILURE, error)
    else:
        mailbox.post(task, TaskMessage.SUCCESS, outcome)


def _drain(
    task: Task, mailbox: Mailbox, items: Generator[Any, None, Any], make_way: Callable[[Task], None]
) -> Any:
    try:
        while True:
            make_way(task)
            task.token.raise_if_cancelled()
            try:
                item = next(items)
            except StopIteration as end:
                return end.value
            mailbox.post(task, TaskMessage.PARTIAL, item)
    finally:
        items.close()
