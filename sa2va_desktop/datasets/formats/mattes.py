"""Mattes: a black-and-white picture an object and frame, for compositing; white is the object.

Pictures of other tools may have soft edges: from the middle grey on a pixel counts as the object.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.index_png import open_png
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.datasets.object_folders import (
    HOLDS,
    folder_losses,
    has_modes,
    object_folders,
    read_object_folders,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

WHITE = 255
MIDDLE_GREY = 128
_MODES = ("L", "1")


class MattesFormat:
    """CLIP/001 NAME/00000.png for each frame on which something is known of the object, 8-bit grey, 0 or 255."""

    format_id = "mattes"
    title = QT_TRANSLATE_NOOP("datasets", "Mattes (black-and-white PNG)")
    holds = HOLDS
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return folder_losses(clips, options)

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(
            sum(len(annotated_frames(clip, options)) for clip in clips), on_progress, token
        )
        for clip in clips:
            homes = object_folders(clip, folder, options)
            for frame in progress.each(annotated_frames(clip, options)):
                for each, home in homes.items():
                    record = clip.tracks[each.object_id].get(frame)
                    if record is not None:
                        matte = rle_to_mask(record.rle).astype(np.uint8) * WHITE
                        Image.fromarray(matte).save(home / f"{frame:05d}.png")

    def recognises(self, source: Path) -> bool:
        return has_modes(source, _MODES)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        expected = translate("datasets", "mattes")
        yield from read_object_folders(source, read_matte, report, token, expected=expected)


def read_matte(path: Path) -> BoolMask:
    """The mask in a grey picture: from the middle on, or above 0 where 1 is the lightest value.

    Raises:
        FormatError: it cannot be read, or is not grey.
    """
    with open_png(path) as picture:
        if picture.mode not in _MODES:
            raise FormatError(
                translate("datasets", "{0}: expected a black-and-white or grey PNG, found mode {1}").format(
                    path, picture.mode
                )
            )
        values = np.array(picture).astype(np.uint8)
    return values >= (MIDDLE_GREY if values.max(initial=0) > 1 else 1)


FORMAT = MattesFormat()
