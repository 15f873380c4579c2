"""Shots with structure and colours of their own, and clips cut together from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.media.video_writer import VideoWriter

SIZE_HW = (96, 160)
_LARGE_HW = (240, 640)


def scenery(seed: int) -> RgbFrame:
    """A large picture of soft patches in colours that belong to the seed."""
    generator = np.random.default_rng(seed)
    tint = generator.uniform(20, 235, 3)
    coarse = generator.normal(0, 60, (10, 26, 3)) + tint
    picture = cv2.resize(coarse.astype(np.float32), _LARGE_HW[::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(picture, 0, 255).astype(np.uint8)


def shot(seed: int, count: int, *, step_px: int = 2, size_hw: tuple[int, int] = SIZE_HW) -> list[RgbFrame]:
    """A camera that moves over a scenery by so many pixels a frame."""
    picture, (height, width) = scenery(seed), size_hw
    room = _LARGE_HW[1] - width
    lefts = [(number * step_px) % (2 * room) for number in range(count)]
    return [picture[40 : 40 + height, x : x + width].copy() for x in (min(x, 2 * room - x) for x in lefts)]


def write_shots(path: Path, shots: Sequence[Sequence[RgbFrame]]) -> Path:
    """A video of several shots, one after the other, with hard cuts between them."""
    frames = [frame for each in shots for frame in each]
    with VideoWriter(path, size_hw=frames[0].shape[:2], time_base=(1, 25), fps=25) as writer:
        for index, frame in enumerate(frames):
            writer.write(frame, index)
    return path
