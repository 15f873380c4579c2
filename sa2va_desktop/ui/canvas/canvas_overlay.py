"""A frame over the canvas that keeps its place at the edge; the picture does not move for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QWidget

_MARGIN_PX = 14


class CanvasOverlay(QFrame):
    """A child of the canvas, hidden at first. `edge`: in the middle at the bottom, or at the top right."""

    def __init__(self, canvas: QWidget, edge: Qt.AlignmentFlag) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._edge = edge
        self.setCursor(Qt.CursorShape.ArrowCursor)
        canvas.installEventFilter(self)
        self.hide()

    def place(self) -> None:
        """Take the size that the content needs, at the edge."""
        canvas = self._canvas
        self.adjustSize()
        if self._edge & Qt.AlignmentFlag.AlignBottom:
            x, y = (canvas.width() - self.width()) // 2, canvas.height() - self.height() - _MARGIN_PX
        else:
            x, y = canvas.width() - self.width() - _MARGIN_PX, _MARGIN_PX
        self.move(max(0, x), max(0, y))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() is QEvent.Type.Resize:
            self.place()
        return False
