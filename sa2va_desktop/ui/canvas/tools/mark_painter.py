"""How marks and the mask proposed for them look: dashed outline with a tint, green + and red - dots, the box."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from sa2va_desktop.operations.marks import BoxXyxy, Marks
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

DOT_RADIUS_PX = 6.0
_INSIDE, _OUTSIDE = QColor(46, 160, 67), QColor(218, 54, 51)
_DARK, _LIGHT = QColor(0, 0, 0, 190), QColor(255, 255, 255)
_TINT = 0.45


def paint_proposal(painter: QPainter, view: ViewTransform, mask: PaintedMask) -> None:
    """A mask that is not in the document: dashed, so that nobody takes it for one that is."""
    painter.save()
    painter.translate(*view.offset)
    painter.scale(view.scale, view.scale)
    painter.setOpacity(_TINT)
    painter.drawImage(QRectF(mask.rect), mask.picture)
    painter.setOpacity(1.0)
    for color, width_px, style in ((_DARK, 4.0, Qt.PenStyle.SolidLine), (_LIGHT, 2.0, Qt.PenStyle.DashLine)):
        pen = QPen(color, width_px, style)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(mask.outline)
    painter.restore()


def paint_marks(painter: QPainter, view: ViewTransform, marks: Marks) -> None:
    if marks.box_xyxy is not None:
        paint_box(painter, view, marks.box_xyxy)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for point in marks.points:
        _paint_dot(painter, QPointF(*view.to_widget(*point.point_xy)), is_inside=bool(point.label))
    painter.restore()


def paint_box(painter: QPainter, view: ViewTransform, box_xyxy: BoxXyxy) -> None:
    x0, y0, x1, y1 = box_xyxy
    corner, other = QPointF(*view.to_widget(x0, y0)), QPointF(*view.to_widget(x1, y1))
    for color, width_px in ((_DARK, 4.0), (_LIGHT, 1.5)):
        painter.setPen(QPen(color, width_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(corner, other))


def _paint_dot(painter: QPainter, center: QPointF, *, is_inside: bool) -> None:
    painter.setPen(QPen(_LIGHT, 1.5))
    painter.setBrush(_INSIDE if is_inside else _OUTSIDE)
    painter.drawEllipse(center, DOT_RADIUS_PX, DOT_RADIUS_PX)
    arm = DOT_RADIUS_PX - 3
    painter.drawLine(center - QPointF(arm, 0), center + QPointF(arm, 0))
    if is_inside:
        painter.drawLine(center - QPointF(0, arm), center + QPointF(0, arm))
