"""The widget that shows the picture with its masks and turns the mouse into facts. Knows no document and no decoder."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.frame_painter import ShownFrame, paint_frame
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool
from sa2va_desktop.ui.canvas.view_mode import Backdrop, CanvasLook, ViewMode
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

_WHEEL_STEP = 1.2
_BUTTON_STEP = 1.5
_DRAG_START_PX = 4


@dataclass(frozen=True)
class PixelUnderCursor:
    """A whole picture pixel and its colour, for the status bar."""

    x: int
    y: int
    rgb: tuple[int, int, int]


class CanvasView(QWidget):
    """Shows one picture and its masks.

    Signals:
        object_clicked(ObjectId | None, Qt.KeyboardModifiers): left click without drag; None is the background.
        object_hovered(ObjectId | None): another object, or none, lies under the cursor.
        menu_requested(ObjectId | None, QPoint): right click, with the global position.
        pixel_changed(PixelUnderCursor | None): the cursor is over another pixel, or has left the picture.
        zoom_changed(float): screen pixels per picture pixel.
        accept_pressed(): Enter.

    With a tool the left and right button are the tool's; without one they select and open the menu.
    """

    object_clicked = Signal(object, object)
    object_hovered = Signal(object)
    menu_requested = Signal(object, object)
    pixel_changed = Signal(object)
    zoom_changed = Signal(float)
    accept_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self._frame: ShownFrame | None = None
        self._look = CanvasLook()
        self._view = ViewTransform()
        self._under_cursor: ObjectId | None = None
        self._pixel: PixelUnderCursor | None = None
        self._masks_visible = True
        self._is_peeking = False
        self._pan_mode = False
        self._pan_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self._has_dragged = False
        self._tool: CanvasTool | None = None

    # ---- what is shown

    def set_picture(self, picture: QImage | None) -> None:
        """Show a picture; None empties the canvas. A picture of another size is fitted."""
        before = self._frame.picture.size() if self._frame is not None else None
        if picture is None:
            self._frame = None
        elif self._frame is None:
            self._frame = ShownFrame(picture)
        else:
            self._frame.picture = picture
        if picture is not None and picture.size() != before:
            self._set_view(self._view.for_picture(picture.width(), picture.height()))
        self.update()

    def set_masks(self, masks: list[ShownMask]) -> None:
        """Replace the masks; only rectangles that look different are painted again."""
        if self._frame is not None:
            for rect in self._frame.layer.show(masks):
                self._update_picture_rect(rect)

    def redraw_mask(self, shown: ShownMask, changed: QRect) -> None:
        """Show another mask of an object while it is being drawn; it differs in that picture rectangle only."""
        if self._frame is not None:
            self._frame.layer.redraw(shown, changed)
            self._update_picture_rect(changed)

    def set_selection(self, selection: frozenset[ObjectId]) -> None:
        changed = self._look.selection ^ selection
        self._look = replace(self._look, selection=selection)
        self._update_objects(None if self._look.mode.shows_subjects_only else changed)

    def set_hovered(self, object_id: ObjectId | None) -> None:
        changed = {self._look.hovered, object_id}
        self._look = replace(self._look, hovered=object_id)
        if len(changed) > 1 and not self._look.mode.shows_subjects_only:
            self._update_objects(changed)

    def set_mode(self, mode: ViewMode) -> None:
        self._look = replace(self._look, mode=mode)
        self.update()

    def set_backdrop(self, backdrop: Backdrop) -> None:
        """What lies behind a cut-out."""
        self._look = replace(self._look, backdrop=backdrop)
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """0 shows no colour, 1 covers the picture; outlines stay."""
        self._look = replace(self._look, opacity=max(0.0, min(1.0, opacity)))
        self._update_objects(None)

    def set_outline_width(self, width_px: int) -> None:
        self._look = replace(self._look, outline_width_px=width_px)
        self.update()

    def set_masks_visible(self, visible: bool) -> None:
        self._masks_visible = visible
        self._show_or_hide()

    def set_peeking(self, peeking: bool) -> None:
        """Hide the masks for as long as a key is held."""
        self._is_peeking = peeking
        self._show_or_hide()

    @property
    def masks_visible(self) -> bool:
        return self._look.masks_visible

    @property
    def mode(self) -> ViewMode:
        return self._look.mode

    @property
    def has_picture(self) -> bool:
        return self._frame is not None

    # ---- zoom and place

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel; 1.0 is "100 %"."""
        return self._view.scale * self.devicePixelRatioF()

    @property
    def view_transform(self) -> ViewTransform:
        return self._view

    def zoom_in(self) -> None:
        self._zoom_by(_BUTTON_STEP)

    def zoom_out(self) -> None:
        self._zoom_by(1 / _BUTTON_STEP)

    def zoom_to_fit(self) -> None:
        self._set_view(self._view.fitted())

    def zoom_to_pixels(self) -> None:
        """One picture pixel per screen pixel."""
        self.show_place(1.0, self._view.center_xy)

    def show_place(self, zoom: float, center_xy: tuple[float, float]) -> None:
        """Go back to a zoom and a picture point in the middle; zoom 0 means the whole picture."""
        if zoom <= 0:
            self.zoom_to_fit()
            return
        middle = self.width() / 2, self.height() / 2
        view = self._view.scaled_to(zoom / self.devicePixelRatioF(), *middle)
        self._set_view(view.centered_on(*center_xy))

    # ---- tools

    def set_tool(self, tool: CanvasTool | None) -> None:
        """Give the buttons to a tool; None selects."""
        if self._tool is not None:
            self._tool.end()
            self._tool.changed.disconnect(self.update)
            self._tool.touched.disconnect(self._update_picture_rect)
        self._tool = tool
        if tool is not None:
            tool.changed.connect(self.update)
            tool.touched.connect(self._update_picture_rect)
            self._set_under_cursor(None)
        self._show_cursor()
        self.update()

    # ---- panning with a held key

    def set_pan_mode(self, active: bool) -> None:
        """While active, the left button drags the picture."""
        self._pan_mode = active
        if not active:
            self._pan_from = None
        self._show_cursor()

    # ---- inside

    def _zoom_by(self, factor: float) -> None:
        self._set_view(self._view.zoomed(factor, self.width() / 2, self.height() / 2))

    def _set_view(self, view: ViewTransform) -> None:
        zoomed = view.scale != self._view.scale
        self._view = view
        self.update()
        if zoomed:
            self.zoom_changed.emit(self.zoom)

    def _show_or_hide(self) -> None:
        visible = self._masks_visible and not self._is_peeking
        if visible != self._look.masks_visible:
            self._look = replace(self._look, masks_visible=visible)
            self.update()

    def _update_picture_rect(self, rect: QRect) -> None:
        x0, y0 = self._view.to_widget(rect.left(), rect.top())
        x1, y1 = self._view.to_widget(rect.left() + rect.width(), rect.top() + rect.height())
        margin = self._look.outline_width_px + 2
        area = QRectF(QPointF(x0, y0), QPointF(x1, y1)).adjusted(-margin, -margin, margin, margin)
        self.update(area.toAlignedRect())

    def _update_objects(self, object_ids: Collection[ObjectId | None] | None) -> None:
        """Paint these objects again, or all."""
        for mask in self._frame.layer.masks if self._frame is not None else ():
            if object_ids is None or mask.object_id in object_ids:
                self._update_picture_rect(mask.rect)

    def _show_cursor(self) -> None:
        if self._pan_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._pan_mode:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._tool is not None:
            self.setCursor(self._tool.cursor)
        elif self._under_cursor is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _follow_cursor(self, position: QPointF) -> None:
        x, y = self._view.to_picture(position.x(), position.y())
        pixel = self._pixel_at(math.floor(x), math.floor(y))
        if pixel != self._pixel:
            self._pixel = pixel
            self.pixel_changed.emit(pixel)
        self._set_under_cursor(self._object_at(x, y))

    def _object_at(self, x: float, y: float) -> ObjectId | None:
        """The object that a click there would select."""
        if self._tool is not None or self._frame is None or not self.masks_visible:
            return None
        return self._frame.layer.object_at(x, y)

    def _picture_point(self, event: QMouseEvent) -> tuple[float, float]:
        return self._view.to_picture(event.position().x(), event.position().y())

    def _pixel_at(self, x: int, y: int) -> PixelUnderCursor | None:
        if self._frame is None or not self._frame.picture.rect().contains(x, y):
            return None
        color = self._frame.picture.pixelColor(x, y)
        return PixelUnderCursor(x, y, (color.red(), color.green(), color.blue()))

    def _set_under_cursor(self, object_id: ObjectId | None) -> None:
        if object_id != self._under_cursor:
            self._under_cursor = object_id
            self._show_cursor()
            self.object_hovered.emit(object_id)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self._frame is None:
            return
        plane = DevicePlane.of(self._view, self.devicePixelRatioF())
        painter.save()
        painter.scale(1 / plane.ratio, 1 / plane.ratio)
        painter.translate(*plane.origin)
        paint_frame(painter, self._frame, self._look, plane, plane.from_widget(event.rect()))
        painter.restore()
        if self._tool is not None:
            self._tool.paint(painter, self._view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_view(self._view.for_widget(event.size().width(), event.size().height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self._tool is not None:
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
        elif self._tool is not None:
            if self.has_picture and (is_left or event.button() is Qt.MouseButton.RightButton):
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
        if self._pressed_at is not None:
            distance = (event.position() - self._pressed_at).manhattanLength()
            self._has_dragged = self._has_dragged or distance > _DRAG_START_PX
        self._follow_cursor(event.position())
        if self._tool is not None and self.has_picture:
            self._tool.move(self._picture_point(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._show_cursor()
        elif self._tool is not None:
            self._tool.release(self._picture_point(event), event.button())
        elif event.button() is Qt.MouseButton.LeftButton and self._pressed_at is not None:
            if not self._has_dragged and self.has_picture:
                self._follow_cursor(event.position())
                self.object_clicked.emit(self._under_cursor, event.modifiers())
            self._pressed_at = None

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
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept_pressed.emit()
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
        return super().event(event)  # type: ignore[arg-type]
