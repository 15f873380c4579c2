"""Indices of the videos that were opened last: reading every packet of a long file once is enough."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from sa2va_desktop.media.file_identity import stamp_of
from sa2va_desktop.media.records import MediaSettings, VideoIndex

_KEPT = 8


class KnownIndices:
    """A few indices by path and settings, each valid while the file's size and time of change stay. Any thread."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._indices: OrderedDict[tuple[Path, MediaSettings], VideoIndex] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path, settings: MediaSettings) -> VideoIndex | None:
        """The index, or None when there is none or the file has changed. Raises MediaError: no such file."""
        with self._lock:
            index = self._indices.get((path, settings))
        return index if index is not None and index.stamp == stamp_of((path,)) else None

    def put(self, settings: MediaSettings, index: VideoIndex) -> None:
        with self._lock:
            self._indices[(index.path, settings)] = index
            self._indices.move_to_end((index.path, settings))
            while len(self._indices) > self._kept:
                self._indices.popitem(last=False)
