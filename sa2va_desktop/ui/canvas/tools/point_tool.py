"""Left click: this belongs to the object. Right click: this does not. A click on a dot takes it away."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool, PointXY
from sa2va_desktop.ui.canvas.tools.mark_painter import DOT_RADIUS_PX, paint_marks, paint_proposal
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.click_controller import ClickController


class PointTool(CanvasTool):
    def __init__(self, clicks: ClickController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clicks = clicks
        self._view = ViewTransform()
        clicks.changed.connect(self.changed)

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        dot = self._dot_at(at)
        if dot is not None:
            self._clicks.remove_point(dot)
        else:
            self._clicks.add_point(at, is_inside=button is Qt.MouseButton.LeftButton)

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        self._view = view
        if self._clicks.shown is not None:
            paint_proposal(painter, view, self._clicks.shown)
        paint_marks(painter, view, self._clicks.marks)

    def _dot_at(self, at: PointXY) -> int | None:
        reach = DOT_RADIUS_PX / self._view.scale
        points = self._clicks.marks.points
        return next((i for i, point in enumerate(points) if math.dist(point.point_xy, at) <= reach), None)
