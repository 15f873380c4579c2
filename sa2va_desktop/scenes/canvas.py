"""A small vector canvas: anti-aliased shapes in unit coordinates, drawn as premultiplied RGBA."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.palette import Rgb

_DRAWN_PX = 512  # drawn at twice the sprite's size, then averaged down
SPRITE_PX = 256
_SHIFT = 4  # fractional bits of OpenCV's drawing coordinates

Points = Sequence[tuple[float, float]]


class Canvas:
    """Square drawing with x right, y down, both in [-1, 1].

    Shapes cover what was drawn before. Blending an anti-aliased shape into transparent black yields
    premultiplied colours, so no fringe appears when the sprite is composited.

    Args:
        textured: shapes of these colours, as far as nothing else covers them, take the marks of `overlay`.
    """

    def __init__(self, textured: Collection[Rgb] = ()) -> None:
        self._pixels = np.zeros((_DRAWN_PX, _DRAWN_PX, 4), np.uint8)
        self._textured = frozenset(textured)
        self._marked = np.zeros((_DRAWN_PX, _DRAWN_PX), np.uint8) if textured else None

    def polygon(self, points: Points, rgb: Rgb) -> None:
        """Fill a closed polygon."""
        cv2.fillPoly(self._pixels, [self._fixed(points)], (*rgb, 255), cv2.LINE_AA, _SHIFT)
        if self._marked is not None:
            mark = 255 * (rgb in self._textured)
            cv2.fillPoly(self._marked, [self._fixed(points)], mark, cv2.LINE_AA, _SHIFT)

    def blob(self, points: Points, rgb: Rgb) -> None:
        """Fill the closed smooth curve through these points."""
        self.polygon(smooth_curve(points, closed=True), rgb)

    def ellipse(self, x: float, y: float, rx: float, ry: float, rgb: Rgb, *, angle_deg: float = 0.0) -> None:
        """Fill an ellipse; `angle_deg` turns it clockwise."""
        turn = np.deg2rad(angle_deg)
        around = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        across, down = rx * np.cos(around), ry * np.sin(around)
        xs = x + across * np.cos(turn) - down * np.sin(turn)
        ys = y + across * np.sin(turn) + down * np.cos(turn)
        self.polygon(list(zip(xs, ys)), rgb)

    def stroke(self, points: Points, rgb: Rgb, width: float, *, smooth: bool = False) -> None:
        """Draw an open line with round ends; `width` is in canvas units."""
        path = smooth_curve(points, closed=False) if smooth else points
        pixels = max(1, round(width * _DRAWN_PX / 2))
        cv2.polylines(self._pixels, [self._fixed(path)], False, (*rgb, 255), pixels, cv2.LINE_AA, _SHIFT)
        if self._marked is not None:
            mark = 255 * (rgb in self._textured)
            cv2.polylines(self._marked, [self._fixed(path)], False, mark, pixels, cv2.LINE_AA, _SHIFT)

    def overlay(self, layer: npt.NDArray[np.float32], rgb: Rgb) -> None:
        """Paint marks onto the textured shapes: `layer` is (n, n) in 0..1, stretched over the drawing."""
        if self._marked is None:
            return
        share = cv2.resize(layer, (_DRAWN_PX, _DRAWN_PX), interpolation=cv2.INTER_LINEAR)
        share = (share * (self._marked.astype(np.float32) / 255))[..., None]
        alpha = self._pixels[..., 3:].astype(np.float32) / 255
        colour = np.array(rgb, np.float32) * alpha
        self._pixels[..., :3] = (self._pixels[..., :3] * (1 - share) + colour * share).astype(np.uint8)

    def finished(self, *, light: float = 0.16) -> npt.NDArray[np.uint8]:
        """The sprite: (256, 256, 4) uint8 premultiplied RGBA, lit from the upper left, edges slightly darker."""
        small = cv2.resize(self._pixels, (SPRITE_PX, SPRITE_PX), interpolation=cv2.INTER_AREA)
        alpha = small[..., 3].astype(np.float32) / 255
        axis = np.linspace(-1, 1, SPRITE_PX, dtype=np.float32)
        lit = 1.0 - light * (axis[None, :] * 0.6 + axis[:, None] * 0.8)
        depth = cv2.blur(alpha, (13, 13))  # 1 inside, about 0.5 at the silhouette
        lit *= 0.80 + 0.20 * np.clip((depth - 0.45) / 0.4, 0, 1)
        colour = np.minimum(small[..., :3] * lit[..., None], small[..., 3:])
        return np.concatenate((colour.astype(np.uint8), small[..., 3:]), axis=2)

    @staticmethod
    def _fixed(points: Points) -> npt.NDArray[np.int32]:
        pixels = (np.asarray(points, np.float64) + 1.0) * (_DRAWN_PX / 2) - 0.5
        return np.round(pixels * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)


def smooth_curve(points: Points, *, closed: bool, per_segment: int = 10) -> Points:
    """Catmull-Rom curve through the points, as a polyline."""
    knots = np.asarray(points, np.float64)
    count = len(knots)
    if closed:
        before, start, end, after = (np.roll(knots, shift, axis=0) for shift in (1, 0, -1, -2))
    else:
        padded = np.concatenate((knots[:1], knots, knots[-1:]))
        before, start, end, after = (padded[shift : shift + count - 1] for shift in range(4))
    t = np.linspace(0, 1, per_segment, endpoint=False)[None, :, None]
    before, start, end, after = (part[:, None, :] for part in (before, start, end, after))
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    flat = curve.reshape(-1, 2)
    if not closed:
        flat = np.concatenate((flat, knots[-1:]))
    return [(float(x), float(y)) for x, y in flat]
