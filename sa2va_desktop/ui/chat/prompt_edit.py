"""The box an instruction is typed into: plain text, Enter sends, Up and Down bring earlier instructions back."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QWidget

from sa2va_desktop.ui.chat.growing_edit import GrowingEdit
from sa2va_desktop.ui.chat.prompt_history import PromptHistory

_LEAST_LINES = 2
_MOST_LINES = 7
_CHOOSING_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)


class PromptEdit(GrowingEdit):
    """A `GrowingEdit` with a memory of what was sent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_LINES, _MOST_LINES, parent)
        self.history = PromptHistory()
        self._completer: QCompleter | None = None

    def set_completer(self, completer: QCompleter) -> None:
        """Leave Enter, Tab, Esc and the arrows to a completer while it shows its list."""
        self._completer = completer

    @property
    def _is_choosing(self) -> bool:
        popup = self._completer.popup() if self._completer is not None else None
        return popup is not None and popup.isVisible()

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
        if self._is_choosing and key in _CHOOSING_KEYS:
            event.ignore()  # the completer takes what its widget does not
            return
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._walk(key == Qt.Key.Key_Up):
            return
        before = self.toPlainText()
        super().keyPressEvent(event)
        if self.toPlainText() != before:
            self.history.stop_walking()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # Dropped files belong to the window, which opens them; their paths are no instruction.
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.canInsertFromMimeData(source):
            self.insertPlainText(source.text())
            self.history.stop_walking()
