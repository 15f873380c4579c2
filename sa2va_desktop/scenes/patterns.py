"""Patterns on sprites: where their marks are, and in which colour."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.palette import TINTS, Rgb

PLAIN, STRIPED, DOTTED = "plain", "striped", "dotted"
PATTERNS: tuple[str, ...] = (STRIPED, DOTTED)
"""Textures that are seen as marks on a thing's own colour."""


def pattern_word(colour: str) -> str:
    """The colour word of the marks on a thing of this colour: the one of white and black that is seen better."""
    return "black" if colour in ("yellow", "white") else "white"


def pattern_rgb(colour: str) -> Rgb:
    """The colour of these marks."""
    return TINTS[pattern_word(colour)]


def pattern_layer(
    texture: str, rng: np.random.Generator, size_px: int, *, scale: float = 1.0
) -> npt.NDArray[np.float32]:
    """Where the marks of a pattern are on a sprite: (n, n) float32, 0 to 1, soft at the edges."""
    axis = np.linspace(-1, 1, size_px, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    turn = float(rng.choice([0.0, 0.5, -0.5, 1.57]) + rng.uniform(-0.12, 0.12))
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    edge = size_px / 4  # soft edges of some two pixels
    if texture == STRIPED:
        period = scale * float(rng.uniform(0.34, 0.44))
        distance = np.abs(np.mod(along / period + rng.uniform(), 1) - 0.5) * period
        return np.clip((0.21 * period - distance) * edge + 0.5, 0, 1).astype(np.float32)
    pitch = scale * float(rng.uniform(0.36, 0.44))
    row = np.floor(across / pitch)
    shifted = along + 0.5 * pitch * np.mod(row, 2)
    gap_x, gap_y = (np.mod(shifted / pitch, 1) - 0.5) * pitch, (np.mod(across / pitch, 1) - 0.5) * pitch
    return np.clip((0.3 * pitch - np.hypot(gap_x, gap_y)) * edge + 0.5, 0, 1).astype(np.float32)
