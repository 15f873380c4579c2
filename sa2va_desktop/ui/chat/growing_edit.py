"""A box for plain text that grows with its lines; Enter and Esc are signals."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

_GUESSED_FRAME_PX = 10  # until it is shown; the style sheet decides


class GrowingEdit(QPlainTextEdit):
    """Signals:
    submitted: Enter without Shift.
    escaped: Esc.
    """

    submitted = Signal()
    escaped = Signal()

    def __init__(self, least_lines: int, most_lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least_lines = least_lines
        self._most_lines = most_lines
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
        while block.isValid() and lines < self._most_lines:
            lines += max(1, block.layout().lineCount())
            block = block.next()
        shown = max(self._least_lines, min(lines, self._most_lines))
        text_px = (
            ceil(shown * QFontMetricsF(self.font()).lineSpacing() + 2 * self.document().documentMargin()) + 1
        )
        frame_px = self.height() - self.viewport().height() if self.isVisible() else _GUESSED_FRAME_PX
        needs_bar = lines >= self._most_lines
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needs_bar else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if text_px + frame_px != self.maximumHeight():
            self.setFixedHeight(text_px + frame_px)

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())


class EditInPlace(GrowingEdit):
    """One that is made to change a text where it stands: Esc leaves it before it stops an answer."""

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)
