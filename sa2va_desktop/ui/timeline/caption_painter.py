"""How one answer's span looks: its frame by its state, a dot for each object, its words, ticks where it rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from sa2va_desktop.annotation.records import Answer, AnswerState, Rgb
from sa2va_desktop.ui.timeline.colors import TimelineColors, qcolor
from sa2va_desktop.ui.timeline.time_scale import TimeScale

_DOT_STEP_PX = 10


@dataclass(frozen=True)
class CaptionSpan:
    """One span as it is painted now.

    Attributes:
        rect, shown: all of it, and the part in sight; in track coordinates.
        dots: colours of its objects.
        is_of_interest: one of its objects is selected or hovered.
        is_current: the keys are about it.
    """

    answer: Answer
    rect: QRectF
    shown: QRectF
    dots: Sequence[Rgb]
    is_of_interest: bool = False
    is_current: bool = False


def caption_text(answer: Answer) -> str:
    """What a span says: a caption by itself, else what was asked ("Sure, it is." tells nobody anything)."""
    names = any(phrase.start < phrase.stop for phrase in answer.phrases)
    return " ".join((answer.text if names and answer.text.strip() else answer.instruction).split())


def paint_span(painter: QPainter, span: CaptionSpan, scale: TimeScale, colors: TimelineColors) -> None:
    """Paint a span into its row."""
    painter.setBrush(qcolor(colors.text, 40 if span.is_of_interest else 18))
    painter.setPen(QPen(qcolor(colors.accent), 2) if span.is_current else _outline(span.answer.state, colors))
    painter.drawRoundedRect(span.rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(QPen(qcolor(colors.text, 170), 2))
    for frame in span.answer.language_frames:
        x = scale.x_of(frame + 0.5)
        painter.drawLine(QPointF(x, span.rect.bottom() - 4), QPointF(x, span.rect.bottom() - 1))
    _paint_text(painter, span, span.shown.adjusted(6, 0, -6, -2), colors)


def _paint_text(painter: QPainter, span: CaptionSpan, area: QRectF, colors: TimelineColors) -> None:
    if area.width() < _DOT_STEP_PX:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    left = area.left()
    for color in span.dots[: int(area.width() // (2 * _DOT_STEP_PX))]:
        painter.setBrush(qcolor(colors.lane_color(color)))
        painter.drawEllipse(QPointF(left + 4, area.center().y()), 3.5, 3.5)
        left += _DOT_STEP_PX
    room = area.adjusted(left - area.left() + 3, 0, 0, 0)
    text = caption_text(span.answer)
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.setPen(qcolor(colors.text))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, elided)


def _outline(state: AnswerState, colors: TimelineColors) -> QPen:
    """Solid when complete, dashed when it stopped early, red when it failed, the accent while it runs."""
    if state is AnswerState.RUNNING:
        return QPen(qcolor(colors.accent), 1.4)
    if state is AnswerState.FAILED:
        return QPen(qcolor(colors.playhead), 1, Qt.PenStyle.DashLine)
    if state in (AnswerState.CANCELLED, AnswerState.PARTIAL):
        return QPen(qcolor(colors.faint_text), 1, Qt.PenStyle.DashLine)
    return QPen(qcolor(colors.line), 1)
