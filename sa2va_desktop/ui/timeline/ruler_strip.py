"""The ruler: times, frame numbers, the playhead's handle and the in/out range with its two handles."""

from __future__ import annotations

import enum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.ruler_ticks import Tick, format_timecode, frame_ticks, time_ticks
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, ScrubStrip
from sa2va_desktop.ui.view_state import ViewState

_HEIGHT = 54
_TIMES_TOP, _FRAMES_TOP = 9, 25  # above them is the lane of the playhead's handle and of the cuts
_RANGE_BAND = QRect(0, 44, 0, 10)  # top and height; as wide as the track
_HANDLE_REACH_PX = 7
_TEXT_GAP_PX = 14


class _Edge(enum.Enum):
    IN = "in"
    OUT = "out"


class RulerStrip(ScrubStrip):
    """Press or drag moves the playhead; dragging a bracket of the lower band moves the in or the out point; a
    double click on that band takes the whole clip again."""

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(axis, view_state, parent)
        self._dragged: _Edge | None = None
        self.setFixedHeight(_HEIGHT)
        self.setToolTip(self.tr("Drag to move through the clip; drag the brackets to set the range (I and O)"))
        view_state.frame_changed.connect(self._repaint_readout)

    @property
    def frame_text(self) -> str:
        """The playhead's frame among all, as it stands below the time."""
        frame, last = self._view_state.frame_index, self.scale.frame_count - 1
        return self.tr("frame {frame} (0–{last})").format(frame=frame, last=last)

    def _repaint_readout(self) -> None:
        self.update(0, 0, LABEL_WIDTH, self.height())

    # -- painting

    def paint_label(self, painter: QPainter, colors: TimelineColors) -> None:
        frame = self._view_state.frame_index
        if frame >= self._axis.times_s.size:
            return
        area = QRectF(10, 0, LABEL_WIDTH - 20, self.height() - 1)
        painter.setPen(qcolor(colors.text))
        painter.setFont(_scaled(self.font(), 1.15, bold=True))
        upper = area.adjusted(0, 4, 0, -self.height() / 2 + 2)
        painter.drawText(
            upper, Qt.AlignmentFlag.AlignVCenter, format_timecode(float(self._axis.times_s[frame]))
        )
        painter.setPen(qcolor(colors.faint_text))
        painter.setFont(_scaled(self.font(), 0.9))
        lower = area.adjusted(0, self.height() / 2 - 2, 0, -3)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, self.frame_text)

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        painter.setPen(qcolor(colors.line))
        for tick in frame_ticks(self.scale, 6):
            self._paint_tick(painter, tick, top=_FRAMES_TOP + 14, bottom=_FRAMES_TOP + 18)
        for tick in self._labelled(_TIMES_TOP):
            self._paint_tick(painter, tick, top=_TIMES_TOP + 2, bottom=_TIMES_TOP + 15)
        for tick in self._labelled(_FRAMES_TOP):
            self._paint_tick(painter, tick, top=_FRAMES_TOP + 2, bottom=_FRAMES_TOP + 15)
        self._paint_range(painter, colors)
        self._paint_cut_flags(painter, colors)

    def paint_over_marks(self, painter: QPainter, colors: TimelineColors) -> None:
        """Times and numbers stay legible where the playhead crosses them."""
        painter.setFont(self._label_font())
        self._paint_labels(painter, _TIMES_TOP, colors.text, colors)
        self._paint_labels(painter, _FRAMES_TOP, colors.faint_text, colors)
        self._paint_handle(painter, colors)

    def _label_font(self) -> QFont:
        return _scaled(self.font(), 0.86)

    def _labelled(self, top: int) -> list[Tick]:
        """The ticks of the row at `top`, as many as have room for their words."""
        metrics = QFontMetricsF(self._label_font())
        if top == _TIMES_TOP:
            spacing = metrics.horizontalAdvance("00:00.000") + _TEXT_GAP_PX
            return time_ticks(self._axis.times_s, self.scale, spacing)
        last_frame = str(max(0, self.scale.frame_count - 1))
        return frame_ticks(self.scale, metrics.horizontalAdvance(last_frame) + _TEXT_GAP_PX)

    def _paint_labels(
        self, painter: QPainter, top: int, color: tuple[int, int, int], colors: TimelineColors
    ) -> None:
        metrics = QFontMetricsF(painter.font())
        playhead_x = self.scale.x_of(self._view_state.frame_index + 0.5)
        for tick in self._labelled(top):
            left = self.scale.x_of(tick.frame_index) + 4
            area = QRectF(left, top, metrics.horizontalAdvance(tick.label), 16)
            if area.left() - 2 < playhead_x < area.right() + 2:
                painter.fillRect(area.adjusted(-2, 2, 2, -1), qcolor(colors.background))
            painter.setPen(qcolor(color))
            painter.drawText(QPointF(left, top + 8 + metrics.capHeight() / 2), tick.label)

    def _paint_tick(self, painter: QPainter, tick: Tick, *, top: int, bottom: int) -> None:
        x = self.scale.x_of(tick.frame_index)
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    def _paint_range(self, painter: QPainter, colors: TimelineColors) -> None:
        left, right = (self.scale.x_of(edge) for edge in self._view_state.frame_range)
        top, bottom = _RANGE_BAND.top(), _RANGE_BAND.top() + _RANGE_BAND.height()
        is_whole = self._view_state.frame_range == (0, self.scale.frame_count)
        band = QRectF(left, top + 3, right - left, bottom - top - 6)
        painter.fillRect(band, qcolor(colors.accent, 70 if is_whole else 170))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(colors.accent))
        painter.drawRoundedRect(QRectF(left, top, 5, bottom - top - 1), 1.5, 1.5)
        painter.drawRoundedRect(QRectF(right - 5, top, 5, bottom - top - 1), 1.5, 1.5)

    def _paint_cut_flags(self, painter: QPainter, colors: TimelineColors) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(colors.faint_text))
        for frame in self._axis.cut_frames:
            x = self.scale.x_of(frame)
            painter.drawPolygon(QPolygonF([QPointF(x - 4, 0), QPointF(x + 4, 0), QPointF(x, 6)]))

    def _paint_handle(self, painter: QPainter, colors: TimelineColors) -> None:
        x = self.scale.x_of(self._view_state.frame_index + 0.5)
        painter.setPen(QPen(qcolor(colors.background), 1))
        painter.setBrush(qcolor(colors.playhead))
        outline = [(-6, 0), (6, 0), (6, 5), (0, 11), (-6, 5)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, dy) for dx, dy in outline]))

    # -- Qt

    def _edge_under(self, position: QPointF) -> _Edge | None:
        if position.y() < _RANGE_BAND.top():
            return None
        left, right = (self.scale.x_of(edge) for edge in self._view_state.frame_range)
        x = self.track_x(position)
        # Brackets lie inside the range, so at its outer ends and in a range of one frame both stay reachable.
        if abs(x - left) <= _HANDLE_REACH_PX and x <= (left + right) / 2:
            return _Edge.IN
        return _Edge.OUT if abs(x - right) <= _HANDLE_REACH_PX else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        edge = self._edge_under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and edge is not None:
            self._dragged = edge
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_edge(self.scale.edge_at(self.track_x(event.position())))
            return
        if not event.buttons():
            over_edge = self._edge_under(event.position()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if over_edge else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def _drag_edge(self, frame_edge: int) -> None:
        start, stop = self._view_state.frame_range
        if self._dragged is _Edge.IN:
            self._view_state.set_range(min(frame_edge, stop - 1), stop)
        else:
            self._view_state.set_range(start, max(frame_edge, start + 1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() >= _RANGE_BAND.top() and event.button() == Qt.MouseButton.LeftButton:
            self._view_state.set_range(0, self.scale.frame_count)


def _scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    scaled = QFont(font)
    scaled.setPointSizeF(max(6.0, font.pointSizeF() * factor))
    scaled.setBold(bold)
    return scaled
