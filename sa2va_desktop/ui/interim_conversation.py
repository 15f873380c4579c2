"""A prompt line that stands in for the conversation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sa2va_desktop.ui.chat.ask_draft import AskDraft
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState


class ConversationView(QWidget):
    ask_requested = Signal(object)

    def __init__(self, document: Document, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        QVBoxLayout(self).addWidget(self.line)
        self._view_state = view_state
        self.line.returnPressed.connect(self.send)

    def send(self) -> None:
        self.ask_requested.emit(AskDraft(self.line.text(), False, "uniform:5", self._view_state.frame_range))

    def set_prompt_text(self, text: str) -> None:
        self.line.setText(text)

    def focus_prompt(self) -> None:
        self.line.setFocus()

    def prompt_text(self) -> str:
        return self.line.text()
