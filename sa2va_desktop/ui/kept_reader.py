"""A reader of the shown media that stays open on the model's thread, so that the model remembers what it has seen."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.operations.media_items import open_item


class KeptReader:
    """Used on the model's thread only: both methods are run there as tasks or bare jobs."""

    def __init__(self) -> None:
        self._item: MediaItem | None = None
        self._reader: MediaReader | None = None

    def open(self, item: MediaItem) -> AbstractContextManager[MediaReader]:
        """The open reader of an item; leaving the context does not close it. Raises MediaError."""
        if self._reader is None or self._item != item:
            self.close()
            self._reader = open_item(item)
            self._item = item
        return nullcontext(self._reader)

    def close(self) -> None:
        reader, self._reader, self._item = self._reader, None, None
        if reader is not None:
            reader.close()
