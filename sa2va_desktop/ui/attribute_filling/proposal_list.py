"""The table of proposed values with keys of its own: confirm, change, reject, next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget


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
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._meaning(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        meaning = self._meaning(event)
        if isinstance(meaning, int):
            self.step_pressed.emit(meaning)
        elif meaning is not None:
            if not event.isAutoRepeat():
                meaning.emit()
        else:
            super().keyPressEvent(event)

    def _meaning(self, event: QKeyEvent) -> SignalInstance | int | None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        keys: dict[int, SignalInstance | int] = {
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
