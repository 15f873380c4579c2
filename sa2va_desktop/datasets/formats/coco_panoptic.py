"""COCO panoptic: each picture's segments as one PNG, R + 256 G + 65536 B the number of a segment, and a JSON list of them.

An object has the same number in all frames of its clip. One object a pixel: the one drawn on top wins, and one that is
covered wholly is left out, because each number in the list has to be in the PNG. Source: cocodataset.org, "Panoptic
segmentation", and the rules of its evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop import __version__
from sa2va_desktop.annotation.records import MediaKind, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_notes import key_of, notes_of, record_attributes
from sa2va_desktop.datasets.coco_categories import coco_categories
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.panoptic_files import looks_like_panoptic, read_panoptic
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP


class CocoPanopticFormat:
    """annotations/panoptic.json (or panoptic_SPLIT.json), PNGs in the folder of that name, pictures in images/CLIP."""

    format_id = "coco-panoptic"
    title = QT_TRANSLATE_NOOP("datasets", "COCO panoptic (PNG and JSON)")
    holds = replace(ALL_BUT_TALK, overlap=False)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

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
        annotations = folder / "annotations"
        annotations.mkdir()
        for split in dict.fromkeys(clip.split for clip in clips) or [""]:
            name = f"panoptic_{safe_file_name(split)}" if split else "panoptic"
            members = [clip for clip in clips if clip.split == split]
            (annotations / name).mkdir()
            document = _write_segments(annotations / name, members, options, progress)
            text = json.dumps(document, allow_nan=False)
            (annotations / f"{name}.json").write_text(text, encoding="ascii")
        for clip in clips:
            frames = annotated_frames(clip, options)
            if options.write_images and clip.open_frames is not None and frames:
                pictures = folder / "images" / clip.name
                pictures.mkdir(parents=True)
                write_jpeg_frames(clip, pictures, frames, token)

    def recognises(self, source: Path) -> bool:
        return looks_like_panoptic(source)

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        yield from read_panoptic(source, report, token)


def _write_segments(
    folder: Path, clips: Sequence[AnnotatedClip], options: ExportOptions, progress: FrameProgress
) -> dict[str, Any]:
    categories, category_ids = coco_categories(clips, "coco-panoptic")
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for clip in clips:
        number = {each.object_id: place for place, each in enumerate(clip.objects, start=1)}
        for frame in progress.each(annotated_frames(clip, options)):
            image_id = len(images) + 1
            images.append(_image(clip, frame, image_id))
            numbers = segment_numbers(clip, frame, number)
            name = f"{clip.name}_{frame:05d}.png"
            write_segment_png(folder / name, numbers)
            info = list(_segments(clip, frame, numbers, number, category_ids))
            annotations.append({"image_id": image_id, "file_name": name, "segments_info": info})
    return {
        "info": {
            "description": "Exported by Sa2VA Desktop",
            "version": __version__,
            "clips": [notes_of(clip, annotated_frames(clip, options)) for clip in clips],
        },
        "licenses": [],
        "categories": [{**each, "isthing": 1} for each in categories],
        "images": images,
        "annotations": annotations,
    }


def segment_numbers(clip: AnnotatedClip, frame: int, number: Mapping[ObjectId, int]) -> npt.NDArray[np.uint32]:
    """(H, W): 0 void, else the number of the object; later in drawing order wins."""
    numbers = np.zeros((clip.item.height, clip.item.width), np.uint32)
    for each, record in clip.masks_on(frame):
        numbers[rle_to_mask(record.rle)] = number[each.object_id]
    return numbers


def write_segment_png(path: Path, numbers: npt.NDArray[np.uint32]) -> None:
    """Numbers below 2**24 as the colours of an RGB picture."""
    colours = np.stack([numbers & 255, (numbers >> 8) & 255, numbers >> 16], axis=2).astype(np.uint8)
    Image.fromarray(colours).save(path)


def _image(clip: AnnotatedClip, frame: int, image_id: int) -> dict[str, Any]:
    image = {
        "id": image_id,
        "file_name": f"{clip.name}/{frame:05d}.jpg",
        "width": clip.item.width,
        "height": clip.item.height,
        "clip": clip.name,
        "frame_index": frame,
    }
    is_still = clip.item.kind is MediaKind.IMAGE
    return image if is_still else {**image, "time_s": round(clip.item.time_s(frame), 6)}


def _segments(
    clip: AnnotatedClip,
    frame: int,
    numbers: npt.NDArray[np.uint32],
    number: Mapping[ObjectId, int],
    category_ids: Mapping[str, int],
) -> Iterator[dict[str, Any]]:
    for each, record in clip.masks_on(frame):
        visible = mask_to_rle(numbers == number[each.object_id])
        if not visible.is_empty:
            yield {
                "id": number[each.object_id],
                "category_id": category_ids[clip.category_name(each)],
                "area": visible.area,
                "bbox": list(visible.box_xywh),
                "iscrowd": 0,
                "attributes": {**record_attributes(clip, each, record), "object": key_of(each)},
            }


FORMAT = CocoPanopticFormat()
