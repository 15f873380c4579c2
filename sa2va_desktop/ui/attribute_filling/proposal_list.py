"""The table of proposed values with keys of its own: confirm, change, reject, next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from sa2va_desktop.ui.list_keys import Meaning, does_key, keeps_key


class ProposalList(QTreeView):
    """Enter or A confirms, E or F2 changes the value, R or Del rejects; the arrow keys, N and P move.

    Signals: `confirm_pressed`, `edit_pressed`, `reject_pressed`, `step_pressed(int)`.
    """

    confirm_pressed = Signal()
    edit_pressed = Signal()
    reject_pressed = Signal()
    step_pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda _index: self.edit_pressed.emit())

    def event(self, event: QEvent) -> bool:
        """Keys that mean something else in the rest of the window are kept."""
        return keeps_key(event, self._meaning) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not does_key(event, self._meaning(event), self.step_pressed):
            super().keyPressEvent(event)

    def _meaning(self, event: QKeyEvent) -> Meaning:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        keys: dict[int, Meaning] = {
            Qt.Key.Key_Return: self.confirm_pressed,
            Qt.Key.Key_Enter: self.confirm_pressed,
            Qt.Key.Key_A: self.confirm_pressed,
            Qt.Key.Key_E: self.edit_pressed,
            Qt.Key.Key_F2: self.edit_pressed,
            Qt.Key.Key_R: self.reject_pressed,
            Qt.Key.Key_Delete: self.reject_pressed,
            Qt.Key.Key_N: 1,
            Qt.Key.Key_P: -1,
        }
        return keys.get(event.key())
