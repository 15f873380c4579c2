"""LabelMe (wkentaro): one JSON file beside each picture, masks as exact mask shapes or as polygons.

Polygons run through pixel centres, because LabelMe paints their border, too. Shapes of one object have a group number in
common. Source: the files that LabelMe 5.4 and later write and accept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, safe_file_name
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import ALL_BUT_TALK, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.labelme_files import (
    LABELME,
    Dialect,
    document_of,
    file_stem,
    looks_like,
    read_labelme,
    write_document,
    written_frames,
)
from sa2va_desktop.datasets.labelme_shapes import Form
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.outline_loss import outline_pixels
from sa2va_desktop.datasets.polygons import polygons_to_rle_filled, rle_to_center_polygons
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP

FORMS = {
    Form.MASK: QT_TRANSLATE_NOOP("datasets", "masks, exact (LabelMe 5.4 and later)"),
    Form.PIECES: QT_TRANSLATE_NOOP("datasets", "polygons, with holes cut open"),
    Form.OUTLINES: QT_TRANSLATE_NOOP("datasets", "outlines, with holes filled"),
}


class LabelmeFormat:
    """CLIP/00000.json, or NAME.json of a still, and, if wanted, the picture beside it; below SPLIT/ where there is one."""

    format_id = "labelme"
    title = QT_TRANSLATE_NOOP("datasets", "LabelMe (JSON)")
    holds = ALL_BUT_TALK
    takes_answers = False
    forms: tuple[Form, ...] = (Form.MASK, Form.PIECES, Form.OUTLINES)
    dialect: Dialect = LABELME

    @property
    def choices(self) -> tuple[Choice, ...]:
        values = {form.value: FORMS[form] for form in self.forms}
        return (Choice("masks", QT_TRANSLATE_NOOP("datasets", "Masks as"), values),)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        if self._form(options) is not Form.OUTLINES:
            return losses_of(clips, self.holds, lambda clip: written_frames(clip, options))
        changed = outline_pixels(
            clips,
            lambda clip: written_frames(clip, options),
            lambda rle: polygons_to_rle_filled(
                rle_to_center_polygons(rle), rle.size_hw, painter=self.dialect.painter
            ),
        )
        holds = replace(self.holds, outline=True, holes=False)
        return losses_of(
            clips, holds, lambda clip: written_frames(clip, options), more={LossKind.OUTLINE: changed}
        )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return written_frames(clip, options)

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(len(written_frames(clip, options)) for clip in clips)
        progress = FrameProgress(total, on_progress, token)
        for clip in clips:
            frames = written_frames(clip, options)
            own = folder / safe_file_name(clip.split) if clip.split else folder
            for frame in progress.each(frames):
                document = document_of(clip, frame, frames, self.dialect, self._form(options))
                write_document(own / f"{file_stem(clip, frame)}.json", document)
            if options.write_images and clip.open_frames is not None:
                pictures = (own / file_stem(clip, 0)).parent
                write_jpeg_frames(clip, pictures, frames, token, name=partial(_picture_stem, clip))

    def recognises(self, source: Path) -> bool:
        return looks_like(source, self.dialect)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        yield from read_labelme(source, self.dialect, report, token)

    def _form(self, options: ExportOptions) -> Form:
        chosen = options.choices.get("masks", self.forms[0].value)
        return next((form for form in self.forms if form.value == chosen), self.forms[0])


def _picture_stem(clip: AnnotatedClip, frame: int) -> str:
    return Path(file_stem(clip, frame)).name


FORMAT = LabelmeFormat()
