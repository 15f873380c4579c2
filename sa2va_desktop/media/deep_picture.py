"""Pictures with more than 8 bits a channel (16-bit, 32-bit, float): their values, and how they are shown in 8 bits.

The 0.5 and 99.5 percentile of all finite values become black and white, for all channels alike so that hues stay.
Not-a-number is shown black, alpha is not stretched.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.media.picture_header import PICTURE_FORMATS
from sa2va_desktop.media.records import RgbFrame

STRETCH_PERCENTILES = (0.5, 99.5)

_SAMPLE_COUNT = 1_000_000  # fixes a percentile well enough and keeps huge pictures fast
_BAND_VALUES = 4_000_000
_WHITE = 255

DeepValues = npt.NDArray[np.generic]  # (H, W, 1..4), colours in RGB order, in the file's own type


def read_deep_values(path: Path) -> DeepValues:
    """All stored channels of the first frame: grey, grey and alpha, RGB or RGBA.

    OpenCV decodes, because Pillow keeps only the high byte of 16-bit colour; Pillow decodes what OpenCV does not know.
    """
    values = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    if values is None:
        with path.open("rb") as stream, Image.open(stream, formats=PICTURE_FORMATS) as picture:
            values = np.array(picture)
        return values[..., None] if values.ndim == 2 else values
    if values.ndim == 2:
        return np.asarray(values[..., None])
    if values.shape[2] == 3:
        return np.asarray(values[..., ::-1])
    if values.shape[2] == 4:
        values[..., :3] = values[..., 2::-1].copy()
    return np.asarray(values)


def stretch_limits(values: DeepValues) -> tuple[float, float]:
    """The values that become black and white."""
    colours = _colours(values)
    step = math.ceil(math.sqrt(max(1.0, colours.size / _SAMPLE_COUNT)))
    finite = _finite(colours[::step, ::step])
    if finite.size == 0:
        finite = _finite(colours)
    if finite.size == 0:
        return (0.0, 0.0)
    low, high = np.percentile(finite.astype(np.float64), STRETCH_PERCENTILES)
    return (float(low), float(high))


def show_deep_values(values: DeepValues, stretch: tuple[float, float]) -> RgbFrame:
    """(H, W, 3) uint8 of deep values; alpha is laid over white. A flat picture has nothing to show and is black."""
    shown = np.empty((*values.shape[:2], 3), np.uint8)
    # Band by band, because the sums in floating point take many times the memory of the picture.
    rows = max(1, _BAND_VALUES // max(1, values[:1].size))
    for start in range(0, len(values), rows):
        shown[start : start + rows] = _show_band(values[start : start + rows], stretch)
    return shown


def _show_band(values: DeepValues, stretch: tuple[float, float]) -> RgbFrame:
    low, high = stretch
    colours = _colours(values).astype(np.float32)
    if high > low:
        scaled = (colours - np.float32(low)) * np.float32(255.0 / (high - low))
        scaled = np.nan_to_num(scaled, nan=0.0, posinf=255.0, neginf=0.0)
        shown = (np.clip(scaled, 0, 255) + np.float32(0.5)).astype(np.uint8)
    else:
        shown = np.zeros(colours.shape, np.uint8)
    if shown.shape[2] == 1:
        shown = np.repeat(shown, 3, axis=2)
    if values.shape[2] in (2, 4):
        return over_white(np.concatenate((shown, _alpha(values)), axis=2))
    return shown


def over_white(rgba: npt.NDArray[np.uint8]) -> RgbFrame:
    """Lay (H, W, 4) uint8 straight-alpha pixels over white."""
    alpha = rgba[..., 3:].astype(np.uint16)
    mixed = rgba[..., :3] * alpha + _WHITE * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)


def _finite(values: DeepValues) -> DeepValues:
    return np.asarray(values[np.isfinite(values)])


def _colours(values: DeepValues) -> DeepValues:
    return values[..., :-1] if values.shape[2] in (2, 4) else values


def _alpha(values: DeepValues) -> npt.NDArray[np.uint8]:
    full = 2.0 ** (8 * values.dtype.itemsize) - 1 if values.dtype.kind == "u" else 1.0
    return (np.clip(np.nan_to_num(values[..., -1:].astype(np.float64) / full), 0, 1) * 255 + 0.5).astype(
        np.uint8
    )
