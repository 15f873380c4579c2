"""Overlay: the pictures with the masks drawn on them, as video or PNG. For looking at; masks cannot be read back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.annotation.records import AnnotationObject, MediaKind, ObjectFrame
from sa2va_desktop.annotation.rle import rle_to_box_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.video_writer import VideoWriter
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

OPACITY = 0.5
OUTLINE_PX = 2


class OverlayFormat:
    """CLIP.mp4 with the source's presentation times for clips, CLIP.png for pictures."""

    format_id = "overlay"
    title = QT_TRANSLATE_NOOP("datasets", "Overlay video (MP4)")
    holds = Holds(masks=False)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        masks = sum(len(track) for clip in clips for track in clip.tracks.values())
        return [Loss(translate("datasets", "masks that become part of the picture"), masks)] if masks else []

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(clip.item.frame_count for clip in clips)
        done = 0
        for clip in clips:
            if clip.open_frames is None:
                raise FormatError(
                    translate(
                        "datasets", "{0}: an overlay needs the pictures, and they are not available"
                    ).format(clip.name)
                )
            with clip.open_frames() as reader:
                if clip.item.kind is MediaKind.IMAGE:
                    picture = draw_overlay(reader.read_rgb(0), list(clip.masks_on(0)))
                    Image.fromarray(picture).save(folder / f"{clip.name}.png")
                    done += 1
                    on_progress(done, total)
                    continue
                with VideoWriter(
                    folder / f"{clip.name}.mp4",
                    size_hw=(clip.item.height, clip.item.width),
                    time_base=clip.item.time_base,
                    fps=_nominal_fps(clip),
                ) as writer:
                    for frame_index, pts in enumerate(clip.item.pts):
                        token.raise_if_cancelled()
                        masks = list(clip.masks_on(frame_index))
                        writer.write(draw_overlay(reader.read_rgb(frame_index), masks), pts)
                        done += 1
                        on_progress(done, total)


def draw_overlay(
    frame: npt.NDArray[np.uint8], masks: Sequence[tuple[AnnotationObject, ObjectFrame]]
) -> npt.NDArray[np.uint8]:
    """A copy of a (H, W, 3) uint8 RGB frame with masks blended in their colours and outlined, in drawing order."""
    picture = frame.copy()
    for annotation_object, record in masks:
        x, y, width, height = record.rle.box_xywh
        region = picture[y : y + height, x : x + width]
        inside = rle_to_box_mask(record.rle)
        color = np.array(annotation_object.color, np.float32)
        region[inside] = (region[inside] * (1 - OPACITY) + color * OPACITY).astype(np.uint8)
        contours, _ = cv2.findContours(
            inside.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(x, y)
        )
        cv2.drawContours(picture, contours, -1, annotation_object.color, OUTLINE_PX)
    return picture


def _nominal_fps(clip: AnnotatedClip) -> float:
    last = clip.item.frame_count - 1
    return last / clip.item.time_s(last) if last > 0 and clip.item.time_s(last) > 0 else 25.0


FORMAT = OverlayFormat()
