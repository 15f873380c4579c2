"""A frame over the canvas that takes the place at an edge where it hides least; the picture does not move for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame

from sa2va_desktop.ui.canvas.picture_view import PictureView

_MARGIN_PX = 14
_MARK_PX = 16  # a mark with its halo, and room to grab it

BOTTOM = Qt.AlignmentFlag.AlignBottom
TOP = Qt.AlignmentFlag.AlignTop
MIDDLE = Qt.AlignmentFlag.AlignHCenter
LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
BAR_PLACES = tuple(edge | side for side in (MIDDLE, LEFT, RIGHT) for edge in (BOTTOM, TOP))
PANEL_PLACES = tuple(edge | side for edge in (TOP, BOTTOM) for side in (RIGHT, LEFT))


@dataclass(frozen=True)
class KeptClear:
    """What a person works at, in picture coordinates: the marks, and the rectangle of the mask (empty for none)."""

    marks_xy: Sequence[tuple[float, float]] = ()
    mask: QRectF = field(default_factory=QRectF)


class CanvasOverlay(QFrame):
    """A child of the canvas, hidden at first. A subclass says what it keeps clear of.

    Args:
        places: in the order of liking; the first of those that hide least is taken.
    """

    def __init__(self, canvas: PictureView, places: Sequence[Qt.AlignmentFlag] = BAR_PLACES) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._places = places
        self._taken: Qt.AlignmentFlag | None = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        canvas.installEventFilter(self)
        canvas.zoom_changed.connect(self._follow_zoom)
        self.hide()

    def kept_clear(self) -> KeptClear:
        """What should stay in sight; the selected objects of the shown frame if not said otherwise."""
        return KeptClear(mask=QRectF(self._canvas.selection_rect()))

    def place(self, *, stays: bool = False) -> None:
        """Take the size that the content needs, and the place that hides least, rather the one that it has.

        Args:
            stays: keep the place in any case, because a person is using what is in it.
        """
        self.adjustSize()
        if self._taken is None or not stays:
            self._taken = self._best_place()
        self.move(self._rect_at(self._taken).topLeft())

    def _follow_zoom(self, _zoom: float) -> None:
        if self.isVisible():
            self.place()

    def _best_place(self) -> Qt.AlignmentFlag:
        marks, mask = self._in_widget(self.kept_clear())

        def harm(place: Qt.AlignmentFlag) -> tuple[int, int, bool]:
            rect = self._rect_at(place)
            hidden = QRectF(rect).intersected(mask)
            return (
                sum(rect.adjusted(-_MARK_PX, -_MARK_PX, _MARK_PX, _MARK_PX).contains(at) for at in marks),
                round(hidden.width() * hidden.height()),
                place != self._taken,
            )

        return min(self._places, key=harm)

    def _in_widget(self, clear: KeptClear) -> tuple[list[QPoint], QRectF]:
        canvas = self._canvas
        view = canvas.view_transform.for_widget(canvas.width(), canvas.height())  # it may be about to resize
        marks = [QPointF(*view.to_widget(x, y)).toPoint() for x, y in clear.marks_xy]
        corners = (clear.mask.topLeft(), clear.mask.bottomRight())
        first, last = (QPointF(*view.to_widget(corner.x(), corner.y())) for corner in corners)
        return marks, QRectF(first, last)

    def _rect_at(self, place: Qt.AlignmentFlag) -> QRect:
        canvas, rect = self._canvas.rect(), self.rect()
        x = {
            LEFT: _MARGIN_PX,
            MIDDLE: (canvas.width() - rect.width()) // 2,
            RIGHT: canvas.width() - rect.width() - _MARGIN_PX,
        }[place & Qt.AlignmentFlag.AlignHorizontal_Mask]
        y = canvas.height() - rect.height() - _MARGIN_PX if place & BOTTOM else _MARGIN_PX
        rect.moveTo(max(0, x), max(0, y))
        return rect

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._taken = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() is QEvent.Type.Resize:
            self.place()
        return False
