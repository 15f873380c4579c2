"""Small pictures for lists and the timeline."""

from __future__ import annotations

import cv2
import numpy as np

from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.tasks import CancelToken


def thumbnail(frame: RgbFrame, max_side_px: int) -> RgbFrame:
    """Shrink to fit a square, keeping the shape; a smaller frame is copied as it is."""
    height, width = frame.shape[:2]
    scale = max_side_px / max(height, width)
    if scale >= 1:
        return frame.copy()
    size_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(frame, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def read_thumbnail(
    reader: MediaReader, frame_index: int, max_side_px: int, *, token: CancelToken | None = None
) -> RgbFrame:
    """Decode a frame and shrink it. Errors are those of `MediaReader.read_rgb`."""
    return thumbnail(reader.read_rgb(frame_index, token=token), max_side_px)
