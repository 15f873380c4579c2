"""How the states of an object look on its lane. Each state has a shape of its own, so that colour is never needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from sa2va_desktop.annotation.records import FrameState, Rgb
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.lane_model import LaneModel, StateRun
from sa2va_desktop.ui.timeline.lane_review import LaneMark, MarkKind
from sa2va_desktop.ui.timeline.time_scale import TimeScale

_BAR_PX = 6.0
_SOLID_PX = 10.0
_LEAST_MARK_GAP_PX = 5.0
_LEAST_RUN_PX = 1.0
_DIAMOND = QPolygonF([QPointF(0, -6), QPointF(5, 0), QPointF(0, 6), QPointF(-5, 0)])
_MARK_REACH_PX = 6.0

_PLAIN_BAR = frozenset({FrameState.PROMPTED, FrameState.TRACKED, FrameState.EDITED, FrameState.FLAGGED})
"""States whose bar looks the same; their marks tell them apart."""


class LanePainter:
    """Paints one lane at a vertical position; made for one paint event."""

    def __init__(self, painter: QPainter, scale: TimeScale, colors: TimelineColors) -> None:
        self._painter = painter
        self._scale = scale
        self._colors = colors

    def paint(self, lane: LaneModel, color: Rgb, area: QRectF) -> None:
        """Paint what lies in `area` (track coordinates): bars first, then marks over them."""
        reach = int(2 * _MARK_REACH_PX / self._scale.pixels_per_frame) + 1
        start = self._scale.frame_at(area.left()) - reach
        stop = self._scale.frame_at(area.right()) + reach + 1
        shown_color = self._colors.lane_color(color)
        per_pixel = 1 / self._scale.pixels_per_frame
        for bar in _bars(lane.drawn_runs(start, stop, _LEAST_RUN_PX * per_pixel), per_pixel):
            self._paint_bar(bar, shown_color, area)
        for frame, state in lane.drawn_marks(start, stop, _LEAST_MARK_GAP_PX * per_pixel):
            self._paint_mark(QPointF(self._mark_x(frame), area.center().y()), state, shown_color)

    def paint_curve(self, lines: Sequence[Sequence[tuple[float, float]]], area: QRectF) -> None:
        """Paint scores of 0..1 as thin lines over the full height of the lane."""
        top, height = area.top() + 2, area.height() - 4
        self._painter.setPen(QPen(qcolor(self._colors.text, 200), 1.1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in lines:
            points = [QPointF(x, top + height * (1 - min(1.0, max(0.0, score)))) for x, score in line]
            self._painter.drawPolyline(QPolygonF(points))

    def paint_review(self, marks: Sequence[LaneMark], area: QRectF) -> None:
        """Paint what was asked again as dots at the height of their IoU, comments as speech bubbles, rejections as crosses."""
        top, height = area.top() + 2, area.height() - 4
        start, stop = self._scale.visible_frames
        for mark in marks:
            if not start <= mark.frame_index < stop:
                continue
            x = self._mark_x(mark.frame_index)
            if mark.kind is MarkKind.ASKED:
                is_good = mark.value >= 0.5
                self._painter.setPen(QPen(qcolor(self._colors.background), 1))
                self._painter.setBrush(qcolor(self._colors.accent if is_good else self._colors.warning))
                self._painter.drawEllipse(QPointF(x, top + height * (1 - mark.value)), 3, 3)
            elif mark.kind is MarkKind.COMMENT:
                self._paint_bubble(QPointF(x, area.top() + 5))
            else:
                self._paint_cross(QPointF(x, area.bottom() - 5))

    def _paint_bubble(self, center: QPointF) -> None:
        x, y = center.x(), center.y()
        self._painter.setPen(QPen(qcolor(self._colors.background), 1))
        self._painter.setBrush(qcolor(self._colors.text))
        corners = ((-5, -4), (5, -4), (5, 2), (0, 2), (-3, 5), (-3, 2), (-5, 2))
        self._painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))

    def _paint_cross(self, center: QPointF) -> None:
        for color, width in ((self._colors.background, 4.0), (self._colors.playhead, 2.0)):
            self._painter.setPen(QPen(qcolor(color), width))
            for dy in (-3, 3):
                self._painter.drawLine(QLineF(center.x() - 3, center.y() - dy, center.x() + 3, center.y() + dy))

    def _mark_x(self, frame: int) -> float:
        """The middle of the frame, moved a few pixels inwards at the ends of the view so that the mark stays whole."""
        x = self._scale.x_of(frame + 0.5)
        if 0 <= x <= self._scale.width_px:
            return min(max(x, _MARK_REACH_PX), self._scale.width_px - _MARK_REACH_PX)
        return x

    def _paint_bar(self, run: StateRun, color: Rgb, area: QRectF) -> None:
        left = max(self._scale.x_of(run.start), area.left() - 20)
        right = min(self._scale.x_of(run.stop), area.right() + 20)
        bar = QRectF(left, 0, max(_LEAST_RUN_PX, right - left), _BAR_PX)
        bar.moveTop(area.center().y() - _BAR_PX / 2)
        solid = bar.adjusted(0, (_BAR_PX - _SOLID_PX) / 2, 0, (_SOLID_PX - _BAR_PX) / 2)
        match run.state:
            case FrameState.STALE:
                self._painter.fillRect(bar, qcolor(color, 80))
            case FrameState.ABSENT:
                self._painter.fillRect(bar, QBrush(qcolor(self._colors.faint_text), Qt.BrushStyle.BDiagPattern))
            case FrameState.OCCLUDED:
                self._paint_hollow(bar, color)
            case FrameState.CONFIRMED:
                self._painter.fillRect(solid, qcolor(color))
                self._paint_ticks(solid)
            case FrameState.LOCKED:
                self._painter.fillRect(bar.adjusted(0, 1, 0, -1), qcolor(color))
                self._paint_rails(solid)
            case _:
                self._painter.fillRect(bar, qcolor(color))

    def _paint_hollow(self, bar: QRectF, color: Rgb) -> None:
        self._painter.setPen(QPen(qcolor(color), 1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_rails(self, solid: QRectF) -> None:
        """Lines above and below: a locked stretch is fenced in."""
        self._painter.setPen(QPen(qcolor(self._colors.text), 1.4))
        self._painter.drawLine(QLineF(solid.topLeft(), solid.topRight()))
        self._painter.drawLine(QLineF(solid.bottomLeft(), solid.bottomRight()))

    def _paint_ticks(self, solid: QRectF) -> None:
        """A check mark now and then along a confirmed stretch, if there is room for one."""
        if solid.width() < 12:
            return
        self._painter.setPen(QPen(qcolor(self._colors.background), 1.6))
        count = max(1, int(solid.width() // 60))
        for position in range(count):
            x = solid.left() + solid.width() * (position + 0.5) / count
            y = solid.center().y()
            self._painter.drawPolyline(
                QPolygonF([QPointF(x - 3, y), QPointF(x - 1, y + 2.5), QPointF(x + 3.5, y - 2.5)])
            )

    def _paint_mark(self, center: QPointF, state: FrameState, color: Rgb) -> None:
        if state is FrameState.FLAGGED:
            self._painter.setPen(QPen(qcolor(self._colors.background), 1.2))
            self._painter.setBrush(qcolor(self._colors.warning))
            self._painter.drawEllipse(QPointF(center.x(), center.y() - 6), 4.2, 4.2)
            return
        self._painter.setPen(QPen(qcolor(self._colors.text), 1.1))
        self._painter.setBrush(qcolor(color))
        if state is FrameState.EDITED:
            self._painter.drawRect(QRectF(center.x() - 3.5, center.y() - 4.5, 7, 9))
            return
        self._painter.drawPolygon(_DIAMOND.translated(center))


def _bars(runs: Iterable[StateRun], per_pixel: float) -> Iterator[StateRun]:
    """Join neighbours whose bars look the same; gaps of less than a pixel do not separate them."""
    last: StateRun | None = None
    for run in runs:
        state = FrameState.TRACKED if run.state in _PLAIN_BAR else run.state
        if last is not None and last.state == state and run.start - last.stop < per_pixel:
            last = StateRun(last.start, run.stop, state)
            continue
        if last is not None:
            yield last
        last = StateRun(run.start, run.stop, state)
    if last is not None:
        yield last
