"""How animals and plants are drawn: one function each, in unit coordinates.

Every recipe takes the canvas, the tint of its main part and a generator for small variations.
"""

from __future__ import annotations

import numpy as np

from sa2va_desktop.scenes.canvas import Canvas
from sa2va_desktop.scenes.palette import Rgb, shade

_LEAF: Rgb = (74, 148, 62)
_BARK: Rgb = (124, 82, 48)
_INK: Rgb = (34, 32, 38)
_WHITE: Rgb = (248, 248, 250)
_BEAK: Rgb = (244, 150, 40)


def draw_fish(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    height = rng.uniform(0.44, 0.56)
    fin = shade(tint, 0.78)
    canvas.blob([(0.42, 0.0), (0.9, -0.46), (0.8, 0.0), (0.9, 0.46)], fin)
    canvas.blob([(-0.3, -height * 0.7), (0.05, -height - 0.3), (0.35, -height * 0.6)], fin)
    canvas.blob(
        [
            (-0.88, 0.04),
            (-0.5, -height * 0.85),
            (0.05, -height),
            (0.55, -0.16),
            (0.55, 0.16),
            (0.05, height),
            (-0.5, height * 0.85),
        ],
        tint,
    )
    stripe = shade(tint, 1.55)
    for x in (-0.22, 0.14):
        reach = height * (0.92 if x < 0 else 0.86)
        canvas.blob(
            [
                (x - 0.07, -reach * 0.9),
                (x + 0.07, -reach * 0.9),
                (x + 0.12, 0),
                (x + 0.07, reach * 0.9),
                (x - 0.07, reach * 0.9),
                (x - 0.02, 0),
            ],
            stripe,
        )
    canvas.ellipse(-0.56, -0.12, 0.13, 0.13, _WHITE)
    canvas.ellipse(-0.59, -0.11, 0.07, 0.07, _INK)


def draw_ladybug(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    for side in (-1, 1):
        for y in (-0.2, 0.2, 0.55):
            canvas.stroke([(side * 0.5, y), (side * 0.9, y + rng.uniform(-0.14, 0.18))], _INK, 0.08)
        canvas.stroke([(side * 0.12, -0.7), (side * 0.34, -0.94)], _INK, 0.06)
    canvas.ellipse(0, -0.56, 0.36, 0.32, _INK)
    canvas.ellipse(0, 0.12, 0.7, 0.74, tint)
    canvas.stroke([(0, -0.6), (0, 0.84)], _INK, 0.07)
    for side in (-1, 1):
        for x, y, radius in ((0.28, -0.22, 0.13), (0.42, 0.2, 0.13), (0.24, 0.54, 0.12)):
            canvas.ellipse(side * x, y, radius * rng.uniform(0.85, 1.15), radius, _INK)
        canvas.ellipse(side * 0.16, -0.66, 0.09, 0.09, _WHITE)


def draw_penguin(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    lift = rng.uniform(0.0, 0.2)
    canvas.ellipse(-0.22, 0.88, 0.2, 0.1, _BEAK)
    canvas.ellipse(0.22, 0.88, 0.2, 0.1, _BEAK)
    for side in (-1, 1):
        canvas.ellipse(
            side * (0.55 + lift * 0.4),
            0.16 - lift,
            0.15,
            0.46,
            shade(tint, 0.85),
            angle_deg=-side * (16 + lift * 120),
        )
    canvas.blob(
        [
            (0, -0.94),
            (0.36, -0.76),
            (0.44, -0.36),
            (0.58, 0.3),
            (0.42, 0.82),
            (0, 0.92),
            (-0.42, 0.82),
            (-0.58, 0.3),
            (-0.44, -0.36),
            (-0.36, -0.76),
        ],
        tint,
    )
    canvas.ellipse(0, 0.32, 0.38, 0.52, _WHITE)
    canvas.ellipse(-0.15, -0.52, 0.17, 0.2, _WHITE)
    canvas.ellipse(0.15, -0.52, 0.17, 0.2, _WHITE)
    canvas.ellipse(-0.12, -0.54, 0.06, 0.07, _INK)
    canvas.ellipse(0.12, -0.54, 0.06, 0.07, _INK)
    canvas.polygon([(-0.14, -0.4), (0.14, -0.4), (0, -0.2)], _BEAK)


def draw_duck(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.blob(
        [
            (-0.3, -0.1),
            (0.2, -0.02),
            (0.6, 0.02),
            (0.95, -0.26),
            (0.88, 0.36),
            (0.5, 0.74),
            (-0.1, 0.78),
            (-0.5, 0.52),
            (-0.55, 0.14),
        ],
        tint,
    )
    canvas.blob([(-0.72, -0.36), (-1.0, -0.22), (-0.9, -0.1), (-0.56, -0.14)], _BEAK)
    canvas.ellipse(-0.38, -0.42, 0.38, 0.38, tint)
    canvas.blob(
        [(-0.1, 0.16), (0.3, 0.1), (0.66, 0.26), (0.36, 0.54), (0.0, 0.48)],
        shade(tint, 0.82 + rng.uniform(-0.03, 0.03)),
    )
    canvas.ellipse(-0.5, -0.52, 0.07, 0.08, _INK)


def draw_butterfly(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    spread = rng.uniform(0.88, 1.0)
    dark, light = shade(tint, 0.62), shade(tint, 1.55)
    for side in (-1, 1):
        reach = side * spread
        canvas.blob(
            [(0, -0.05), (reach * 0.5, -0.82), (reach * 0.95, -0.66), (reach * 0.86, -0.1), (reach * 0.4, 0.1)],
            dark,
        )
        canvas.blob(
            [(0, 0.05), (reach * 0.7, 0.06), (reach * 0.74, 0.6), (reach * 0.4, 0.86), (reach * 0.1, 0.44)],
            dark,
        )
        canvas.blob(
            [
                (reach * 0.08, -0.08),
                (reach * 0.5, -0.68),
                (reach * 0.84, -0.56),
                (reach * 0.76, -0.14),
                (reach * 0.4, 0.02),
            ],
            tint,
        )
        canvas.blob(
            [(reach * 0.1, 0.12), (reach * 0.6, 0.14), (reach * 0.63, 0.56), (reach * 0.38, 0.72)], tint
        )
        canvas.ellipse(reach * 0.6, -0.42, 0.13, 0.13, light)
        canvas.ellipse(reach * 0.42, 0.42, 0.1, 0.1, light)
        canvas.stroke([(0, -0.5), (side * 0.22, -0.88)], _INK, 0.05, smooth=True)
    canvas.ellipse(0, 0.0, 0.1, 0.56, _INK)


def draw_tree(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.polygon([(-0.14, 0.2), (0.14, 0.2), (0.22, 0.96), (-0.22, 0.96)], _BARK)
    dark, light = shade(tint, 0.82), shade(tint, 1.18)
    puffs = [
        (-0.42, 0.06, 0.4),
        (0.42, 0.06, 0.4),
        (-0.3, -0.4, 0.4),
        (0.3, -0.4, 0.4),
        (0, -0.56, 0.38),
        (0, -0.1, 0.5),
    ]
    for x, y, radius in puffs:
        canvas.ellipse(x, y, radius, radius * rng.uniform(0.92, 1.05), dark)
    for x, y, radius in puffs:
        canvas.ellipse(x - 0.03, y - 0.05, radius * 0.82, radius * 0.8, tint)
    for x, y, radius in puffs[2:5]:
        canvas.ellipse(x - 0.08, y - 0.1, radius * 0.42, radius * 0.36, light)


def draw_sunflower(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.stroke([(0, -0.1), (0.05, 0.5), (0, 0.95)], shade(_LEAF, 0.9), 0.12, smooth=True)
    canvas.ellipse(0.3, 0.6, 0.28, 0.11, _LEAF, angle_deg=-28)
    canvas.ellipse(-0.28, 0.72, 0.26, 0.1, _LEAF, angle_deg=28)
    count = int(rng.integers(12, 16))
    for layer, (length, tone) in enumerate(((0.33, 0.84), (0.3, 1.0))):
        for index in range(count):
            angle = 2 * np.pi * (index + 0.5 * layer) / count
            x, y = 0.36 * np.cos(angle), -0.3 + 0.36 * np.sin(angle)
            canvas.ellipse(x, y, length, 0.12, shade(tint, tone), angle_deg=float(np.rad2deg(angle)))
    canvas.ellipse(0, -0.3, 0.32, 0.32, (96, 58, 30))
    for angle in np.linspace(0, 2 * np.pi, 9, endpoint=False):
        canvas.ellipse(0.18 * np.cos(angle), -0.3 + 0.18 * np.sin(angle), 0.04, 0.04, (150, 100, 52))


def draw_cloud(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    lower = shade(tint, 0.86)
    puffs = [(-0.56, 0.14, 0.34), (0.56, 0.14, 0.36), (-0.2, -0.12, 0.42), (0.24, -0.06, 0.38), (0, 0.22, 0.4)]
    canvas.blob([(-0.84, 0.3), (-0.4, 0.5), (0.4, 0.52), (0.86, 0.32), (0.5, 0.1), (-0.5, 0.1)], lower)
    for x, y, radius in puffs:
        canvas.ellipse(x, y, radius * rng.uniform(0.95, 1.06), radius * 0.9, lower)
    for x, y, radius in puffs:
        canvas.ellipse(x, y - 0.06, radius * 0.88, radius * 0.78, tint)


def draw_mushroom(canvas: Canvas, tint: Rgb, rng: np.random.Generator) -> None:
    canvas.blob(
        [(-0.2, 0.0), (0.2, 0.0), (0.24, 0.5), (0.32, 0.88), (0, 0.96), (-0.32, 0.88), (-0.24, 0.5)],
        (240, 228, 204),
    )
    canvas.blob(
        [
            (-0.9, 0.06),
            (-0.78, -0.42),
            (-0.34, -0.82),
            (0.34, -0.82),
            (0.78, -0.42),
            (0.9, 0.06),
            (0.4, 0.2),
            (-0.4, 0.2),
        ],
        tint,
    )
    for x, y, radius in (
        (-0.46, -0.2, 0.15),
        (0.0, -0.52, 0.16),
        (0.5, -0.22, 0.15),
        (0.06, -0.04, 0.12),
        (-0.3, -0.58, 0.08),
        (0.34, -0.58, 0.08),
    ):
        canvas.ellipse(x + rng.uniform(-0.03, 0.03), y, radius, radius * 0.88, _WHITE)
