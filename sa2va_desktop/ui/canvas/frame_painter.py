"""Paints one frame, picture and masks, in any view mode. Knows no widget and no mouse."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QLine, QPoint, QRect
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.mask_layer import MaskLayer, PaintedMask
from sa2va_desktop.ui.canvas.mask_raster import RasterStyle
from sa2va_desktop.ui.canvas.view_mode import Backdrop, CanvasLook, ViewMode

_HOVER_BOOST = 1.35
_GRID_SCALE = 8.0
_WHITE = (255, 255, 255)
_CHECKER_PX = 8
_CHECKER_COLORS = QColor(204, 204, 204), QColor(255, 255, 255)
_BACKDROPS = {
    Backdrop.BLACK: QColor(0, 0, 0),
    Backdrop.WHITE: QColor(*_WHITE),
    Backdrop.GREEN: QColor(0, 177, 64),
}


@dataclass
class ShownFrame:
    """A decoded picture and the masks on it."""

    picture: QImage
    layer: MaskLayer = field(default_factory=MaskLayer)


def paint_frame(
    painter: QPainter, frame: ShownFrame, look: CanvasLook, plane: DevicePlane, exposed: PixelBox
) -> None:
    """Paint the part of a frame inside a box of device pixels.

    Args:
        painter: in device pixels, its origin at the picture's corner.
        exposed: device pixels counted from the picture's corner; may reach beyond the picture.
    """
    inside = exposed.common(plane.from_picture(frame.picture.rect()))
    if inside.is_empty:
        return
    mode = look.mode if look.masks_visible else ViewMode.OVERLAY
    if mode is ViewMode.MATTE:
        _paint_matte(painter, frame, look, plane, inside)
    elif mode is ViewMode.CUTOUT:
        _paint_cutout(painter, frame, look, plane, inside)
    else:
        _paint_picture(painter, frame.picture, plane)
        if look.masks_visible:
            _paint_masks(painter, frame.layer, look, plane, exposed)
    if mode is not ViewMode.MATTE and plane.scale >= _GRID_SCALE:
        _paint_pixel_grid(painter, plane, inside)


def _paint_picture(painter: QPainter, picture: QImage, plane: DevicePlane) -> None:
    # Below 2 screen pixels a smooth picture is easier on the eye; above, a pixel should look like a pixel.
    is_smooth = plane.scale < 2.0 and plane.scale != 1.0
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
    painter.drawImage(plane.target_of(picture.rect()), picture)


def _paint_masks(
    painter: QPainter, layer: MaskLayer, look: CanvasLook, plane: DevicePlane, exposed: PixelBox
) -> None:
    if look.mode is ViewMode.OVERLAY:
        for mask in layer.masks:
            boost = _HOVER_BOOST if mask.object_id in look.hovered else 1.0
            painter.setOpacity(min(1.0, look.opacity * boost))
            mask.paint(painter, plane, RasterStyle(mask.shown.color), exposed)
        painter.setOpacity(1.0)
    for mask in layer.masks:
        if look.mode is ViewMode.OUTLINE or look.is_marked(mask.object_id):
            mask.paint(painter, plane, _outline_style(mask, look, plane), exposed)


def _outline_style(mask: PaintedMask, look: CanvasLook, plane: DevicePlane) -> RasterStyle:
    """A selected object's line has a dark one round it, which shows on any picture."""
    color = QColor(*mask.shown.color).lighter(130)
    return RasterStyle(
        (color.red(), color.green(), color.blue()),
        max(1, round(look.outline_width_px * plane.ratio)),
        max(1, round(plane.ratio)) if mask.object_id in look.selection else 0,
    )


def subjects(layer: MaskLayer, look: CanvasLook) -> list[PaintedMask]:
    """The masks that a matte or cut-out shows: those of the selected objects, or all when none of them is there."""
    return [mask for mask in layer.masks if mask.object_id in look.selection] or layer.masks


def _paint_matte(
    painter: QPainter, frame: ShownFrame, look: CanvasLook, plane: DevicePlane, inside: PixelBox
) -> None:
    painter.fillRect(plane.target_of(frame.picture.rect()), QColor(0, 0, 0))
    for mask in subjects(frame.layer, look):
        mask.paint(painter, plane, RasterStyle(_WHITE), inside)


def _paint_cutout(
    painter: QPainter, frame: ShownFrame, look: CanvasLook, plane: DevicePlane, inside: PixelBox
) -> None:
    painter.fillRect(plane.target_of(frame.picture.rect()), _backdrop(look.backdrop))
    shown = subjects(frame.layer, look)
    part = _extent(shown, plane).common(inside)
    if part.is_empty:
        return
    height, width = part.shape
    cut = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    cut.fill(0)
    cutter = QPainter(cut)
    cutter.translate(-part.x0, -part.y0)
    for mask in shown:
        mask.paint(cutter, plane, RasterStyle(mask.shown.color), part)
    cutter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    _paint_picture(cutter, frame.picture, plane)
    cutter.end()
    painter.drawImage(QPoint(part.x0, part.y0), cut)


def _extent(masks: list[PaintedMask], plane: DevicePlane) -> PixelBox:
    """The smallest box of device pixels that holds all masks."""
    rect = QRect()
    for mask in masks:
        rect = rect.united(mask.rect)
    return plane.from_picture(rect)


def _backdrop(backdrop: Backdrop) -> QBrush:
    if backdrop is not Backdrop.CHECKERBOARD:
        return QBrush(_BACKDROPS[backdrop])
    tile = QPixmap(2 * _CHECKER_PX, 2 * _CHECKER_PX)
    tile.fill(_CHECKER_COLORS[0])
    painter = QPainter(tile)
    for corner in (QPoint(0, 0), QPoint(_CHECKER_PX, _CHECKER_PX)):
        painter.fillRect(corner.x(), corner.y(), _CHECKER_PX, _CHECKER_PX, _CHECKER_COLORS[1])
    painter.end()
    return QBrush(tile)


def _paint_pixel_grid(painter: QPainter, plane: DevicePlane, inside: PixelBox) -> None:
    """Thin lines between the picture's pixels, darker than what is light and lighter than what is dark."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.setPen(QPen(QColor(48, 48, 48), 1))
    columns = range(int(inside.x0 // plane.scale) + 1, int(inside.x1 / plane.scale) + 1)
    rows = range(int(inside.y0 // plane.scale) + 1, int(inside.y1 / plane.scale) + 1)
    lines = [QLine(x, inside.y0, x, inside.y1) for x in (int(column * plane.scale) for column in columns)]
    lines += [QLine(inside.x0, y, inside.x1, y) for y in (int(row * plane.scale) for row in rows)]
    if lines:
        painter.drawLines(lines)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
