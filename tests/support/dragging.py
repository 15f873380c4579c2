"""Drag and drop as widgets see it: something enters, moves over them and is let go."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
_LEFT, _NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop_on(widget: QWidget, data: QMimeData, at: QPoint) -> bool:
    """Drag something over a widget and let it go there; whether the widget took it in at all."""
    entered = QDragEnterEvent(at, _ACTIONS, data, _LEFT, _NO_KEYS)
    entered.ignore()
    QApplication.sendEvent(widget, entered)
    if not entered.isAccepted():
        return False
    moved = QDragMoveEvent(at, _ACTIONS, data, _LEFT, _NO_KEYS)
    QApplication.sendEvent(widget, moved)
    dropped = QDropEvent(QPointF(at), _ACTIONS, data, _LEFT, _NO_KEYS)
    QApplication.sendEvent(widget, dropped)
    return True
