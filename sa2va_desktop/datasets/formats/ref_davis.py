"""Ref-DAVIS17: four texts about each object of a DAVIS sequence, by two people, after its first frame and after all of it.

Written as its converters lay it out, like Ref-YouTube-VOS with masks of all splits; the id of an expression is four times
the place of its object, plus that of its kind. Read are this, and the text files as published beside DAVIS
(`davis_text_annotations/Davis17_annot1.txt` and three others).
Source: wjn922/ReferFormer, `tools/data/convert_davis_to_ytvos.py` and `inference_davis.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.dataset_format import ExportOptions, all_frames
from sa2va_desktop.datasets.davis_texts import TEXTS_PER_OBJECT, davis_text_folder, read_davis_texts
from sa2va_desktop.datasets.extras import extras_of, with_extras
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.indexed_expression_format import IndexedExpressionFormat
from sa2va_desktop.datasets.indexed_expressions import IndexedPart, indexed_part
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

REPEAT_KEY = "repeats"
"""Our own key of an expression that only fills a place, with the text of another one."""


class RefDavisFormat(IndexedExpressionFormat):
    """A folder a split, and the texts of all of them in one."""

    format_id = "ref-davis"
    title = QT_TRANSLATE_NOOP("datasets", "Ref-DAVIS17 (texts about clips)")
    default = "valid"

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return all_frames(clip, options)

    def objects(self, clip: AnnotatedClip, frames: Sequence[int]) -> list[ObjectId]:
        """Those with texts first: evaluators take the n-th four texts for the n-th object."""
        meant = {text.object_ids for text in referring_texts(clip)}
        return sorted(super().objects(clip, frames), key=lambda each: (each,) not in meant)

    def texts(self, clip: AnnotatedClip, objects: Sequence[ObjectId]) -> dict[str, ClipText]:
        """Exactly four for each object that has any: more are left out, the first stands for those that are missing."""
        found = {}
        texts = referring_texts(clip)
        for place, object_id in enumerate(objects):
            own = [text for text in texts if text.object_ids == (object_id,)]
            for column, text in enumerate(self._four(own) if own else ()):
                found[str(TEXTS_PER_OBJECT * place + column)] = text
        return found

    def parts(self, source: Path) -> list[IndexedPart]:
        return indexed_part(source, {"valid": "val"}, sorts_videos=True)

    def recognises(self, source: Path) -> bool:
        if davis_text_folder(source) is not None:
            return True
        return bool(self.parts(source)) and (source / "valid" / "Annotations").is_dir()

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        folder = davis_text_folder(source)
        if self.parts(source):
            clips = super().read(source, report, token)
        elif folder is not None:
            clips = read_davis_texts(folder, report, token)
        else:
            raise FormatError(
                translate(
                    "datasets", "{0}: expected meta_expressions or davis_text_annotations in it, found neither"
                ).format(source)
            )
        for clip in clips:
            yield replace(
                clip, expressions=tuple(each for each in clip.expressions if REPEAT_KEY not in each.extras)
            )

    def _four(self, texts: Sequence[ClipText]) -> list[ClipText]:
        """Texts in the places that they came with, others in those that are free."""
        columns: dict[int, ClipText] = {}
        waiting = []
        for text in texts:
            said = str(extras_of(text.extras, self.format_id).get("exp_id", ""))
            column = (
                int(said) % TEXTS_PER_OBJECT if said.isascii() and said.isdecimal() and len(said) < 9 else None
            )
            if column is None or column in columns:
                waiting.append(text)
            else:
                columns[column] = text
        for column in range(TEXTS_PER_OBJECT):
            if column not in columns and waiting:
                columns[column] = waiting.pop(0)
        first = columns[min(columns)]
        filler = replace(first, extras=with_extras("", self.format_id, {REPEAT_KEY: True}))
        return [columns.get(column, filler) for column in range(TEXTS_PER_OBJECT)]


FORMAT = RefDavisFormat()
