"""A line over the thing marks it, with the right button a line over what does not belong to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY
from sa2va_desktop.ui.canvas.tools.freehand import Freehand
from sa2va_desktop.ui.canvas.tools.mark_painter import LINE_INSIDE, LINE_OUTSIDE, paint_line
from sa2va_desktop.ui.canvas.tools.marking_tool import MarkingTool
from sa2va_desktop.ui.canvas.view_transform import ViewTransform


class ScribbleTool(MarkingTool):
    _line: Freehand | None = None

    def use_line(self, line: Freehand) -> None:
        """The line is complete."""
        self._clicks.add_scribble(line.points, is_inside=line.button is Qt.MouseButton.LeftButton)

    def paint_line(self, painter: QPainter, view: ViewTransform, line: Freehand) -> None:
        """The line while it is drawn."""
        is_inside = line.button is Qt.MouseButton.LeftButton
        paint_line(painter, view, line.points, LINE_INSIDE if is_inside else LINE_OUTSIDE)

    def start(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self._line = Freehand(at, button)
        self.changed.emit()

    def go_on(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        if self._line is not None and self._line.extend(at, self.view.scale):
            self.changed.emit()

    def drags(self, button: Qt.MouseButton) -> bool:
        return True

    def finish(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._line is None or button is not self._line.button:
            return
        line, self._line = self._line, None
        line.extend(at, self.view.scale)
        self.use_line(line)
        self.changed.emit()

    @property
    def is_drawing(self) -> bool:
        return self._line is not None or super().is_drawing

    def drop(self) -> None:
        if self._line is not None:
            self._line = None
            self.changed.emit()
        else:
            super().drop()

    def end(self) -> None:
        self._line = None
        super().end()

    def paint_draft(self, painter: QPainter, view: ViewTransform) -> None:
        if self._line is not None:
            self.paint_line(painter, view, self._line)
