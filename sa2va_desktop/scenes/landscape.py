"""Painted landscapes: sky, sun, hills and a foreground, sharp at any resolution."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SKIES = (
    ((120, 178, 226), (226, 236, 240)),
    ((150, 196, 220), (250, 228, 200)),
    ((196, 206, 218), (232, 232, 228)),
)
_FAR = ((140, 168, 184), (158, 178, 158), (176, 168, 176))
_NEAR = ((128, 170, 108), (150, 178, 112), (186, 178, 128), (112, 156, 120))
_FOREGROUNDS = ((152, 186, 112), (206, 190, 148), (142, 146, 152), (132, 178, 196), (168, 196, 132))


def paint_landscape(rng: np.random.Generator, size_hw: tuple[int, int]) -> Floats:
    """A landscape of softly varied colours.

    All random draws come before anything depends on the resolution, so every size shows the same picture.

    Returns:
        (H, W, 3) float32 RGB, about 0..255.
    """
    height, width = size_hw
    top, bottom = _SKIES[int(rng.integers(len(_SKIES)))]
    across = np.linspace(0, 1, width, dtype=np.float32)
    down = np.linspace(0, 1, height, dtype=np.float32)
    horizon = float(rng.uniform(0.42, 0.66))
    blend = np.clip(down / horizon, 0, 1)[:, None, None]
    picture = np.repeat(_varied(top, rng) * (1 - blend) + _varied(bottom, rng) * blend, width, axis=1)
    sun_x, sun_y = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.08, 0.8)) * horizon
    if rng.random() < 0.4:
        distance = np.hypot((across[None, :] - sun_x) * width / height, down[:, None] - sun_y)
        glow = np.exp(-((distance / 0.16) ** 2))[..., None] * 0.5
        picture = picture * (1 - glow) + np.array((255, 248, 226), np.float32) * glow
    layers = [(horizon, 0.07, _FAR), (horizon + 0.09, 0.05, _NEAR), (horizon + 0.2, 0.03, _FOREGROUNDS)]
    for level, swing, colours in layers:
        colour = _varied(colours[int(rng.integers(len(colours)))], rng)
        line = np.full(width, level + float(rng.uniform(-0.03, 0.03)), np.float32)
        for waves in (1.0, 2.3):
            phase = float(rng.uniform(0, 6.3))
            line += swing / waves * np.sin(phase + 6.3 * waves * float(rng.uniform(0.6, 1.1)) * across)
        _fill_below(picture, line, colour, down)
    _scatter_tufts(picture, rng, top_of=horizon + 0.22)
    return picture


def _fill_below(picture: Floats, line: Floats, colour: Floats, down: Floats) -> None:
    """Paint everything under a skyline, a little darker towards the bottom, with a smooth edge."""
    height = picture.shape[0]
    cover = np.clip((down[:, None] - line[None, :]) * height + 0.5, 0, 1)[..., None]
    depth = np.clip(down[:, None] - line[None, :], 0, 1)[..., None]
    picture[:] = picture * (1 - cover) + colour * (1.04 - 0.35 * depth) * cover


def _scatter_tufts(picture: Floats, rng: np.random.Generator, *, top_of: float) -> None:
    """Short light and dark strokes on the foreground."""
    height, width = picture.shape[:2]
    shift = 4
    for _ in range(int(rng.integers(0, 26))):
        x, y = float(rng.uniform(0, 1)), float(rng.uniform(min(top_of, 0.95), 1.0))
        rx, ry, change = (
            float(rng.uniform(0.01, 0.04)),
            float(rng.uniform(0.003, 0.008)),
            float(rng.uniform(-16, 14)),
        )
        x0, x1 = max(0, int((x - rx) * width)), min(width, int((x + rx) * width) + 2)
        y0, y1 = max(0, int((y - ry) * height)), min(height, int((y + ry) * height) + 2)
        patch = np.zeros((max(y1 - y0, 1), max(x1 - x0, 1)), np.uint8)
        centre = (round((x * width - x0) * 2**shift), round((y * height - y0) * 2**shift))
        axes = (max(1, round(rx * width * 2**shift)), max(1, round(ry * height * 2**shift)))
        cv2.ellipse(patch, centre, axes, 0, 0, 360, 255, -1, cv2.LINE_AA, shift)
        region = picture[y0:y1, x0:x1]
        region += change * (patch[: region.shape[0], : region.shape[1], None].astype(np.float32) / 255)


def _varied(colour: tuple[int, int, int], rng: np.random.Generator) -> Floats:
    return (np.array(colour) * rng.uniform(0.9, 1.08) + rng.normal(0, 6, 3)).astype(np.float32)
