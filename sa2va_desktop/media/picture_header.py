"""What the header of a picture file says before its pixels are decoded, so that huge pictures are refused in time."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.orientation import oriented_size_hw
from sa2va_desktop.translation import translate

# Pillow's own limit (a warning, then an error far below ours) is replaced by `refuse_huge`, which reads the header.
Image.MAX_IMAGE_PIXELS = None

# EPS and other formats that start foreign programs or follow references are left out.
PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "DIB", "GIF", "PPM", "JPEG2000", "AVIF")

_DEEP_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_TIFF_WIDTH, _TIFF_HEIGHT, _TIFF_BITS, _TIFF_ORIENTATION = 256, 257, 258, 274


@dataclass(frozen=True)
class PictureHeader:
    """Size and format of a picture file.

    Attributes:
        size_hw: of the displayed picture, after orientation.
        orientation: EXIF code still to be applied to what the decoders return; 1 for TIFF, which they turn themselves.
        is_deep: more than 8 bits a channel.
        has_more_frames: an animation or several pages, of which only the first is shown as a still.
    """

    size_hw: tuple[int, int]
    file_format: str
    mode: str
    orientation: int = 1
    is_deep: bool = False
    has_more_frames: bool = False


def read_picture_header(path: Path, *, max_megapixels: float) -> PictureHeader:
    """Read size and format without decoding.

    Raises:
        MediaError: not a picture of a known format, or too large.
    """
    try:
        with path.open("rb") as stream:
            header = _read_header(path, stream)
    except Exception as error:  # Pillow's plugins raise many types on damaged headers
        raise MediaError(
            translate("media", "'{0}' is damaged or no picture: {1}.").format(path, picture_fault(error))
        ) from error
    refuse_huge(path, header.size_hw, max_megapixels)
    return header


def refuse_huge(path: Path, size_hw: tuple[int, int], max_megapixels: float) -> None:
    """Raises MediaError for a size that is empty or above the limit."""
    height, width = size_hw
    if width < 1 or height < 1:
        raise MediaError(
            translate("media", "'{0}' is damaged: its header says {1}x{2} pixels.").format(path, width, height)
        )
    if width * height > max_megapixels * 1e6:
        raise MediaError(
            translate(
                "media",
                "'{0}' has {1}x{2} pixels ({3:.0f} megapixels), more than the limit of {4:g}; raise the limit in the settings to open it.",
            ).format(path, width, height, width * height / 1e6, max_megapixels)
        )


def picture_fault(error: Exception) -> str:
    """What to say about an exception from a picture decoder, without a full stop."""
    if isinstance(error, Image.UnidentifiedImageError):
        return translate("media", "its format is not recognised")
    if isinstance(error, (struct.error, SyntaxError)):
        return translate("media", "its header is broken ({0})").format(error)
    return (str(error) or type(error).__name__).strip().rstrip(".")


def _read_header(path: Path, stream: object) -> PictureHeader:
    try:
        with Image.open(stream, formats=PICTURE_FORMATS) as picture:  # type: ignore[arg-type]
            return _header_of(path, picture)
    except Image.UnidentifiedImageError:
        with path.open("rb") as file:
            if file.read(4) in (b"II*\0", b"MM\0*"):
                # Pillow knows few of TIFF's layouts (no float colour, for one); OpenCV decodes the others.
                return _tiff_header(path)
        raise


def _header_of(path: Path, picture: Image.Image) -> PictureHeader:
    width, height = picture.size
    file_format = picture.format or ""
    orientation = 1 if file_format == "TIFF" else _exif_orientation(picture)
    return PictureHeader(
        size_hw=oriented_size_hw((height, width), orientation),
        file_format=file_format,
        mode=picture.mode,
        orientation=orientation,
        is_deep=_is_deep(path, picture),
        has_more_frames=file_format not in ("JPEG", "MPO") and bool(getattr(picture, "is_animated", False)),
    )


def _exif_orientation(picture: Image.Image) -> int:
    try:
        code = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a broken EXIF block must not hide a sound picture; it counts as absent
        return 1
    return code if isinstance(code, int) and 1 <= code <= 8 else 1


def _is_deep(path: Path, picture: Image.Image) -> bool:
    if picture.mode in _DEEP_MODES:
        return True
    if picture.format == "PNG":
        # Pillow silently keeps only the high byte of 16-bit colour; the bit depth is byte 24 of the file.
        with path.open("rb") as stream:
            return stream.read(25)[24] > 8
    if picture.format == "TIFF":
        return _deepest(getattr(picture, "tag_v2", {}).get(_TIFF_BITS, (8,))) > 8
    if picture.format == "PPM":
        return _ppm_maximum(path) > 255
    return False


def _deepest(bits: int | tuple[int, ...]) -> int:
    return max(bits) if isinstance(bits, tuple) else bits


def _ppm_maximum(path: Path) -> int:
    with path.open("rb") as stream:
        lines = [line.split(b"#")[0] for line in stream.read(1024).split(b"\n")]
    words = b" ".join(lines).split()
    return int(words[3]) if words[0] in (b"P2", b"P3", b"P5", b"P6") else 255


def _tiff_header(path: Path) -> PictureHeader:
    with path.open("rb") as stream:
        tags = ImageFileDirectory_v2(stream.read(8))
        stream.seek(tags.next)
        tags.load(stream)
    size_hw = (int(tags[_TIFF_HEIGHT]), int(tags[_TIFF_WIDTH]))
    return PictureHeader(
        size_hw=oriented_size_hw(size_hw, int(tags.get(_TIFF_ORIENTATION, 1))),
        file_format="TIFF",
        mode="",
        is_deep=_deepest(tags.get(_TIFF_BITS, (8,))) > 8,
    )
