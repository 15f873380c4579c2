"""The front door of `media`: open or probe a picture, a video or a folder of pictures, whatever its name says."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.file_identity import edge_hash, full_hash
from sa2va_desktop.media.file_type import FileType, sniff_file_type
from sa2va_desktop.media.known_indices import KnownIndices
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.picture_header import picture_fault
from sa2va_desktop.media.records import (
    MediaIndex,
    MediaKind,
    MediaProbe,
    MediaSettings,
    SequenceIndex,
    VideoIndex,
)
from sa2va_desktop.media.sequence_reader import SequenceReader, index_sequence
from sa2va_desktop.media.still_reader import StillReader, index_still
from sa2va_desktop.media.video_index import index_video
from sa2va_desktop.media.video_reader import VideoReader
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

DEFAULT_SETTINGS = MediaSettings()
_known = KnownIndices()


def open_media(
    path: Path,
    *,
    settings: MediaSettings = DEFAULT_SETTINGS,
    index: MediaIndex | None = None,
    token: CancelToken | None = None,
) -> MediaReader:
    """Open a media item for reading frames. The caller closes the reader; it is a context manager.

    Args:
        path: a picture file, a video file, or a folder of pictures (always read as one clip).
        settings: limits and the rate of sequences.
        index: the index of an earlier opening or probe of the same path; spares looking at the file.
        token: checked while a long file is indexed.

    Raises:
        MediaError: one sentence that names the file and what is wrong with it.
        CancelledError: `token` was cancelled.
    """
    if index is None:
        index = index_media(path, settings=settings, token=token)
    elif index.path != path:
        raise MediaError(
            translate("media", "'{0}' was opened with the index of '{1}'.").format(path, index.path)
        )
    if isinstance(index, VideoIndex):
        return VideoReader(index, settings)
    if isinstance(index, SequenceIndex):
        return SequenceReader(index, settings)
    return StillReader(index, settings)


def index_media(
    path: Path, *, settings: MediaSettings = DEFAULT_SETTINGS, token: CancelToken | None = None
) -> MediaIndex:
    """Find out what a path is and which frames it has. Arguments and errors are those of `open_media`."""
    kind = media_kind(path)
    if kind is MediaKind.SEQUENCE:
        return index_sequence(path, settings, token)
    if kind is MediaKind.IMAGE:
        return index_still(path, settings)
    index = _known.get(path, settings)
    if index is None:
        index = index_video(path, settings, token)
        _known.put(settings, index)
    return index


def probe_media(
    path: Path, *, settings: MediaSettings = DEFAULT_SETTINGS, token: CancelToken | None = None
) -> MediaProbe:
    """What a project stores about a media item. Arguments and errors are those of `open_media`."""
    index = index_media(path, settings=settings, token=token)
    return MediaProbe(index, index.stamp.size_bytes, edge_hash(media_files(index)))


def hash_media(index: MediaIndex, token: CancelToken) -> str:
    """SHA-256 (hex) of all bytes of a media item; a long file takes a while.

    Raises:
        MediaError: a file cannot be read.
        CancelledError: `token` was cancelled.
    """
    return full_hash(media_files(index), token)


def media_files(index: MediaIndex) -> tuple[Path, ...]:
    """The files a media item consists of."""
    return index.files if isinstance(index, SequenceIndex) else (index.path,)


def media_kind(path: Path) -> MediaKind:
    """What a path would be opened as, by its first bytes only.

    Raises:
        MediaError: as `open_media`, for what the first bytes tell.
    """
    if os.path.isdir(path):  # unlike Path.is_dir it never raises
        return MediaKind.SEQUENCE
    file_type = sniff_file_type(path)
    if file_type is FileType.PICTURE or (file_type is FileType.GIF and not _is_animated(path)):
        return MediaKind.IMAGE
    return MediaKind.VIDEO


def _is_animated(path: Path) -> bool:
    try:
        with path.open("rb") as stream, Image.open(stream, formats=("GIF",)) as picture:
            return bool(getattr(picture, "is_animated", False))
    except Exception as error:  # Pillow's plugins raise many types on damaged files
        raise MediaError(
            translate("media", "'{0}' is damaged or no picture: {1}.").format(path, picture_fault(error))
        ) from error
