"""What every tool of the canvas is asked. The canvas forwards the pointer in picture coordinates and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter

from sa2va_desktop.ui.canvas.view_transform import ViewTransform

PointXY = tuple[float, float]


class CanvasTool(QObject):
    """A tool that does nothing yet; the real ones override what they need.

    Signals:
        changed(): `paint` would paint something else now.
        touched(QRect): the same, inside a picture rectangle only.
    """

    changed = Signal()
    touched = Signal(object)
    cursor = Qt.CursorShape.CrossCursor

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """The left or right button went down; `at` may lie outside the picture."""

    def move(self, at: PointXY) -> None:
        """The pointer moved, with or without a button."""

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        """The button came up."""

    def leave(self) -> None:
        """The pointer left the canvas."""

    def resize(self, steps: int) -> None:
        """Larger or smaller, for tools that have a size."""

    def end(self) -> None:
        """Another tool was chosen."""

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        """Paint over picture and masks, in widget coordinates."""
