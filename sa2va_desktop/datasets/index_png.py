"""Pictures of object indices: 8-bit palette PNGs as the video segmentation benchmarks use them.

Read and written through Pillow, which keeps indices; OpenCV would give the colours of the palette.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.index_picture import read_index_picture
from sa2va_desktop.media.picture_header import picture_fault
from sa2va_desktop.media.records import MediaSettings
from sa2va_desktop.translation import translate

MAX_OBJECTS = 254
"""Objects that one picture can tell apart: 0 is background, 255 void."""
VOID = 255
_DEEP_LIMIT = 65535


def davis_palette() -> list[int]:
    """768 values: red, green, blue of each index; the bits of the index are dealt out to the channels in turn."""
    palette = []
    for index in range(256):
        red = green = blue = 0
        for bit in range(8):
            red |= ((index >> (3 * bit)) & 1) << (7 - bit)
            green |= ((index >> (3 * bit + 1)) & 1) << (7 - bit)
            blue |= ((index >> (3 * bit + 2)) & 1) << (7 - bit)
        palette += [red, green, blue]
    return palette


def write_index_png(path: Path, indices: npt.NDArray[np.uint8]) -> None:
    """Write (H, W) uint8 object indices as an 8-bit palette PNG."""
    picture = Image.fromarray(indices).convert("L")
    picture = picture.copy()
    palettised = Image.frombytes("P", picture.size, picture.tobytes())
    palettised.putpalette(davis_palette())  # all 256 colours: fewer would make a 1- or 4-bit file
    palettised.save(path, optimize=False)


def write_deep_index_png(path: Path, indices: npt.NDArray[np.uint16]) -> None:
    """Write (H, W) uint16 numbers as a 16-bit greyscale PNG."""
    Image.fromarray(indices).save(path)


def read_index_png(path: Path) -> tuple[npt.NDArray[np.uint8], bool]:
    """Indices of a palette, greyscale or two-level picture, which may be up to 256 megapixels.

    Returns:
        (H, W) uint8 as stored, 255 (void) included, and whether the picture has a palette.

    Raises:
        FormatError: it cannot be read, is larger, or is a picture of colours.
    """
    try:
        return read_index_picture(path)
    except MediaError as error:
        raise FormatError(str(error)) from error


def read_deep_index_png(path: Path) -> npt.NDArray[np.uint16]:
    """(H, W) uint16 numbers of a greyscale PNG of 16 bits, or of fewer.

    Raises:
        FormatError: it cannot be read, is larger than 256 megapixels, or is a picture of colours.
    """
    with open_png(path) as picture:
        if picture.mode not in ("I;16", "I", "L", "P", "1"):
            raise FormatError(
                translate("datasets", "{0}: expected a PNG of 16-bit numbers, found mode {1}").format(
                    path, picture.mode
                )
            )
        values = np.array(picture)
    if values.size and (values.min() < 0 or values.max() > _DEEP_LIMIT):
        raise FormatError(
            translate("datasets", "{0}: expected numbers up to {1}, found {2}").format(
                path, _DEEP_LIMIT, values.max()
            )
        )
    return values.astype(np.uint16)


@contextmanager
def open_png(path: Path) -> Iterator[Image.Image]:
    """A PNG whose declared size was checked before its pixels are decoded.

    Raises:
        FormatError: it cannot be read, also while it is decoded inside the block, or is larger than 256 megapixels.
    """
    try:
        with path.open("rb") as stream, Image.open(stream, formats=("PNG",)) as picture:
            width, height = picture.size
            if width * height > MediaSettings.max_megapixels * 1e6:
                raise FormatError(
                    translate("datasets", "{0}: expected at most {1:g} megapixels, found {2}x{3}").format(
                        path, MediaSettings.max_megapixels, width, height
                    )
                )
            yield picture
    except FormatError:
        raise
    except Exception as error:  # Pillow's plugins raise many types on damaged files
        raise FormatError(
            translate("datasets", "{0}: expected a PNG, found {1}").format(path, picture_fault(error))
        ) from error
