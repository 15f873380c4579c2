"""A single picture as a media item of one frame."""

from __future__ import annotations

from pathlib import Path

from sa2va_desktop.media.file_identity import stamp_of
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.picture import decode_picture
from sa2va_desktop.media.picture_header import PictureHeader, read_picture_header
from sa2va_desktop.media.records import MediaIndex, MediaKind, MediaSettings, RgbFrame
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


def index_still(path: Path, settings: MediaSettings) -> MediaIndex:
    """Read the header of a picture file.

    Raises:
        MediaError: not a picture, or too large.
    """
    header = read_picture_header(path, max_megapixels=settings.max_megapixels)
    return MediaIndex(
        path=path,
        stamp=stamp_of((path,)),
        kind=MediaKind.IMAGE,
        size_hw=header.size_hw,
        codec=header.file_format,
        container=header.file_format,
        pixel_format=header.mode,
        orientation=header.orientation,
        notices=_notices(path, header),
    )


def _notices(path: Path, header: PictureHeader) -> tuple[str, ...]:
    if header.has_more_frames:
        return (translate("media", "'{0}' has several pages or frames; the first is shown.").format(path),)
    return ()


class StillReader(MediaReader):
    """Decodes the picture at every read; keeping it is the frame cache's business."""

    def _read(self, frame_index: int, token: CancelToken | None) -> RgbFrame:
        picture, _ = decode_picture(self.index.path, max_megapixels=self.settings.max_megapixels)
        return picture
