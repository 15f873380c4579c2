"""Writing RGB frames as an H.264 MP4 with given presentation times: what overlay export needs."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np

from sa2va_desktop.errors import MediaError, OutputError
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.media.video_container import fault
from sa2va_desktop.translation import translate

_CRF = "18"  # visually lossless for annotation overlays
_BT709 = 1  # matrix, primaries and transfer all have this number
_LIMITED_RANGE = 1


class VideoWriter:
    """A context manager. The file appears under its name only when the block ends without an error.

    Odd sizes get one more row or column, a copy of the last, because H.264's usual pixel format needs even ones. Times
    are shifted so that the first frame is at 0; the distances between frames are kept exactly.
    """

    def __init__(self, path: Path, *, size_hw: tuple[int, int], time_base: tuple[int, int], fps: float) -> None:
        """
        Args:
            path: ends in ".mp4"; an existing file is replaced at the end.
            size_hw: of all frames.
            time_base: (numerator, denominator) of a unit of `pts` in seconds.
            fps: nominal rate, a hint for the encoder.

        Raises:
            OutputError: the file cannot be created.
        """
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        self._size_hw = size_hw
        self._time_base = Fraction(*time_base)
        self._first_pts: int | None = None
        self._last_pts: int | None = None
        try:
            self._file = self._partial.open("wb")
        except OSError as error:
            raise OutputError(
                translate("media", "'{0}' cannot be written: {1}.").format(path, fault(error))
            ) from error
        self._container: Any = av.open(self._file, "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = self._add_stream(fps)

    def write(self, frame: RgbFrame, pts: int) -> None:
        """Append a frame.

        Args:
            frame: (H, W, 3) uint8 RGB.
            pts: presentation time in units of the time base, later than the one before.

        Raises:
            MediaError: wrong size, or a time that does not advance.
            OutputError: the disk is full.
        """
        if frame.shape != (*self._size_hw, 3):
            raise MediaError(
                translate("media", "'{0}' takes frames of {1}x{2}, got {3}.").format(
                    self._path, self._size_hw[1], self._size_hw[0], frame.shape
                )
            )
        if self._last_pts is not None and pts <= self._last_pts:
            raise MediaError(
                translate("media", "'{0}': the time {1} does not come after {2}.").format(
                    self._path, pts, self._last_pts
                )
            )
        self._last_pts = pts
        if self._first_pts is None:
            self._first_pts = pts
        picture = av.VideoFrame.from_ndarray(_padded_to_even(frame), format="rgb24")
        picture = picture.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
        picture.pts = pts - self._first_pts
        picture.time_base = self._time_base
        self._encode(picture)

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
            if self._first_pts is None:
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

    def _add_stream(self, fps: float) -> Any:
        rate = Fraction(fps).limit_denominator(1001) if fps > 0 else Fraction(25)
        stream = self._container.add_stream("libx264", rate=rate, options={"crf": _CRF, "preset": "medium"})
        height, width = self._size_hw
        stream.width, stream.height = width + width % 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        stream.time_base = self._time_base
        context = stream.codec_context
        context.time_base = self._time_base
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED_RANGE
        return stream

    def _encode(self, picture: Any | None) -> None:
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
            try:
                self._container.close()
            except (OSError, av.error.FFmpegError):
                pass  # the first error is already on its way; a half-written file is removed in any case
            self._file.close()
        self._partial.unlink(missing_ok=True)


def _padded_to_even(frame: RgbFrame) -> RgbFrame:
    height, width = frame.shape[:2]
    if height % 2 or width % 2:
        return np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(frame)
