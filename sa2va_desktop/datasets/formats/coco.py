"""COCO: instances with run-length masks or polygons, captions, results; frames of a clip are images named by index.

Holes, islands and overlaps are kept exactly: compressed column-major run lengths, or polygons whose holes are cut open,
both with `iscrowd` 0, because 1 takes an object out of the score. What COCO has no place for goes into `attributes`,
extra keys and `info`, which other tools may drop.
Source: cocodataset.org, "Data format", and `pycocotools` 2.0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    MediaKind,
    ObjectFrame,
)
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import values_on
from sa2va_desktop.datasets.clip_notes import key_of, notes_of, record_attributes
from sa2va_desktop.datasets.clip_texts import picture_captions, referring_texts
from sa2va_desktop.datasets.coco_categories import coco_categories
from sa2va_desktop.datasets.coco_files import read_coco
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.coco_sniffing import looks_like_coco
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.kept_ids import kept_numbers
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.polygons import flat, hole_free_pieces
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP

_NOT_WRITTEN_BACK = ("id", "category_id", "supercategory", "shape", "attributes")
"""Keys of an object's extras that have a place of their own, or say how it was read."""


class CocoFormat:
    """annotations/instances.json (or instances_SPLIT.json), captions.json where pictures have captions, and, if wanted,
    images/CLIP/00000.jpg for every annotated frame."""

    format_id = "coco"
    title = QT_TRANSLATE_NOOP("datasets", "COCO instances (JSON)")
    holds = ALL_BUT_TALK
    takes_answers = False
    choices = (
        Choice(
            "masks",
            QT_TRANSLATE_NOOP("datasets", "Masks as"),
            {
                "rle": QT_TRANSLATE_NOOP("datasets", "run lengths, exact"),
                "polygons": QT_TRANSLATE_NOOP(
                    "datasets", "polygons, with holes cut open: exact for readers of COCO"
                ),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: annotated_frames(clip, options))

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return annotated_frames(clip, options)

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
        (folder / "annotations").mkdir()
        for split in dict.fromkeys(clip.split for clip in clips) or [""]:
            members = [clip for clip in clips if clip.split == split]
            ending = f"_{safe_file_name(split)}" if split else ""
            document = _Document(members, options)
            document.write_instances(folder / "annotations" / f"instances{ending}.json", progress)
            document.write_captions(folder / "annotations" / f"captions{ending}.json")
        for clip in clips:
            frames = annotated_frames(clip, options)
            if options.write_images and clip.open_frames is not None and frames:
                images_folder = folder / "images" / clip.name
                images_folder.mkdir(parents=True)
                write_jpeg_frames(clip, images_folder, frames, token)

    def recognises(self, source: Path) -> bool:
        return looks_like_coco(source)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        yield from read_coco(source, report, token)


class _Document:
    """The clips of one file, and the ids in it: those that they were imported with as far as possible, else from 1."""

    def __init__(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> None:
        self._clips = clips
        self._as_polygons = options.choices.get("masks") == "polygons"
        self._frames = [(clip, frame) for clip in clips for frame in annotated_frames(clip, options)]
        self._notes = [notes_of(clip, annotated_frames(clip, options)) for clip in clips]
        self._image_ids = kept_numbers([_image_extras(clip).get("id") for clip, _ in self._frames])
        self._categories, self._category_ids = coco_categories(clips, "coco")
        tracks = [(clip.name, each.object_id) for clip in clips for each in clip.objects]
        self._track_ids = {track: number for number, track in enumerate(tracks, start=1)}
        self._texts = {
            (clip.name, each.object_ids[0]): _texts_of(clip, each.object_ids[0])
            for clip in clips
            for each in referring_texts(clip)
            if len(each.object_ids) == 1
        }

    def write_instances(self, path: Path, progress: FrameProgress) -> None:
        """One annotation in memory at a time. Characters beyond ASCII are escaped, so that any name survives."""
        licenses = {
            json.dumps(each): each for clip in self._clips for each in _image_extras(clip).get("licenses", [])
        }
        head = {
            "info": {**_info(), "clips": self._notes},
            "licenses": list(licenses.values()),
            "categories": self._categories,
            "images": [self._image(position) for position in range(len(self._frames))],
        }
        numbers = iter(kept_numbers(self._wanted_ids()))
        with path.open("w", encoding="ascii", newline="\n") as file:
            file.write(json.dumps(head, allow_nan=False)[:-1] + ', "annotations": [')
            separator = "\n"
            for position in progress.each(range(len(self._frames))):
                clip, frame = self._frames[position]
                for annotation_object, record in clip.masks_on(frame):
                    number = next(numbers)
                    annotation = self._annotation(number, position, annotation_object, record)
                    file.write(separator + json.dumps(annotation, allow_nan=False))
                    separator = ",\n"
            file.write("\n]}\n")

    def write_captions(self, path: Path) -> None:
        """What is said of whole pictures; no file where nothing is."""
        captions = [
            {"image_id": self._image_ids[position], "caption": text}
            for position, (clip, frame) in enumerate(self._frames)
            if clip.annotated_frames()[0] == frame
            for text in picture_captions(clip)
        ]
        if captions:
            document = {
                "info": _info(),
                "licenses": [],
                "images": [self._image(position) for position in range(len(self._frames))],
                "annotations": [{"id": number, **each} for number, each in enumerate(captions, start=1)],
            }
            path.write_text(json.dumps(document, allow_nan=False), encoding="ascii")

    def _wanted_ids(self) -> Iterator[object]:
        for clip, frame in self._frames:
            for annotation_object, _ in clip.masks_on(frame):
                yield extras_of(annotation_object.extras, "coco").get("id")

    def _image(self, position: int) -> dict[str, Any]:
        clip, frame = self._frames[position]
        others = {key: value for key, value in _image_extras(clip).items() if key not in ("id", "licenses")}
        image = {
            **others,
            "id": self._image_ids[position],
            "file_name": f"{clip.name}/{frame:05d}.jpg",
            "width": clip.item.width,
            "height": clip.item.height,
            "clip": clip.name,
            "frame_index": frame,
        }
        if clip.item.kind is not MediaKind.IMAGE:
            image["time_s"] = round(clip.item.time_s(frame), 6)
        return image

    def _annotation(
        self, number: int, position: int, annotation_object: AnnotationObject, record: ObjectFrame
    ) -> dict[str, Any]:
        clip, frame = self._frames[position]
        kept = extras_of(annotation_object.extras, "coco")
        attributes = record_attributes(clip, annotation_object, record)
        annotation = {
            **{key: value for key, value in kept.items() if key not in _NOT_WRITTEN_BACK},
            "id": number,
            "image_id": self._image_ids[position],
            "category_id": self._category_ids[clip.category_name(annotation_object)],
            "segmentation": self._segmentation(record.rle),
            "area": float(record.rle.area),
            "bbox": [float(value) for value in record.rle.box_xywh],
            "iscrowd": int(kept.get("iscrowd") == 1),
            "caption": attributes.get("caption") or annotation_object.expression or annotation_object.name,
            "attributes": {
                **_mapping(kept.get("attributes")),
                **values_on(clip, annotation_object.object_id, frame),
                **attributes,
                "track_id": self._track_ids[clip.name, annotation_object.object_id],
                "object": key_of(annotation_object),
            },
        }
        texts = self._texts.get((clip.name, annotation_object.object_id))
        return {**annotation, "expressions": texts} if texts else annotation

    def _segmentation(self, rle: MaskRle) -> Any:
        return [flat(each) for each in hole_free_pieces(rle)] if self._as_polygons else rle_to_coco(rle)


def _info() -> dict[str, Any]:
    return {"description": "Exported by Sa2VA Desktop", "version": __version__}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _image_extras(clip: AnnotatedClip) -> Mapping[str, Any]:
    """What a file said of a picture; of the pictures of a clip it says nothing that is written."""
    return extras_of(clip.item.extras, "coco") if clip.item.kind is MediaKind.IMAGE else {}


def _texts_of(clip: AnnotatedClip, object_id: int) -> list[str]:
    return [each.text for each in referring_texts(clip) if each.object_ids == (object_id,)]


FORMAT = CocoFormat()
