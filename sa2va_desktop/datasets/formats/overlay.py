"""Overlay: the pictures with the masks drawn on them, as video or PNG. For looking at; masks cannot be read back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, all_frames
from sa2va_desktop.datasets.frame_pictures import write_video
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.overlay_pictures import draw_overlay, refuse_without_pictures
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class OverlayFormat:
    """CLIP.mp4 with the source's presentation times for clips, CLIP.png for pictures."""

    format_id = "overlay"
    title = QT_TRANSLATE_NOOP("datasets", "Overlay video (MP4)")
    holds = Holds(masks=False, times=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, partial(all_frames, options=options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(all_frames(clip, options)) for clip in clips), on_progress, token)
        for clip in clips:
            refuse_without_pictures(clip)
            if clip.item.kind is MediaKind.IMAGE:
                _write_picture(clip, folder / f"{clip.name}.png", progress)
            else:
                write_video(
                    clip,
                    folder / f"{clip.name}.mp4",
                    all_frames(clip, options),
                    progress.each,
                    draw=lambda frame, rgb, clip=clip: draw_overlay(rgb, list(clip.masks_on(frame))),  # type: ignore[misc]
                )


def _write_picture(clip: AnnotatedClip, path: Path, progress: FrameProgress) -> None:
    assert clip.open_frames is not None
    with clip.open_frames() as reader:
        for frame in progress.each([0]):
            Image.fromarray(draw_overlay(reader.read_rgb(frame), list(clip.masks_on(frame)))).save(path)


FORMAT = OverlayFormat()
