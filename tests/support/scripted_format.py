"""A data set format in memory: what an import reads from it is what the test says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.tasks import CancelToken


def box(height: int, width: int, left: int, top: int, size: int = 8) -> MaskRle:
    mask = np.zeros((height, width), bool)
    mask[top : top + size, left : left + size] = True
    return mask_to_rle(mask)


class ScriptedFormat:
    """Recognises sources that are called `scripted`; `clips` is what they hold."""

    format_id = "scripted"
    title = "Scripted"
    holds = Holds(tracks=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def __init__(self, clips: Sequence[ImportedClip] = ()) -> None:
        self.clips = list(clips)
        self.error: Exception | None = None

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return []

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        (folder / "scripted.txt").write_text("".join(f"{clip.name} {clip.split}\n" for clip in clips))

    def recognises(self, source: Path) -> bool:
        return source.stem == "scripted"

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        yield from self.clips
        if self.error is not None:
            raise self.error
