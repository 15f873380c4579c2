"""COCO instances: one JSON file with run-length masks; frames of a clip are images named by frame index.

Holes, islands and overlaps are kept exactly (compressed column-major run lengths through `pycocotools`, `iscrowd` 0).
Things that COCO has no place for go into `attributes` and extra keys, which other tools may drop.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.records import MediaKind, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate


class CocoFormat:
    """annotations/instances.json and, if wanted, images/CLIP/00000.jpg for every annotated frame."""

    format_id = "coco"
    title = QT_TRANSLATE_NOOP("datasets", "COCO instances (JSON)")
    holds = Holds(overlap=True, tracks=True, states=True, scores=True, labels=True, names=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        empty = sum(
            record.rle.is_empty for clip in clips for track in clip.tracks.values() for record in track.values()
        )
        return (
            [Loss(translate("datasets", "frames on which an object is known to be absent"), empty)]
            if empty
            else []
        )

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        document = _Document(clips)
        total = sum(len(clip.annotated_frames()) for clip in clips)
        done = 0
        for clip in clips:
            for frame_index in clip.annotated_frames():
                token.raise_if_cancelled()
                document.add_frame(clip, frame_index)
                done += 1
                on_progress(done, total)
            if options.write_images and clip.open_frames is not None:
                images_folder = folder / "images" / clip.name
                images_folder.mkdir(parents=True)
                write_jpeg_frames(clip, images_folder, clip.annotated_frames(), token)
        annotations = folder / "annotations"
        annotations.mkdir()
        text = json.dumps(document.as_dict(), ensure_ascii=False, allow_nan=False)
        # A file name that is no valid text is escaped, which JSON readers undo.
        (annotations / "instances.json").write_bytes(text.encode("utf-8", "backslashreplace"))


class _Document:
    """Collects images and annotations with running ids from 1."""

    def __init__(self, clips: Sequence[AnnotatedClip]) -> None:
        names = sorted({clip.category_name(each) for clip in clips for each in clip.objects})
        self._category_ids = {name: number for number, name in enumerate(names, start=1)}
        self._track_ids = {
            (clip.name, each.object_id): number
            for number, (clip, each) in enumerate(
                ((clip, each) for clip in clips for each in clip.objects), start=1
            )
        }
        self._images: list[dict[str, Any]] = []
        self._annotations: list[dict[str, Any]] = []

    def add_frame(self, clip: AnnotatedClip, frame_index: int) -> None:
        image_id = len(self._images) + 1
        image = {
            "id": image_id,
            "file_name": f"{clip.name}/{frame_index:05d}.jpg",
            "width": clip.item.width,
            "height": clip.item.height,
        }
        if clip.item.kind is not MediaKind.IMAGE:
            image |= {"frame_index": frame_index, "time_s": round(clip.item.time_s(frame_index), 6)}
        self._images.append(image)
        for annotation_object, record in clip.masks_on(frame_index):
            self._annotations.append(
                {
                    "id": len(self._annotations) + 1,
                    "image_id": image_id,
                    "category_id": self._category_ids[clip.category_name(annotation_object)],
                    "segmentation": rle_to_coco(record.rle),
                    "area": float(record.rle.area),
                    "bbox": [float(value) for value in record.rle.box_xywh],
                    "iscrowd": 0,
                    "caption": annotation_object.expression or annotation_object.name,
                    "attributes": {
                        "track_id": self._track_ids[clip.name, annotation_object.object_id],
                        "name": annotation_object.name,
                        "state": record.state.name.lower(),
                        **_scores(record),
                    },
                }
            )

    def as_dict(self) -> dict[str, Any]:
        return {
            "info": {"description": "Exported by Sa2VA Desktop", "version": __version__},
            "licenses": [],
            "images": self._images,
            "annotations": self._annotations,
            "categories": [
                {"id": number, "name": name, "supercategory": ""} for name, number in self._category_ids.items()
            ],
        }


def _scores(record: ObjectFrame) -> dict[str, float]:
    values = {"predicted_iou": record.predicted_iou, "object_score": record.object_score}
    # Not-a-number, which half precision can produce, has no place in JSON.
    return {key: round(value, 5) for key, value in values.items() if value is not None and math.isfinite(value)}


FORMAT = CocoFormat()
