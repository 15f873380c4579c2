"""What every open media item offers: frames by index, and the index itself."""

from __future__ import annotations

import abc
from types import TracebackType
from typing import Self

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.file_identity import stamp_of
from sa2va_desktop.media.records import MediaIndex, MediaKind, MediaSettings, RgbFrame, SequenceIndex
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class MediaReader(abc.ABC):
    """Decodes the frames of one media item. Made by `open_media`, closed by whoever opened it.

    One thread at a time: a second thread takes its own reader with `reopen`, which costs no second look at the file's
    packets. The index is immutable and may be read from any thread.
    """

    def __init__(self, index: MediaIndex, settings: MediaSettings) -> None:
        self.index = index
        self.settings = settings
        files = index.files if isinstance(index, SequenceIndex) else (index.path,)
        if stamp_of(files) != index.stamp:
            raise MediaError(
                translate("media", "'{0}' has changed on disk since it was indexed; open it again.").format(
                    index.path
                )
            )

    @property
    def kind(self) -> MediaKind:
        return self.index.kind

    @property
    def frame_count(self) -> int:
        return self.index.frame_count

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width of the displayed picture in pixels."""
        return self.index.size_hw

    @property
    def pts(self) -> tuple[int, ...]:
        return self.index.pts

    @property
    def time_base(self) -> tuple[int, int]:
        return self.index.time_base

    @property
    def fps(self) -> float:
        """Nominal frames a second; 0.0 for a picture."""
        return self.index.fps

    @property
    def media_key(self) -> str:
        """Names the content: the same file, unchanged, has the same key however often it is opened."""
        stamp = self.index.stamp
        return f"{self.index.path}|{stamp.size_bytes}|{stamp.changed_ns}"

    def reopen(self) -> MediaReader:
        """A second reader of the same media for another thread.

        Raises:
            MediaError: the file has gone or changed.
        """
        return type(self)(self.index, self.settings)

    def read_rgb(self, frame_index: int, *, token: CancelToken | None = None) -> RgbFrame:
        """The frame as (H, W, 3) uint8 RGB, of `size_hw`; the caller owns it.

        Args:
            frame_index: 0-based, in presentation order.
            token: checked between decoded frames; after a cancel the reader stays usable.

        Raises:
            IndexError: no such frame.
            MediaError: the frame cannot be decoded; other frames may.
            CancelledError: `token` was cancelled.
        """
        if not 0 <= frame_index < self.frame_count:
            raise IndexError(f"frame {frame_index} is outside 0..{self.frame_count - 1} of '{self.index.path}'")
        return self._read(frame_index, token)

    @abc.abstractmethod
    def _read(self, frame_index: int, token: CancelToken | None) -> RgbFrame: ...

    def close(self) -> None:
        """Release the file. Idempotent; a closed reader must not be read."""
        return  # stills and sequences open their files for one read at a time

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
