"""Corners one click after the other; closed, they can be moved, inserted and deleted until Enter fills the polygon."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPainter

from sa2va_desktop.editing.polygon import add_polygon, subtract_polygon
from sa2va_desktop.ui.canvas.tools.canvas_tool import (
    DELETE_KEYS,
    ENTER_KEYS,
    NO_MODIFIER,
    CanvasTool,
    PointXY,
)
from sa2va_desktop.ui.canvas.tools.mark_painter import LINE_OUTSIDE, paint_corners, paint_line
from sa2va_desktop.ui.canvas.tools.polygon_sketch import PolygonSketch, snapped
from sa2va_desktop.ui.canvas.tools.tool_options import ToolOptions
from sa2va_desktop.ui.canvas.view_transform import ViewTransform
from sa2va_desktop.ui.hand_edits import HandEdit, HandEdits

_REACH_PX = 8.0  # on the screen
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class PolygonTool(CanvasTool):
    """The button of the first corner decides whether the area is added or taken away; later corners take either."""

    def __init__(self, edits: HandEdits, options: ToolOptions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._options = options
        self._view = ViewTransform()
        self._edit: HandEdit | None = None
        self._sketch: PolygonSketch | None = None
        self._adds = True
        self._at: PointXY = (0.0, 0.0)
        self._hovered: int | None = None
        self._last: int | None = None
        self._is_moving = False

    # ---- pointer

    @property
    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor if self._hovered is None else Qt.CursorShape.PointingHandCursor

    def press(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self._at = at
        if self._sketch is None:
            self._begin(at, button, modifiers)
        elif self._sketch.is_closed:
            self._grab(self._sketch, at)
        else:
            self._add(self._sketch, self._constrained(self._sketch.corners[-1], at, modifiers))
        self.changed.emit()

    def move(self, at: PointXY, modifiers: Qt.KeyboardModifier) -> None:
        sketch = self._sketch
        if sketch is None:
            return
        if self._is_moving and self._last is not None:
            sketch.move(self._last, self._constrained(sketch.neighbour(self._last), at, modifiers))
        elif sketch.is_closed:
            self._hovered = sketch.corner_at(at, self._reach_px)
        else:
            self._at = self._constrained(sketch.corners[-1], at, modifiers)
            closes = sketch.can_close and sketch.corner_at(at, self._reach_px) == 0
            self._hovered = 0 if closes else None
        self.changed.emit()

    def release(self, at: PointXY, button: Qt.MouseButton) -> None:
        self._is_moving = False

    def leave(self) -> None:
        if self._hovered is not None:
            self._hovered = None
            self.changed.emit()

    # ---- keys

    def wants_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        is_ours = key in DELETE_KEYS or key in ENTER_KEYS
        plain = modifiers & ~Qt.KeyboardModifier.KeypadModifier
        return self._sketch is not None and is_ours and plain == NO_MODIFIER

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if self._sketch is None:
            return
        if key in DELETE_KEYS:
            self._delete(self._sketch)
        elif self._sketch.is_closed:
            self._accept(self._sketch)
        elif self._sketch.can_close:
            self._sketch.close()
        self.changed.emit()

    # ---- what is begun

    @property
    def is_drawing(self) -> bool:
        return self._sketch is not None

    @property
    def is_reshaping(self) -> bool:
        return self._sketch is not None and self._sketch.is_closed

    @property
    def can_take_back(self) -> bool:
        return self._sketch is not None

    def take_back(self) -> None:
        if self._sketch is not None and self._sketch.take_back():
            self._hovered = self._last = None
            self.changed.emit()
        else:
            self.drop()

    def drop(self) -> None:
        if self._sketch is not None:
            self._sketch = self._edit = self._hovered = self._last = None
            self._is_moving = False
            self.changed.emit()

    def end(self) -> None:
        self.drop()

    # ---- painting

    def paint(self, painter: QPainter, view: ViewTransform) -> None:
        self._view = view
        sketch = self._sketch
        if sketch is None or self._edit is None:
            return
        color = QColor(*self._edit.drawn.color) if self._adds else LINE_OUTSIDE
        line = sketch.corners if sketch.is_closed else (*sketch.corners, self._at)
        paint_line(painter, view, line, color, is_filled=True, is_closed=sketch.is_closed)
        paint_corners(painter, view, sketch.corners, self._hovered)

    # ---- inside

    @property
    def _reach_px(self) -> float:
        return _REACH_PX / self._view.scale

    def _constrained(self, origin: PointXY, at: PointXY, modifiers: Qt.KeyboardModifier) -> PointXY:
        return snapped(origin, at) if modifiers & _SHIFT else at

    def _begin(self, at: PointXY, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        self._adds = self._options.adds_with(button, modifiers)
        self._edit = self._edits.begin(adds=self._adds)
        if self._edit is not None:
            self._sketch = PolygonSketch(at)

    def _add(self, sketch: PolygonSketch, corner: PointXY) -> None:
        near = sketch.corner_at(corner, self._reach_px)
        if near is None or near not in (0, len(sketch.corners) - 1):
            sketch.add(corner)
        elif sketch.can_close:  # a click on the first corner, or a double click
            sketch.close()

    def _grab(self, sketch: PolygonSketch, at: PointXY) -> None:
        corner, edge = sketch.corner_at(at, self._reach_px), sketch.edge_at(at, self._reach_px)
        if corner is not None:
            sketch.begin_move()
            self._last = corner
        elif edge is not None:
            sketch.insert(edge, at)
            self._last = edge
        self._is_moving = corner is not None or edge is not None
        self._hovered = self._last

    def _delete(self, sketch: PolygonSketch) -> None:
        if not sketch.is_closed:
            if not sketch.remove(len(sketch.corners) - 1):
                self.drop()
            return
        corner = self._hovered if self._hovered is not None else self._last
        if corner is not None and sketch.remove(corner):
            self._hovered = self._last = None

    def _accept(self, sketch: PolygonSketch) -> None:
        edit = self._edit
        self.drop()
        if edit is None:
            return
        cut = add_polygon if self._adds else subtract_polygon
        verb = self.tr("Add a polygon to “{0}”") if self._adds else self.tr("Cut a polygon from “{0}”")
        self._edits.commit(edit, lambda before: cut(before, sketch.corners).rle, verb)
