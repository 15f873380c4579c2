"""Where the picture lies in the widget: scale and offset, without widgets.

Widget coordinates are device-independent pixels; picture coordinates are those of the document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MAX_SCALE = 64.0
_MIN_VISIBLE_PX = 48.0


@dataclass(frozen=True)
class ViewTransform:
    """`scale` is widget pixels per picture pixel; `offset` is where the picture's top-left corner lies.

    `is_fit` means that the picture follows the widget's size until the person zooms or pans.
    """

    picture_wh: tuple[int, int] = (0, 0)
    widget_wh: tuple[float, float] = (1.0, 1.0)
    scale: float = 1.0
    offset: tuple[float, float] = (0.0, 0.0)
    is_fit: bool = True

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.offset[0]) / self.scale, (y - self.offset[1]) / self.scale

    def to_widget(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.offset[0], y * self.scale + self.offset[1]

    @property
    def fit_scale(self) -> float:
        """The largest scale that shows the whole picture."""
        width, height = self.picture_wh
        if not width or not height:
            return 1.0
        return max(1e-4, min(self.widget_wh[0] / width, self.widget_wh[1] / height))

    @property
    def min_scale(self) -> float:
        """A small picture may be seen at its own size, a large one at a fifth of what fits."""
        return min(1.0, self.fit_scale) / 5

    @property
    def center_xy(self) -> tuple[float, float]:
        """The picture point in the middle of the widget."""
        return self.to_picture(self.widget_wh[0] / 2, self.widget_wh[1] / 2)

    def fitted(self) -> ViewTransform:
        scale = self.fit_scale
        x = (self.widget_wh[0] - self.picture_wh[0] * scale) / 2
        y = (self.widget_wh[1] - self.picture_wh[1] * scale) / 2
        return replace(self, scale=scale, offset=(x, y), is_fit=True)

    def for_picture(self, width: int, height: int) -> ViewTransform:
        """The same place if the size is the same, else the whole picture."""
        return (
            self if (width, height) == self.picture_wh else replace(self, picture_wh=(width, height)).fitted()
        )

    def for_widget(self, width: float, height: float) -> ViewTransform:
        """Follow a new widget size: fitted stays fitted, else the point in the middle stays in the middle."""
        resized = replace(self, widget_wh=(width, height))
        return resized.fitted() if self.is_fit else resized.centered_on(*self.center_xy)

    def zoomed(self, factor: float, x: float, y: float) -> ViewTransform:
        """Zoom by a factor; the picture point under widget point (x, y) stays where it is."""
        return self.scaled_to(self.scale * factor, x, y)

    def scaled_to(self, scale: float, x: float, y: float) -> ViewTransform:
        scale = max(self.min_scale, min(MAX_SCALE, scale))
        px, py = self.to_picture(x, y)
        return replace(self, scale=scale, offset=(x - px * scale, y - py * scale), is_fit=False)._held()

    def showing(self, x: float, y: float, width: float, height: float) -> ViewTransform:
        """A picture rectangle in the middle, as large as fits."""
        fitting = min(self.widget_wh[0] / width, self.widget_wh[1] / height)
        scaled = self.scaled_to(fitting, self.widget_wh[0] / 2, self.widget_wh[1] / 2)
        return scaled.centered_on(x + width / 2, y + height / 2)

    def panned(self, dx: float, dy: float) -> ViewTransform:
        return replace(self, offset=(self.offset[0] + dx, self.offset[1] + dy), is_fit=False)._held()

    def centered_on(self, x: float, y: float) -> ViewTransform:
        offset = (self.widget_wh[0] / 2 - x * self.scale, self.widget_wh[1] / 2 - y * self.scale)
        return replace(self, offset=offset, is_fit=False)._held()

    def _held(self) -> ViewTransform:
        """A strip of the picture always stays in sight, so that nobody loses it."""
        held = []
        for axis in (0, 1):
            length = self.picture_wh[axis] * self.scale
            margin = min(_MIN_VISIBLE_PX, length, self.widget_wh[axis])
            held.append(max(margin - length, min(self.widget_wh[axis] - margin, self.offset[axis])))
        return replace(self, offset=(held[0], held[1]))
