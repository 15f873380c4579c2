"""Drag a box round a thing; the mask inside it is proposed when the button comes up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.operations.marks import box_between
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool, PointXY
from sa2va_desktop.ui.canvas.tools.mark_painter import paint_box, paint_marks, paint_proposal
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.click_controller import ClickController

_LEAST_PX = 4.0  # on the screen; less is a click that slipped


class BoxTool(CanvasTool):
    def __init__(self, clicks: ClickController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clicks = clicks
        self._view = ViewTransform()
        self._corner: PointXY | None = None
        self._other: PointXY = (0.0, 0.0)
        clicks.changed.connect(self.changed)

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        if button is Qt.MouseButton.LeftButton:
            self._corner = self._other = at
        else:
            self._clicks.add_point(at, is_inside=False)

    def move(self, at: PointXY) -> None:
        if self._corner is not None:
            self._other = at
            self.changed.emit()

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._corner is None or button is not Qt.MouseButton.LeftButton:
            return
        corner, self._corner = self._corner, None
        x0, y0, x1, y1 = box_between(corner, at)
        if min(x1 - x0, y1 - y0) * self._view.scale >= _LEAST_PX:
            self._clicks.set_box((x0, y0, x1, y1))
        self.changed.emit()

    def end(self) -> None:
        self._corner = None

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        self._view = view
        if self._clicks.shown is not None:
            paint_proposal(painter, view, self._clicks.shown)
        paint_marks(painter, view, self._clicks.marks)
        if self._corner is not None:
            paint_box(painter, view, box_between(self._corner, self._other))
