"""GIF: an animated overlay for web pages and mails. For looking at; 256 colours a frame, masks cannot be read back.

Times are rounded to hundredths of a second, and frames that would be shown for less than two of them are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, all_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.overlay_pictures import draw_overlay, refuse_without_pictures
from sa2va_desktop.media.gif_writer import SHORTEST_UNITS, UNITS_A_SECOND, GifWriter
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

MAX_SIDE_PX = 640
LONG_S = 10.0
_STILL_UNITS = 100  # how long the frame of a picture lasts


class GifFormat:
    """CLIP.gif for clips and pictures, at most 640 pixels wide and high unless the full size is chosen."""

    format_id = "gif"
    title = QT_TRANSLATE_NOOP("datasets", "Animated overlay (GIF)")
    holds = Holds(masks=False, times=True)
    takes_answers = False
    choices = (
        Choice(
            "size",
            QT_TRANSLATE_NOOP("datasets", "Size"),
            {
                "small": QT_TRANSLATE_NOOP("datasets", "At most 640 pixels wide and high"),
                "full": QT_TRANSLATE_NOOP("datasets", "As the pictures"),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        losses = losses_of(clips, self.holds, lambda clip: list(shown_frames(clip, options)))
        sizes = [_size_hw(clip, options) != (clip.item.height, clip.item.width) for clip in clips]
        large = [max(_size_hw(clip, options)) > MAX_SIDE_PX for clip in clips]
        left_out = (len(all_frames(clip, options)) - len(shown_frames(clip, options)) for clip in clips)
        long = [clip.item.time_s(clip.item.frame_count - 1) > LONG_S for clip in clips]
        counted = (
            (translate("datasets", "frames left out, because a GIF shows 50 a second at most"), sum(left_out)),
            (translate("datasets", "clips made smaller, to 640 pixels"), sum(sizes)),
            (translate("datasets", "clips of more than 640 pixels, whose files become large"), sum(large)),
            (translate("datasets", "clips of more than 10 seconds, whose files become large"), sum(long)),
        )
        return [*losses, *(Loss(what, count) for what, count in counted if count)]

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(shown_frames(clip, options)) for clip in clips), on_progress, token)
        for clip in clips:
            refuse_without_pictures(clip)
            _write_gif(clip, folder / f"{clip.name}.gif", options, progress)


def shown_frames(clip: AnnotatedClip, options: ExportOptions) -> dict[int, int]:
    """Frame index → hundredths of a second at which it is shown, at least two apart."""
    shown: dict[int, int] = {}
    last = -SHORTEST_UNITS
    for frame in all_frames(clip, options):
        units = round(clip.item.time_s(frame) * UNITS_A_SECOND)
        if units - last >= SHORTEST_UNITS:
            shown[frame] = last = units
    return shown


def _write_gif(clip: AnnotatedClip, path: Path, options: ExportOptions, progress: FrameProgress) -> None:
    assert clip.open_frames is not None
    times = shown_frames(clip, options)
    size_hw = _size_hw(clip, options)
    steps = np.diff(list(times.values()))
    last_units = int(np.median(steps)) if len(steps) else _STILL_UNITS
    with clip.open_frames() as reader, GifWriter(path, size_hw=size_hw, last_units=last_units) as writer:
        for frame in progress.each(times):
            picture = draw_overlay(reader.read_rgb(frame), list(clip.masks_on(frame)))
            writer.write(_resized(picture, size_hw), times[frame])


def _size_hw(clip: AnnotatedClip, options: ExportOptions) -> tuple[int, int]:
    height, width = clip.item.height, clip.item.width
    scale = MAX_SIDE_PX / max(height, width)
    if options.choices.get("size", "small") == "full" or scale >= 1:
        return height, width
    return max(1, round(height * scale)), max(1, round(width * scale))


def _resized(picture: npt.NDArray[np.uint8], size_hw: tuple[int, int]) -> npt.NDArray[np.uint8]:
    if picture.shape[:2] == size_hw:
        return picture
    return np.asarray(cv2.resize(picture, size_hw[::-1], interpolation=cv2.INTER_AREA), np.uint8)


FORMAT = GifFormat()
