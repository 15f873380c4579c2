"""The pictures of a data set: frames of a clip as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.tasks import CancelToken

_FPS = 25.0  # of what has no times, such as a single picture


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


def write_video(
    clip: AnnotatedClip,
    path: Path,
    frames: range,
    each_frame: Callable[[range], Iterator[int]],
    *,
    draw: Callable[[int, npt.NDArray[np.uint8]], npt.NDArray[np.uint8]] = lambda frame_index, rgb: rgb,
    keeps_size: bool = False,
) -> None:
    """Write frames as MP4 with their own presentation times; `clip.open_frames` must not be None.

    Args:
        each_frame: goes through `frames`, for progress and cancelling.
        draw: gives the picture that is written for a frame, (H, W, 3) uint8 RGB.
        keeps_size: as `VideoWriter`; masks that lie beside the video have its size.
    """
    assert clip.open_frames is not None
    item = clip.item
    fps = (clip.nominal_fps() or _FPS) / frames.step
    with (
        clip.open_frames() as reader,
        VideoWriter(
            path,
            size_hw=(item.height, item.width),
            time_base=item.time_base,
            fps=fps,
            keeps_size=keeps_size,
        ) as writer,
    ):
        for frame_index in each_frame(frames):
            writer.write(draw(frame_index, reader.read_rgb(frame_index)), item.pts[frame_index])
