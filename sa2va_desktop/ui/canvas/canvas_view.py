"""The widget that paints the picture with its masks and turns the mouse into facts. Knows no document and no decoder."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.ui.canvas.mask_layer import MaskLayer, PaintedMask, ShownMask
from sa2va_desktop.ui.canvas.tools.canvas_tool import CanvasTool
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

_WHEEL_STEP = 1.2
_BUTTON_STEP = 1.5
_DRAG_START_PX = 4
_HOVER_BOOST = 1.35


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
        self._picture: QImage | None = None
        self._layer = MaskLayer()
        self._view = ViewTransform()
        self._selection: frozenset[ObjectId] = frozenset()
        self._hovered: ObjectId | None = None
        self._under_cursor: ObjectId | None = None
        self._pixel: PixelUnderCursor | None = None
        self._opacity = 0.5
        self._outline_width_px = 2
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
        size_changed = picture is not None and (self._picture is None or picture.size() != self._picture.size())
        self._picture = picture
        if picture is None:
            self.set_masks([])
        elif size_changed:
            self._set_view(self._view.for_picture(picture.width(), picture.height()))
        self.update()

    def set_masks(self, masks: list[ShownMask]) -> None:
        """Replace the masks; only rectangles that look different are painted again."""
        for rect in self._layer.show(masks):
            self._update_picture_rect(rect)

    def redraw_mask(self, shown: ShownMask, changed: QRect) -> None:
        """Show another mask of an object while it is being drawn; it differs in that picture rectangle only."""
        self._layer.redraw(shown)
        self._update_picture_rect(changed)

    def set_selection(self, selection: frozenset[ObjectId]) -> None:
        self._update_objects(self._selection ^ selection)
        self._selection = selection

    def set_hovered(self, object_id: ObjectId | None) -> None:
        if object_id != self._hovered:
            self._update_objects({self._hovered, object_id})
            self._hovered = object_id

    def set_opacity(self, opacity: float) -> None:
        """0 shows no colour, 1 covers the picture; outlines stay."""
        self._opacity = max(0.0, min(1.0, opacity))
        self._update_objects({mask.object_id for mask in self._layer.masks})

    def set_outline_width(self, width_px: int) -> None:
        self._outline_width_px = width_px
        self.update()

    def set_masks_visible(self, visible: bool) -> None:
        self._masks_visible = visible
        self.update()

    def set_peeking(self, peeking: bool) -> None:
        """Hide the masks for as long as a key is held."""
        if peeking != self._is_peeking:
            self._is_peeking = peeking
            self.update()

    @property
    def masks_visible(self) -> bool:
        return self._masks_visible and not self._is_peeking

    @property
    def has_picture(self) -> bool:
        return self._picture is not None

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

    def _widget_rect(self, rect: QRect) -> QRect:
        x0, y0 = self._view.to_widget(rect.left(), rect.top())
        x1, y1 = self._view.to_widget(rect.left() + rect.width(), rect.top() + rect.height())
        margin = self._outline_width_px + 2
        return (
            QRectF(QPointF(x0, y0), QPointF(x1, y1)).adjusted(-margin, -margin, margin, margin).toAlignedRect()
        )

    def _update_picture_rect(self, rect: QRect) -> None:
        self.update(self._widget_rect(rect))

    def _update_objects(self, object_ids: frozenset[ObjectId] | set[ObjectId] | set[ObjectId | None]) -> None:
        for mask in self._layer.masks:
            if mask.object_id in object_ids:
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
        is_selecting = self._tool is None and self.masks_visible
        self._set_under_cursor(self._layer.object_at(x, y) if is_selecting else None)

    def _picture_point(self, event: QMouseEvent) -> tuple[float, float]:
        return self._view.to_picture(event.position().x(), event.position().y())

    def _pixel_at(self, x: int, y: int) -> PixelUnderCursor | None:
        if self._picture is None or not self._picture.rect().contains(x, y):
            return None
        color = self._picture.pixelColor(x, y)
        return PixelUnderCursor(x, y, (color.red(), color.green(), color.blue()))

    def _set_under_cursor(self, object_id: ObjectId | None) -> None:
        if object_id != self._under_cursor:
            self._under_cursor = object_id
            self._show_cursor()
            self.object_hovered.emit(object_id)

    # ---- painting

    def _paint_picture(self, painter: QPainter, picture: QImage) -> None:
        # Below 2 screen pixels a smooth picture is easier on the eye; above, a pixel should look like a pixel.
        is_smooth = self.zoom < 2.0 and self.zoom != 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.drawImage(self._target_of(picture.rect()), picture)

    def _target_of(self, rect: QRect) -> QRectF:
        x, y = self._view.to_widget(rect.x(), rect.y())
        return QRectF(x, y, rect.width() * self._view.scale, rect.height() * self._view.scale)

    def _paint_mask(self, painter: QPainter, mask: PaintedMask) -> None:
        is_hovered = mask.object_id == self._hovered
        painter.setOpacity(min(1.0, self._opacity * (_HOVER_BOOST if is_hovered else 1.0)))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(self._target_of(mask.rect), mask.picture)
        painter.setOpacity(1.0)

    def _paint_outline(self, painter: QPainter, mask: PaintedMask) -> None:
        """A dark line under a line of the object's colour is visible on any picture."""
        is_selected = mask.object_id in self._selection
        painter.save()
        painter.translate(*self._view.offset)
        painter.scale(self._view.scale, self._view.scale)
        layers = [(QColor(0, 0, 0, 150), self._outline_width_px + 2.0)] if is_selected else []
        layers.append((QColor(*mask.shown.color).lighter(130), float(self._outline_width_px)))
        for color, width_px in layers:
            pen = QPen(color, width_px)
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            painter.drawLines(mask.outline)
        painter.restore()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self._picture is None:
            return
        self._paint_picture(painter, self._picture)
        if self.masks_visible:
            self._paint_masks(painter, event.rect())
        if self._tool is not None:
            self._tool.paint(painter, self._view)

    def _paint_masks(self, painter: QPainter, where: QRect) -> None:
        touched = [mask for mask in self._layer.masks if self._widget_rect(mask.rect).intersects(where)]
        for mask in touched:
            self._paint_mask(painter, mask)
        for mask in touched:
            is_marked = mask.object_id in self._selection or mask.object_id == self._hovered
            if is_marked and not mask.is_draft:
                self._paint_outline(painter, mask)

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
