"""The list of texts with keys of its own: accept, edit, reject, take back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from sa2va_desktop.ui.list_keys import Meaning, does_key, keeps_key


class TextList(QListView):
    """Enter or A accepts, E or F2 edits, R or Del rejects, U takes back; the arrow keys, N and P move.

    Ins adds, T translates, C checks, Shift+Enter takes a text in the place of the old one, Shift+Del deletes.

    Signals: one for each, `step_pressed(int)` for those that move.
    """

    accept_pressed = Signal()
    edit_pressed = Signal()
    reject_pressed = Signal()
    propose_pressed = Signal()
    step_pressed = Signal(int)
    add_pressed = Signal()
    translate_pressed = Signal()
    check_pressed = Signal()
    instead_pressed = Signal()
    delete_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda _index: self.edit_pressed.emit())

    def event(self, event: QEvent) -> bool:
        """Keys that mean something else in the rest of the window are kept."""
        return keeps_key(event, self._meaning) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not does_key(event, self._meaning(event), self.step_pressed):
            super().keyPressEvent(event)

    def _meaning(self, event: QKeyEvent) -> Meaning:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ShiftModifier:
            return self._shifted(event)
        if modifiers:
            return None
        keys: dict[int, Meaning] = {
            Qt.Key.Key_Return: self.accept_pressed,
            Qt.Key.Key_Enter: self.accept_pressed,
            Qt.Key.Key_A: self.accept_pressed,
            Qt.Key.Key_E: self.edit_pressed,
            Qt.Key.Key_F2: self.edit_pressed,
            Qt.Key.Key_R: self.reject_pressed,
            Qt.Key.Key_Delete: self.reject_pressed,
            Qt.Key.Key_U: self.propose_pressed,
            Qt.Key.Key_Insert: self.add_pressed,
            Qt.Key.Key_T: self.translate_pressed,
            Qt.Key.Key_C: self.check_pressed,
            Qt.Key.Key_N: 1,
            Qt.Key.Key_P: -1,
        }
        return keys.get(event.key())

    def _shifted(self, event: QKeyEvent) -> SignalInstance | None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.instead_pressed
        return self.delete_pressed if event.key() == Qt.Key.Key_Delete else None
