"""Opening video files safely: a seekable Python file, an allowlist of self-contained containers, nothing else.

Playlists (HLS, DASH, concat, SDP) and anything that would make the decoder library open another file or an address
are refused twice: by the file's first bytes (`file_type`) and here by what the library itself recognises.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import av

from sa2va_desktop.errors import MediaError
from sa2va_desktop.translation import translate

# Containers that hold their own frames. Not here on purpose: hls, dash, concat, sdp, rtsp, image2, lavfi, devices.
_CONTAINERS = (
    "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,obu,ivf,flv,asf,ogg,gif,mxf,nut,mjpeg,"
    "yuv4mpegpipe,dv"
)
_OPTIONS = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "none", "enable_drefs": "0"}
_BUFFER_BYTES = 256 * 1024


@contextmanager
def opened_container(path: Path) -> Iterator[Any]:
    """An open PyAV input container; closed with its file on leaving. Errors are those of `open_container`."""
    container = open_container(path)
    try:
        yield container
    finally:
        close_container(container)


def open_container(path: Path) -> Any:
    """Open a video file. Close it with `close_container`.

    Raises:
        MediaError: not a video, damaged beyond its header, or a container that is not allowed.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaError(
            translate("media", "'{0}' cannot be read: {1}.").format(path, error.strerror or error)
        ) from error
    try:
        return av.open(
            file,
            "r",
            options=_OPTIONS,
            buffer_size=_BUFFER_BYTES,
            io_open=_refuse_other_file,
            metadata_errors="replace",
        )
    except Exception as error:  # FFmpeg's errors derive from several built-in types
        file.close()
        raise MediaError(
            translate("media", "'{0}' is not a video that can be read, or is damaged: {1}.").format(
                path, fault(error)
            )
        ) from error


def close_container(container: Any) -> None:
    """Close a container and the file under it."""
    file = container.file.file
    container.close()
    file.close()


def video_stream(path: Path, container: Any) -> Any:
    """The stream to show: the first that is no cover art and no set of thumbnails, and that can be decoded.

    Raises:
        MediaError: there is none.
    """
    streams = [stream for stream in container.streams.video if not _is_attachment(stream)]
    if not streams:
        found = ", ".join(sorted({stream.type for stream in container.streams})) or translate(
            "media", "nothing"
        )
        raise MediaError(translate("media", "'{0}' has no video stream (found: {1}).").format(path, found))
    for stream in streams:
        if stream.codec_context is not None:
            return stream
    raise MediaError(
        translate("media", "'{0}' is compressed with a codec that this installation cannot decode.").format(
            path
        )
    )


def fault(error: BaseException) -> str:
    """What to say about an exception from the decoder library, without a full stop."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.strip().rstrip(".")


def _is_attachment(stream: Any) -> bool:
    disposition = av.stream.Disposition
    return bool(stream.disposition & (disposition.attached_pic | disposition.timed_thumbnails))


def _refuse_other_file(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError(
        translate("media", "the file refers to another one ({0!r}), which is not followed").format(url)
    )
