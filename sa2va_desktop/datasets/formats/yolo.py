"""YOLO segmentation (Ultralytics): one text file of outlines a picture, and data.yaml.

A row is one object of one outline without holes. A mask of several parts becomes one row with thin bridges between them,
or a row for each part. Source: the layout that Ultralytics 8 reads, and what its verification refuses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.outline_loss import outline_pixels
from sa2va_desktop.datasets.picture_items import picture_name, source_keys, write_pictures
from sa2va_desktop.datasets.yolo_files import NOTES, looks_like_yolo, read_yolo
from sa2va_desktop.datasets.yolo_rows import outlines_of, outlines_read_back
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class YoloFormat:
    """data.yaml, labels/SPLIT/NAME.txt and, if wanted, images/SPLIT/NAME.jpg for every annotated frame."""

    format_id = "yolo"
    title = QT_TRANSLATE_NOOP("datasets", "YOLO segmentation (text files)")
    holds = Holds(outline=True, labels=True)
    takes_answers = False
    choices = (
        Choice(
            "parts",
            QT_TRANSLATE_NOOP("datasets", "Masks of several parts"),
            {
                "bridge": QT_TRANSLATE_NOOP("datasets", "one outline, with thin bridges; holes are kept"),
                "lines": QT_TRANSLATE_NOOP("datasets", "an outline for each part; holes are filled"),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        is_bridged = _is_bridged(options)
        changed = outline_pixels(
            clips,
            lambda clip: annotated_frames(clip, options),
            lambda rle: outlines_read_back(rle, is_bridged=is_bridged),
        )
        holds = self.holds if is_bridged else replace(self.holds, parts=False, holes=False)
        return losses_of(
            clips, holds, lambda clip: annotated_frames(clip, options), more={LossKind.OUTLINE: changed}
        )

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(len(annotated_frames(clip, options)) for clip in clips)
        progress = FrameProgress(total, on_progress, token)
        names = sorted({clip.category_name(each) for clip in clips for each in clip.objects})
        notes = {}
        for clip in clips:
            split = _split(clip)
            labels = folder / "labels" / split
            labels.mkdir(parents=True, exist_ok=True)
            (folder / "images" / split).mkdir(parents=True, exist_ok=True)
            frames = annotated_frames(clip, options)
            for frame in progress.each(frames):
                stem = Path(picture_name(clip, frame)).stem
                rows = _rows(clip, frame, names, is_bridged=_is_bridged(options))
                (labels / f"{stem}.txt").write_text("".join(f"{row}\n" for row in rows), encoding="ascii")
                size = [clip.item.height, clip.item.width]
                notes[f"{split}/{stem}"] = {"size": size, **source_keys(clip, frame)}
            if options.write_images:
                write_pictures(clip, folder / "images" / split, frames, token)
        (folder / "data.yaml").write_text(_data_yaml(clips, names), encoding="utf-8", errors="surrogateescape")
        (folder / NOTES).write_text(json.dumps(notes, indent=0), encoding="ascii")

    def recognises(self, source: Path) -> bool:
        return looks_like_yolo(source)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        yield from read_yolo(source, report, token)


def _is_bridged(options: ExportOptions) -> bool:
    return options.choices.get("parts", "bridge") == "bridge"


def _split(clip: AnnotatedClip) -> str:
    return safe_file_name(clip.split) if clip.split else "train"


def _rows(clip: AnnotatedClip, frame: int, names: Sequence[str], *, is_bridged: bool) -> Iterator[str]:
    for each, record in clip.masks_on(frame):
        number = names.index(clip.category_name(each))
        for outline in outlines_of(record.rle, is_bridged=is_bridged):
            yield f"{number} {outline}"


def _data_yaml(clips: Sequence[AnnotatedClip], names: Sequence[str]) -> str:
    """Without `path`, so that the folder can be moved. Readers want both train and val: one stands in for the other."""
    splits = {("val" if split == "valid" else split): split for split in map(_split, clips)}
    first = next(iter(splits.values()), "train")
    for needed in ("train", "val"):
        splits.setdefault(needed, splits.get("val" if needed == "train" else "train", first))
    lines = [f"{json.dumps(key)}: {json.dumps(f'images/{split}')}" for key, split in splits.items()]
    lines += ["names:", *(f"  {number}: {json.dumps(name)}" for number, name in enumerate(names))]
    return "\n".join([*lines, ""]) if names else "\n".join([*lines[:-1], "names: {}", ""])


FORMAT = YoloFormat()
