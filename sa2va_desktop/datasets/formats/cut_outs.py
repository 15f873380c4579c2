"""Cut-outs: the picture of each object and frame with everything else transparent; the alpha channel is the mask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
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

OPAQUE = 255
_HALF = 128
_MODES = ("RGBA", "LA")


class CutOutsFormat:
    """CLIP/001 NAME/00000.png at the picture's full size, for each frame on which something is known of the object."""

    format_id = "cut-outs"
    title = QT_TRANSLATE_NOOP("datasets", "Cut-outs (PNG with alpha)")
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
            if clip.open_frames is None:
                raise FormatError(
                    translate("datasets", "{0}: cut-outs need the pictures, and they are not available").format(
                        clip.name
                    )
                )
            homes = object_folders(clip, folder, options)
            with clip.open_frames() as reader:
                for frame in progress.each(annotated_frames(clip, options)):
                    picture = reader.read_rgb(frame)
                    for each, home in homes.items():
                        record = clip.tracks[each.object_id].get(frame)
                        if record is not None:
                            cut_out = cut_out_of(picture, rle_to_mask(record.rle))
                            Image.fromarray(cut_out).save(home / f"{frame:05d}.png")

    def recognises(self, source: Path) -> bool:
        return has_modes(source, _MODES)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        expected = translate("datasets", "cut-outs")
        yield from read_object_folders(source, read_alpha, report, token, expected=expected)


def cut_out_of(picture: npt.NDArray[np.uint8], mask: BoolMask) -> npt.NDArray[np.uint8]:
    """(H, W, 4) uint8 RGBA of a (H, W, 3) picture: black and transparent outside the mask, as it was inside."""
    cut_out = np.zeros((*mask.shape, 4), np.uint8)
    cut_out[mask, :3] = picture[mask]
    cut_out[mask, 3] = OPAQUE
    return cut_out


def read_alpha(path: Path) -> BoolMask:
    """Pixels that are at least half opaque.

    Raises:
        FormatError: it cannot be read, or has no alpha channel.
    """
    with open_png(path) as picture:
        if picture.mode not in _MODES:
            raise FormatError(
                translate("datasets", "{0}: expected a PNG with an alpha channel, found mode {1}").format(
                    path, picture.mode
                )
            )
        return np.asarray(picture.getchannel("A")) >= _HALF


FORMAT = CutOutsFormat()
