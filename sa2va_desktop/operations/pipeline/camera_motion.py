"""How fast the camera moves: the shift of the whole picture between neighbouring frames, at places spread over a clip."""

from __future__ import annotations

import math
import statistics

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.inference.api import FrameProvider, RgbFrame

_PAIRS = 8
_WIDTH_PX = 160
_LEAST_RESPONSE = 0.05
"""Below it the two pictures have no common shift: a cut, or nothing but noise."""


def camera_motion(item: MediaItem, frames: FrameProvider) -> float | None:
    """Median shift, in diagonals of the picture a second; None for a clip of one frame or without a common shift.

    By phase correlation of small grey pictures. Things that fill most of the picture are taken for the camera.

    Raises:
        MediaError: a frame cannot be decoded.
    """
    last = frames.frame_count - 2
    if last < 0:
        return None
    starts = sorted({round(last * step / max(1, _PAIRS - 1)) for step in range(_PAIRS)})
    speeds = []
    for start in starts:
        elapsed_s = item.time_s(start + 1) - item.time_s(start)
        shift = _shift(_small(frames.read_rgb(start)), _small(frames.read_rgb(start + 1)))
        if shift is not None and elapsed_s > 0:
            speeds.append(shift / elapsed_s)
    return statistics.median(speeds) if speeds else None


def _small(rgb: RgbFrame) -> npt.NDArray[np.float32]:
    height, width = rgb.shape[:2]
    size = (_WIDTH_PX, max(16, round(_WIDTH_PX * height / width)))
    grey = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.float32)


def _shift(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> float | None:
    """In diagonals; None where there is none in common."""
    if np.array_equal(first, second):
        return 0.0
    window = cv2.createHanningWindow((first.shape[1], first.shape[0]), cv2.CV_32F)
    (x, y), response = cv2.phaseCorrelate(first, second, window)
    if response < _LEAST_RESPONSE:
        return None
    return math.hypot(x, y) / math.hypot(*first.shape)
