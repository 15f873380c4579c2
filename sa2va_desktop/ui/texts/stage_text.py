"""A whole text with each stage in its colour, and the legend of the colours."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from sa2va_desktop.annotation.records import Expression
from sa2va_desktop.operations.pipeline.recipe import TEXT_STAGES
from sa2va_desktop.ui.texts.stage_colors import colored_pieces, stage_color, stage_title
from sa2va_desktop.ui.theme import Theme

_LINES = 5
_DOT_PX = 9


class StageText(QPlainTextEdit):
    """To be read and copied, not to be typed into."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text: Expression | None = None
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("The whole text"))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(lambda: self._fill())

    def show_text(self, text: Expression | None) -> None:
        """None leaves it empty."""
        if text != self._text:
            self._text = text
            self._fill()

    def _fill(self) -> None:
        self.clear()
        if self._text is None:
            return
        cursor = QTextCursor(self.document())
        for words, color in colored_pieces(self._text):
            look = QTextCharFormat()
            look.setForeground(self._theme.color(color))
            cursor.insertText(words, look)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().lineSpacing() * _LINES + 14)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class StageLegend(QWidget):
    """Which colour stands for what."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(", ".join(stage_title(stage) for stage in TEXT_STAGES))
        self.setToolTip(
            self.tr("What the words come from; words in the ordinary colour were typed, or are of no stage.")
        )
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().lineSpacing() + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle = 10, self.height() // 2
        for stage in TEXT_STAGES:
            color = self._theme.color(stage_color(stage.value))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(left, middle - _DOT_PX // 2, _DOT_PX, _DOT_PX)
            painter.setPen(color)
            words = stage_title(stage)
            left += _DOT_PX + 5
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(left, 0, width + 2, self.height(), Qt.AlignmentFlag.AlignVCenter, words)
            left += width + 16
        painter.end()
