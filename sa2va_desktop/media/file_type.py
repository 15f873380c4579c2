"""What a file is by its first bytes; names are not trusted. Playlists are recognised here so that none is followed."""

from __future__ import annotations

import enum
import stat
from pathlib import Path

from sa2va_desktop.errors import MediaError
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

HEAD_BYTES = 4096


class FileType(enum.Enum):
    PICTURE = "picture"
    GIF = "gif"  # a picture or a clip, by the number of its frames
    OTHER = "other"  # perhaps a video: the decoder library decides


_PICTURE_MAGIC = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"\0\0\0\x0cjP  \r\n\x87\n",
)
_PLAYLISTS = (
    (b"#extm3u", QT_TRANSLATE_NOOP("media", "an HLS playlist")),
    (b"ffconcat version", QT_TRANSLATE_NOOP("media", "a concat list")),
    (b"v=0", QT_TRANSLATE_NOOP("media", "an SDP session description")),
    (b"[playlist]", QT_TRANSLATE_NOOP("media", "a playlist")),
    (b"[reference]", QT_TRANSLATE_NOOP("media", "a playlist")),
    (b"<asx", QT_TRANSLATE_NOOP("media", "a playlist")),
    (b"<smil", QT_TRANSLATE_NOOP("media", "a playlist")),
    (b"<mpd", QT_TRANSLATE_NOOP("media", "a DASH manifest")),
    (b"<smoothstreamingmedia", QT_TRANSLATE_NOOP("media", "a streaming manifest")),
    (b"<imf", QT_TRANSLATE_NOOP("media", "a package manifest")),
)
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def sniff_file_type(path: Path) -> FileType:
    """Tell pictures from possible videos.

    Raises:
        MediaError: the file is missing, unreadable, empty, text, a playlist, or a picture format without decoder.
    """
    head = read_head(path)
    if not head:
        raise MediaError(
            translate("media", "'{0}' is empty (0 bytes), expected a picture or a video.").format(path)
        )
    if head.startswith((b"GIF87a", b"GIF89a")):
        return FileType.GIF
    if head.startswith(_PICTURE_MAGIC) or _is_pnm(head) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return FileType.PICTURE
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"avif", b"avis"):
            return FileType.PICTURE
        if head[8:12] in _HEIF_BRANDS:
            raise MediaError(
                translate(
                    "media", "'{0}' is a HEIC picture, which cannot be read; save it as JPEG or PNG first."
                ).format(path)
            )
    _refuse_text(path, head)
    return FileType.OTHER


def read_head(path: Path) -> bytes:
    """The first bytes of a file, with one sentence when there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # Reading a pipe or a device may wait for ever.
            raise MediaError(
                translate("media", "'{0}' is not a regular file, expected a picture or a video.").format(path)
            )
        with path.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise MediaError(translate("media", "'{0}' does not exist.").format(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise MediaError(
            translate("media", "'{0}' cannot be read: {1}.").format(
                path, getattr(error, "strerror", None) or error
            )
        ) from error


def _is_pnm(head: bytes) -> bool:
    return head[:1] == b"P" and head[1:2] in (b"1", b"2", b"3", b"4", b"5", b"6") and head[2:3].isspace()


def _refuse_text(path: Path, head: bytes) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, name in _PLAYLISTS:
        # XML manifests begin with a declaration or a comment, so their element is looked for further on.
        if text.startswith(start) or (start.startswith(b"<") and text.startswith(b"<") and start in text):
            raise MediaError(
                translate(
                    "media", "'{0}' is {1} that points to other files; open those files themselves."
                ).format(path, translate("media", name))
            )
    if text.startswith(b"<") and b"<svg" in text:
        raise MediaError(
            translate("media", "'{0}' is an SVG drawing, which has no pixels; save it as PNG first.").format(
                path
            )
        )
    if _is_text(head) and not head.startswith(b"YUV4MPEG2 "):
        raise MediaError(
            translate("media", "'{0}' is a text file, expected a picture or a video.").format(path)
        )


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return False
    try:
        # A character may be cut at the end of what was read.
        head[:-3].decode("utf-8") if len(head) == HEAD_BYTES else head.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(head) == HEAD_BYTES and error.start >= len(head) - 6
    return True
