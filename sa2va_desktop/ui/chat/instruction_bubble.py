"""What the person asked, as a bubble on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from sa2va_desktop.ui.legible_colors import mix

_TINT = 0.2
_PADDING_PX = 10


class InstructionBubble(QWidget):
    """Plain text on a tinted, rounded ground; wraps, and is never wider than its text needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(_PADDING_PX, 6, _PADDING_PX, 7)
        row.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_text(self, text: str) -> None:
        self._label.setText(text)
        metrics = self._label.fontMetrics()
        widest = max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0)
        self.setMaximumWidth(widest + 2 * _PADDING_PX + 4)

    @property
    def text(self) -> str:
        return self._label.text()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bubble_color(self.palette()))
        painter.drawRoundedRect(self.rect(), 10, 10)


def bubble_color(palette: QPalette) -> QColor:
    """The window's colour with some of the accent in it: text in the window's text colour stays readable."""
    ground = palette.color(QPalette.ColorRole.Window)
    accent = palette.color(QPalette.ColorRole.Highlight)
    red, green, blue = mix(
        (ground.red(), ground.green(), ground.blue()), (accent.red(), accent.green(), accent.blue()), _TINT
    )
    return QColor(red, green, blue)
