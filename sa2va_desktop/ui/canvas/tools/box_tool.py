"""Drag a box round a thing; the mask inside it is proposed when the button comes up. The right button excludes a point."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.operations.marks import box_between
from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY
from sa2va_desktop.ui.canvas.tools.mark_painter import paint_box
from sa2va_desktop.ui.canvas.tools.marking_tool import MarkingTool
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

_LEAST_PX = 4.0  # on the screen; less is a click that slipped


class BoxTool(MarkingTool):
    _drag: tuple[PointXY, PointXY] | None = None

    def start(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        if button is Qt.MouseButton.LeftButton:
            self._drag = (at, at)
        else:
            self._clicks.add_point(at, is_inside=False)

    def go_on(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        if self._drag is not None:
            self._drag = (self._drag[0], at)
            self.changed.emit()

    def drags(self, button: Qt.MouseButton) -> bool:
        return button is Qt.MouseButton.LeftButton

    def finish(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._drag is None or button is not Qt.MouseButton.LeftButton:
            return
        (corner, _), self._drag = self._drag, None
        x0, y0, x1, y1 = box_between(corner, at)
        if min(x1 - x0, y1 - y0) * self.view.scale >= _LEAST_PX:
            self._clicks.set_box((x0, y0, x1, y1))
        self.changed.emit()

    def end(self) -> None:
        self._drag = None
        super().end()

    def paint_draft(self, painter: QPainter, view: ViewTransform) -> None:
        if self._drag is not None:
            paint_box(painter, view, box_between(*self._drag))
