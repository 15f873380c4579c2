"""One lane per object: its name and colour, its states over the clip, and the score curve of the selected one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.lane_model import KEY_STATES
from sa2va_desktop.ui.timeline.lane_pictures import LANE_HEIGHT, LaneLook, LanePictures
from sa2va_desktop.ui.timeline.lane_store import LaneStore
from sa2va_desktop.ui.timeline.state_names import state_name
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, Strip
from sa2va_desktop.ui.view_state import ViewState

_KEY_REACH_PX = 7
_HIDDEN_OPACITY = 0.35


class LanesStrip(Strip):
    """Only lanes and frames that are visible are painted.

    Signals:
        object_activated(ObjectId): a double click on a name, or Enter.
        menu_requested(QPoint): a right click on a lane, which selected it and went to the frame; global position.
        rows_changed: the number of lanes or the height changed, so that a scroll bar has to follow.
        first_row_px_changed(int): scrolled by the wheel or to show the selection.
    """

    object_activated = Signal(object)
    menu_requested = Signal(object)
    rows_changed = Signal()
    first_row_px_changed = Signal(int)

    def __init__(
        self, axis: TimelineAxis, view_state: ViewState, store: LaneStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(axis, view_state, parent)
        self._store = store
        self._scroll_px = 0
        self._pictures = LanePictures(store)
        self._anchor: ObjectId | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LANE_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Objects over time"))
        store.lanes_changed.connect(self._follow_lanes)
        store.lane_changed.connect(self._repaint_lane)
        view_state.selection_changed.connect(self._follow_selection)
        view_state.hover_changed.connect(self.update)
        view_state.solo_changed.connect(self.update)

    # -- rows

    @property
    def content_height(self) -> int:
        return len(self._store.objects) * LANE_HEIGHT

    @property
    def max_scroll_px(self) -> int:
        return max(0, self.content_height - self.height())

    @property
    def scroll_px(self) -> int:
        return self._scroll_px

    def set_scroll_px(self, scroll_px: int) -> None:
        clamped = max(0, min(scroll_px, self.max_scroll_px))
        if clamped != self._scroll_px:
            self._scroll_px = clamped
            self.first_row_px_changed.emit(clamped)
            self.update()

    def scroll_vertically(self, notches: float) -> bool:
        if self.max_scroll_px == 0:
            return False
        self.set_scroll_px(self._scroll_px - round(notches * 2 * LANE_HEIGHT))
        return True

    def row_rect(self, object_id: ObjectId) -> QRect | None:
        """Where an object's lane is, label column included, in widget coordinates; it may be scrolled out."""
        for row, item in enumerate(self._store.objects):
            if item.object_id == object_id:
                return QRect(0, row * LANE_HEIGHT - self._scroll_px, self.width(), LANE_HEIGHT)
        return None

    def object_at(self, position: QPointF) -> AnnotationObject | None:
        row = int((position.y() + self._scroll_px) // LANE_HEIGHT)
        return self._store.objects[row] if 0 <= row < len(self._store.objects) else None

    # -- following document and view

    def _follow_lanes(self) -> None:
        self._pictures.clear()
        self.set_scroll_px(self._scroll_px)
        self.rows_changed.emit()
        self.update()

    def _follow_selection(self, selection: frozenset[ObjectId]) -> None:
        if len(selection) == 1:
            self._reveal(next(iter(selection)))
        self.update()

    def _reveal(self, object_id: ObjectId) -> None:
        rect = self.row_rect(object_id)
        if rect is None:
            return
        if rect.top() < 0:
            self.set_scroll_px(self._scroll_px + rect.top())
        elif rect.bottom() >= self.height():
            self.set_scroll_px(self._scroll_px + rect.bottom() + 1 - self.height())

    def _repaint_lane(self, object_id: ObjectId) -> None:
        self._pictures.forget(object_id)
        rect = self.row_rect(object_id)
        if rect is not None:
            self.update(rect)

    # -- painting

    def _rows_in(self, top: int, bottom: int) -> list[tuple[AnnotationObject, int]]:
        first = max(0, (top + self._scroll_px) // LANE_HEIGHT)
        last = (bottom + self._scroll_px) // LANE_HEIGHT
        rows = enumerate(self._store.objects[first : last + 1], first)
        return [(item, row * LANE_HEIGHT - self._scroll_px) for row, item in rows]

    def paint_label(self, painter: QPainter, colors: TimelineColors) -> None:
        for item, top in self._rows_in(0, self.height()):
            row = QRectF(0, top, LABEL_WIDTH, LANE_HEIGHT)
            self._paint_row_background(painter, item, row, colors)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(qcolor(colors.lane_color(item.color)))
            painter.drawEllipse(QPointF(14, row.center().y()), 5, 5)
            right = LABEL_WIDTH - 8
            if item.is_locked:
                right -= 16
                _paint_lock(painter, QPointF(right + 7, row.center().y()), colors)
            painter.setPen(qcolor(colors.text if self._is_seen(item) else colors.faint_text))
            area = QRectF(26, top, right - 26, LANE_HEIGHT)
            name = painter.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, name)

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        if not self._store.objects:
            self._paint_hint(painter, colors)
            return
        for item, top in self._rows_in(exposed.top(), exposed.bottom()):
            row = QRectF(exposed.left(), top, exposed.width(), LANE_HEIGHT)
            self._paint_row_background(painter, item, row, colors)
            painter.setOpacity(1.0 if self._is_seen(item) else _HIDDEN_OPACITY)
            painter.drawPixmap(0, top, self._picture(item, colors))
            painter.setOpacity(1.0)

    def _is_seen(self, item: AnnotationObject) -> bool:
        return not item.is_hidden and item.object_id not in self._view_state.muted

    def _picture(self, item: AnnotationObject, colors: TimelineColors) -> QPixmap:
        look = LaneLook(
            self.scale, item.color, self._shows_curve(item.object_id), colors, self.devicePixelRatioF()
        )
        return self._pictures.picture(item.object_id, look)

    def _shows_curve(self, object_id: ObjectId) -> bool:
        review = self._store.review
        has_all = review is not None and review.has_all_curves
        return has_all or self._view_state.selection == frozenset({object_id})

    def _paint_row_background(
        self, painter: QPainter, item: AnnotationObject, row: QRectF, colors: TimelineColors
    ) -> None:
        if item.object_id in self._view_state.selection:
            painter.fillRect(row, qcolor(colors.accent, 52))
        elif item.object_id in self._view_state.hovered_objects:
            painter.fillRect(row, qcolor(colors.accent, 26))
        painter.setPen(qcolor(colors.lane_band))
        painter.drawLine(row.bottomLeft(), row.bottomRight())

    def _paint_hint(self, painter: QPainter, colors: TimelineColors) -> None:
        painter.setPen(qcolor(colors.faint_text))
        area = QRectF(12, 0, self.track_width - 24, self.height())
        text = self.tr("Type an instruction: each object that it finds gets a lane here.")
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    # -- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            super().mousePressEvent(event)
            return
        item = self.object_at(event.position())
        if item is None:
            self._view_state.select(frozenset())
        elif event.button() == Qt.MouseButton.LeftButton or item.object_id not in self._view_state.selection:
            self._select(item.object_id, event.modifiers())

    def _select(self, object_id: ObjectId, modifiers: Qt.KeyboardModifier) -> None:
        selection = self._view_state.selection
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._view_state.select(selection ^ {object_id})
        elif modifiers & Qt.KeyboardModifier.ShiftModifier and self._anchor is not None:
            self._view_state.select(self._between(self._anchor, object_id))
            return
        else:
            self._view_state.select(frozenset({object_id}))
        self._anchor = object_id

    def _between(self, first: ObjectId, last: ObjectId) -> frozenset[ObjectId]:
        ids = [item.object_id for item in self._store.objects]
        if first not in ids:
            return frozenset({last})
        low, high = sorted((ids.index(first), ids.index(last)))
        return frozenset(ids[low : high + 1])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button, or the menu key: what the menu does is about the frame under the cursor."""
        position = QPointF(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            item, x = self.object_at(position), self.track_x(position)
            if item is None:
                return
            if x >= 0:
                self._view_state.set_playing(False)
                self._view_state.seek(self._frame_near(item.object_id, x))
        if self._view_state.selection:
            self.menu_requested.emit(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        item = self.object_at(event.position())
        self._view_state.hover(item.object_id if item else None)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._view_state.hover(None)
        super().leaveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.object_at(event.position())
        if item is None or event.button() != Qt.MouseButton.LeftButton:
            return
        x = self.track_x(event.position())
        if x < 0:
            self.object_activated.emit(item.object_id)
        else:
            self._view_state.seek(self._frame_near(item.object_id, x))

    def _frame_near(self, object_id: ObjectId, x_px: float) -> int:
        """The key frame whose mark is under the pixel, else the frame there."""
        frame = self.scale.frame_at(x_px)
        lane = self._store.lane(object_id)
        if lane is None or lane.state_at(frame) in KEY_STATES:
            return frame
        keys = (lane.previous_key_frame(frame), lane.next_key_frame(frame))
        near = [
            (abs(self.scale.x_of(key + 0.5) - x_px), key)
            for key in keys
            if key is not None and abs(self.scale.x_of(key + 0.5) - x_px) <= _KEY_REACH_PX
        ]
        return min(near)[1] if near else frame

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._store.objects:
            self._select_neighbour(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self._view_state.selection) == 1:
            self.object_activated.emit(next(iter(self._view_state.selection)))
        else:
            super().keyPressEvent(event)

    def _select_neighbour(self, step: int) -> None:
        ids = [item.object_id for item in self._store.objects]
        selected = [row for row, object_id in enumerate(ids) if object_id in self._view_state.selection]
        row = (selected[0] if step < 0 else selected[-1]) + step if selected else 0
        self._select(ids[max(0, min(row, len(ids) - 1))], Qt.KeyboardModifier.NoModifier)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = plain_tool_tip(self.describe(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        return super().event(event)

    def describe(self, position: QPointF) -> str:
        """What is under the cursor, in plain text; "" between the lanes."""
        item = self.object_at(position)
        if item is None:
            return ""
        x = self.track_x(position)
        lane = self._store.lane(item.object_id)
        if x < 0 or lane is None:
            return item.name
        frame = self.scale.frame_at(x)
        text = self.tr("{name}, frame {frame}: {state}").format(
            name=item.name, frame=frame, state=state_name(lane.state_at(frame))
        )
        review = self._store.review
        told = review.describe(item.object_id, frame) if review is not None else ""
        if told:
            text = f"{text}\n{told}"
        if self._store.trust_curve(item.object_id) is not None:
            return text  # the doubt is said, with its reasons
        curve = self._store.score_curve(item.object_id) if self._shows_curve(item.object_id) else None
        score = curve.score_at(frame) if curve else None
        return (
            text if score is None else self.tr("{text}, score {score}").format(text=text, score=f"{score:.2f}")
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_scroll_px(self._scroll_px)
        self.rows_changed.emit()


def _paint_lock(painter: QPainter, center: QPointF, colors: TimelineColors) -> None:
    painter.setPen(QPen(qcolor(colors.faint_text), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(center.x() - 3, center.y() - 7, 6, 8), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(colors.faint_text))
    painter.drawRoundedRect(QRectF(center.x() - 4.5, center.y() - 2.5, 9, 7), 1.5, 1.5)
