"""The answers as spans over the clip: which range each covers, which frames it rests on, whose colours it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QToolTip, QWidget

from sa2va_desktop.annotation.records import Answer, AnswerId, ObjectId, Rgb
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.caption_painter import CaptionSpan, caption_text, paint_span
from sa2va_desktop.ui.timeline.caption_rows import answer_span, caption_rows, next_answer, rests_on_frames
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, Strip
from sa2va_desktop.ui.view_state import ViewState

_ROW_HEIGHT = 20
_SHOWN_ROWS = 3
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OWN_KEYS = (*_STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Delete)


class CaptionStrip(Strip):
    """A click selects the answer's objects, a double click edits its text; the arrows walk from span to span.

    Signals:
        answer_activated(AnswerId): an answer was clicked or walked to, so that the conversation can show it.
        edit_wanted(AnswerId): its text shall be changed (double click, Enter, F2).
        menu_wanted(AnswerId, QPoint): its menu at a global position (right click, menu key, Del).
    """

    answer_activated = Signal(object)
    edit_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(axis, view_state, parent)
        self._answers: dict[AnswerId, Answer] = {}
        self._object_colors: dict[ObjectId, Rgb] = {}
        self._rows: list[list[AnswerId]] = []
        self._first_row = 0
        self._current: AnswerId | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Answers over time"))
        view_state.hover_changed.connect(self.update)
        view_state.selection_changed.connect(self.update)
        self._fit_height()

    def set_answers(self, answers: list[Answer], object_colors: dict[ObjectId, Rgb]) -> None:
        """Show these answers, oldest first; the newest gets the top row. One in words alone has no place here."""
        shown = [answer for answer in answers if rests_on_frames(answer)]
        self._answers = {answer.answer_id: answer for answer in shown}
        self._object_colors = object_colors
        self._rows = caption_rows(shown)
        self._first_row = min(self._first_row, self._hidden_rows)
        if self._current not in self._answers:
            self._current = None
        self._fit_height()
        self.update()

    @property
    def current(self) -> AnswerId | None:
        """The answer that keys are about."""
        return self._current

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
                span = CaptionSpan(
                    answer=answer,
                    rect=rect,
                    shown=rect.intersected(QRectF(0, 0, self.track_width, self.height())),
                    dots=[self._object_colors[object_id] for object_id in self._objects_of(answer)],
                    is_of_interest=self._is_of_interest(answer),
                    is_current=self.hasFocus() and answer.answer_id == self._current,
                )
                paint_span(painter, span, self.scale, colors)

    def _objects_of(self, answer: Answer) -> list[ObjectId]:
        ids = dict.fromkeys(phrase.object_id for phrase in answer.phrases)
        return [object_id for object_id in ids if object_id in self._object_colors]

    def _is_of_interest(self, answer: Answer) -> bool:
        return bool(answer.object_ids & (self._view_state.selection | self._view_state.hovered_objects))

    # -- doing

    def _activate(self, answer: Answer) -> None:
        self._current = answer.answer_id
        self._reveal(answer)
        self._view_state.select(frozenset(self._objects_of(answer)))
        self.answer_activated.emit(answer.answer_id)
        self.update()

    def _reveal(self, answer: Answer) -> None:
        row = next(at for at, ids in enumerate(self._rows) if answer.answer_id in ids)
        self._first_row = max(row - _SHOWN_ROWS + 1, min(self._first_row, row))
        start, _ = answer_span(answer)
        self._axis.set_scale(self.scale.revealing(start))

    def _ask_for_menu(self, answer_id: AnswerId) -> None:
        rect = self.answer_rect(answer_id)
        if rect is not None:
            shown = max(0.0, rect.left())
            self.menu_wanted.emit(
                answer_id, self.mapToGlobal(QPoint(LABEL_WIDTH + round(shown) + 8, round(rect.bottom())))
            )

    # -- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        answer = self.answer_at(event.position())
        if event.button() == Qt.MouseButton.MiddleButton or answer is None:
            super().mousePressEvent(event)
            return
        self._activate(answer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        answer = self.answer_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and answer is not None:
            self.edit_wanted.emit(answer.answer_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        answer = self.answer_at(event.position())
        self._view_state.hover_several(frozenset(self._objects_of(answer)) if answer else frozenset())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._view_state.hover(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            answer = self.answer_at(QPointF(event.pos()))
            if answer is not None:
                self.menu_wanted.emit(answer.answer_id, event.globalPos())
        elif self._current is not None:
            self._ask_for_menu(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self._answers:
            found = next_answer(self._rows, list(self._answers.values()), self._current, _STEPS[key])
            if found is not None:
                self._activate(self._answers[found])
        elif self._current is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_wanted.emit(self._current)
        elif self._current is not None and key == Qt.Key.Key_Delete:
            self._ask_for_menu(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None and self._answers:
            self._current = next(reversed(self._answers))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            answer = self.answer_at(QPointF(event.pos()))
            # Plain text in a tooltip is only safe when Qt cannot take it for HTML.
            text = plain_tool_tip(_both_texts(answer)) if answer else ""
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if is_plain and self._current is not None and event.key() in _OWN_KEYS:
                event.accept()  # while a span is current its keys come before those of the window
                return True
        return super().event(event)


def _both_texts(answer: Answer) -> str:
    shown = caption_text(answer)
    return answer.instruction if shown == answer.instruction else f"{answer.instruction}\n{shown}"
