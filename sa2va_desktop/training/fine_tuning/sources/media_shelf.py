"""The media that samples show: few readers are open and few frames are kept, however many a data set has."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.translation import translate

_OPEN = 8
_FRAME_BYTES = 256 << 20


class MediaShelf:
    """Opens media when they are looked at. Used by one thread at a time; closed by its owner."""

    def __init__(self, *, open_count: int = _OPEN, frame_bytes: int = _FRAME_BYTES) -> None:
        self._open_count = open_count
        self._readers: OrderedDict[Path, MediaReader] = OrderedDict()
        self._frames = FrameCache(frame_bytes)

    def frames(self, path: Path, size_hw: tuple[int, int]) -> ShelfFrames:
        """The frames of a picture, video or folder, which have to have this size. Raises: MediaError: they do not."""
        return ShelfFrames(self, path, self.reader(path, size_hw).frame_count, size_hw)

    def reader(self, path: Path, size_hw: tuple[int, int]) -> MediaReader:
        """Raises: MediaError: gone, broken, or of another size now."""
        reader = self._readers.get(path)
        if reader is None:
            reader = open_media(path)
            self._readers[path] = reader
            while len(self._readers) > self._open_count:
                self._readers.popitem(last=False)[1].close()
        self._readers.move_to_end(path)
        if reader.size_hw != size_hw:
            raise MediaError(
                translate("training", "{0}: expected {1}x{2} as when it was checked, found {3}x{4}").format(
                    path, size_hw[1], size_hw[0], reader.size_hw[1], reader.size_hw[0]
                )
            )
        return reader

    def read(self, path: Path, size_hw: tuple[int, int], frame_index: int) -> RgbFrame:
        """A frame, read-only. Raises: MediaError, IndexError."""
        reader = self.reader(path, size_hw)
        found = self._frames.get(reader.media_key, frame_index)
        if found is None:
            found = reader.read_rgb(frame_index)
            self._frames.put(reader.media_key, frame_index, found)
        return found

    def close(self) -> None:
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()
        self._frames.clear()


class ShelfFrames:
    """The frames of one media item; nothing is open while nobody looks. See `inference.api.IdentifiedFrames`."""

    def __init__(self, shelf: MediaShelf, path: Path, frame_count: int, size_hw: tuple[int, int]) -> None:
        self._shelf, self._path = shelf, path
        self._frame_count, self._size_hw = frame_count, size_hw

    @property
    def frame_count(self) -> int:
        return self._frame_count

    @property
    def size_hw(self) -> tuple[int, int]:
        return self._size_hw

    @property
    def media_key(self) -> str:
        return self._shelf.reader(self._path, self._size_hw).media_key

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return self._shelf.read(self._path, self._size_hw, frame_index)
