"""One horizontal band of the timeline: a label column, a track, and the marks that cross all bands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sa2va_desktop.ui.timeline.axis import ZOOM_STEP, TimelineAxis
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.time_scale import TimeScale
from sa2va_desktop.ui.view_state import ViewState

LABEL_WIDTH = 156
_PLAYHEAD_REACH_PX = 8
_WHEEL_NOTCH = 120
_SCROLL_SHARE = 0.12


class Strip(QWidget):
    """Base of the bands. A subclass paints its label and its track; this class paints what crosses all bands,
    repaints as little as a moving playhead needs, and turns wheel and middle drag into zoom and scroll."""

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._view_state = view_state
        self._pan_x: float | None = None
        self._painted_playhead = 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        axis.scale_changed.connect(self.update)
        axis.marks_changed.connect(self.update)
        view_state.frame_changed.connect(self._repaint_playhead)
        view_state.range_changed.connect(self.update)

    # -- for subclasses

    @property
    def scale(self) -> TimeScale:
        return self._axis.scale

    @property
    def colors(self) -> TimelineColors:
        return TimelineColors.from_palette(self.palette())

    @property
    def track_width(self) -> int:
        return max(1, self.width() - LABEL_WIDTH)

    def track_x(self, position: QPoint | QPointF) -> float:
        """Pixels from the left edge of the track; negative in the label column."""
        return position.x() - LABEL_WIDTH

    def paint_label(self, painter: QPainter, colors: TimelineColors) -> None:
        """Paint the label column, in widget coordinates, clipped to it."""

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        """Paint the track; x counts from the left edge of the track, `exposed` is what needs painting."""

    def paint_over_marks(self, painter: QPainter, colors: TimelineColors) -> None:
        """Paint what the playhead and the cuts shall not cross out; as `paint_track`."""

    def scroll_vertically(self, notches: float) -> bool:
        """Scroll own rows, if there are more than fit; says whether it did."""
        return False

    # -- what crosses all bands

    def _repaint_playhead(self, frame: int) -> None:
        for shown in (self._painted_playhead, frame):
            left = LABEL_WIDTH + int(self.scale.x_of(shown))
            width = int(self.scale.pixels_per_frame) + 1
            self.update(left - _PLAYHEAD_REACH_PX, 0, width + 2 * _PLAYHEAD_REACH_PX, self.height())
        self._painted_playhead = frame

    def _paint_outside_range(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        start, stop = self._view_state.frame_range
        shade = qcolor(colors.background, 150)
        left = self.scale.x_of(start)
        right = self.scale.x_of(stop)
        if start > 0:
            painter.fillRect(QRectF(0, exposed.top(), left, exposed.height()), shade)
        if stop < self.scale.frame_count:
            painter.fillRect(QRectF(right, exposed.top(), self.track_width - right, exposed.height()), shade)

    def _paint_crossing_marks(self, painter: QPainter, colors: TimelineColors) -> None:
        painter.setPen(QPen(qcolor(colors.faint_text), 1, Qt.PenStyle.DashLine))
        for frame in self._axis.cut_frames:
            self._paint_vertical(painter, self.scale.x_of(frame))
        running = self._axis.running_frame
        if running is not None:
            painter.setPen(QPen(qcolor(colors.accent), 2))
            self._paint_vertical(painter, self.scale.x_of(running + 0.5))
        self._paint_playhead(painter, colors)

    def _paint_playhead(self, painter: QPainter, colors: TimelineColors) -> None:
        frame = self._view_state.frame_index
        left = self.scale.x_of(frame)
        if self.scale.pixels_per_frame >= 6:
            cell = QRectF(left, 0, self.scale.pixels_per_frame, self.height())
            painter.fillRect(cell, qcolor(colors.playhead, 30))
        painter.setPen(QPen(qcolor(colors.playhead), 1.4))
        self._paint_vertical(painter, self.scale.x_of(frame + 0.5))

    def _paint_vertical(self, painter: QPainter, x: float) -> None:
        if -2 <= x <= self.track_width + 2:
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    # -- Qt

    def sizeHint(self) -> QSize:
        return QSize(600, max(1, self.minimumHeight()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self.colors
        painter.fillRect(event.rect(), qcolor(colors.background))
        label_rect = QRect(0, 0, LABEL_WIDTH, self.height())
        if event.rect().intersects(label_rect):
            painter.save()
            painter.setClipRect(label_rect)
            self.paint_label(painter, colors)
            painter.restore()
        track_rect = QRect(LABEL_WIDTH, 0, self.track_width, self.height())
        exposed = event.rect().intersected(track_rect)
        if not exposed.isEmpty():
            painter.setClipRect(exposed)
            painter.translate(LABEL_WIDTH, 0)
            shown = exposed.translated(-LABEL_WIDTH, 0)
            self.paint_track(painter, shown, colors)
            self._paint_outside_range(painter, shown, colors)
            self._paint_crossing_marks(painter, colors)
            self.paint_over_marks(painter, colors)
            painter.translate(-LABEL_WIDTH, 0)
        painter.setClipping(False)
        _paint_edges(painter, self.rect(), qcolor(colors.line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._axis.set_scale(self.scale.resized(self.track_width))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / _WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            anchor = max(0.0, self.track_x(event.position()))
            self._axis.set_scale(self.scale.zoomed(ZOOM_STEP**notches, anchor))
        elif (
            delta.x()
            or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            or not self.scroll_vertically(notches)
        ):
            self._scroll_horizontally(notches)
        event.accept()

    def _scroll_horizontally(self, notches: float) -> None:
        step_px = notches * self.track_width * _SCROLL_SHARE
        self._axis.set_scale(self.scale.scrolled_to(self.scale.offset_px - step_px))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_x = event.position().x()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan_x is not None:
            moved_px = event.position().x() - self._pan_x
            self._pan_x = event.position().x()
            self._axis.set_scale(self.scale.scrolled_to(self.scale.offset_px - moved_px))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton and self._pan_x is not None:
            self._pan_x = None
            self.unsetCursor()


class ScrubStrip(Strip):
    """A band where pressing and dragging the left button moves the playhead."""

    def scrub_to(self, x_px: float) -> None:
        self._view_state.set_playing(False)
        self._view_state.seek(self.scale.frame_at(x_px))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.track_x(event.position()) >= 0:
            self.scrub_to(self.track_x(event.position()))
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.scrub_to(self.track_x(event.position()))
        else:
            super().mouseMoveEvent(event)


def _paint_edges(painter: QPainter, rect: QRect, color: QColor) -> None:
    """Thin lines below the band and to the right of the label column."""
    painter.setPen(QPen(color, 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    painter.drawLine(LABEL_WIDTH - 1, 0, LABEL_WIDTH - 1, rect.bottom())
