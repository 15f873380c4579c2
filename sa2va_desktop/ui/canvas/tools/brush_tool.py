"""Brush and eraser: the way of the pointer with the button down is a stroke; a circle shows what it covers.

With Shift a straight line goes from where the last stroke ended.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool, PointXY
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.stroke_controller import StrokeController

_DARK = QColor(0, 0, 0, 190)
_ADDS, _ERASES = QColor(255, 255, 255), QColor(255, 120, 110)


class BrushTool(CanvasTool):
    """`adds` is False for the eraser. The right button does the opposite."""

    def __init__(self, strokes: StrokeController, *, adds: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strokes = strokes
        self._adds = adds
        self._at: PointXY | None = None
        strokes.radius_changed.connect(self.changed)
        strokes.changed.connect(self.changed)

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        is_left = button is Qt.MouseButton.LeftButton
        joins = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._strokes.begin(at, adds=self._adds is is_left, joins=joins)

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        before, self._at = self._at, at
        self._strokes.extend(at)
        for center in (before, at):
            if center is not None:
                self.touched.emit(self._reach(center))

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        self._strokes.extend(at)
        self._strokes.finish()

    def drags(self, button: Qt.MouseButton) -> bool:
        return True

    def leave(self) -> None:
        self._at = None
        self.changed.emit()

    def resize(self, steps: int) -> None:
        self._strokes.resize(steps)

    @property
    def is_drawing(self) -> bool:
        return self._strokes.is_drawing

    @property
    def can_take_back(self) -> bool:
        return self._strokes.is_drawing

    def take_back(self) -> None:
        self._strokes.cancel()

    def drop(self) -> None:
        self._strokes.cancel()

    def end(self) -> None:
        self._at = None
        self._strokes.finish()

    def _reach(self, center: PointXY) -> QRect:
        radius_px = self._strokes.radius_px
        return QRectF(
            center[0] - radius_px, center[1] - radius_px, 2 * radius_px, 2 * radius_px
        ).toAlignedRect()

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        if self._at is None:
            return
        center, radius_px = QPointF(*view.to_widget(*self._at)), self._strokes.radius_px * view.scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width_px in ((_DARK, 3.0), (_ADDS if self._adds else _ERASES, 1.5)):
            painter.setPen(QPen(color, width_px))
            painter.drawEllipse(center, radius_px, radius_px)
        painter.restore()
