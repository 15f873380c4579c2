"""Reading pictures whose pixel values are numbers, not colours: index masks and black-and-white masks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.file_type import read_head
from sa2va_desktop.media.picture_header import PICTURE_FORMATS, picture_fault
from sa2va_desktop.media.records import MediaSettings
from sa2va_desktop.translation import translate


def read_index_picture(
    path: Path, *, max_megapixels: float = MediaSettings.max_megapixels
) -> tuple[npt.NDArray[np.uint8], bool]:
    """The stored values of a palette, greyscale or two-level picture.

    Returns:
        (H, W) uint8 values as stored (a two-level picture has 0 and 1), and whether the picture has a palette.

    Raises:
        MediaError: no such picture, too large, damaged, or a colour picture.
    """
    read_head(path)  # a pipe or a device would be waited for
    try:
        # Only what we name: some of Pillow's formats hand the file to foreign programs.
        with path.open("rb") as stream, Image.open(stream, formats=PICTURE_FORMATS) as picture:
            width, height = picture.size
            if width * height > max_megapixels * 1e6:
                raise MediaError(
                    translate("media", "'{0}' is {1}x{2}; masks may have up to {3:g} megapixels.").format(
                        path, width, height, max_megapixels
                    )
                )
            if picture.mode not in ("P", "L", "1"):
                raise MediaError(
                    translate(
                        "media",
                        "'{0}': expected a mask with a palette or in grey (mode P, L or 1), found mode {1}.",
                    ).format(path, picture.mode)
                )
            return np.array(picture).astype(np.uint8), picture.mode == "P"
    except MediaError:
        raise
    except Exception as error:  # Pillow's plugins raise many types on damaged files
        raise MediaError(
            translate("media", "'{0}': expected a mask picture, but it cannot be read ({1}).").format(
                path, picture_fault(error)
            )
        ) from error
