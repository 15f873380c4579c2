"""Brush strokes on a mask: shown while they are drawn, one history entry when they end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.brush import brush, eraser
from sa2va_desktop.ui.hand_edits import HandEdit, HandEdits
from sa2va_desktop.ui.view_state import ViewState

_Place = tuple[MediaId, int]

_STEP = 1.25
MIN_RADIUS_PX, MAX_RADIUS_PX = 0.5, 500.0


@dataclass
class _Stroke:
    edit: HandEdit
    adds: bool
    rle: MaskRle
    last_xy: tuple[float, float]


class StrokeController(QObject):
    """Signals:
    changed(): a stroke began or ended.
    radius_changed(): the brush is larger or smaller.
    """

    changed = Signal()
    radius_changed = Signal()

    def __init__(self, view_state: ViewState, edits: HandEdits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._radius_px = 10.0
        self._stroke: _Stroke | None = None
        self._end: tuple[_Place, tuple[float, float]] | None = None
        view_state.frame_changed.connect(lambda _frame: self.finish())
        view_state.media_changed.connect(lambda _media: self.finish())

    @property
    def radius_px(self) -> float:
        """In picture pixels; the same for brush and eraser."""
        return self._radius_px

    @property
    def is_drawing(self) -> bool:
        return self._stroke is not None

    def resize(self, steps: int) -> None:
        self.set_radius(self._radius_px * _STEP**steps)

    def set_radius(self, radius_px: float) -> None:
        radius_px = max(MIN_RADIUS_PX, min(MAX_RADIUS_PX, radius_px))
        if radius_px != self._radius_px:
            self._radius_px = radius_px
            self.radius_changed.emit()

    def begin(self, at: tuple[float, float], *, adds: bool, joins: bool = False) -> None:
        """Start a stroke on the shown frame, or say why there can be none.

        Args:
            joins: go in a straight line from where the last stroke on this frame ended.
        """
        self.finish()
        edit = self._edits.begin(adds=adds)
        if edit is None:
            return
        start = at
        if joins and self._end is not None and self._end[0] == _place_of(edit):
            start = self._end[1]
        self._stroke = _Stroke(edit, adds, edit.before, start)
        self.extend(at)
        self.changed.emit()

    def extend(self, at: tuple[float, float]) -> None:
        """Go on to a point; nothing when no stroke was begun."""
        stroke = self._stroke
        if stroke is None:
            return
        tool = brush if stroke.adds else eraser
        made = tool(stroke.rle, (stroke.last_xy, at), self._radius_px)
        stroke.last_xy = at
        if made.changed is not None:
            stroke.rle = made.rle
            self._edits.show(stroke.edit, stroke.rle, made.changed)

    def finish(self) -> None:
        """Put the stroke into the document, if there is one that changed something."""
        stroke, self._stroke = self._stroke, None
        if stroke is None:
            return
        verb = self.tr("Paint “{0}”") if stroke.adds else self.tr("Erase from “{0}”")
        self._end = (_place_of(stroke.edit), stroke.last_xy)
        self._edits.commit(stroke.edit, lambda _before: stroke.rle, verb)
        self.changed.emit()

    def cancel(self) -> None:
        """Forget the stroke that is being drawn."""
        if self._stroke is not None:
            self._stroke = None
            self._edits.forget()
            self.changed.emit()


def _place_of(edit: HandEdit) -> _Place:
    return edit.drawn.media_id, edit.frame_index
