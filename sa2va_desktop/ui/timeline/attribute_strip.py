"""Attributes that change over time, of the selected object: a row each, with values as spans and keys as diamonds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from sa2va_desktop.annotation.attributes import Attribute, AttributeKey
from sa2va_desktop.annotation.records import AnnotationObject
from sa2va_desktop.editing.attribute_keys import key_at
from sa2va_desktop.editing.attribute_values import text_of_value
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, ScrubStrip
from sa2va_desktop.ui.timeline.time_scale import TimeScale
from sa2va_desktop.ui.view_state import ViewState

_ROW_HEIGHT = 19
_SHOWN_ROWS = 4
_KEY_REACH_PX = 7
_KEY_PX = 4.5


@dataclass(frozen=True)
class AttributeLane:
    """One attribute of the object, and its keys."""

    attribute: Attribute
    keys: tuple[AttributeKey, ...]

    def spans(self, scale: TimeScale) -> Iterator[tuple[AttributeKey, int]]:
        """Keys whose values are in view, and the frames on which these end; of several keys in a pixel the last one."""
        keys, last = self.keys, scale.frame_at(scale.width_px + _KEY_PX)
        place = max(0, bisect_right(keys, scale.frame_at(-_KEY_PX), key=_frame) - 1)
        while place < len(keys) and keys[place].frame_index <= last:
            next_px = scale.x_of(keys[place].frame_index + 0.5) + 1
            following = max(place + 1, bisect_left(keys, scale.frame_at(next_px), key=_frame))
            stop = keys[following].frame_index if following < len(keys) else scale.frame_count
            yield keys[following - 1], stop
            place = following

    def nearest(self, frame_index: int) -> AttributeKey | None:
        """The key nearest to a frame; None when there is none."""
        place = bisect_left(self.keys, frame_index, key=_frame)
        near = self.keys[max(0, place - 1) : place + 1]
        return min(near, key=lambda key: abs(key.frame_index - frame_index), default=None)


class AttributeStrip(ScrubStrip):
    """Hidden while one object with such attributes is not selected. A click on a diamond goes to its frame, dragging it
    moves the key; pressed anywhere else, the playhead follows as in the ruler.

    Signals:
        key_moved(ObjectId, AttributeId, int, int): a key was dragged from one frame to another.
    """

    key_moved = Signal(object, object, int, int)

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(axis, view_state, parent)
        self._item: AnnotationObject | None = None
        self._lanes: list[AttributeLane] = []
        self._first_row = 0
        self._dragged: tuple[AttributeLane, int] | None = None
        self._dragged_to = 0
        self.setAccessibleName(self.tr("Attributes over time"))
        self.hide()

    @property
    def lanes(self) -> list[AttributeLane]:
        return self._lanes

    def show_lanes(self, item: AnnotationObject | None, lanes: list[AttributeLane]) -> None:
        """Show these attributes of an object; nothing hides the strip."""
        if item is None or self._item is None or item.object_id != self._item.object_id:
            self._dragged = None
        self._item, self._lanes = item, lanes if item is not None else []
        self._first_row = min(self._first_row, self._hidden_rows)
        self.setFixedHeight(_ROW_HEIGHT * max(1, min(_SHOWN_ROWS, len(self._lanes))) + 2)
        self.setVisible(bool(self._lanes))
        self.update()

    def key_point(self, attribute_name: str, frame_index: int) -> QPointF:
        """Where the diamond of a key is, in widget coordinates. Raises KeyError when the attribute is not shown."""
        for row, lane in enumerate(self._lanes):
            if lane.attribute.name == attribute_name:
                x = LABEL_WIDTH + self.scale.x_of(frame_index + 0.5)
                return QPointF(x, self._top_of(row) + _ROW_HEIGHT / 2)
        raise KeyError(attribute_name)

    @property
    def _hidden_rows(self) -> int:
        return max(0, len(self._lanes) - _SHOWN_ROWS)

    def _top_of(self, row: int) -> int:
        return (row - self._first_row) * _ROW_HEIGHT + 1

    def _lane_at(self, position: QPointF) -> AttributeLane | None:
        row = int(position.y() // _ROW_HEIGHT) + self._first_row
        return self._lanes[row] if 0 <= row < len(self._lanes) else None

    def _key_near(self, lane: AttributeLane, x_px: float) -> int | None:
        key = lane.nearest(self.scale.frame_at(x_px))
        if key is None or abs(self.scale.x_of(key.frame_index + 0.5) - x_px) > _KEY_REACH_PX:
            return None
        return key.frame_index

    def scroll_vertically(self, notches: float) -> bool:
        if not self._hidden_rows:
            return False
        self._first_row = max(0, min(self._hidden_rows, self._first_row - round(notches)))
        self.update()
        return True

    # -- painting

    def paint_label(self, painter: QPainter, colors: TimelineColors) -> None:
        painter.setPen(qcolor(colors.faint_text))
        for row, lane in enumerate(self._lanes):
            area = QRectF(26, self._top_of(row), LABEL_WIDTH - 34, _ROW_HEIGHT)
            name = painter.fontMetrics().elidedText(
                lane.attribute.name, Qt.TextElideMode.ElideRight, int(area.width())
            )
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, name)

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        if self._item is None:
            return
        color = colors.lane_color(self._item.color)
        for row, lane in enumerate(self._lanes):
            top = self._top_of(row)
            for key, stop in lane.spans(self.scale):
                left, right = self.scale.x_of(key.frame_index + 0.5), self.scale.x_of(stop)
                span = QRectF(left, top + 3, max(2.0, right - left - 1), _ROW_HEIGHT - 6)
                if not span.intersects(QRectF(exposed)):
                    continue
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(qcolor(color, 60)))
                painter.drawRect(span)
                if not key.is_confirmed:
                    painter.setBrush(QBrush(qcolor(colors.warning, 150), Qt.BrushStyle.BDiagPattern))
                    painter.drawRect(span)
                self._paint_value(painter, key, span, colors)

    def _paint_value(self, painter: QPainter, key: AttributeKey, span: QRectF, colors: TimelineColors) -> None:
        area = span.intersected(QRectF(0, span.top(), self.track_width, span.height())).adjusted(8, -2, -3, 2)
        if area.width() > 12:
            text = painter.fontMetrics().elidedText(
                text_of_value(key.value), Qt.TextElideMode.ElideRight, int(area.width())
            )
            painter.setPen(qcolor(colors.text))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    def paint_over_marks(self, painter: QPainter, colors: TimelineColors) -> None:
        if self._item is None:
            return
        color = qcolor(colors.lane_color(self._item.color))
        for row, lane in enumerate(self._lanes):
            middle = self._top_of(row) + _ROW_HEIGHT / 2
            for key, _stop in lane.spans(self.scale):
                frame = key.frame_index
                if self._dragged is not None and self._dragged == (lane, frame):
                    frame = self._dragged_to
                x = self.scale.x_of(frame + 0.5)
                if -_KEY_PX <= x <= self.track_width + _KEY_PX:
                    painter.setPen(QPen(qcolor(colors.text), 1))
                    painter.setBrush(color if key.is_confirmed else qcolor(colors.background))
                    painter.drawPolygon(_diamond(QPointF(x, middle)))

    # -- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        lane, x = self._lane_at(event.position()), self.track_x(event.position())
        frame = self._key_near(lane, x) if lane is not None and x >= 0 else None
        if event.button() == Qt.MouseButton.LeftButton and lane is not None and frame is not None:
            self._view_state.set_playing(False)
            self._view_state.seek(frame)
            self._dragged, self._dragged_to = (lane, frame), frame
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        frame = self.scale.frame_at(self.track_x(event.position()))
        self._dragged_to = max(0, min(frame, self.scale.frame_count - 1))
        self._view_state.seek(self._dragged_to)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._dragged = self._dragged, None
        if dragged is not None and self._item is not None and self._dragged_to != dragged[1]:
            lane, frame = dragged
            self.key_moved.emit(self._item.object_id, lane.attribute.attribute_id, frame, self._dragged_to)
        super().mouseReleaseEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = plain_tool_tip(self.describe(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        return super().event(event)

    def describe(self, position: QPointF) -> str:
        """What is under the cursor, in one line of plain text."""
        lane, x = self._lane_at(position), self.track_x(position)
        if lane is None:
            return ""
        name = lane.attribute.name
        frame = self.scale.frame_at(x)
        key = key_at(lane.keys, frame)
        if x < 0 or key is None:
            return name
        value = text_of_value(key.value)
        if key.is_confirmed:
            return self.tr("{name}: {value}, from frame {frame}").format(
                name=name, value=value, frame=key.frame_index
            )
        if key.confidence is None:
            return self.tr("{name}: {value}, proposed").format(name=name, value=value)
        return self.tr("{name}: {value}, proposed with {percent} %").format(
            name=name, value=value, percent=round(100 * key.confidence)
        )


def _frame(key: AttributeKey) -> int:
    return key.frame_index


def _diamond(center: QPointF) -> QPolygonF:
    x, y = center.x(), center.y()
    return QPolygonF(
        [QPointF(x, y - _KEY_PX), QPointF(x + _KEY_PX, y), QPointF(x, y + _KEY_PX), QPointF(x - _KEY_PX, y)]
    )
