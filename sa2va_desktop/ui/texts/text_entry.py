"""One box for what a reviewer types: other words for a text, or the reason why it is rejected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sa2va_desktop.ui.chat.growing_edit import GrowingEdit


class TextEntry(QWidget):
    """Hidden until something is to be typed; Enter takes it, Esc leaves everything as it was.

    Signals:
        edited(str): words for the text. Also when the person goes elsewhere, so that nothing typed is lost; it can be
            undone.
        reason_given(str): may be "".
        reason_left(str): nobody has rejected, but the words shall be there the next time.
        closed(): nothing is typed any more.
    """

    edited = Signal(str)
    reason_given = Signal(str)
    reason_left = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_reason = False
        self._before = ""
        self.title = QLabel(self)
        self.title.setProperty("role", "hint")
        self.field = GrowingEdit(1, 6, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 4)
        column.setSpacing(3)
        column.addWidget(self.title)
        column.addWidget(self.field)
        self.field.submitted.connect(self._submit)
        self.field.escaped.connect(self.close_entry)
        self.hide()

    def begin_edit(self, words: str) -> None:
        self._begin(words, self.tr("Enter takes the words, Esc leaves them"), is_reason=False)

    def begin_reason(self, reason: str) -> None:
        self._begin(reason, self.tr("Why? Enter rejects, Esc leaves it"), is_reason=True)

    def keep(self) -> None:
        """What was typed is taken over before something else is looked at."""
        if not self.isHidden():
            self.hide()
            if self.field.toPlainText() != self._before:
                (self.reason_left if self._is_reason else self.edited).emit(self.field.toPlainText())

    def close_entry(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _begin(self, words: str, title: str, *, is_reason: bool) -> None:
        self._is_reason, self._before = is_reason, words
        self.title.setText(title)
        self.field.setAccessibleName(title)
        self.field.set_text(words)
        self.show()
        self.field.setFocus()

    def _submit(self) -> None:
        words, tell = self.field.toPlainText(), self.reason_given if self._is_reason else self.edited
        self.close_entry()
        tell.emit(words)
