"""Writing RGB frames as an animated GIF, one at a time: 256 colours a frame, times in hundredths of a second."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.container_writer import ContainerWriter
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.translation import translate

UNITS_A_SECOND = 100
SHORTEST_UNITS = 2
"""Browsers show frames that are to last less than this much longer instead."""
SIDE_LIMIT_PX = 65535
_COLORS = 256


class GifWriter(ContainerWriter):
    """A `ContainerWriter` of GIF, which plays in a loop."""

    def __init__(self, path: Path, *, size_hw: tuple[int, int], last_units: int) -> None:
        """
        Args:
            path: ends in ".gif"; an existing file is replaced at the end.
            size_hw: of all frames, each side at most `SIDE_LIMIT_PX`.
            last_units: how long the last frame is shown, in hundredths of a second.

        Raises:
            MediaError: a side is too long.
            OutputError: the file cannot be created.
        """
        if max(size_hw) > SIDE_LIMIT_PX:
            raise MediaError(
                translate("media", "'{0}': a GIF has sides of at most {1} pixels, found {2}x{3}.").format(
                    path, SIDE_LIMIT_PX, size_hw[1], size_hw[0]
                )
            )
        options = {"loop": "0", "final_delay": str(max(last_units, SHORTEST_UNITS))}
        super().__init__(path, size_hw=size_hw, container_format="gif", options=options)
        self._stream = self._container.add_stream("gif", rate=UNITS_A_SECOND)
        self._stream.height, self._stream.width = size_hw
        self._stream.pix_fmt = "pal8"
        self._stream.time_base = self._stream.codec_context.time_base = Fraction(1, UNITS_A_SECOND)

    def write(self, frame: RgbFrame, units: int) -> None:
        """Append a frame.

        Args:
            frame: (H, W, 3) uint8 RGB.
            units: when it is shown, in hundredths of a second, later than the one before; the first is shown at 0.

        Raises:
            MediaError: wrong size, or a time that does not advance.
            OutputError: the disk is full.
        """
        self._check(frame, units)
        picture = av.VideoFrame.from_ndarray(_indices_and_palette(frame), format="pal8")
        picture.pts, picture.time_base = units, Fraction(1, UNITS_A_SECOND)
        self._encode(picture)


def _indices_and_palette(frame: RgbFrame) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """(H, W) indices and a (256, 4) palette of opaque ARGB colours, chosen for this frame."""
    quantised = Image.fromarray(frame).quantize(_COLORS)
    colors = np.array(quantised.getpalette(), np.uint8).reshape(-1, 3)
    palette = np.zeros((_COLORS, 4), np.uint8)
    palette[:, 0] = 255
    palette[: len(colors), 1:] = colors
    return np.array(quantised), palette
