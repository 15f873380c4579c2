"""The magic wand: a click takes pixels of a similar colour, a drag with the button down sets the tolerance first."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.editing.color_region import Combining
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool, PointXY
from sa2va_desktop.ui.canvas.tools.mark_painter import paint_raster
from sa2va_desktop.ui.canvas.tools.tool_options import ToolOptions
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.wand_controller import WandController

_DRAG_START_PX = 6.0  # on the screen; less is a click that slipped
_PX_PER_STEP = 3.0
_TINT = 0.4


class WandTool(CanvasTool):
    """Left adds (or what the bar says), the right button or Alt does the opposite, Shift keeps what is in both."""

    def __init__(self, wand: WandController, options: ToolOptions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wand = wand
        self._options = options
        self._view = ViewTransform()
        self._start: tuple[float, int] | None = None  # screen x of the press, and the tolerance then
        self._is_dragging = False
        wand.changed.connect(self.changed)

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self._start = (at[0] * self._view.scale, self._wand.settings.tolerance)
        self._is_dragging = False
        self._wand.press(at, self._combining(button, modifiers))

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        if self._start is None:
            self._wand.point_at(at)
            return
        start_x, tolerance = self._start
        moved_px = at[0] * self._view.scale - start_x
        self._is_dragging = self._is_dragging or abs(moved_px) >= _DRAG_START_PX
        if self._is_dragging and self._wand.is_pressed:
            steps = round(moved_px / _PX_PER_STEP)
            self._wand.set_settings(replace(self._wand.settings, tolerance=tolerance + steps))

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._start is not None:
            self._start = None
            self._wand.release()

    def drags(self, button: Qt.MouseButton) -> bool:
        return True

    def leave(self) -> None:
        self._wand.leave()

    def resize(self, steps: int) -> None:
        self._wand.resize(steps)

    @property
    def is_drawing(self) -> bool:
        return self._wand.is_pressed

    @property
    def can_take_back(self) -> bool:
        return self._wand.is_pressed

    def take_back(self) -> None:
        self.drop()

    def drop(self) -> None:
        self._start = None
        self._wand.cancel()

    def end(self) -> None:
        self._start = None
        self._wand.clear()

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        self._view = view
        if self._wand.preview is not None:
            paint_raster(painter, view, self._wand.preview, tint=_TINT)

    def _combining(self, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Combining:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return Combining.INTERSECT
        return Combining.ADD if self._options.adds_with(button, modifiers) else Combining.SUBTRACT
