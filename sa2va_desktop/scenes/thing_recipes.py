"""How food, vehicles and other things are drawn: one function each, in unit coordinates.

Every recipe takes the canvas, the tint of its main part and a generator for small variations.
"""

from __future__ import annotations

import numpy as np

from sa2va_desktop.scenes.canvas import Canvas
from sa2va_desktop.scenes.palette import Rgb, shade

_LEAF: Rgb = (74, 148, 62)
_BARK: Rgb = (112, 74, 44)
_INK: Rgb = (34, 34, 40)
_GLASS: Rgb = (186, 222, 240)
_METAL: Rgb = (196, 200, 208)
_CREAM: Rgb = (244, 226, 188)


def draw_apple(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    lean = rng.uniform(-0.1, 0.1)
    canvas.stroke([(0, -0.45), (lean, -0.7), (lean * 2 + 0.06, -0.92)], _BARK, 0.1, smooth=True)
    canvas.ellipse(0.32, -0.74, 0.27, 0.12, _LEAF, angle_deg=-24)
    canvas.blob(
        [
            (0, -0.5),
            (0.42, -0.62),
            (0.84, -0.26),
            (0.78, 0.34),
            (0.42, 0.86),
            (0, 0.78),
            (-0.42, 0.86),
            (-0.78, 0.34),
            (-0.84, -0.26),
            (-0.42, -0.62),
        ],
        tint,
    )
    canvas.ellipse(-0.44, -0.2, 0.13, 0.24, shade(tint, 1.5), angle_deg=24)


def draw_banana(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    bend = rng.uniform(0.5, 0.64)
    canvas.blob(
        [
            (-0.9, -0.42),
            (-0.72, -0.5),
            (-0.34, bend - 0.56),
            (0.3, bend - 0.58),
            (0.74, -0.52),
            (0.92, -0.5),
            (0.84, -0.06),
            (0.36, bend),
            (-0.3, bend),
            (-0.78, 0.0),
        ],
        tint,
    )
    canvas.stroke(
        [(-0.78, -0.22), (-0.3, bend - 0.28), (0.34, bend - 0.28), (0.8, -0.28)],
        shade(tint, 0.82),
        0.06,
        smooth=True,
    )
    canvas.ellipse(0.86, -0.56, 0.11, 0.14, _BARK)
    canvas.ellipse(-0.84, -0.44, 0.09, 0.09, _BARK)


def draw_carrot(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    for x, top in ((-0.26, -0.86), (0.0, -0.98), (0.26, -0.86)):
        canvas.ellipse(x * 0.9, (top - 0.36) / 2, 0.11, (abs(top) - 0.3) / 2 + 0.12, _LEAF, angle_deg=x * 90)
    canvas.blob(
        [(-0.42, -0.34), (0, -0.48), (0.42, -0.34), (0.3, 0.2), (0.06, 0.94), (-0.06, 0.94), (-0.3, 0.2)], tint
    )
    dark = shade(tint, 0.78)
    for y in (-0.14, 0.14, 0.42):
        start = rng.uniform(-0.24, -0.02)
        canvas.stroke([(start * (0.8 - y), y), ((start + 0.22) * (0.8 - y), y + 0.03)], dark, 0.05)


def draw_strawberry(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.blob(
        [
            (0, -0.52),
            (0.5, -0.6),
            (0.82, -0.2),
            (0.6, 0.4),
            (0.0, 0.95),
            (-0.6, 0.4),
            (-0.82, -0.2),
            (-0.5, -0.6),
        ],
        tint,
    )
    for row, y in enumerate((-0.24, 0.04, 0.32, 0.58)):
        half = 0.62 - 0.19 * row
        for x in np.linspace(-half, half, 4 - row) if row < 3 else (0.0,):
            canvas.ellipse(float(x) + rng.uniform(-0.03, 0.03), y, 0.045, 0.07, (250, 222, 130))
    for x, tip in ((-0.56, -0.36), (-0.2, -0.22), (0.2, -0.22), (0.56, -0.36)):
        canvas.polygon([(x * 0.4 - 0.16, -0.66), (x * 0.4 + 0.16, -0.66), (x, tip)], _LEAF)
    canvas.ellipse(0, -0.68, 0.42, 0.12, shade(_LEAF, 0.9))
    canvas.stroke([(0, -0.7), (0.06, -0.94)], shade(_LEAF, 0.8), 0.1)


def draw_star(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    inner = rng.uniform(0.4, 0.46)
    for scale, tone in ((1.0, 0.84), (0.82, 1.0), (0.42, 1.3)):
        points = []
        for index in range(10):
            radius = (0.96 if index % 2 == 0 else inner) * scale
            angle = np.pi * (index / 5 - 0.5)
            points.append((radius * np.cos(angle), 0.04 + radius * np.sin(angle)))
        canvas.polygon(points, shade(tint, tone))


def draw_car(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    roof = rng.uniform(-0.52, -0.44)
    dark = shade(tint, 0.8)
    canvas.blob(
        [(-0.56, -0.02), (-0.4, roof + 0.08), (-0.2, roof), (0.22, roof), (0.42, roof + 0.1), (0.64, 0.0)], dark
    )
    canvas.polygon([(-0.44, -0.04), (-0.28, roof + 0.12), (-0.03, roof + 0.11), (-0.03, -0.04)], _GLASS)
    canvas.polygon([(0.05, -0.04), (0.05, roof + 0.11), (0.26, roof + 0.12), (0.46, -0.04)], _GLASS)
    canvas.blob(
        [
            (-0.94, 0.36),
            (-0.92, 0.06),
            (-0.6, -0.06),
            (0.6, -0.06),
            (0.9, 0.06),
            (0.96, 0.36),
            (0.6, 0.42),
            (-0.6, 0.42),
        ],
        tint,
    )
    canvas.stroke([(-0.86, 0.2), (0.88, 0.2)], dark, 0.04)
    canvas.ellipse(-0.88, 0.12, 0.07, 0.08, (255, 244, 190))
    for x in (-0.5, 0.52):
        canvas.ellipse(x, 0.38, 0.23, 0.23, _INK)
        canvas.ellipse(x, 0.38, 0.11, 0.11, _METAL)


def draw_house(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.polygon([(0.34, -0.84), (0.54, -0.84), (0.54, -0.3), (0.34, -0.4)], (150, 96, 84))
    canvas.polygon([(-0.7, -0.16), (0.7, -0.16), (0.7, 0.88), (-0.7, 0.88)], _CREAM)
    canvas.polygon([(-0.96, -0.08), (0, -0.86), (0.96, -0.08)], tint)
    canvas.polygon([(-0.14, 0.3), (0.18, 0.3), (0.18, 0.88), (-0.14, 0.88)], _BARK)
    frame: Rgb = (250, 250, 250)
    for x in (-0.45, 0.46) if rng.random() < 0.8 else (-0.45,):
        canvas.polygon([(x - 0.18, 0.1), (x + 0.18, 0.1), (x + 0.18, 0.46), (x - 0.18, 0.46)], frame)
        canvas.polygon([(x - 0.13, 0.15), (x + 0.13, 0.15), (x + 0.13, 0.41), (x - 0.13, 0.41)], _GLASS)
        canvas.stroke([(x, 0.15), (x, 0.41)], frame, 0.04)


def draw_boat(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.stroke([(0, -0.92), (0, 0.4)], _BARK, 0.08)
    sail: Rgb = (246, 244, 236)
    canvas.polygon([(0.07, -0.9), (0.07, 0.22), (0.78 + rng.uniform(-0.08, 0.06), 0.22)], sail)
    canvas.polygon([(-0.08, -0.66), (-0.08, 0.22), (-0.6, 0.22)], shade(sail, 0.88))
    canvas.polygon([(-0.94, 0.34), (0.96, 0.34), (0.7, 0.84), (-0.62, 0.84)], tint)
    canvas.polygon([(-0.88, 0.46), (0.9, 0.46), (0.86, 0.56), (-0.83, 0.56)], shade(tint, 1.5))


def draw_balloon(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    sway = rng.uniform(-0.12, 0.12)
    canvas.stroke(
        [(0, 0.5), (sway, 0.68), (-sway, 0.84), (sway * 0.5, 0.97)], (110, 110, 116), 0.05, smooth=True
    )
    canvas.polygon([(-0.1, 0.58), (0.1, 0.58), (0, 0.44)], shade(tint, 0.75))
    canvas.blob(
        [
            (0, -0.95),
            (0.46, -0.82),
            (0.66, -0.36),
            (0.5, 0.14),
            (0, 0.5),
            (-0.5, 0.14),
            (-0.66, -0.36),
            (-0.46, -0.82),
        ],
        tint,
    )
    canvas.ellipse(-0.28, -0.52, 0.12, 0.22, shade(tint, 1.6), angle_deg=20)
