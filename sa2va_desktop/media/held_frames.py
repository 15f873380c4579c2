"""Decoded video frames that one reader keeps, bounded in bytes, so that stepping back decodes a group only once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any


class HeldFrames:
    """Frames as they left the decoder (usually YUV, half the bytes of RGB), the newest kept. One thread."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._frames: OrderedDict[int, Any] = OrderedDict()
        self._sizes: dict[int, int] = {}
        self.held_bytes = 0

    def get(self, frame_index: int) -> Any | None:
        return self._frames.get(frame_index)

    def put(self, frame_index: int, frame: Any) -> None:
        """Keep a frame, dropping the longest held ones beyond the limit; the newest always stays."""
        self._drop(frame_index)
        self._frames[frame_index] = frame
        self._sizes[frame_index] = sum(plane.buffer_size for plane in frame.planes)
        self.held_bytes += self._sizes[frame_index]
        while self.held_bytes > self._max_bytes and len(self._frames) > 1:
            self._drop(next(iter(self._frames)))

    def clear(self) -> None:
        self._frames.clear()
        self._sizes.clear()
        self.held_bytes = 0

    def _drop(self, frame_index: int) -> None:
        if self._frames.pop(frame_index, None) is not None:
            self.held_bytes -= self._sizes.pop(frame_index)
