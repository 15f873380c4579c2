"""What of the marks can be grabbed: dots, and edges and corners of the box. Pure geometry in picture coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from sa2va_desktop.operations.marks import Marks, box_between
from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY

_DIAGONALS = {
    frozenset({0, 1}): Qt.CursorShape.SizeFDiagCursor,
    frozenset({2, 3}): Qt.CursorShape.SizeFDiagCursor,
    frozenset({1, 2}): Qt.CursorShape.SizeBDiagCursor,
    frozenset({0, 3}): Qt.CursorShape.SizeBDiagCursor,
}


@dataclass(frozen=True)
class MarkHandle:
    """A dot by its index, or the sides of the box that move: 0 left, 1 top, 2 right, 3 bottom."""

    point: int | None = None
    sides: frozenset[int] = frozenset()

    @property
    def cursor(self) -> Qt.CursorShape:
        if self.point is not None:
            return Qt.CursorShape.PointingHandCursor
        if len(self.sides) == 2:
            return _DIAGONALS[self.sides]
        return Qt.CursorShape.SizeHorCursor if self.sides & {0, 2} else Qt.CursorShape.SizeVerCursor


def handle_at(marks: Marks, at: PointXY, reach_px: float) -> MarkHandle | None:
    """What lies under the pointer, within `reach_px` picture pixels: the newest dot first, then the box's border."""
    for index in reversed(range(len(marks.points))):
        if math.dist(marks.points[index].point_xy, at) <= reach_px:
            return MarkHandle(point=index)
    return _side_at(marks, at, reach_px)


def moved(marks: Marks, handle: MarkHandle, at: PointXY, size_wh: tuple[int, int]) -> Marks:
    """The marks with the handle at another place, kept inside the picture. A side dragged over its opposite stops there."""
    x = max(0.0, min(at[0], size_wh[0] - 0.01))
    y = max(0.0, min(at[1], size_wh[1] - 0.01))
    if handle.point is not None:
        return marks.with_moved_point(handle.point, (x, y))
    assert marks.box_xyxy is not None
    box = list(marks.box_xyxy)
    for side in handle.sides:
        place = x if side % 2 == 0 else y
        opposite = box[(side + 2) % 4]
        box[side] = min(place, opposite - 1) if side < 2 else max(place, opposite + 1)
    return marks.with_box((box[0], box[1], box[2], box[3]))


def without(marks: Marks, handle: MarkHandle) -> Marks:
    """The marks less the dot, or less the whole box."""
    if handle.point is not None:
        return marks.without_point(handle.point)
    return replace(marks, box_xyxy=None)


def _side_at(marks: Marks, at: PointXY, reach_px: float) -> MarkHandle | None:
    if marks.box_xyxy is None:
        return None
    x0, y0, x1, y1 = box_between(marks.box_xyxy[:2], marks.box_xyxy[2:])
    x, y = at
    if not (x0 - reach_px <= x <= x1 + reach_px and y0 - reach_px <= y <= y1 + reach_px):
        return None
    distances = (abs(x - x0), abs(y - y0), abs(x - x1), abs(y - y1))
    near = {side for side, distance in enumerate(distances) if distance <= reach_px}
    for pair in ((0, 2), (1, 3)):  # of a very thin box the nearer side
        if near.issuperset(pair):
            near.remove(max(pair, key=lambda side: distances[side]))
    return MarkHandle(sides=frozenset(near)) if near else None
