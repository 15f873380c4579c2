"""A small curve: the loss of training as a line, that of the held-out samples as dots; in words for who does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sa2va_desktop.ui.theme import Theme

Points = Sequence[tuple[int, float]]
_MARGINS = (46, 10, 14, 24)
_DOT_PX = 4.0
_LEAST_SPAN = 1e-9
_SPANS = 40


class LossCurve(QWidget):
    """Shows (step, loss) pairs; the axes follow them. Values that are no numbers are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._training: list[tuple[int, float]] = []
        self._held_out: list[tuple[int, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Curve of the losses"))
        theme.changed.connect(self.update)

    @property
    def words(self) -> str:
        """What the curve shows, in a sentence; "" while there is nothing."""
        if not self._training:
            return ""
        losses = [loss for _step, loss in self._training]
        return self.tr("The loss began with {0}, is {1} now, and was {2} at its lowest.").format(
            f"{losses[0]:.3g}", f"{losses[-1]:.3g}", f"{min(losses):.3g}"
        )

    def show_points(self, training: Points, held_out: Points) -> None:
        self._training = _smoothed([point for point in training if abs(point[1]) < float("inf")])
        self._held_out = [point for point in held_out if abs(point[1]) < float("inf")]
        self.setAccessibleDescription(self.words)
        self.update()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(420, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, right, bottom = _MARGINS
        area = QRectF(self.rect()).adjusted(left, top, -right, -bottom)
        painter.fillRect(area, self._theme.color("field"))
        points = [*self._training, *self._held_out]
        if len(points) < 2:
            painter.setPen(self._theme.color("text_dim"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("The curve begins after some steps."))
            return
        low, high = min(loss for _step, loss in points), max(loss for _step, loss in points)
        low = min(low, 0.0) if high - low < _LEAST_SPAN else low
        last = max(1, max(step for step, _loss in points))
        self._draw_axes(painter, area, (low, high), last)

        def place(step: int, loss: float) -> QPointF:
            share = (loss - low) / max(high - low, _LEAST_SPAN)
            return QPointF(area.left() + area.width() * step / last, area.bottom() - area.height() * share)

        self._draw_points(painter, [place(*each) for each in self._training], area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("warn"))
        for each in self._held_out:
            painter.drawEllipse(place(*each), _DOT_PX, _DOT_PX)

    def _draw_axes(self, painter: QPainter, area: QRectF, span: tuple[float, float], last: int) -> None:
        painter.setPen(QPen(self._theme.color("border"), 1))
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(self._theme.color("text_dim"))
        metrics = painter.fontMetrics()
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            value = f"{span[0] + share * (span[1] - span[0]):.3g}"
            box = QRectF(0, y - metrics.height() / 2, area.left() - 6, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
        line = QRectF(area.left(), area.bottom() + 4, area.width(), metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, self.tr("step {0}").format(last))

    def _draw_points(self, painter: QPainter, places: list[QPointF], area: QRectF) -> None:
        if not places:
            return
        path = QPainterPath(places[0])
        for each in _thinned(places, max(2, int(area.width()))):
            path.lineTo(each)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.drawPath(path)


def _smoothed(points: Points) -> list[tuple[int, float]]:
    """Means over the latest fortieth of the steps: a single step sees few samples."""
    span = max(1, len(points) // _SPANS)
    means, total = [], 0.0
    for place, (step, loss) in enumerate(points):
        total += loss - (points[place - span][1] if place >= span else 0.0)
        means.append((step, total / min(place + 1, span)))
    return means


def _thinned(places: list[QPointF], most: int) -> list[QPointF]:
    """Not more than a point a pixel; the last one stays."""
    stride = max(1, len(places) // most)
    return [*places[1:-1:stride], places[-1]]
