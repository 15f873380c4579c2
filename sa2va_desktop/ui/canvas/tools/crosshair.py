"""A pointer for the keyboard: arrow keys move a crosshair over the picture, and Space is its button."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from sa2va_desktop.ui.canvas.tools.canvas_tool import NO_MODIFIER, CanvasTool, PointXY
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAST = 10
_ARM_PX, _GAP_PX = 15.0, 4.0
_DARK, _LIGHT, _PRESSED = QColor(0, 0, 0, 200), QColor(255, 255, 255), QColor(255, 200, 60)


class Crosshair(QObject):
    """Where the keys point, in the middle of a picture pixel. One for all tools.

    Signals:
        shown_changed(bool): it came or went.
        moved(PointXY): it stands there now.
    """

    shown_changed = Signal(bool)
    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at: PointXY | None = None

    @property
    def at(self) -> PointXY | None:
        """None while it is not shown."""
        return self._at

    def show_at(self, at: PointXY, picture_wh: tuple[int, int]) -> None:
        """Come, or go there; never outside the picture."""
        is_new = self._at is None
        x, y = (min(max(math.floor(v), 0), size - 1) + 0.5 for v, size in zip(at, picture_wh, strict=True))
        self._at = (x, y)
        if is_new:
            self.shown_changed.emit(True)
        self.moved.emit(self._at)

    def hide(self) -> None:
        if self._at is not None:
            self._at = None
            self.shown_changed.emit(False)


class CrosshairTool(CanvasTool):
    """A tool with two pointers: the mouse as ever and, while it is shown, the crosshair.

    Space presses and lets go where the crosshair is; where the tool wants a drag, one Space presses and the next lets
    go. Shift or Alt makes it the right button.
    """

    def __init__(
        self,
        tool: CanvasTool,
        crosshair: Crosshair,
        view: Callable[[], ViewTransform],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tool = tool
        self._crosshair = crosshair
        self._view = view  # how the picture is shown now
        self._held: Qt.MouseButton | None = None
        tool.changed.connect(self.changed)
        tool.touched.connect(self.touched)
        crosshair.shown_changed.connect(self._follow_crosshair)
        crosshair.moved.connect(lambda _at: self.changed.emit())

    # ---- mouse

    @property
    def cursor(self) -> Qt.CursorShape:
        return self._tool.cursor

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        if self._held is None:
            self._tool.press(at, button, modifiers)

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        if self._held is None:
            self._tool.move(at, modifiers)

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._held is None:
            self._tool.release(at, button)

    def leave(self) -> None:
        if self._crosshair.at is None:
            self._tool.leave()

    def resize(self, steps: int) -> None:
        self._tool.resize(steps)

    # ---- keys

    def wants_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        return self._is_ours(key, modifiers) or self._tool.wants_key(key, modifiers)

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        at = self._crosshair.at
        if at is None or not self._is_ours(key, modifiers):
            self._tool.press_key(key, modifiers)
        elif key in _WAYS:
            self._go(at, _WAYS[key], is_fast=bool(modifiers & _SHIFT))
        elif key == Qt.Key.Key_Space:
            self._push(at, _RIGHT if modifiers & (_SHIFT | _ALT) else _LEFT)
        elif self._held is not None:
            self.end()
            self.changed.emit()
        else:
            self._crosshair.hide()

    def end(self) -> None:
        self._held = None
        self._tool.end()

    # ---- painting

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        self._tool.paint(painter, view)
        if self._crosshair.at is not None:
            _paint_cross(painter, QPointF(*view.to_widget(*self._crosshair.at)), self._held is not None)

    # ---- inside

    def _is_ours(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if self._crosshair.at is None:
            return False
        plain = modifiers & ~Qt.KeyboardModifier.KeypadModifier
        if key in _WAYS:
            return plain in (NO_MODIFIER, _SHIFT)
        if key == Qt.Key.Key_Space:
            return plain in (NO_MODIFIER, _SHIFT, _ALT)
        # Esc drops first what is begun at the crosshair, then, as ever, what is marked, and takes the crosshair last.
        is_last = self._held is not None or not self._tool.is_drawing
        return key == Qt.Key.Key_Escape and plain == NO_MODIFIER and is_last

    def _go(self, at: PointXY, way: tuple[int, int], *, is_fast: bool) -> None:
        """By a picture pixel, or by as many as lie under one of the screen."""
        view = self._view()
        step = max(1, round(1 / view.scale)) * (_FAST if is_fast else 1)
        self._crosshair.show_at((at[0] + way[0] * step, at[1] + way[1] * step), view.picture_wh)
        assert self._crosshair.at is not None
        self._tool.move(self._crosshair.at, NO_MODIFIER)

    def _push(self, at: PointXY, button: Qt.MouseButton) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._tool.release(at, held)
        else:
            self._tool.move(at, NO_MODIFIER)  # the mouse may have been elsewhere
            self._tool.press(at, button, NO_MODIFIER)
            if self._tool.drags(button):
                self._held = button
            else:
                self._tool.release(at, button)
        self.changed.emit()

    def _follow_crosshair(self, is_shown: bool) -> None:
        if not is_shown and self._held is not None:
            self.end()
        self.changed.emit()


def _paint_cross(painter: QPainter, at: QPointF, is_pressed: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for color, width_px in ((_DARK, 4.0), (_PRESSED if is_pressed else _LIGHT, 1.6)):
        painter.setPen(QPen(color, width_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for x, y in _WAYS.values():
            way = QPointF(x, y)
            painter.drawLine(at + way * _GAP_PX, at + way * _ARM_PX)
    painter.restore()
