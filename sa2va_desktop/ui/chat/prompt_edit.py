"""The box an instruction is typed into: plain text, Enter sends, Up and Down bring earlier instructions back."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from sa2va_desktop.ui.chat.prompt_history import PromptHistory

_LEAST_LINES = 2
_MOST_LINES = 7
_GUESSED_FRAME_PX = 10  # until it is shown; the style sheet decides


class PromptEdit(QPlainTextEdit):
    """Grows with its text up to a few lines.

    Signals:
        submitted: Enter without Shift.
        escaped: Esc.
    """

    submitted = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = PromptHistory()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit_height)
        self._fit_height()

    def set_text(self, text: str) -> None:
        """Replace the text, undoable, with the cursor at its end."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _fit_height(self) -> None:
        lines = 0
        block = self.document().begin()
        while block.isValid() and lines < _MOST_LINES:
            lines += max(1, block.layout().lineCount())
            block = block.next()
        shown = max(_LEAST_LINES, min(lines, _MOST_LINES))
        text_px = (
            ceil(shown * QFontMetricsF(self.font()).lineSpacing() + 2 * self.document().documentMargin()) + 1
        )
        frame_px = self.height() - self.viewport().height() if self.isVisible() else _GUESSED_FRAME_PX
        needs_bar = lines >= _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needs_bar else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if text_px + frame_px != self.maximumHeight():
            self.setFixedHeight(text_px + frame_px)

    def _walk(self, older: bool) -> bool:
        """Show an earlier or later instruction, if the keys are not needed to move the cursor in a typed text."""
        if self.toPlainText() and not self.history.is_walking:
            return False
        text = self.history.older(self.toPlainText()) if older else self.history.newer()
        if text is not None:
            self.set_text(text)
        return True

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._walk(key == Qt.Key.Key_Up):
            return
        else:
            before = self.toPlainText()
            super().keyPressEvent(event)
            if self.toPlainText() != before:
                self.history.stop_walking()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # Dropped files belong to the window, which opens them; their paths are no instruction.
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.canInsertFromMimeData(source):
            self.insertPlainText(source.text())
            self.history.stop_walking()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())
