"""The answers as spans over the clip: which range each covers, which frames it rests on, whose colours it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, ObjectId, Rgb
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.caption_rows import answer_span, caption_rows
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, Strip
from sa2va_desktop.ui.view_state import ViewState

_ROW_HEIGHT = 20
_SHOWN_ROWS = 3
_DOT_STEP_PX = 10


class CaptionStrip(Strip):
    """A click selects the answer's objects; a double click goes to the first frame it rests on.

    Signals:
        answer_activated(AnswerId): an answer was clicked, so that the conversation can show it.
    """

    answer_activated = Signal(object)

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(axis, view_state, parent)
        self._answers: dict[AnswerId, Answer] = {}
        self._object_colors: dict[ObjectId, Rgb] = {}
        self._rows: list[list[AnswerId]] = []
        self._first_row = 0
        view_state.hover_changed.connect(self.update)
        view_state.selection_changed.connect(self.update)
        self._fit_height()

    def set_answers(self, answers: list[Answer], object_colors: dict[ObjectId, Rgb]) -> None:
        """Show these answers, oldest first; the newest gets the top row."""
        self._answers = {answer.answer_id: answer for answer in answers}
        self._object_colors = object_colors
        self._rows = caption_rows(answers)
        self._first_row = min(self._first_row, self._hidden_rows)
        self._fit_height()
        self.update()

    @property
    def _hidden_rows(self) -> int:
        return max(0, len(self._rows) - _SHOWN_ROWS)

    def _fit_height(self) -> None:
        self.setFixedHeight(_ROW_HEIGHT * max(1, min(_SHOWN_ROWS, len(self._rows))) + 3)

    def scroll_vertically(self, notches: float) -> bool:
        if not self._hidden_rows:
            return False
        self._first_row = max(0, min(self._hidden_rows, self._first_row - round(notches)))
        self.update()
        return True

    def answer_rect(self, answer_id: AnswerId) -> QRectF | None:
        """Where an answer's span is, in track coordinates; None when its row is scrolled out."""
        for row, ids in enumerate(self._rows[self._first_row : self._first_row + _SHOWN_ROWS]):
            if answer_id in ids:
                start, stop = answer_span(self._answers[answer_id])
                left, right = self.scale.x_of(start), self.scale.x_of(stop)
                return QRectF(left, row * _ROW_HEIGHT + 2, max(3.0, right - left), _ROW_HEIGHT - 2)
        return None

    def answer_at(self, position: QPointF) -> Answer | None:
        point = QPointF(self.track_x(position), position.y())
        for answer in self._answers.values():
            rect = self.answer_rect(answer.answer_id)
            if rect is not None and point.x() >= 0 and rect.contains(point):
                return answer
        return None

    # -- painting

    def paint_label(self, painter: QPainter, colors: TimelineColors) -> None:
        painter.setPen(qcolor(colors.faint_text))
        area = QRectF(10, 0, LABEL_WIDTH - 20, min(self.height(), _ROW_HEIGHT + 3))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.tr("Answers"))
        if self._hidden_rows:
            below = area.translated(0, _ROW_HEIGHT)
            text = translate("CaptionStrip", "%n more row(s)", n=self._hidden_rows)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, text)

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        for answer in self._answers.values():
            rect = self.answer_rect(answer.answer_id)
            if rect is not None and rect.intersects(QRectF(exposed)):
                self._paint_answer(painter, answer, rect, colors)

    def _paint_answer(self, painter: QPainter, answer: Answer, rect: QRectF, colors: TimelineColors) -> None:
        painter.setBrush(qcolor(colors.text, 40 if self._is_of_interest(answer) else 18))
        painter.setPen(_outline(answer.state, colors))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(QPen(qcolor(colors.text, 170), 2))
        for frame in answer.language_frames:
            x = self.scale.x_of(frame + 0.5)
            painter.drawLine(QPointF(x, rect.bottom() - 4), QPointF(x, rect.bottom() - 1))
        shown = rect.intersected(QRectF(0, 0, self.track_width, self.height())).adjusted(6, 0, -6, -2)
        self._paint_text(painter, answer, shown, colors)

    def _paint_text(self, painter: QPainter, answer: Answer, area: QRectF, colors: TimelineColors) -> None:
        if area.width() < _DOT_STEP_PX:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        left = area.left()
        for object_id in self._objects_of(answer)[: int(area.width() // (2 * _DOT_STEP_PX))]:
            painter.setBrush(qcolor(colors.lane_color(self._object_colors[object_id])))
            painter.drawEllipse(QPointF(left + 4, area.center().y()), 3.5, 3.5)
            left += _DOT_STEP_PX
        room = area.adjusted(left - area.left() + 3, 0, 0, 0)
        text = " ".join(answer.instruction.split())
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setPen(qcolor(colors.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, elided)

    def _objects_of(self, answer: Answer) -> list[ObjectId]:
        ids = dict.fromkeys(phrase.object_id for phrase in answer.phrases)
        return [object_id for object_id in ids if object_id in self._object_colors]

    def _is_of_interest(self, answer: Answer) -> bool:
        ids = set(self._objects_of(answer))
        return bool(ids & self._view_state.selection) or self._view_state.hovered in ids

    # -- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        answer = self.answer_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or answer is None:
            super().mousePressEvent(event)
            return
        self._view_state.select(frozenset(self._objects_of(answer)))
        self.answer_activated.emit(answer.answer_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        answer = self.answer_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and answer is not None:
            self._view_state.seek(min(answer.language_frames, default=answer.frame_range[0]))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            answer = self.answer_at(QPointF(event.pos()))
            # Plain text in a tooltip is only safe when Qt cannot take it for HTML.
            text = plain_tool_tip(answer.instruction) if answer else ""
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        return super().event(event)


def _outline(state: AnswerState, colors: TimelineColors) -> QPen:
    """Solid when complete, dashed when it stopped early, red when it failed, the accent while it runs."""
    if state is AnswerState.RUNNING:
        return QPen(qcolor(colors.accent), 1.4)
    if state is AnswerState.FAILED:
        return QPen(qcolor(colors.playhead), 1, Qt.PenStyle.DashLine)
    if state in (AnswerState.CANCELLED, AnswerState.PARTIAL):
        return QPen(qcolor(colors.faint_text), 1, Qt.PenStyle.DashLine)
    return QPen(qcolor(colors.line), 1)
