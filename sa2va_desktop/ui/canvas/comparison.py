"""Two frames in one view: a pinned frame left of a divider, or shining through the shown one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.frame_painter import ShownFrame, paint_frame
from sa2va_desktop.ui.canvas.view_mode import CanvasLook

_REACH_PX = 5
_KNOB_PX = 11
_LABEL_MARGIN_PX = 10
_DARK, _LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255)


@dataclass(frozen=True)
class Comparison:
    """What the shown frame is compared with.

    Attributes:
        pinned: the other frame.
        labels: what the pinned and the shown frame are called.
        share: where the divider stands in the widget, from 0 (left) to 1; blended, how much of the pinned frame shows.
        is_blended: both frames over one another instead of side by side.
    """

    pinned: ShownFrame
    labels: tuple[str, str]
    share: float = 0.5
    is_blended: bool = False

    def pinned_rect(self, widget: QRect) -> QRect:
        """The part of the widget that shows the pinned frame."""
        return QRect(widget.x(), widget.y(), round(widget.width() * self.share), widget.height())

    def shows_pinned_at(self, at: QPointF, widget: QRect) -> bool:
        return not self.is_blended and at.x() < self.pinned_rect(widget).width()

    def has_divider_at(self, at: QPointF, widget: QRect, *, knob_only: bool) -> bool:
        """Whether a press there takes the divider; `knob_only` leaves the rest of the line to a tool."""
        away_px = abs(at.x() - self.pinned_rect(widget).width())
        if self.is_blended or away_px > _KNOB_PX:
            return False
        is_on_knob = abs(at.y() - widget.center().y()) <= _KNOB_PX
        return is_on_knob or (away_px <= _REACH_PX and not knob_only)

    def changed_rect(self, before: Comparison, widget: QRect) -> QRect:
        """What looks different from an earlier state, the divider with its knob included."""
        if self.is_blended:
            return widget
        low, high = sorted((before.pinned_rect(widget).width(), self.pinned_rect(widget).width()))
        reach = _KNOB_PX + 3
        return QRect(low - reach, widget.y(), high - low + 2 * reach, widget.height())


def paint_comparison(
    painter: QPainter,
    comparison: Comparison,
    shown: ShownFrame,
    look: CanvasLook,
    plane: DevicePlane,
    exposed: PixelBox,
    divider_x: int,
) -> None:
    """As `paint_frame`; `divider_x` is the first device pixel right of the divider."""
    if comparison.is_blended:
        paint_frame(painter, shown, look, plane, exposed)
        _paint_through(painter, comparison, look, plane, exposed)
        return
    left = PixelBox(exposed.x0, exposed.y0, min(exposed.x1, divider_x), exposed.y1)
    right = PixelBox(max(exposed.x0, divider_x), exposed.y0, exposed.x1, exposed.y1)
    for frame, part in ((comparison.pinned, left), (shown, right)):
        if not part.is_empty:
            painter.save()
            painter.setClipRect(
                part.x0, part.y0, part.x1 - part.x0, part.y1 - part.y0, Qt.ClipOperation.IntersectClip
            )
            paint_frame(painter, frame, look, plane, part)
            painter.restore()


def _paint_through(
    painter: QPainter, comparison: Comparison, look: CanvasLook, plane: DevicePlane, exposed: PixelBox
) -> None:
    """The pinned frame as one picture, so that its masks are as transparent as the rest of it."""
    inside = exposed.common(plane.from_picture(comparison.pinned.picture.rect()))
    if inside.is_empty:
        return
    height, width = inside.shape
    layer = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    layer.fill(0)
    other = QPainter(layer)
    other.translate(-inside.x0, -inside.y0)
    paint_frame(other, comparison.pinned, look, plane, inside)
    other.end()
    painter.setOpacity(comparison.share)
    painter.drawImage(QPoint(inside.x0, inside.y0), layer)
    painter.setOpacity(1.0)


def paint_divider(painter: QPainter, comparison: Comparison, widget: QRect) -> None:
    """The line with its knob, and what the two frames are called, in widget coordinates."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pinned_label, shown_label = comparison.labels
    if comparison.is_blended:
        _paint_label(painter, widget, f"{pinned_label}  +  {shown_label}", is_left=True)
    else:
        x = comparison.pinned_rect(widget).width()
        left, right = QRect(widget), QRect(widget)
        left.setRight(x)
        right.setLeft(x)
        for area, text, is_left in ((left, pinned_label, True), (right, shown_label, False)):
            painter.setClipRect(area)
            _paint_label(painter, area, text, is_left=is_left)
        painter.setClipRect(widget)
        _paint_line(painter, x, widget)
    painter.restore()


def _paint_line(painter: QPainter, x: int, widget: QRect) -> None:
    for color, width_px in ((_DARK, 4.0), (_LIGHT, 1.5)):
        painter.setPen(QPen(color, width_px))
        painter.drawLine(QPointF(x, widget.top()), QPointF(x, widget.bottom() + 1))
    middle = QPointF(x, widget.center().y())
    painter.setPen(QPen(_DARK, 1.5))
    painter.setBrush(_LIGHT)
    painter.drawEllipse(middle, _KNOB_PX - 1, _KNOB_PX - 1)
    painter.setPen(QPen(QColor(60, 60, 60), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for side in (-1, 1):
        tip = middle + QPointF(6 * side, 0)
        painter.drawLine(tip, tip + QPointF(-3 * side, -3))
        painter.drawLine(tip, tip + QPointF(-3 * side, 3))


def _paint_label(painter: QPainter, area: QRect, text: str, *, is_left: bool) -> None:
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
    x = area.left() + _LABEL_MARGIN_PX if is_left else area.right() - _LABEL_MARGIN_PX - width
    box = QRectF(x, area.top() + _LABEL_MARGIN_PX, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_DARK)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_LIGHT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
