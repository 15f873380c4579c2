"""Ctrl+C in the terminal and the signals that end programs close the window as a person would, with everything stored.

Left alone, Ctrl+C would raise in the midst of whatever the window is doing, between a change of the document and its
storing for instance.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Termination(QObject):
    """Calls `end` in the event loop when the process is asked to end. One in a process, on its main thread."""

    def __init__(self, end: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._end = end
        # Python runs its handlers between instructions only, and an idle event loop executes none: the number of the
        # signal is written to a socket that wakes the loop.
        self._reader, self._writer = socket.socketpair()
        for end_of_pair in (self._reader, self._writer):
            end_of_pair.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._handlers_before = {
            number: signal.signal(number, lambda _number, _frame: None) for number in _SIGNALS
        }
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def release(self) -> None:
        """Give the signals back to whom they belonged before; the window is closed."""
        self._notifier.setEnabled(False)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._reader.close()
        self._writer.close()

    def _wake(self) -> None:
        self._reader.recv(64)
        self._end()
