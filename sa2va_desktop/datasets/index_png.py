"""Pictures of object indices: 8-bit palette PNGs as the video segmentation benchmarks use them.

Read and written through Pillow, which keeps indices; OpenCV would give the colours of the palette.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

MAX_OBJECTS = 254
"""Objects that one picture can tell apart: 0 is background, 255 void."""
VOID = 255


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


def read_index_png(path: Path) -> npt.NDArray[np.uint8]:
    """(H, W) uint8 indices of a palette or greyscale PNG; 255 (void) is kept.

    Raises:
        FormatError: it cannot be read, or is a picture of colours.
    """
    try:
        with Image.open(path) as picture:
            if picture.mode not in ("P", "L", "1"):
                raise FormatError(
                    translate(
                        "datasets", "{0}: expected a PNG of object indices, found a picture of mode {1}"
                    ).format(path, picture.mode)
                )
            # Not convert("L"): of a palette picture that is how light its colours are.
            indices = np.array(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected a PNG of object indices, found {1}").format(path, error)
        ) from error
    return indices.astype(np.uint8)
