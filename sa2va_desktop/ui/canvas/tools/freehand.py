"""A line drawn with the button down, thinned to what the eye can tell apart; scribble and lasso are made of it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from sa2va_desktop.ui.canvas.tools.canvas_tool import PointXY

_STEP_PX = 1.5  # on the screen


class Freehand:
    """`points` is the way so far, `button` the one that draws."""

    def __init__(self, at: PointXY, button: Qt.MouseButton) -> None:
        self.points: list[PointXY] = [at]
        self.button = button

    def extend(self, at: PointXY, scale: float) -> bool:
        """Go on to a point; False when it is too near to the last one to be seen. `scale`: screen px a picture px."""
        if math.dist(self.points[-1], at) * scale < _STEP_PX:
            return False
        self.points.append(at)
        return True

    @property
    def farthest(self) -> PointXY:
        """The point that is farthest from the first one."""
        return max(self.points, key=lambda point: math.dist(point, self.points[0]))
