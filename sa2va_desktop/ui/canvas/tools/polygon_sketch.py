"""A polygon while it is drawn: corners one after the other, then closed and reshaped. Pure; every step can be taken back."""

from __future__ import annotations

import math

from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY

LEAST_CORNERS = 3
_TURN = math.pi / 4


class PolygonSketch:
    """Corners in picture coordinates, in order; closed from the last to the first once `is_closed`."""

    def __init__(self, first: PointXY) -> None:
        self.corners: tuple[PointXY, ...] = (first,)
        self.is_closed = False
        self._earlier: list[tuple[tuple[PointXY, ...], bool]] = []

    @property
    def can_close(self) -> bool:
        return not self.is_closed and len(self.corners) >= LEAST_CORNERS

    def add(self, corner: PointXY) -> None:
        self._step((*self.corners, corner))

    def close(self) -> None:
        self._step(self.corners, is_closed=True)

    def insert(self, index: int, corner: PointXY) -> None:
        """Put a corner before the one that has the index now."""
        self._step((*self.corners[:index], corner, *self.corners[index:]))

    def remove(self, index: int) -> bool:
        """Take a corner away; False when a closed polygon would have too few."""
        if len(self.corners) <= (LEAST_CORNERS if self.is_closed else 1):
            return False
        self._step(self.corners[:index] + self.corners[index + 1 :])
        return True

    def begin_move(self) -> None:
        """What `move` does until the next call is one step."""
        self._step(self.corners)

    def move(self, index: int, corner: PointXY) -> None:
        self.corners = (*self.corners[:index], corner, *self.corners[index + 1 :])

    def take_back(self) -> bool:
        """Undo the last step; False when there is only the first corner."""
        if not self._earlier:
            return False
        self.corners, self.is_closed = self._earlier.pop()
        return True

    def corner_at(self, at: PointXY, reach_px: float) -> int | None:
        """The nearest corner within reach."""
        distances = [math.dist(corner, at) for corner in self.corners]
        nearest = min(range(len(distances)), key=distances.__getitem__)
        return nearest if distances[nearest] <= reach_px else None

    def edge_at(self, at: PointXY, reach_px: float) -> int | None:
        """The index at which a corner on the edge under the pointer would be inserted."""
        count = len(self.corners)
        ends = [(self.corners[index], self.corners[(index + 1) % count]) for index in range(count)]
        distances = [_distance_to_edge(at, *end) for end in ends]
        nearest = min(range(count), key=distances.__getitem__)
        return nearest + 1 if distances[nearest] <= reach_px else None

    def neighbour(self, index: int) -> PointXY:
        """The corner before one."""
        return self.corners[index - 1]

    def _step(self, corners: tuple[PointXY, ...], *, is_closed: bool | None = None) -> None:
        self._earlier.append((self.corners, self.is_closed))
        self.corners = corners
        self.is_closed = self.is_closed if is_closed is None else is_closed


def snapped(origin: PointXY, at: PointXY) -> PointXY:
    """The point nearest to `at` that lies from `origin` in a direction that is a multiple of 45 degrees."""
    dx, dy = at[0] - origin[0], at[1] - origin[1]
    angle = round(math.atan2(dy, dx) / _TURN) * _TURN
    length = dx * math.cos(angle) + dy * math.sin(angle)
    return origin[0] + length * math.cos(angle), origin[1] + length * math.sin(angle)


def _distance_to_edge(at: PointXY, start: PointXY, stop: PointXY) -> float:
    dx, dy = stop[0] - start[0], stop[1] - start[1]
    squared = dx * dx + dy * dy
    if squared == 0:
        return math.dist(at, start)
    along = max(0.0, min(1.0, ((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / squared))
    return math.dist(at, (start[0] + along * dx, start[1] + along * dy))
