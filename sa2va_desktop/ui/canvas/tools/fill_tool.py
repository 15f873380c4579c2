"""The bucket in the hand: a click fills what the mask encloses there, the right button or Alt empties a piece of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool, PointXY
from sa2va_desktop.ui.fill_controller import FillController


class FillTool(CanvasTool):
    def __init__(self, fills: FillController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fills = fills

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        empties = button is Qt.MouseButton.RightButton or bool(modifiers & Qt.KeyboardModifier.AltModifier)
        self._fills.click(at, adds=not empties)
