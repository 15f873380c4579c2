"""The canvas: a view of the picture that turns the mouse into facts and lends it to tools. Knows no document."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.mask_difference import MaskDifference
from sa2va_desktop.ui.canvas.frame_painter import ShownFrame
from sa2va_desktop.ui.canvas.mask_difference import DifferenceOverlay
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.canvas.reference_outline import ReferenceOutline
from sa2va_desktop.ui.canvas.tools.canvas_tool import ENTER_KEYS, CanvasTool

_WHEEL_STEP = 1.2
_DRAG_START_PX = 4


@dataclass(frozen=True)
class PixelUnderCursor:
    """A whole picture pixel and its colour, for the status bar."""

    x: int
    y: int
    rgb: tuple[int, int, int]


class CanvasView(PictureView):
    """The canvas with its tools.

    Signals:
        object_clicked(ObjectId | None, Qt.KeyboardModifiers): left click without drag; None is the background.
        object_hovered(ObjectId | None): another object, or none, lies under the cursor.
        menu_requested(ObjectId | None, QPoint): right click, with the global position.
        pixel_changed(PixelUnderCursor | None): the cursor is over another pixel, or has left the picture.
        accept_pressed(Qt.KeyboardModifiers): Enter, unless the tool wants it.
        divider_moved(float): the divider of two compared frames was dragged to this share of the width.

    With a tool the left and right button are the tool's, and keys that it wants; without one the buttons select and
    open the menu.
    """

    object_clicked = Signal(object, object)
    object_hovered = Signal(object)
    menu_requested = Signal(object, object)
    pixel_changed = Signal(object)
    accept_pressed = Signal(object)
    divider_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._under_cursor: ObjectId | None = None
        self._pixel: PixelUnderCursor | None = None
        self._pan_mode = False
        self._pan_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self._has_dragged = False
        self._drags_divider = False
        self._is_over_divider = False
        self._tool: CanvasTool | None = None
        self._reference: ReferenceOutline | None = None
        self._difference: DifferenceOverlay | None = None

    # ---- tools

    def set_tool(self, tool: CanvasTool | None) -> None:
        """Give the buttons to a tool; None selects."""
        if self._tool is not None:
            self._tool.end()
            self._tool.changed.disconnect(self._follow_tool)
            self._tool.touched.disconnect(self._update_picture_rect)
        self._tool = tool
        if tool is not None:
            tool.changed.connect(self._follow_tool)
            tool.touched.connect(self._update_picture_rect)
            self._set_under_cursor(None)
        self._show_cursor()
        self.update()

    def _follow_tool(self) -> None:
        self._show_cursor()
        self.update()

    def follow_point(self, at: tuple[float, float]) -> None:
        """Another pointer than the mouse is at a picture point: it is in sight, and its pixel is told."""
        self.reveal(*at)
        self._follow_cursor(QPointF(*self._view.to_widget(*at)))

    def set_reference(self, reference: ReferenceOutline | None) -> None:
        """Draw outlines of something to compare with over the picture; None draws nothing."""
        self._reference = reference
        self.update()

    def set_difference(self, difference: MaskDifference | None) -> None:
        """Show what comes (green) and what goes (red) over the picture; None shows nothing of it."""
        self._difference = None if difference is None else DifferenceOverlay(difference)
        self.update()

    # ---- panning with a held key

    def set_pan_mode(self, active: bool) -> None:
        """While active, the left button drags the picture."""
        self._pan_mode = active
        if not active:
            self._pan_from = None
        self._show_cursor()

    # ---- inside

    def _show_cursor(self) -> None:
        if self._pan_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._pan_mode:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._drags_divider or self._is_over_divider:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self._tool is not None:
            self.setCursor(self._tool.cursor)
        elif self._under_cursor is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _follow_cursor(self, position: QPointF) -> None:
        is_over_divider = self._has_divider_at(position)
        if is_over_divider != self._is_over_divider:
            self._is_over_divider = is_over_divider
            self._show_cursor()
        frame = self._frame_at(position)
        x, y = self._view.to_picture(position.x(), position.y())
        pixel = _pixel_of(frame, math.floor(x), math.floor(y))
        if pixel != self._pixel:
            self._pixel = pixel
            self.pixel_changed.emit(pixel)
        can_hit = self._tool is None and frame is not None and self.masks_visible
        self._set_under_cursor(frame.layer.object_at(x, y) if frame is not None and can_hit else None)

    def _has_divider_at(self, position: QPointF) -> bool:
        knob_only = self._tool is not None
        return self._comparison is not None and self._comparison.has_divider_at(
            position, self.rect(), knob_only=knob_only
        )

    def _frame_at(self, position: QPointF) -> ShownFrame | None:
        """The shown frame, or the pinned one on its side of the divider."""
        comparison = self._comparison
        if comparison is not None and comparison.shows_pinned_at(position, self.rect()):
            return comparison.pinned
        return self._frame

    def _picture_point(self, event: QMouseEvent) -> tuple[float, float]:
        return self._view.to_picture(event.position().x(), event.position().y())

    def _set_under_cursor(self, object_id: ObjectId | None) -> None:
        if object_id != self._under_cursor:
            self._under_cursor = object_id
            self._show_cursor()
            self.object_hovered.emit(object_id)

    def paint_over(self, painter: QPainter) -> None:
        if self._reference is not None:
            self._reference.paint(painter, self._view)
        if self._difference is not None and self.masks_visible:
            self._difference.paint(painter, self._view)
        if self._tool is not None:
            self._tool.paint(painter, self._view)

    # ---- Qt

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        is_drawing = bool(event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton))
        if self._tool is not None and (is_drawing or event.modifiers() & Qt.KeyboardModifier.AltModifier):
            turned = delta.y() or delta.x()  # Alt turns the wheel sideways on some systems
            self._tool.resize((turned > 0) - (turned < 0))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = _WHEEL_STEP ** (delta.y() / 120)
            self._set_view(self._view.zoomed(factor, event.position().x(), event.position().y()))
        else:
            pixels = event.pixelDelta()
            dx, dy = (pixels.x(), pixels.y()) if not pixels.isNull() else (delta.x() / 2, delta.y() / 2)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
                dx, dy = dy, 0
            self._set_view(self._view.panned(dx, dy))
        self._follow_cursor(event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if event.button() is Qt.MouseButton.MiddleButton or (is_left and self._pan_mode):
            self._pan_from = event.position()
            self._show_cursor()
        elif is_left and self._has_divider_at(event.position()):
            self._drags_divider = True
        elif self._tool is not None:
            # A tool works on the shown frame: not on the side of the pinned one.
            is_on_shown = self.has_picture and self._frame_at(event.position()) is self._frame
            if is_on_shown and (is_left or event.button() is Qt.MouseButton.RightButton):
                self._tool.press(self._picture_point(event), event.button(), event.modifiers())
        elif is_left:
            self._pressed_at = event.position()
            self._has_dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            moved = event.position() - self._pan_from
            self._pan_from = event.position()
            self._set_view(self._view.panned(moved.x(), moved.y()))
            return
        if self._drags_divider:
            self.divider_moved.emit(max(0.0, min(1.0, event.position().x() / self.width())))
            return
        if self._pressed_at is not None:
            distance = (event.position() - self._pressed_at).manhattanLength()
            self._has_dragged = self._has_dragged or distance > _DRAG_START_PX
        self._follow_cursor(event.position())
        if self._tool is not None and self.has_picture:
            self._tool.move(self._picture_point(event), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._show_cursor()
        elif self._drags_divider:
            self._drags_divider = False
            self._follow_cursor(event.position())
        elif self._tool is not None:
            self._tool.release(self._picture_point(event), event.button())
        elif event.button() is Qt.MouseButton.LeftButton and self._pressed_at is not None:
            if not self._has_dragged and self.has_picture:
                self._follow_cursor(event.position())
                self.object_clicked.emit(self._under_cursor, event.modifiers())
            self._pressed_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        is_free = self._tool is None and not self._pan_mode and not self._has_divider_at(event.position())
        if is_free and self.has_picture and event.button() is Qt.MouseButton.LeftButton:
            self.toggle_fit(event.position())
            self._follow_cursor(event.position())
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.has_picture and self._tool is None:
            self._follow_cursor(QPointF(event.pos()))
            self.menu_requested.emit(self._under_cursor, event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._follow_cursor(event.position())

    def leaveEvent(self, event: object) -> None:
        if self._pixel is not None:
            self._pixel = None
            self.pixel_changed.emit(None)
        self._set_under_cursor(None)
        if self._tool is not None:
            self._tool.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._tool is not None and self._tool.wants_key(Qt.Key(event.key()), event.modifiers()):
            if not (
                event.isAutoRepeat() and event.key() == Qt.Key.Key_Space
            ):  # a button that is held is one press
                self._tool.press_key(Qt.Key(event.key()), event.modifiers())
        elif event.key() in ENTER_KEYS:
            self.accept_pressed.emit(event.modifiers())
        else:
            super().keyPressEvent(event)

    def event(self, event: object) -> bool:  # type: ignore[override]
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            position = event.position()
            self._set_view(self._view.zoomed(1.0 + event.value(), position.x(), position.y()))
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and self._tool is not None
            and self._tool.wants_key(Qt.Key(event.key()), event.modifiers())
        ):
            event.accept()  # or the shortcut of an action would get it: Del would delete the object
            return True
        return super().event(event)  # type: ignore[arg-type]


def _pixel_of(frame: ShownFrame | None, x: int, y: int) -> PixelUnderCursor | None:
    if frame is None or not frame.picture.rect().contains(x, y):
        return None
    color = frame.picture.pixelColor(x, y)
    return PixelUnderCursor(x, y, (color.red(), color.green(), color.blue()))
