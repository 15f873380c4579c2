"""Keys whose tap and hold differ (Space, H), and keys that text fields need for themselves (Tab, digits)."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)

_TAP_S = 0.25
_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


class KeyGestures(QObject):
    """Filters the key events of one window; a text field that has the focus keeps all its keys.

    Signals:
        hold_changed(str, bool): "pan" or "peek" begins or ends.
        tapped(str): "play" or "hide": the key was let go quickly, and nothing was dragged in between.
        digit_pressed(int): 1 to 9.
    """

    hold_changed = Signal(str, bool)
    tapped = Signal(str)
    digit_pressed = Signal(int)

    _HOLDS = {Qt.Key.Key_Space: ("pan", "play"), Qt.Key.Key_H: ("peek", "hide")}

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._held: Qt.Key | None = None
        self._held_since_s = 0.0
        self._has_dragged = False
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the program comes by here, and asking for its type costs more than all else.
        if isinstance(event, QKeyEvent):
            if isinstance(watched, QWidget) and watched.window() is self._window:
                return self._take(watched, event)
        elif self._held is not None:
            kind = event.type()
            if kind is QEvent.Type.MouseButtonPress:
                self._has_dragged = True
            elif kind is QEvent.Type.WindowDeactivate and watched is self._window:
                self._let_go(is_tap=False)  # the release will go to another window
        return False

    def _take(self, watched: QWidget, event: QKeyEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._press(watched, event, is_override=kind is QEvent.Type.ShortcutOverride)
        return kind is QEvent.Type.KeyRelease and self._release(event)

    def _press(self, watched: QWidget, event: QKeyEvent, *, is_override: bool) -> bool:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and is_override and _is_control(watched):
            event.accept()  # there Tab goes on to the next control; elsewhere it chooses the next object
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or is_text_field(watched):
            return False
        key = Qt.Key(event.key())
        is_digit = Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not _uses_digits(watched)
        is_hold = key in self._HOLDS and not (key == Qt.Key.Key_Space and _uses_space(watched))
        if not is_digit and not is_hold:
            return False
        if is_override:
            event.accept()
            return False
        if event.isAutoRepeat():
            return True
        if is_digit:
            self.digit_pressed.emit(int(key) - int(Qt.Key.Key_0))
        elif self._held is None:
            self._held = key
            self._held_since_s = time.monotonic()
            self._has_dragged = False
            self.hold_changed.emit(self._HOLDS[key][0], True)
        return True

    def _release(self, event: QKeyEvent) -> bool:
        if self._held is None or event.key() != self._held:
            return False
        if not event.isAutoRepeat():
            self._let_go(is_tap=time.monotonic() - self._held_since_s < _TAP_S and not self._has_dragged)
        return True

    def _let_go(self, *, is_tap: bool) -> None:
        if self._held is None:
            return
        hold, tap = self._HOLDS[self._held]
        self._held = None
        self.hold_changed.emit(hold, False)
        if is_tap:
            self.tapped.emit(tap)


def is_text_field(widget: QWidget | None) -> bool:
    return isinstance(widget, _TEXT_FIELDS) or (isinstance(widget, QComboBox) and widget.isEditable())


def _is_control(widget: QWidget) -> bool:
    """Something of which several stand in a row, among which only Tab can choose."""
    return isinstance(widget, QAbstractButton | QComboBox | QSlider | QLineEdit | QAbstractSpinBox)


def _uses_digits(widget: QWidget) -> bool:
    """A list searches by them, and a field of choices chooses by position."""
    return isinstance(widget, QAbstractItemView) or bool(widget.property("usesDigits"))


def _uses_space(widget: QWidget) -> bool:
    """Space presses the button that has the focus; keyboard-only use depends on it. A list may want it for its rows."""
    return isinstance(widget, QAbstractButton | QComboBox) or bool(widget.property("usesSpace"))
