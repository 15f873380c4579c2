"""Datumaro JSON 1.0: masks in COCO run lengths, captions and attributes, one file a split.

What it has no place for (absences, texts about several objects, exact names) stands in `infos.clips`, see `clip_notes`.
Source: the layout that `datumaro` 1.x writes (`dm_format_version` "1.0").
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import BUILT_IN, values_on
from sa2va_desktop.datasets.clip_notes import (
    OWN_ATTRIBUTES,
    notes_of,
    record_attributes,
)
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.datumaro_reader import DatumaroReader
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.xml_files import legal_text
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_IMAGE_MEDIA = 2  # `media_type` of pictures


class DatumaroFormat:
    """annotations/SPLIT.json and, if wanted, images/SPLIT/CLIP/00000.jpg for every annotated frame."""

    format_id = "datumaro"
    title = QT_TRANSLATE_NOOP("datasets", "Datumaro (JSON)")
    holds = ALL_BUT_TALK
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return annotated_frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: annotated_frames(clip, options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        by_split: dict[str, list[AnnotatedClip]] = {}
        for clip in clips:
            by_split.setdefault(_subset(clip), []).append(clip)
        labels = sorted({clip.category_name(each) for clip in clips for each in clip.objects})
        # The same in every file, because Datumaro refuses subsets that differ in it.
        head = _head(clips, labels, options)
        total = sum(len(annotated_frames(clip, options)) for clip in clips)
        done = 0
        (folder / "annotations").mkdir()
        for split, members in by_split.items():
            path = folder / "annotations" / f"{split}.json"
            # Every character is written as ASCII, so that names which are no valid text survive, too.
            with path.open("w", encoding="ascii", newline="\n") as file:
                file.write(head)
                is_first = True
                for clip in members:
                    frames = annotated_frames(clip, options)
                    for frame in frames:
                        token.raise_if_cancelled()
                        item = _item(clip, frame, labels, with_texts=frame == frames[0])
                        file.write(("\n" if is_first else ",\n") + json.dumps(item, allow_nan=False))
                        is_first = False
                        done += 1
                        on_progress(done, total)
                    if options.write_images and clip.open_frames is not None and frames:
                        images = folder / "images" / split / clip.name
                        images.mkdir(parents=True)
                        write_jpeg_frames(clip, images, frames, token)
                file.write("\n]}\n")

    def recognises(self, source: Path) -> bool:
        return any(_has_mark(path) for path in _files(source)[:1])

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected a Datumaro file annotations/SPLIT.json").format(source)
            )
        for path in files:
            yield from DatumaroReader(path, report, token).clips()


def _subset(clip: AnnotatedClip) -> str:
    return safe_file_name(clip.split or "default")


def _head(clips: Sequence[AnnotatedClip], labels: Sequence[str], options: ExportOptions) -> str:
    notes = [{**notes_of(clip, annotated_frames(clip, options)), "subset": _subset(clip)} for clip in clips]
    head = {
        "dm_format_version": "1.0",
        "media_type": _IMAGE_MEDIA,
        "infos": {"clips": notes},
        "categories": {
            "label": {
                "labels": [{"name": name, "parent": "", "attributes": []} for name in labels],
                "attributes": [*OWN_ATTRIBUTES, *_attribute_names(clips)],
            }
        },
    }
    return json.dumps(head, allow_nan=False)[:-1] + ', "items": ['


def _attribute_names(clips: Sequence[AnnotatedClip]) -> list[str]:
    names = (each.name for clip in clips for each in clip.attributes)
    return [name for name in dict.fromkeys(names) if name not in BUILT_IN]


def _item(clip: AnnotatedClip, frame: int, labels: Sequence[str], *, with_texts: bool) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = [
        {
            "id": number,
            "type": "mask",
            "attributes": {**values_on(clip, each.object_id, frame), **record_attributes(clip, each, record)},
            "group": each.object_id,
            "label_id": labels.index(clip.category_name(each)),
            "rle": rle_to_coco(record.rle),
            "z_order": number,
        }
        for number, (each, record) in enumerate(clip.masks_on(frame))
    ]
    if with_texts:
        annotations.extend(_captions(clip, len(annotations)))
    attributes: dict[str, Any] = {"frame": frame, "clip": clip.name}
    if clip.item.kind is not MediaKind.IMAGE:
        attributes["time_s"] = round(clip.item.time_s(frame), 6)
    return {
        "id": f"{clip.name}/{frame:05d}",
        "annotations": annotations,
        "attr": attributes,
        "image": {"path": f"{clip.name}/{frame:05d}.jpg", "size": [clip.item.height, clip.item.width]},
    }


def _captions(clip: AnnotatedClip, first_id: int) -> list[dict[str, Any]]:
    texts = [("referring", each) for each in referring_texts(clip)]
    texts += [("caption", each) for each in captions_of_objects(clip)]
    return [
        {
            "id": number,
            "type": "caption",
            "attributes": {"kind": kind, "track_ids": ",".join(map(str, each.object_ids))},
            "group": each.object_ids[0] if len(each.object_ids) == 1 else 0,
            "caption": legal_text(each.text),
        }
        for number, (kind, each) in enumerate(texts, start=first_id)
    ]


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source] if source.suffix.lower() == ".json" else []
    folder = source / "annotations" if (source / "annotations").is_dir() else source
    return sorted(path for path in folder.glob("*.json") if _has_mark(path)) if folder.is_dir() else []


def _has_mark(path: Path) -> bool:
    """Whether the beginning of a file names keys that only this format has; some writers put the version last."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(1 << 16)
            file.seek(max(0, path.stat().st_size - 4096))
            text = start + file.read(4096)
    except OSError:
        return False
    return b'"dm_format_version"' in text or (
        b'"categories"' in text and b'"items"' in text and b'"infos"' in text
    )


FORMAT = DatumaroFormat()
