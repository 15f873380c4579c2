"""Decoded frames of the shown media item: the newest wish wins, neighbours are fetched ahead, nobody waits."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.media.frame_cache import FrameCache
from sa2va_desktop.media.frame_requests import FrameRequests, FrameResult, decode_requested, make_frame_requests
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.prefetch import PrefetchPolicy
from sa2va_desktop.media.records import MediaIndex, RgbFrame
from sa2va_desktop.operations.media_items import doubt_about, open_item
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner


class FrameFeed(QObject):
    """Opens a media item on the display lane and delivers its frames. Lives on the GUI thread.

    Signals:
        opened(MediaIndex): the item can be read; wishes are answered from now on.
        frame_ready(int, numpy array): (H, W, 3) uint8 RGB, read-only, of a wished frame; superseded wishes are left
            out unless nothing newer is there yet, so a fast scrub shows a moving picture.
        doubted(str): the open item is not the file that was added to the project, one sentence.
        failed(MediaItem, Exception): the item cannot be opened, or the wished frame cannot be decoded.
    """

    opened = Signal(object)
    frame_ready = Signal(int, object)
    doubted = Signal(str)
    failed = Signal(object, object)

    def __init__(self, runner: TaskRunner, cache: FrameCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._cache = cache
        self._item: MediaItem | None = None
        self._open: _OpenMedia | None = None
        self._opening: Task | None = None
        self._wish: tuple[int, int] = (0, 0)
        self._shown_number = 0

    @property
    def index(self) -> MediaIndex | None:
        """Of the open item; None while none is, or while it is being opened."""
        return self._open.index if self._open is not None else None

    def open_item(self, item: MediaItem | None) -> None:
        """Show another media item from its first frame; None shows none. The item before is closed."""
        self.close()
        self._item = item
        self._wish = (0, 0)
        if item is None:
            return
        self._opening = self._runner.submit(
            lambda context: _opened(item, context.token),
            lane=Lane.DISPLAY,
            title=self.tr("Open {0}").format(Path(item.path).name),
            on_success=lambda found: self._take(item, *found),
            on_failure=lambda error: self.failed.emit(item, error),
            presents_failure=False,
        )

    def want(self, frame_index: int, direction: int = 0) -> None:
        """Wish for a frame; `direction` tells where the playhead is going (see `FrameRequests.submit`)."""
        self._wish = (frame_index, direction)
        if self._open is None:
            return
        number = self._open.requests.submit(frame_index, direction=direction)
        cached = self._cache.get(self._open.key, frame_index)
        if cached is not None:
            self._deliver(number, frame_index, cached)
        self._start_worker()

    def close(self) -> None:
        """Stop decoding and close the file; frames that still arrive are dropped."""
        self._item = None
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        if self._open is not None:
            self._open.requests.cancel()
            opened, self._open = self._open, None
            opened.is_abandoned = True
            if not opened.has_worker:
                opened.reader.close()

    # ---- inside

    def _take(self, item: MediaItem, reader: MediaReader, doubt: str) -> None:
        self._opening = None
        if item is not self._item:
            reader.close()
            return
        self._shown_number = 0
        self._open = _OpenMedia(item.media_id, reader, self._cache)
        self.opened.emit(reader.index)
        if doubt:
            self.doubted.emit(doubt)
        self.want(*self._wish)

    def _start_worker(self) -> None:
        opened = self._open
        if opened is None or not opened.requests.take_worker_slot():
            return
        opened.has_worker = True
        self._runner.submit(
            opened.decode,
            lane=Lane.DISPLAY,
            title=self.tr("Decode"),
            on_partials=lambda results: self._arrive(opened, results),
            on_end=lambda _task: self._worker_ended(opened),
        )

    def _arrive(self, opened: _OpenMedia, results: list[FrameResult]) -> None:
        if opened is not self._open:
            return
        result = results[-1]
        if result.rgb is not None:
            self._deliver(result.number, result.frame_index, result.rgb)
        elif result.error is not None and result.number == opened.requests.newest_number:
            self.failed.emit(self._item, result.error)

    def _deliver(self, number: int, frame_index: int, rgb: RgbFrame) -> None:
        if number > self._shown_number:  # a wish that the cache has answered needs no second picture
            self._shown_number = number
            self.frame_ready.emit(frame_index, rgb)

    def _worker_ended(self, opened: _OpenMedia) -> None:
        opened.has_worker = False
        if opened.is_abandoned:
            opened.reader.close()
        elif opened is self._open:
            self._start_worker()  # a wish may have come between the last answer and the end


def _opened(item: MediaItem, token: CancelToken) -> tuple[MediaReader, str]:
    """On the display lane: a reader of the item, and what speaks against it being the same file."""
    reader = open_item(item, token=token)
    try:
        return reader, doubt_about(item, reader.index)
    except BaseException:
        reader.close()
        raise


class _OpenMedia:
    """A reader with its wishes. The reader is used by one decoding task at a time, and closed after the last."""

    def __init__(self, media_id: MediaId, reader: MediaReader, cache: FrameCache) -> None:
        self.index = reader.index
        self.reader = reader
        self.key = (media_id, reader.index.path, reader.index.stamp)
        self._cache = cache
        self.requests: FrameRequests = make_frame_requests(reader.index, cache, self.key, PrefetchPolicy())
        self.has_worker = False
        self.is_abandoned = False

    def decode(self, context: TaskContext) -> Generator[FrameResult, Any, None]:
        results: Iterator[FrameResult] = decode_requested(
            self.requests, self.reader, self._cache, self.key, context.token
        )
        yield from results
