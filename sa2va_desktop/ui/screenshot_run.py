"""`demo --screenshot`: opens the demo clip, sends its instruction, and saves a picture of the window when it is done."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from sa2va_desktop.ui.main_window import MainWindow
from sa2va_desktop.ui.messages import INFO, Message

_SIZE = (1440, 900)
_LIMIT_MS = 15 * 60 * 1000
_SETTLE_MS = 400  # thumbnails and the status line catch up


class ScreenshotRun(QObject):
    """Drives one window without a person; `exit_code` is valid when the window has closed."""

    def __init__(self, window: MainWindow, target: Path) -> None:
        super().__init__(window)
        self._window = window
        self._target = target
        self.exit_code = 1
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(lambda: self._give_up(f"no answer within {_LIMIT_MS // 60_000} minutes"))

        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._save)

    def start(self) -> None:
        window = self._window
        window.resize(*_SIZE)
        window.feed.opened.connect(self._ask)
        window.ask.finished.connect(self._answered)
        window.messages.posted.connect(self._follow_message)
        self._limit.start(_LIMIT_MS)
        window.open_demo()

    def _ask(self, _index: object) -> None:
        self._window.conversation.send()

    def _follow_message(self, message: Message) -> None:
        if message.level != INFO:
            self._give_up(message.text)

    def _answered(self, answer_id: object) -> None:
        if not self._limit.isActive():
            return  # the failure has been told already
        if answer_id is None:
            self._give_up("the instruction was not answered")
            return
        view = self._window.view_state
        view.select(frozenset(item.object_id for item in self._window.object_commands.objects()))
        view.seek(view.frame_count // 4)
        self._settling.start(_SETTLE_MS)

    def _save(self) -> None:
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._give_up(f"{self._target.parent} cannot be made: {error}")
            return
        if not self._window.grab().save(str(self._target)):
            self._give_up(f"{self._target} cannot be written")
            return
        self.exit_code = 0
        self._limit.stop()
        self._window.close()

    def _give_up(self, reason: str) -> None:
        if self._limit.isActive():
            self._limit.stop()
            print(f"sa2va-desktop: no screenshot: {reason}", file=sys.stderr)
            self._window.close()
