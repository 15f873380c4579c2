"""Decoded frames in memory, bounded in bytes, least recently used out first; shared by all readers and threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from sa2va_desktop.media.records import RgbFrame


class FrameCache:
    """RGB frames by (media key, frame index). Frames in it are read-only, so that they can be shared without copies.

    Made once by the application; every method may be called from any thread and returns at once.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._frames: OrderedDict[tuple[Hashable, int], RgbFrame] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()

    @property
    def max_bytes(self) -> int:
        return self._max_bytes

    @property
    def held_bytes(self) -> int:
        return self._held_bytes

    def get(self, media_key: Hashable, frame_index: int) -> RgbFrame | None:
        """The frame, or None. Counts as a use."""
        with self._lock:
            frame = self._frames.get((media_key, frame_index))
            if frame is not None:
                self._frames.move_to_end((media_key, frame_index))
            return frame

    def contains(self, media_key: Hashable, frame_index: int) -> bool:
        """Whether the frame is there, without counting as a use."""
        with self._lock:
            return (media_key, frame_index) in self._frames

    def put(self, media_key: Hashable, frame_index: int, frame: RgbFrame) -> None:
        """Keep a frame and make it read-only. A frame larger than the whole cache is not kept."""
        frame.setflags(write=False)
        with self._lock:
            self._drop((media_key, frame_index))
            if frame.nbytes > self._max_bytes:
                return
            self._frames[(media_key, frame_index)] = frame
            self._held_bytes += frame.nbytes
            self._shrink()

    def set_max_bytes(self, max_bytes: int) -> None:
        """Change the limit; frames beyond it leave at once."""
        with self._lock:
            self._max_bytes = max_bytes
            self._shrink()

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self._held_bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    def _shrink(self) -> None:
        while self._held_bytes > self._max_bytes:
            self._drop(next(iter(self._frames)))

    def _drop(self, key: tuple[Hashable, int]) -> None:
        frame = self._frames.pop(key, None)
        if frame is not None:
            self._held_bytes -= frame.nbytes
