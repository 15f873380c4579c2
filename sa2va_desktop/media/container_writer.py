"""What writing frames into a video container needs whatever its format: all of the file or nothing, checked frames."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av

from sa2va_desktop.errors import MediaError, OutputError
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.media.video_container import fault
from sa2va_desktop.translation import translate


class ContainerWriter:
    """A context manager. The file appears under its name only when the block ends without an error.

    A subclass adds its stream to `_container`, keeps it as `_stream` and gives `_encode` what `_check` let pass.
    """

    _stream: Any

    def __init__(
        self, path: Path, *, size_hw: tuple[int, int], container_format: str, options: dict[str, str]
    ) -> None:
        """
        Args:
            path: an existing file is replaced at the end.
            size_hw: of all frames.

        Raises:
            OutputError: the file cannot be created.
        """
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        self._size_hw = size_hw
        self._last_time: int | None = None
        try:
            self._file = self._partial.open("wb")
        except OSError as error:
            raise OutputError(
                translate("media", "'{0}' cannot be written: {1}.").format(path, fault(error))
            ) from error
        self._container: Any = av.open(self._file, "w", format=container_format, options=options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error_type is not None:
            self._discard()
            return
        try:
            if self._last_time is None:
                raise MediaError(
                    translate("media", "'{0}' was to be written without any frame.").format(self._path)
                )
            self._encode(None)
            self._container.close()
            self._file.close()
            os.replace(self._partial, self._path)
        except (OSError, av.error.FFmpegError) as failure:
            raise OutputError(
                translate("media", "'{0}' cannot be written: {1}.").format(self._path, fault(failure))
            ) from failure
        finally:
            self._discard()

    def _check(self, frame: RgbFrame, time: int) -> None:
        """Raises MediaError for a wrong size, or a time that does not advance."""
        if frame.shape != (*self._size_hw, 3):
            raise MediaError(
                translate("media", "'{0}' takes frames of {1}x{2}, got {3}.").format(
                    self._path, self._size_hw[1], self._size_hw[0], frame.shape
                )
            )
        if self._last_time is not None and time <= self._last_time:
            raise MediaError(
                translate("media", "'{0}': the time {1} does not come after {2}.").format(
                    self._path, time, self._last_time
                )
            )
        self._last_time = time

    def _encode(self, picture: Any | None) -> None:
        """Raises OutputError when the disk is full."""
        try:
            for packet in self._stream.encode(picture):
                self._container.mux(packet)
        except (OSError, av.error.FFmpegError) as error:
            raise OutputError(
                translate("media", "'{0}' cannot be written: {1}.").format(self._path, fault(error))
            ) from error

    def _discard(self) -> None:
        """Close what is open and remove the partial file, if it is still there."""
        if not self._file.closed:
            # The first error is already on its way; a half-written file is removed in any case.
            with suppress(OSError, av.error.FFmpegError):
                self._container.close()
            self._file.close()
        self._partial.unlink(missing_ok=True)
