"""DAVIS 2017: palette PNGs with one object index per pixel.

Lossy: one object per pixel (the one drawn on top wins), at most 254 objects, no captions, no states.
Source: Pont-Tuset et al., "The 2017 DAVIS Challenge on Video Object Segmentation", and its evaluation code's layout.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.index_png import MAX_OBJECTS, write_index_png
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

RESOLUTION_FOLDER = "480p"  # what readers of the data set expect, whatever the pictures' real size


class DavisFormat:
    """Annotations/480p/CLIP/00000.png, ImageSets/2017/val.txt and, if wanted, JPEGImages/480p/CLIP/00000.jpg."""

    format_id = "davis"
    title = QT_TRANSLATE_NOOP("datasets", "DAVIS 2017 (index PNG)")
    holds = Holds(overlap=False, tracks=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        overlapping = sum(_overlapping_pixels(clip) for clip in clips)
        late = sum(len(_objects_not_in_first_frame(clip)) for clip in clips)
        captions = sum(len(clip.answers) for clip in clips)
        return [
            loss
            for loss in (
                Loss(
                    translate("datasets", "pixels where objects overlap (the upper one is kept)"), overlapping
                ),
                Loss(
                    translate("datasets", "objects absent in the first frame (DAVIS evaluators ignore them)"),
                    late,
                ),
                Loss(translate("datasets", "answers and captions"), captions),
            )
            if loss.count
        ]

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(clip.item.frame_count for clip in clips)
        done = 0
        for clip in clips:
            count = len(object_numbers(clip))
            if count > MAX_OBJECTS:
                raise FormatError(
                    translate("datasets", "{0}: DAVIS holds at most {1} objects, found {2}").format(
                        clip.name, MAX_OBJECTS, count
                    )
                )
            masks_folder = folder / "Annotations" / RESOLUTION_FOLDER / clip.name
            masks_folder.mkdir(parents=True)
            for _ in _write_masks(clip, masks_folder, token):
                done += 1
                on_progress(done, total)
            if options.write_images and clip.open_frames is not None:
                images_folder = folder / "JPEGImages" / RESOLUTION_FOLDER / clip.name
                images_folder.mkdir(parents=True)
                write_jpeg_frames(clip, images_folder, range(clip.item.frame_count), token)
        sets = folder / "ImageSets" / "2017"
        sets.mkdir(parents=True)
        names = "".join(f"{clip.name}\n" for clip in clips)
        (sets / "val.txt").write_bytes(os.fsencode(names))  # as the folders themselves are called


def object_numbers(clip: AnnotatedClip) -> dict[ObjectId, int]:
    """Pixel value of each object that has a mask anywhere: 1, 2, … in the order of `clip.objects`.

    Objects without masks get no number, because evaluators stumble over gaps.
    """
    with_masks = [each.object_id for each in clip.objects if _has_masks(clip, each.object_id)]
    return {object_id: number for number, object_id in enumerate(with_masks, start=1)}


def index_mask(clip: AnnotatedClip, frame_index: int, number: Mapping[ObjectId, int]) -> npt.NDArray[np.uint8]:
    """(H, W) uint8: 0 background, else the object's number; later in drawing order wins."""
    indices = np.zeros((clip.item.height, clip.item.width), np.uint8)
    for annotation_object, record in clip.masks_on(frame_index):
        indices[rle_to_mask(record.rle)] = number[annotation_object.object_id]
    return indices


def _write_masks(clip: AnnotatedClip, folder: Path, token: CancelToken) -> Iterable[int]:
    number = object_numbers(clip)
    for frame_index in range(clip.item.frame_count):
        token.raise_if_cancelled()
        write_index_png(folder / f"{frame_index:05d}.png", index_mask(clip, frame_index, number))
        yield frame_index


def _overlapping_pixels(clip: AnnotatedClip) -> int:
    lost = 0
    for frame_index in clip.annotated_frames():
        records = [record for _, record in clip.masks_on(frame_index)]
        if len(records) > 1:
            union = np.zeros((clip.item.height, clip.item.width), np.bool_)
            for record in records:
                union |= rle_to_mask(record.rle)
            lost += sum(record.rle.area for record in records) - int(np.count_nonzero(union))
    return lost


def _objects_not_in_first_frame(clip: AnnotatedClip) -> list[int]:
    first = {each.object_id for each, _ in clip.masks_on(0)}
    return [
        each.object_id
        for each in clip.objects
        if each.object_id not in first and _has_masks(clip, each.object_id)
    ]


def _has_masks(clip: AnnotatedClip, object_id: ObjectId) -> bool:
    return any(not record.rle.is_empty for record in clip.tracks.get(object_id, {}).values())


FORMAT = DavisFormat()
