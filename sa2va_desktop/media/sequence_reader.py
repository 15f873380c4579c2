"""A folder of pictures as a clip: natural order, one size, a chosen rate (25 frames a second unless set)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.file_identity import stamp_of
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.picture import decode_picture, deep_limits
from sa2va_desktop.media.picture_header import PictureHeader, read_picture_header
from sa2va_desktop.media.picture_names import list_pictures
from sa2va_desktop.media.records import MediaKind, MediaSettings, RgbFrame, SequenceIndex
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_LARGEST_RATE_DENOMINATOR = 1001  # holds 24000/1001 and its kin exactly


def index_sequence(folder: Path, settings: MediaSettings, token: CancelToken | None = None) -> SequenceIndex:
    """List the pictures of a folder and check every header.

    Raises:
        MediaError: no picture in the folder, a picture that cannot be read, or sizes that differ.
        CancelledError: `token` was cancelled.
    """
    files = tuple(list_pictures(folder))
    if not files:
        raise MediaError(
            translate(
                "media", "'{0}' is a folder without pictures, expected a file or a folder of frames."
            ).format(folder)
        )
    first = _checked_headers(files, settings, token)
    rate = Fraction(settings.sequence_fps).limit_denominator(_LARGEST_RATE_DENOMINATOR)
    if rate <= 0:
        raise MediaError(
            translate("media", "'{0}' cannot be shown at {1} frames a second.").format(
                folder, settings.sequence_fps
            )
        )
    return SequenceIndex(
        path=folder,
        stamp=stamp_of(files),
        kind=MediaKind.SEQUENCE,
        size_hw=first.size_hw,
        pts=tuple(range(len(files))),
        time_base=(rate.denominator, rate.numerator),
        fps=float(rate),
        key_frames=tuple(range(len(files))),
        codec=first.file_format,
        container="folder",
        pixel_format=first.mode,
        orientation=first.orientation,
        files=files,
        stretch=_shared_stretch(files, settings) if first.is_deep else None,
    )


def _checked_headers(
    files: tuple[Path, ...], settings: MediaSettings, token: CancelToken | None
) -> PictureHeader:
    first = read_picture_header(files[0], max_megapixels=settings.max_megapixels)
    for file in files[1:]:
        if token is not None:
            token.raise_if_cancelled()
        header = read_picture_header(file, max_megapixels=settings.max_megapixels)
        if header.size_hw != first.size_hw:
            raise MediaError(
                translate(
                    "media",
                    "'{0}' is {1}x{2} but the first picture of its folder is {3}x{4}; the frames of a sequence have one size.",
                ).format(file, header.size_hw[1], header.size_hw[0], first.size_hw[1], first.size_hw[0])
            )
    return first


def _shared_stretch(files: tuple[Path, ...], settings: MediaSettings) -> tuple[float, float] | None:
    """Limits that hold for first, middle and last picture together, so that brightness does not flicker."""
    samples = dict.fromkeys((files[0], files[len(files) // 2], files[-1]))
    limits = [deep_limits(file, max_megapixels=settings.max_megapixels) for file in samples]
    known = [limit for limit in limits if limit is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


class SequenceReader(MediaReader):
    """Decodes one picture file a frame."""

    index: SequenceIndex

    def _read(self, frame_index: int, token: CancelToken | None) -> RgbFrame:
        file = self.index.files[frame_index]
        picture, header = decode_picture(
            file, max_megapixels=self.settings.max_megapixels, stretch=self.index.stretch
        )
        if header.size_hw != self.size_hw:
            raise MediaError(
                translate("media", "Frame {0} ('{1}') has become {2}x{3}, expected {4}x{5}.").format(
                    frame_index, file, header.size_hw[1], header.size_hw[0], self.size_hw[1], self.size_hw[0]
                )
            )
        return picture
