"""Writing RGB frames as an H.264 MP4 with given presentation times: what overlay export needs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from sa2va_desktop.media.container_writer import ContainerWriter
from sa2va_desktop.media.records import RgbFrame

_CRF = "18"  # visually lossless for annotation overlays
_BT709 = 1  # matrix, primaries and transfer all have this number
_LIMITED_RANGE = 1


class VideoWriter(ContainerWriter):
    """A `ContainerWriter` of MP4.

    Odd sizes get one more row or column, a copy of the last, because H.264's usual pixel format needs even ones. Times
    are shifted so that the first frame is at 0; the distances between frames are kept exactly.
    """

    def __init__(
        self,
        path: Path,
        *,
        size_hw: tuple[int, int],
        time_base: tuple[int, int],
        fps: float,
        keeps_size: bool = False,
    ) -> None:
        """
        Args:
            path: ends in ".mp4"; an existing file is replaced at the end.
            size_hw: of all frames.
            time_base: (numerator, denominator) of a unit of `pts` in seconds.
            fps: nominal rate, a hint for the encoder.
            keeps_size: odd sizes are kept, too, by colours at full resolution, which browsers do not play.

        Raises:
            OutputError: the file cannot be created.
        """
        options = {"movflags": "+faststart"}
        super().__init__(path, size_hw=size_hw, container_format="mp4", options=options)
        self._time_base = Fraction(*time_base)
        self._first_pts: int | None = None
        is_odd = bool(size_hw[0] % 2 or size_hw[1] % 2)
        self._pixel_format = "yuv444p" if is_odd and keeps_size else "yuv420p"
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
        self._check(frame, pts)
        if self._first_pts is None:
            self._first_pts = pts
        shown = _padded_to_even(frame) if self._pixel_format == "yuv420p" else np.ascontiguousarray(frame)
        picture = av.VideoFrame.from_ndarray(shown, format="rgb24")
        picture = picture.reformat(format=self._pixel_format, dst_colorspace="ITU709", dst_color_range="MPEG")
        picture.pts = pts - self._first_pts
        picture.time_base = self._time_base
        self._encode(picture)

    def _add_stream(self, fps: float) -> Any:
        rate = Fraction(fps).limit_denominator(1001) if fps > 0 else Fraction(25)
        stream = self._container.add_stream("libx264", rate=rate, options={"crf": _CRF, "preset": "medium"})
        height, width = self._size_hw
        if self._pixel_format == "yuv420p":
            height, width = height + height % 2, width + width % 2
        stream.width, stream.height = width, height
        stream.pix_fmt = self._pixel_format
        stream.time_base = self._time_base
        context = stream.codec_context
        context.time_base = self._time_base
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED_RANGE
        return stream


def _padded_to_even(frame: RgbFrame) -> RgbFrame:
    height, width = frame.shape[:2]
    if height % 2 or width % 2:
        return np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(frame)
