"""A slider that keeps the keys which move it, although the window has shortcuts on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QSlider, QWidget

_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)

_REST_MS = 400


class KeySlider(QSlider):
    """0 to 100, from left to right.

    Signals:
        settled(int): the value, once it has not moved for a moment, or when the slider goes with its window.
    """

    settled = Signal(int)

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setMinimumWidth(48)
        self.setMaximumWidth(110)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self.settled.emit(self.value()))
        self.valueChanged.connect(lambda _value: self._rest.start())

    def event(self, event: QEvent) -> bool:
        is_own_key = isinstance(event, QKeyEvent) and event.key() in _KEYS and not event.modifiers()
        if event.type() is QEvent.Type.ShortcutOverride and is_own_key:
            event.accept()
            return True
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._rest.isActive():
            self._rest.stop()
            self.settled.emit(self.value())
