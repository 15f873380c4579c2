"""Ref-YouTube-VOS: texts about single objects of clips whose masks are palette PNGs.

`meta_expressions/{train,valid}/meta_expressions.json`, `{train,valid}/JPEGImages`, `train/Annotations` and `train/meta.json`. Frames
are those that YouTube-VOS annotates. The validation part has texts alone; its masks are kept by a server.
Source: wjn922/ReferFormer, `datasets/ytvos.py`; cilinyan/VISA, `utils/d2_datasets/refytvos_utils.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.dataset_format import ExportOptions
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.formats.youtube_vos import written_frames
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.indexed_expression_format import IndexedExpressionFormat
from sa2va_desktop.datasets.indexed_expressions import IndexedPart, indexed_part
from sa2va_desktop.datasets.kept_ids import kept_names
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate


class RefYoutubeVosFormat(IndexedExpressionFormat):
    """A folder a split, and the texts of all of them in one."""

    format_id = "ref-youtube-vos"
    title = QT_TRANSLATE_NOOP("datasets", "Ref-YouTube-VOS (texts about clips)")
    default = "train"

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return written_frames(clip, options)

    def texts(self, clip: AnnotatedClip, objects: Sequence[ObjectId]) -> dict[str, ClipText]:
        """The texts about one object lie together, as they are published."""
        texts = [text for each in objects for text in referring_texts(clip) if text.object_ids == (each,)]
        names = kept_names([extras_of(text.extras, self.format_id).get("exp_id") for text in texts])
        return dict(zip(names, texts, strict=True))

    def parts(self, source: Path) -> list[IndexedPart]:
        return indexed_part(source, {"valid": "val"})

    def recognises(self, source: Path) -> bool:
        # Ref-DAVIS17 is published in the same folders, with masks of the validation part.
        return bool(self.parts(source)) and not (source / "valid" / "Annotations").is_dir()

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        if not self.parts(source):
            raise FormatError(
                translate(
                    "datasets", "{0}: expected meta_expressions/train/meta_expressions.json or such, found none"
                ).format(source)
            )
        return super().read(source, report, token)


FORMAT = RefYoutubeVosFormat()
