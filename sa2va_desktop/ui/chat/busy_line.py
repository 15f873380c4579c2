"""One line that says what is going on, with a small sign of life."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

_SIGNS = "◐◓◑◒"
_TURN_MS = 250


class BusyLine(QWidget):
    """Hidden while nothing is going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turns = 0
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self._turn)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        self.setVisible(False)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_text(self, text: str) -> None:
        """Show what is going on; "" when nothing is."""
        self._text.setText(text)
        self.setVisible(bool(text))
        if text:
            self._turn()
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._turns += 1
        self._sign.setText(_SIGNS[self._turns % len(_SIGNS)])

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
