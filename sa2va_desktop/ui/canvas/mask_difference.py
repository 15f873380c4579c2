"""The difference between two masks over the picture: what came in green, what went in red and hatched."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLine, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.annotation.rle import MaskRle, rle_to_box_mask
from sa2va_desktop.editing.mask_difference import MaskDifference
from sa2va_desktop.ui.canvas.mask_outline import outline_segments
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

ADDED_RGB: Rgb = (46, 190, 80)
REMOVED_RGB: Rgb = (235, 60, 55)
_ALPHA, _GAP_ALPHA = 165, 70
_HATCH_SHARE = 1 / 90
"""Width of a hatching line as a share of the picture's longer side."""
_DARK = QColor(0, 0, 0, 190)


class DifferenceOverlay:
    """Painted by the canvas over everything else; see `CanvasView.set_difference`.

    The hatching tells red from green for those who cannot. Whoever shows it may have the object's own colour on
    `MaskDifference.kept` only (`CanvasPresenter.show_draft`), so that both colours stand on the bare picture.
    """

    def __init__(self, difference: MaskDifference) -> None:
        self.difference = difference
        self._layers = [
            _Layer(difference.added, ADDED_RGB, is_hatched=False),
            _Layer(difference.removed, REMOVED_RGB, is_hatched=True),
        ]

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        """In widget coordinates."""
        painter.save()
        painter.translate(*view.offset)
        painter.scale(view.scale, view.scale)
        for layer in self._layers:
            layer.paint(painter)
        painter.restore()


class _Layer:
    def __init__(self, rle: MaskRle, color: Rgb, *, is_hatched: bool) -> None:
        self._rect = QRect(*rle.box_xywh)
        self._color = QColor(*color)
        self._picture = QImage() if rle.is_empty else _picture(rle, color, is_hatched=is_hatched)
        segments = [] if rle.is_empty else outline_segments(rle_to_box_mask(rle)).tolist()
        x, y = rle.x0, rle.y0
        self._outline = [QLine(x0 + x, y0 + y, x1 + x, y1 + y) for x0, y0, x1, y1 in segments]

    def paint(self, painter: QPainter) -> None:
        if self._picture.isNull():
            return
        painter.drawImage(QRectF(self._rect), self._picture)
        for color, width_px in ((_DARK, 3.0), (self._color.lighter(140), 1.4)):
            pen = QPen(color, width_px)
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            painter.drawLines(self._outline)


def _picture(rle: MaskRle, color: Rgb, *, is_hatched: bool) -> QImage:
    """The box of a mask, half transparent where it is; premultiplied."""
    mask = rle_to_box_mask(rle)
    alpha = np.where(mask, _ALPHA, 0).astype(np.uint32)
    if is_hatched:
        width = max(2, round(max(rle.size_hw) * _HATCH_SHARE))
        rows, columns = np.ogrid[: mask.shape[0], : mask.shape[1]]
        is_gap = (rows + columns + rle.y0 + rle.x0) // width % 2 == 1
        alpha[mask & is_gap] = _GAP_ALPHA
    red, green, blue = (alpha * np.uint32(part) // np.uint32(255) for part in color)
    pixels = np.ascontiguousarray(alpha << 24 | red << 16 | green << 8 | blue, np.uint32)
    height, width_px = mask.shape
    image = QImage(pixels.data, width_px, height, 4 * width_px, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array is not kept
