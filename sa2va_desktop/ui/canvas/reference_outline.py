"""Outlines of masks that are not of the document, drawn over it for comparing: what a ground truth says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from sa2va_desktop.annotation.rle import MaskRle, rle_to_box_mask
from sa2va_desktop.ui.canvas.mask_outline import Segments, outline_segments
from sa2va_desktop.ui.canvas.view_transform import ViewTransform

_HALO, _LINE = QColor(0, 0, 0, 190), QColor(255, 255, 255)
_DASH = [4.0, 3.0]


class ReferenceOutline:
    """White dashes on black, so that they are told from every object's colour on every picture."""

    def __init__(self, masks: Sequence[MaskRle]) -> None:
        self._outlines = [
            (rle.x0, rle.y0, outline_segments(rle_to_box_mask(rle))) for rle in masks if not rle.is_empty
        ]

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        for x0, y0, segments in self._outlines:
            lines = _lines(segments, x0, y0, view)
            for color, width, dash in ((_HALO, 3.0, None), (_LINE, 1.5, _DASH)):
                pen = QPen(color, width)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                if dash is not None:
                    pen.setDashPattern(dash)
                painter.setPen(pen)
                painter.drawLines(lines)


def _lines(segments: Segments, x0: int, y0: int, view: ViewTransform) -> list[QLineF]:
    lines = []
    for left, top, right, bottom in segments.tolist():
        first, second = view.to_widget(left + x0, top + y0), view.to_widget(right + x0, bottom + y0)
        lines.append(QLineF(*first, *second))
    return lines
