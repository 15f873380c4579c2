"""Decoding one still picture file to 8-bit RGB as it is meant to be looked at.

What is decided here: the EXIF orientation is applied; transparency is laid over white; palettes and CMYK are converted;
ICC profiles are ignored, because the models and their training data ignored them; of several pages or animation
frames the first is shown; deep pictures are stretched as `deep_picture` says.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.deep_picture import over_white, read_deep_values, show_deep_values, stretch_limits
from sa2va_desktop.media.orientation import orient
from sa2va_desktop.media.picture_header import (
    PICTURE_FORMATS,
    PictureHeader,
    picture_fault,
    read_picture_header,
)
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.translation import translate


def decode_picture(
    path: Path, *, max_megapixels: float, stretch: tuple[float, float] | None = None
) -> tuple[RgbFrame, PictureHeader]:
    """Decode the first frame of a picture file.

    Args:
        path: the file.
        max_megapixels: larger ones are refused before decoding.
        stretch: values shown as black and white in a deep picture; None takes the picture's own percentiles.

    Returns:
        (H, W, 3) uint8 RGB in displayed orientation, and the header.

    Raises:
        MediaError: the file cannot be decoded.
    """
    header = read_picture_header(path, max_megapixels=max_megapixels)
    try:
        stored = _decode_deep(path, stretch) if header.is_deep else _decode_8_bit(path)
    except MemoryError as error:
        height, width = header.size_hw
        raise MediaError(
            translate("media", "'{0}' has {1}x{2} pixels, for which the memory is not enough.").format(
                path, width, height
            )
        ) from error
    except Exception as error:  # decoders raise many types on damaged data
        raise MediaError(
            translate("media", "'{0}' is damaged and cannot be decoded: {1}.").format(
                path, picture_fault(error)
            )
        ) from error
    picture = np.ascontiguousarray(orient(stored, header.orientation))
    if picture.shape[:2] != header.size_hw:
        raise MediaError(
            translate("media", "'{0}' is damaged: its header says {1}x{2}, decoded were {3}x{4}.").format(
                path, header.size_hw[1], header.size_hw[0], picture.shape[1], picture.shape[0]
            )
        )
    return picture, header


def deep_limits(path: Path, *, max_megapixels: float) -> tuple[float, float] | None:
    """The values of a picture file that would become black and white, or None when it has 8 bits.

    Raises: as `decode_picture`.
    """
    if not read_picture_header(path, max_megapixels=max_megapixels).is_deep:
        return None
    try:
        return stretch_limits(read_deep_values(path))
    except Exception as error:  # as above
        raise MediaError(
            translate("media", "'{0}' is damaged and cannot be decoded: {1}.").format(
                path, picture_fault(error)
            )
        ) from error


def _decode_8_bit(path: Path) -> RgbFrame:
    # A stream, not a path: Pillow 13 maps named TIFF files into memory and then turns them wrongly.
    with path.open("rb") as stream, Image.open(stream, formats=PICTURE_FORMATS) as picture:
        if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
            return over_white(np.asarray(picture.convert("RGBA"), np.uint8))
        return np.array(picture.convert("RGB"), np.uint8)


def _decode_deep(path: Path, stretch: tuple[float, float] | None) -> RgbFrame:
    values = read_deep_values(path)
    return show_deep_values(values, stretch or stretch_limits(values))
