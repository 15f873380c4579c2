"""How the further things are drawn, those that the bundled checkpoint does not know: one function each, in unit coordinates.

Every recipe takes the canvas, the tint of its main part and a generator for small variations.
"""

from __future__ import annotations

import numpy as np

from sa2va_desktop.scenes.canvas import Canvas, Points
from sa2va_desktop.scenes.palette import Rgb, shade

_BARK: Rgb = (112, 74, 44)
_INK: Rgb = (34, 34, 40)
_GLASS: Rgb = (186, 222, 240)
_METAL: Rgb = (196, 200, 208)
_SKIN: Rgb = (226, 200, 158)
_CLAY: Rgb = (196, 104, 62)


def draw_umbrella(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    lean = rng.uniform(-0.04, 0.04)
    canvas.stroke([(0, -0.2), (0, 0.7)], _BARK, 0.09)
    canvas.stroke([(0, 0.66), (0.04, 0.86), (0.2, 0.9), (0.3, 0.72)], _BARK, 0.1, smooth=True)
    canvas.stroke([(0, -0.74), (lean, -0.94)], _BARK, 0.08)
    dome = [(float(0.96 * np.cos(a)), float(0.1 + 0.86 * np.sin(a))) for a in np.linspace(np.pi, 2 * np.pi, 25)]
    canvas.polygon([*dome, *_scallops(0.96, 0.1, 4)], tint)
    dark = shade(tint, 0.7)
    for x in (-0.48, 0.0, 0.48):
        canvas.stroke([(lean, -0.74), (x * 0.72, -0.4), (x, 0.02)], dark, 0.035, smooth=True)


def draw_key(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    dark = shade(tint, 0.8)
    canvas.polygon([(-0.2, -0.1), (0.9, -0.1), (0.94, 0.0), (0.9, 0.1), (-0.2, 0.1)], tint)
    canvas.stroke([(-0.1, 0.05), (0.84, 0.05)], dark, 0.05)
    for x, length in ((0.46, rng.uniform(0.24, 0.34)), (0.68, rng.uniform(0.32, 0.42))):
        canvas.polygon([(x, 0.06), (x + 0.14, 0.06), (x + 0.14, 0.06 + length), (x, 0.06 + length)], tint)
    # A bow of three rings: a single ring would be lost at small sizes.
    for x, y in ((-0.44, -0.24), (-0.44, 0.24), (-0.66, 0.0)):
        canvas.ellipse(x, y, 0.28, 0.28, tint)
    for x, y in ((-0.46, -0.26), (-0.46, 0.26), (-0.7, 0.0)):
        canvas.ellipse(x, y, 0.12, 0.12, shade(tint, 0.45))


def draw_cup(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    reach = rng.uniform(0.86, 0.94)
    ring = [(0.44, -0.3), (reach - 0.1, -0.34), (reach, -0.02), (reach - 0.16, 0.3), (0.36, 0.38)]
    canvas.stroke(ring, shade(tint, 0.84), 0.15, smooth=True)
    canvas.blob(
        [
            (-0.74, -0.6),
            (0.0, -0.66),
            (0.56, -0.6),
            (0.52, 0.2),
            (0.34, 0.72),
            (-0.1, 0.8),
            (-0.52, 0.72),
            (-0.7, 0.2),
        ],
        tint,
    )
    canvas.ellipse(-0.09, -0.58, 0.66, 0.18, shade(tint, 1.35))
    canvas.ellipse(-0.09, -0.56, 0.54, 0.12, (92, 58, 40))


def draw_rocket(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    flame = rng.uniform(0.86, 0.98)
    canvas.blob([(-0.2, 0.52), (0.2, 0.52), (0.12, 0.76), (0.0, flame), (-0.12, 0.76)], (250, 176, 52))
    canvas.blob([(-0.1, 0.54), (0.1, 0.54), (0.0, flame - 0.16)], (254, 236, 140))
    fin = shade(tint, 0.62)
    for side in (-1, 1):
        canvas.polygon([(side * 0.26, 0.08), (side * 0.66, 0.5), (side * 0.62, 0.74), (side * 0.22, 0.56)], fin)
    canvas.blob(
        [
            (0, -0.96),
            (0.24, -0.6),
            (0.36, -0.1),
            (0.3, 0.36),
            (0.2, 0.6),
            (-0.2, 0.6),
            (-0.3, 0.36),
            (-0.36, -0.1),
            (-0.24, -0.6),
        ],
        tint,
    )
    canvas.polygon([(0, -0.96), (0.13, -0.78), (0.23, -0.58), (-0.23, -0.58), (-0.13, -0.78)], fin)
    canvas.ellipse(0, -0.22, 0.18, 0.18, _METAL)
    canvas.ellipse(0, -0.22, 0.12, 0.12, _GLASS)


def draw_kite(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    sway = rng.uniform(0.08, 0.18)
    tail = [(0.0, 0.34), (sway, 0.52), (-sway, 0.72), (sway * 0.8, 0.94)]
    canvas.stroke(tail, (92, 92, 100), 0.045, smooth=True)
    for x, y in ((sway * 0.7, 0.54), (-sway * 0.8, 0.74)):
        canvas.polygon([(x, y), (x - 0.15, y - 0.09), (x - 0.15, y + 0.09)], shade(tint, 0.7))
        canvas.polygon([(x, y), (x + 0.15, y - 0.09), (x + 0.15, y + 0.09)], shade(tint, 0.7))
    canvas.polygon([(0, -0.96), (0.62, -0.32), (0, 0.4), (-0.62, -0.32)], tint)
    dark = shade(tint, 0.62)
    canvas.stroke([(0, -0.92), (0, 0.36)], dark, 0.05)
    canvas.stroke([(-0.58, -0.32), (0.58, -0.32)], dark, 0.05)


def draw_teapot(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    part = shade(tint, 0.84)
    canvas.stroke([(0.42, -0.2), (0.86, -0.3), (0.92, 0.1), (0.5, 0.42)], part, 0.13, smooth=True)
    lift = rng.uniform(-0.42, -0.34)
    spout: Points = [
        (-0.36, 0.4),
        (-0.7, 0.18),
        (-0.78, -0.12),
        (-0.98, lift),
        (-0.8, lift - 0.04),
        (-0.58, -0.1),
        (-0.4, 0.02),
    ]
    canvas.blob(spout, part)
    canvas.ellipse(0, 0.64, 0.36, 0.12, shade(tint, 0.7))
    canvas.ellipse(0, 0.18, 0.62, 0.52, tint)
    canvas.ellipse(0, -0.32, 0.34, 0.14, shade(tint, 0.7))
    canvas.ellipse(0, -0.38, 0.3, 0.14, shade(tint, 1.3))
    canvas.ellipse(0, -0.58, 0.1, 0.1, shade(tint, 0.7))
    canvas.ellipse(-0.26, 0.0, 0.1, 0.2, shade(tint, 1.5), angle_deg=24)


def draw_cactus(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    left, right = rng.uniform(-0.34, -0.18), rng.uniform(-0.5, -0.3)
    dark = shade(tint, 0.72)
    for side, top, joint in ((-1, left, 0.16), (1, right, -0.02)):
        canvas.stroke(
            [(0, joint), (side * 0.44, joint), (side * 0.54, joint - 0.08), (side * 0.54, top)], tint, 0.26
        )
    canvas.stroke([(0, -0.7), (0, 0.5)], tint, 0.44)
    for x in (-0.11, 0.0, 0.11):
        canvas.stroke([(x, -0.74 + abs(x)), (x, 0.42)], dark, 0.03)
    canvas.polygon([(-0.42, 0.42), (0.42, 0.42), (0.32, 0.94), (-0.32, 0.94)], _CLAY)
    canvas.polygon([(-0.48, 0.38), (0.48, 0.38), (0.48, 0.52), (-0.48, 0.52)], shade(_CLAY, 1.15))


def draw_snail(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    lift = rng.uniform(-0.5, -0.4)
    for x in (-0.82, -0.6):
        canvas.stroke([(-0.68, 0.1), (x, lift)], _SKIN, 0.08)
        canvas.ellipse(x, lift, 0.08, 0.08, _INK)
    canvas.blob(
        [
            (-0.9, 0.12),
            (-0.7, -0.04),
            (-0.46, 0.1),
            (-0.36, 0.42),
            (0.3, 0.52),
            (0.96, 0.66),
            (0.4, 0.76),
            (-0.5, 0.76),
            (-0.82, 0.5),
        ],
        _SKIN,
    )
    canvas.ellipse(0.16, 0.04, 0.56, 0.54, tint)
    around = np.linspace(0, 4.2 * np.pi, 60)
    radius = 0.42 * (1 - around / around[-1]) + 0.03
    spiral = list(zip(0.16 + radius * np.cos(around), 0.06 + radius * np.sin(around)))
    canvas.stroke(spiral, shade(tint, 0.58), 0.07)


def draw_bell(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    swing = rng.uniform(-0.12, 0.12)
    canvas.ellipse(swing, 0.76, 0.17, 0.17, shade(tint, 0.55))
    canvas.ellipse(0, -0.8, 0.15, 0.15, shade(tint, 0.75))
    canvas.blob(
        [
            (0, -0.78),
            (0.34, -0.62),
            (0.46, -0.2),
            (0.54, 0.26),
            (0.86, 0.58),
            (0.4, 0.68),
            (-0.4, 0.68),
            (-0.86, 0.58),
            (-0.54, 0.26),
            (-0.46, -0.2),
            (-0.34, -0.62),
        ],
        tint,
    )
    canvas.stroke([(-0.56, 0.32), (0, 0.4), (0.56, 0.32)], shade(tint, 0.68), 0.07, smooth=True)
    canvas.ellipse(-0.2, -0.26, 0.08, 0.26, shade(tint, 1.55), angle_deg=10)


def draw_hat(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    top = rng.uniform(-0.78, -0.68)
    dark = shade(tint, 0.7)
    canvas.ellipse(0, 0.44, 0.95, 0.24, dark)
    canvas.ellipse(0, 0.39, 0.93, 0.21, tint)
    canvas.polygon([(-0.46, 0.4), (-0.56, top), (0.56, top), (0.46, 0.4)], tint)
    canvas.ellipse(0, 0.4, 0.46, 0.1, tint)
    canvas.ellipse(0, top, 0.56, 0.13, shade(tint, 1.25))
    canvas.polygon([(-0.48, 0.1), (0.48, 0.1), (0.46, 0.34), (0.0, 0.4), (-0.46, 0.34)], _INK)


def _scallops(half_width: float, y: float, count: int) -> list[tuple[float, float]]:
    """The lower edge of an umbrella from right to left: `count` arcs that bulge upwards."""
    points = []
    for number in range(count):
        middle = half_width - (2 * number + 1) * half_width / count
        for angle in np.linspace(0, np.pi, 9):
            points.append((float(middle + half_width / count * np.cos(angle)), float(y - 0.12 * np.sin(angle))))
    return points
