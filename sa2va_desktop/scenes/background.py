"""Procedural backgrounds: soft colour fields, hills and blurred clutter that compete with nothing in front."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.scenes.landscape import paint_landscape

_LANDSCAPE_SHARE = 0.35
_FIELD_HW = (48, 64)  # the other backgrounds are blurred, so they are painted this small and enlarged


def paint_background(seed: int, size_hw: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Paint the background of a scene.

    Args:
        seed: decides everything but the resolution.
        size_hw: height and width of the result.

    Returns:
        (H, W, 3) uint8 RGB.
    """
    rng = np.random.default_rng(seed)
    if rng.random() < _LANDSCAPE_SHARE:
        return np.clip(paint_landscape(rng, size_hw), 0, 255).astype(np.uint8)
    field = _sky_to_ground(rng) if rng.random() < 0.5 else _colour_patches(rng)
    for _ in range(int(rng.integers(0, 9))):
        _add_clutter(field, rng)
    field = cv2.GaussianBlur(field, (0, 0), float(rng.uniform(0.6, 2.2)))
    grain = rng.normal(0, rng.uniform(0.5, 4.0), (*_FIELD_HW, 1)).astype(np.float32)
    height, width = size_hw
    picture = cv2.resize(field + grain, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _muted_colour(
    rng: np.random.Generator, *, brightness: tuple[float, float] = (70, 225)
) -> npt.NDArray[np.float32]:
    """A random colour of low saturation, so that objects stay the most colourful things."""
    grey = rng.uniform(*brightness)
    return np.clip(grey + rng.normal(0, rng.uniform(4, 26), 3), 0, 255).astype(np.float32)


def _sky_to_ground(rng: np.random.Generator) -> npt.NDArray[np.float32]:
    height, width = _FIELD_HW
    top, bottom = _muted_colour(rng, brightness=(130, 225)), _muted_colour(rng)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    field = np.repeat(top * (1 - ramp) + bottom * ramp, width, axis=1)
    for _ in range(int(rng.integers(1, 4))):
        phase, waves, horizon = rng.uniform(0, 6.3), rng.uniform(0.6, 2.2), rng.uniform(0.35, 0.95)
        line = height * (horizon + rng.uniform(0.02, 0.1) * np.sin(phase + np.linspace(0, 6.3 * waves, width)))
        below = np.arange(height)[:, None] > line[None, :]
        field[below] = field[below] * 0.35 + _muted_colour(rng) * 0.65
    return np.ascontiguousarray(field)


def _colour_patches(rng: np.random.Generator) -> npt.NDArray[np.float32]:
    rows, columns = int(rng.integers(2, 7)), int(rng.integers(2, 8))
    base, spread = _muted_colour(rng), rng.uniform(6, 40)
    grid = base + rng.normal(0, spread, (rows, columns, 1)) + rng.normal(0, spread * 0.35, (rows, columns, 3))
    height, width = _FIELD_HW
    return np.clip(cv2.resize(grid.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC), 0, 255)


def _add_clutter(field: npt.NDArray[np.float32], rng: np.random.Generator) -> None:
    height, width = _FIELD_HW
    centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
    colour = tuple(float(value) for value in _muted_colour(rng))
    reach = (int(rng.integers(1, 9)), int(rng.integers(1, 9)))
    layer = field.copy()
    if rng.random() < 0.5:
        cv2.ellipse(layer, centre, reach, float(rng.uniform(0, 180)), 0, 360, colour, -1)
    else:
        corner = (centre[0] + reach[0], centre[1] + reach[1])
        cv2.rectangle(layer, centre, corner, colour, -1)
    share = float(rng.uniform(0.3, 0.9))
    field[:] = field * (1 - share) + layer * share
