"""A clip that is in memory, read like one from a file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


class ArrayFrames:
    """`frames`: (T, H, W, 3) uint8 RGB."""

    def __init__(self, frames: npt.NDArray[np.uint8]) -> None:
        self._frames = frames

    @property
    def frame_count(self) -> int:
        return len(self._frames)

    @property
    def size_hw(self) -> tuple[int, int]:
        return (self._frames.shape[1], self._frames.shape[2])

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        return self._frames[frame_index]
