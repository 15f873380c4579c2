"""The pictures of a data set: frames of a clip as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.tasks import CancelToken


def write_jpeg_frames(
    clip: AnnotatedClip,
    folder: Path,
    frames: Iterable[int],
    token: CancelToken,
    *,
    name: Callable[[int], str] = "{:05d}".format,
) -> None:
    """Write frames as JPEG, as `name` calls a frame index; `clip.open_frames` must not be None."""
    assert clip.open_frames is not None
    with clip.open_frames() as reader:
        for frame_index in frames:
            token.raise_if_cancelled()
            picture = Image.fromarray(reader.read_rgb(frame_index))
            picture.save(folder / f"{name(frame_index)}.jpg", quality=95, subsampling=0)
