"""Which tool the canvas has."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.tools.box_tool import BoxTool
from sa2va_desktop.ui.canvas.tools.brush_tool import BrushTool
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool
from sa2va_desktop.ui.canvas.tools.point_tool import PointTool
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.stroke_controller import StrokeController

SELECT = "select"
_MARKING = ("points", "box")


class ToolController(QObject):
    """Signals:
    chosen(str): "select", "points", "box", "brush" or "eraser".
    """

    chosen = Signal(str)

    def __init__(
        self,
        canvas: CanvasView,
        clicks: ClickController,
        strokes: StrokeController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._clicks = clicks
        self._strokes = strokes
        self._tools: dict[str, CanvasTool] = {
            "points": PointTool(clicks, self),
            "box": BoxTool(clicks, self),
            "brush": BrushTool(strokes, adds=True, parent=self),
            "eraser": BrushTool(strokes, adds=False, parent=self),
        }
        self._name = SELECT

    @property
    def names(self) -> tuple[str, ...]:
        return (SELECT, *self._tools)

    @property
    def name(self) -> str:
        return self._name

    def choose(self, name: str) -> None:
        """Take another tool; marks that were not accepted go with the tools that make them."""
        if name not in _MARKING:
            self._clicks.drop()
        self._name = name
        self._canvas.set_tool(self._tools.get(name))
        self.chosen.emit(name)
