"""Small pictures for the media list and the timeline, decoded on the pool with readers of their own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.records import MediaIndex
from sa2va_desktop.media.thumbnails import read_thumbnail
from sa2va_desktop.ui.canvas.pictures import picture_from_rgb
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner

_MEDIA_PX = 192
_STRIP_PX = 128


class ThumbnailLoader(QObject):
    """What cannot be decoded gets a null picture; opening the item itself tells the person why.

    Signals:
        media_ready(MediaItem, QImage): the first frame of a media item.
        frame_ready(int, QImage): a frame of the shown clip.
    """

    media_ready = Signal(object, object)
    frame_ready = Signal(int, object)

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._strip_task: Task | None = None
        self._wanted: list[int] = []

    def load_media(self, items: Sequence[MediaItem]) -> None:
        """Fetch the first frames of media items, one after the other."""
        if not items:
            return

        def work(context: TaskContext) -> Generator[tuple[MediaItem, QImage], Any, None]:
            for item in items:
                context.token.raise_if_cancelled()
                yield item, _first_frame(Path(item.path), context)

        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Thumbnails"),
            channel="media-thumbnails",
            on_partials=self._deliver_media,
        )

    def load_frames(self, index: MediaIndex, frame_indices: Sequence[int]) -> None:
        """Fetch frames of the shown clip: the new ones first, then those asked for before that are still missing."""
        rest = [frame for frame in self._wanted if frame not in frame_indices]
        self._wanted = [*frame_indices, *rest]
        if self._strip_task is not None:
            self._strip_task.supersede()
        frames = list(self._wanted)

        def work(context: TaskContext) -> Generator[tuple[int, QImage], Any, None]:
            with open_media(index.path, index=index, token=context.token) as reader:
                for frame in frames:
                    context.token.raise_if_cancelled()
                    try:
                        rgb = read_thumbnail(reader, frame, _STRIP_PX, token=context.token)
                    except MediaError:
                        yield frame, QImage()
                    else:
                        yield frame, picture_from_rgb(rgb)

        self._strip_task = self._runner.submit(
            work, lane=Lane.POOL, title=self.tr("Thumbnails"), on_partials=self._deliver, presents_failure=False
        )

    def forget_frames(self) -> None:
        """Another clip is shown."""
        self._wanted = []
        if self._strip_task is not None:
            self._strip_task.supersede()
            self._strip_task = None

    def _deliver_media(self, pairs: list[tuple[MediaItem, QImage]]) -> None:
        for item, picture in pairs:
            self.media_ready.emit(item, picture)

    def _deliver(self, pairs: list[tuple[int, QImage]]) -> None:
        for frame, picture in pairs:
            if frame in self._wanted:
                self._wanted.remove(frame)
            self.frame_ready.emit(frame, picture)


def _first_frame(path: Path, context: TaskContext) -> QImage:
    try:
        with open_media(path, token=context.token) as reader:
            return picture_from_rgb(read_thumbnail(reader, 0, _MEDIA_PX, token=context.token))
    except MediaError:
        return QImage()
