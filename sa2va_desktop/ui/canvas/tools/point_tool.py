"""Left click: this belongs to the object. Right click: this does not. Before the click the mask is shown faintly."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY
from sa2va_desktop.ui.canvas.tools.mark_painter import paint_proposal
from sa2va_desktop.ui.canvas.tools.marking_tool import MarkingTool
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.click_controller import ClickController
from sa2va_desktop.ui.hover_preview import HoverPreview


class PointTool(MarkingTool):
    def __init__(self, clicks: ClickController, preview: HoverPreview, parent: QObject | None = None) -> None:
        super().__init__(clicks, parent)
        self._preview = preview
        self._at: PointXY | None = None
        preview.changed.connect(self.changed)

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self._preview.clear()
        super().press(at, button, modifiers)

    def start(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self._clicks.add_point(at, is_inside=button is Qt.MouseButton.LeftButton)

    def go_on(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        self._at = at
        if self.is_over_mark:
            self._preview.clear()
        else:
            self._preview.point_at(at, modifiers)

    def wants_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        return key is Qt.Key.Key_Shift or super().wants_key(key, modifiers)

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if key is not Qt.Key.Key_Shift:
            super().press_key(key, modifiers)
        elif self._at is not None:
            self.go_on(self._at, Qt.KeyboardModifier.ShiftModifier)

    def leave(self) -> None:
        self._at = None
        self._preview.clear()
        super().leave()

    def end(self) -> None:
        self._at = None
        self._preview.clear()
        super().end()

    def paint_draft(self, painter: QPainter, view: ViewTransform) -> None:
        if self._preview.shown is not None:
            paint_proposal(painter, view, self._preview.shown, is_preview=True)
