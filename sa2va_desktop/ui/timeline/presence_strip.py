"""Where the searches of the clip have found their things: one row for each sentence, a bar for each stretch."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, AnswerTask, PresenceSpan
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.timeline.axis import TimelineAxis
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH, Strip
from sa2va_desktop.ui.view_state import ViewState

_ROW_HEIGHT = 20
_SHOWN_ROWS = 3
_LEAST_BAR_PX = 3.0
_FAINTEST = 70  # alpha of a stretch that nobody would bet on
_OWN_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Delete,
)


class PresenceStrip(Strip):
    """A click goes to the beginning of a stretch, a double click sets in and out to it; the arrows walk.

    It takes no room while nothing was looked for.

    Signals:
        answer_activated(AnswerId): a stretch or a sentence was clicked, so that the conversation can show it.
        menu_wanted(AnswerId, PresenceSpan | None, QPoint): a right click, the menu key or Del; global position.
    """

    answer_activated = Signal(object)
    menu_wanted = Signal(object, object, QPoint)

    def __init__(self, axis: TimelineAxis, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(axis, view_state, parent)
        self._answers: list[Answer] = []
        self._first_row = 0
        self._current: tuple[AnswerId, int] | None = (
            None  # the search, and the first frame of one of its stretches
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Where things were found"))
        self._fit_height()

    def set_answers(self, answers: Sequence[Answer]) -> None:
        """Show the searches among these answers, the newest in the top row."""
        shown = [answer for answer in reversed(answers) if answer.task is AnswerTask.FIND]
        if shown == self._answers:
            return
        self._answers = shown
        self._first_row = min(self._first_row, self._hidden_rows)
        if self._current is not None and self._span_of(self._current) is None:
            self._current = None
        self._fit_height()
        self.update()

    @property
    def current(self) -> tuple[AnswerId, PresenceSpan] | None:
        """The stretch that keys are about."""
        span = self._span_of(self._current) if self._current is not None else None
        return None if span is None or self._current is None else (self._current[0], span)

    def span_rect(self, row: int, span: PresenceSpan) -> QRectF:
        """Where a stretch of the search in that shown row is, in track coordinates."""
        left, right = self.scale.x_of(span.start), self.scale.x_of(span.stop)
        return QRectF(left, row * _ROW_HEIGHT + 4, max(_LEAST_BAR_PX, right - left), _ROW_HEIGHT - 7)

    def found_at(self, position: QPointF) -> tuple[Answer, PresenceSpan | None] | None:
        """The search whose row is there, and its stretch that is there; the top row's first."""
        row = int(position.y()) // _ROW_HEIGHT
        shown = self._shown
        if not 0 <= row < len(shown):
            return None
        x = self.track_x(position)
        if x < 0:
            return shown[row], None
        spans = shown[row].spans
        reach = self.scale.frame_at(x + _LEAST_BAR_PX)
        near = spans[max(0, bisect_left(spans, self.scale.frame_at(x), key=_stop) - 2) :]
        for span in near:
            if span.start > reach:
                break
            rect = self.span_rect(row, span)
            if rect.left() <= x <= rect.right():
                return shown[row], span
        return shown[row], None

    def scroll_vertically(self, notches: float) -> bool:
        if not self._hidden_rows:
            return False
        self._first_row = max(0, min(self._hidden_rows, self._first_row - round(notches)))
        self.update()
        return True

    # -- painting

    def paint_label(self, painter: QPainter, colors: TimelineColors) -> None:
        metrics = painter.fontMetrics()
        for row, answer in enumerate(self._shown):
            area = QRectF(10, row * _ROW_HEIGHT, LABEL_WIDTH - 20, _ROW_HEIGHT + 2)
            is_current = self.hasFocus() and self._current is not None and self._current[0] == answer.answer_id
            painter.setPen(qcolor(colors.text if is_current else colors.faint_text))
            words = " ".join(answer.instruction.split())
            text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    def paint_track(self, painter: QPainter, exposed: QRect, colors: TimelineColors) -> None:
        first, last = self.scale.frame_at(exposed.left() - 4), self.scale.frame_at(exposed.right() + 4)
        for row, answer in enumerate(self._shown):
            self._paint_searched(painter, row, answer, colors)
            at = bisect_left(answer.spans, first, key=_stop)
            for span in answer.spans[at:]:
                if span.start > last:
                    break
                self._paint_span(painter, self.span_rect(row, span), span, colors)
                if self.hasFocus() and self._current == (answer.answer_id, span.start):
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(qcolor(colors.text), 1.6))
                    painter.drawRoundedRect(self.span_rect(row, span).adjusted(-1, -1, 1, 1), 3, 3)

    def _paint_searched(self, painter: QPainter, row: int, answer: Answer, colors: TimelineColors) -> None:
        """A thin line over what was searched; the accent while it is being done."""
        is_running = answer.state is AnswerState.RUNNING
        painter.setPen(QPen(qcolor(colors.accent if is_running else colors.line), 1.5))
        left, right = (self.scale.x_of(frame) for frame in answer.frame_range)
        y = row * _ROW_HEIGHT + _ROW_HEIGHT / 2
        painter.drawLine(QPointF(max(-2.0, left), y), QPointF(min(self.track_width + 2.0, right), y))

    def _paint_span(self, painter: QPainter, rect: QRectF, span: PresenceSpan, colors: TimelineColors) -> None:
        alpha = round(_FAINTEST + (255 - _FAINTEST) * max(0.0, min(1.0, span.confidence)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(colors.background))  # the line behind shall not shine through
        shown = rect.intersected(QRectF(-8, 0, self.track_width + 16, self.height()))
        painter.drawRoundedRect(shown, 3, 3)
        painter.setBrush(qcolor(colors.accent, alpha))
        painter.drawRoundedRect(shown, 3, 3)

    # -- inside

    @property
    def _shown(self) -> list[Answer]:
        return self._answers[self._first_row : self._first_row + _SHOWN_ROWS]

    @property
    def _hidden_rows(self) -> int:
        return max(0, len(self._answers) - _SHOWN_ROWS)

    def _fit_height(self) -> None:
        self.setVisible(bool(self._answers))
        self.setFixedHeight(_ROW_HEIGHT * max(1, min(_SHOWN_ROWS, len(self._answers))) + 3)

    def _span_of(self, place: tuple[AnswerId, int]) -> PresenceSpan | None:
        spans = next((each.spans for each in self._answers if each.answer_id == place[0]), ())
        return next((span for span in spans if span.start == place[1]), None)

    def _choose(self, answer: Answer, span: PresenceSpan) -> None:
        self._current = (answer.answer_id, span.start)
        row = self._answers.index(answer)
        self._first_row = max(row - _SHOWN_ROWS + 1, min(self._first_row, row))
        self._view_state.set_playing(False)
        self._view_state.seek(span.start)
        self.answer_activated.emit(answer.answer_id)
        self.update()

    def _walk(self, key: Qt.Key) -> None:
        """Left and right through the stretches of a row, up and down to the nearest one of another."""
        rows = [answer for answer in self._answers if answer.spans]
        if not rows:
            return
        at = next(
            (i for i, each in enumerate(rows) if self._current and each.answer_id == self._current[0]), None
        )
        if at is None or self._current is None:
            self._choose(rows[0], rows[0].spans[0])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            starts = [span.start for span in rows[at].spans]
            place = starts.index(self._current[1]) + (1 if key == Qt.Key.Key_Right else -1)
            if 0 <= place < len(starts):
                self._choose(rows[at], rows[at].spans[place])
        else:
            to = at + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= to < len(rows):
                here = self._current[1]
                self._choose(rows[to], min(rows[to].spans, key=lambda span: abs(span.start - here)))

    def _ask_for_menu(self, answer_id: AnswerId, span: PresenceSpan) -> None:
        row = next(at for at, each in enumerate(self._shown) if each.answer_id == answer_id)
        rect = self.span_rect(row, span)
        at = QPoint(LABEL_WIDTH + round(max(0.0, rect.left())) + 6, round(rect.bottom()))
        self.menu_wanted.emit(answer_id, span, self.mapToGlobal(at))

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._answers:  # while it takes no room its width is not that of the others
            super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.found_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            super().mousePressEvent(event)
        elif found[1] is not None:
            self._choose(found[0], found[1])
        else:
            self.answer_activated.emit(found[0].answer_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.found_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None and found[1] is not None:
            self._view_state.set_range(found[1].start, found[1].stop)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            found = self.found_at(QPointF(event.pos()))
            if found is not None:
                self.menu_wanted.emit(found[0].answer_id, found[1], event.globalPos())
        elif (current := self.current) is not None:
            self._ask_for_menu(*current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = Qt.Key(event.key()), self.current
        if key in _OWN_KEYS[:4]:
            self._walk(key)
        elif current is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view_state.set_range(current[1].start, current[1].stop)
        elif current is not None and key == Qt.Key.Key_Delete:
            self._ask_for_menu(*current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.found_at(QPointF(event.pos()))
            text = plain_tool_tip(self._tool_tip(*found)) if found is not None else ""
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if is_plain and self._answers and event.key() in _OWN_KEYS:
                event.accept()  # its keys come before those of the window
                return True
        return super().event(event)

    def _tool_tip(self, answer: Answer, span: PresenceSpan | None) -> str:
        if span is None:
            stretches = translate("PresenceStrip", "%n stretch(es) found", n=len(answer.spans))
            return f"{answer.instruction}\n{stretches}"
        sentence = self.tr("Frames {0}–{1}, {2} % sure. A double click sets in and out to it.")
        return (
            answer.instruction + "\n" + sentence.format(span.start, span.stop - 1, round(100 * span.confidence))
        )


def _stop(span: PresenceSpan) -> int:
    return span.stop
