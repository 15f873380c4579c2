"""How marks and what is drawn with the tools look: proposals and previews, green + and red - dots, boxes, lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from sa2va_desktop.operations.marks import BoxXyxy, Marks
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask
from sa2va_desktop.ui.canvas.mask_raster import RasterStyle
from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY
from sa2va_desktop.ui.canvas.tools.mark_handles import MarkHandle
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

DOT_RADIUS_PX = 6.0
_GRABBED_RADIUS_PX = 8.0
_INSIDE, _OUTSIDE = QColor(46, 160, 67), QColor(218, 54, 51)
LINE_INSIDE, LINE_OUTSIDE = QColor(120, 235, 140), QColor(255, 125, 115)
_DARK, _LIGHT = QColor(0, 0, 0, 190), QColor(255, 255, 255)
_STRIPE_PX = 8
_PROPOSAL_TINT, _PREVIEW_TINT = 0.45, 0.22


def paint_proposal(
    painter: QPainter, view: ViewTransform, mask: PaintedMask, *, is_preview: bool = False
) -> None:
    """A mask that is not in the document: dashed, so that nobody takes it for one that is; fainter before a click."""
    painter.save()
    painter.translate(*view.offset)
    painter.scale(view.scale, view.scale)
    painter.setOpacity(_PREVIEW_TINT if is_preview else _PROPOSAL_TINT)
    painter.drawImage(QRectF(mask.rect), mask.picture)
    painter.setOpacity(0.75 if is_preview else 1.0)
    dark_px, light_px = (2.5, 1.2) if is_preview else (4.0, 2.0)
    for brush, width_px in ((QBrush(_DARK), dark_px), (_stripes(view.scale), light_px)):
        pen = QPen(brush, width_px)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(mask.outline)
    painter.restore()


def paint_raster(
    painter: QPainter, view: ViewTransform, mask: PaintedMask, *, tint: float, line_px: float = 1.5
) -> None:
    """A mask that may have any number of pieces: rendered at the screen's resolution, with a light line in a dark one.

    Args:
        tint: opacity of the inside; line_px: width of the border in widget pixels.
    """
    ratio = painter.device().devicePixelRatio()
    plane = DevicePlane.of(view, ratio)
    width, height = view.widget_wh
    exposed = plane.from_widget(QRect(0, 0, round(width), round(height)))
    color = QColor(*mask.shown.color)
    light = color.lighter(150)
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    painter.translate(*plane.origin)
    painter.setOpacity(tint)
    mask.paint(painter, plane, RasterStyle(mask.shown.color), exposed)
    painter.setOpacity(1.0)
    outline = RasterStyle(
        (light.red(), light.green(), light.blue()), max(1, round(line_px * ratio)), max(1, round(ratio))
    )
    mask.paint(painter, plane, outline, exposed)
    painter.restore()


def _stripes(scale: float) -> QBrush:
    """Slanted stripes in screen pixels: a border of many short lines looks dashed, where a dashed pen would begin anew at each."""
    tile = QImage(_STRIPE_PX, _STRIPE_PX, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(_DARK)
    for row in range(_STRIPE_PX):
        for step in range(_STRIPE_PX * 5 // 8):
            tile.setPixelColor((row + step) % _STRIPE_PX, row, _LIGHT)
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1 / scale, 1 / scale))
    return brush


def paint_marks(
    painter: QPainter, view: ViewTransform, marks: Marks, grabbed: MarkHandle | None = None
) -> None:
    """Dots and box; `grabbed` is the one under the pointer and looks larger."""
    if marks.box_xyxy is not None:
        paint_box(painter, view, marks.box_xyxy, is_grabbed=grabbed is not None and bool(grabbed.sides))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for index, point in enumerate(marks.points):
        radius_px = _GRABBED_RADIUS_PX if grabbed is not None and grabbed.point == index else DOT_RADIUS_PX
        center = QPointF(*view.to_widget(*point.point_xy))
        _paint_dot(painter, center, radius_px, is_inside=bool(point.label))
    painter.restore()


def paint_box(painter: QPainter, view: ViewTransform, box_xyxy: BoxXyxy, *, is_grabbed: bool = False) -> None:
    x0, y0, x1, y1 = box_xyxy
    corner, other = QPointF(*view.to_widget(x0, y0)), QPointF(*view.to_widget(x1, y1))
    for color, width_px in ((_DARK, 4.0), (_LIGHT, 2.5 if is_grabbed else 1.5)):
        painter.setPen(QPen(color, width_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(corner, other))


def paint_line(
    painter: QPainter,
    view: ViewTransform,
    line_xy: Sequence[PointXY],
    color: QColor,
    *,
    is_filled: bool = False,
    is_closed: bool = False,
) -> None:
    """A line that is being drawn; `is_filled` tints what it encloses so far."""
    shape = QPolygonF([QPointF(*view.to_widget(*point)) for point in line_xy])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_filled:
        tint = QColor(color)
        tint.setAlphaF(0.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawPolygon(shape, Qt.FillRule.WindingFill)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_closed and not shape.isEmpty():
        shape.append(shape.first())
    for line_color, width_px in ((_DARK, 4.0), (color, 2.0)):
        pen = QPen(line_color, width_px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(shape)
    painter.restore()


def paint_corners(
    painter: QPainter, view: ViewTransform, corners_xy: Sequence[PointXY], grabbed: int | None = None
) -> None:
    """Square handles; the grabbed one is larger."""
    painter.save()
    painter.setPen(QPen(_DARK, 1.0))
    painter.setBrush(_LIGHT)
    for index, corner in enumerate(corners_xy):
        half = 5.0 if index == grabbed else 3.5
        center = QPointF(*view.to_widget(*corner))
        painter.drawRect(QRectF(center - QPointF(half, half), center + QPointF(half, half)))
    painter.restore()


def _paint_dot(painter: QPainter, center: QPointF, radius_px: float, *, is_inside: bool) -> None:
    painter.setPen(QPen(_LIGHT, 1.5))
    painter.setBrush(_INSIDE if is_inside else _OUTSIDE)
    painter.drawEllipse(center, radius_px, radius_px)
    arm = radius_px - 3
    painter.drawLine(center - QPointF(arm, 0), center + QPointF(arm, 0))
    if is_inside:
        painter.drawLine(center - QPointF(0, arm), center + QPointF(0, arm))
