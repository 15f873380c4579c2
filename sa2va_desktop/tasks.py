"""Tasks as data: their state, their progress, and the token that cancels them. Knows nothing of Qt or threads' owners."""

from __future__ import annotations

import enum
import threading
from dataclasses import dataclass

from sa2va_desktop.errors import CancelledError


class TaskState(enum.Enum):
    """Life of a task. A cancelled task may still be running for up to one token or one frame."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED)


class CancelToken:
    """Asked by workers between tokens and frames; set by anyone, from any thread, once."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raises CancelledError once `cancel` was called."""
        if self._event.is_set():
            raise CancelledError("The task was cancelled; what was finished is kept.")


@dataclass(frozen=True)
class Progress:
    """How far a task is. `total` is None while it is unknown; `unit` is a plural noun such as "frames"."""

    done: int
    total: int | None = None
    unit: str = ""
    message: str = ""
