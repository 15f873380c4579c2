"""Captions of regions: Osprey's files are written, and Visual Genome's and COCO-like caption files read as well.

Osprey's form is a list of `{"file_name", "height", "width", "annotation": [{"segmentation", "bbox"}], "description":
[...]}`, where the n-th description belongs to the n-th region, or has `conversations` that say `<region1>`. The
COCO-like form, which region captioners are scored with, has a picture entry for each caption, and annotations with the
same ids. An object of a clip is shown on the frame where it is largest.

Source: Yuan et al., "Osprey: Pixel Understanding with Visual Instruction Tuning", and Sa2VA's loaders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import captions_of_objects
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportedTurn, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.picture_items import (
    SOURCE_KEYS,
    ReadPicture,
    picture_name,
    picture_size,
    source_keys,
    write_pictures,
)
from sa2va_desktop.datasets.region_files import RegionForm, RegionItem, form_of, region_items
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_QUESTION = "Please give me a short description of <region{0}>."
_GRID, _LEAST_CELLS = 16, 4
"""Regions are seen on a grid of 16x16; training leaves out pictures with one that covers fewer than 4 cells of it."""
_PICTURE_FOLDERS = ("images", "", "VG_100K", "VG_100K_2", "train2014", "val2014", "train2017", "val2017")


@dataclass(frozen=True)
class _Region:
    """A caption and the mask that it is about, on one frame."""

    frame_index: int
    text: str
    object_id: ObjectId
    rle: MaskRle


class RegionCaptionsFormat:
    """region_captions.json and, if wanted, images/; one file for each split."""

    format_id = "region-captions"
    title = QT_TRANSLATE_NOOP("datasets", "Region captions (Osprey, Visual Genome)")
    holds = Holds(captions=True)
    takes_answers = False
    choices = (
        Choice(
            "form",
            QT_TRANSLATE_NOOP("datasets", "Form"),
            {
                "description": QT_TRANSLATE_NOOP("datasets", "Osprey, a description for each region"),
                "conversation": QT_TRANSLATE_NOOP(
                    "datasets", "Osprey, a question and an answer for each region"
                ),
                "coco": QT_TRANSLATE_NOOP("datasets", "COCO-like, to score captions with"),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        regions = {clip.name: _regions(clip, options) for clip in clips}
        captions = sum(len(captions_of_objects(clip)) - len(regions[clip.name]) for clip in clips)

        def objects_on(clip: AnnotatedClip, frame: int) -> set[ObjectId]:
            return {each.object_id for each in regions[clip.name] if each.frame_index == frame}

        lost = losses_of(
            clips,
            self.holds,
            lambda clip: [each.frame_index for each in regions[clip.name]],
            objects_on=objects_on,
            more={LossKind.CAPTIONS: captions},
        )
        if tiny := sum(_is_tiny(each.rle) for own in regions.values() for each in own):
            lost.append(Loss(translate("datasets", "regions that are too small to be trained with"), tiny))
        return lost

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        form = options.choices.get("form", "description")
        splits: dict[str, list[tuple[AnnotatedClip, list[_Region]]]] = {}
        for done, clip in enumerate(clips, start=1):
            token.raise_if_cancelled()
            regions = _regions(clip, options)
            for _, group in groupby(regions, key=lambda each: each.frame_index):
                splits.setdefault(clip.split, []).append((clip, list(group)))
            if options.write_images:
                write_pictures(clip, folder / "images", [each.frame_index for each in regions], token)
            on_progress(done, len(clips))
        if not splits:
            raise FormatError(translate("datasets", "there is no description of an object with a mask"))
        for split, pictures in splits.items():
            value = (
                _coco(pictures)
                if form == "coco"
                else [_osprey(clip, regions, asks=form == "conversation") for clip, regions in pictures]
            )
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
            name = f"region_captions_{split}.json" if split else "region_captions.json"
            (folder / name).write_bytes(text.encode("utf-8", "backslashreplace"))

    def recognises(self, source: Path) -> bool:
        return bool(_files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected region captions as JSON, found none").format(source)
            )
        names: dict[str, int] = {}
        for path, form in files:
            yield from _read_file(path, form, names, report, token)


def _regions(clip: AnnotatedClip, options: ExportOptions) -> list[_Region]:
    """A region for each caption of one object, on the frame where that is largest, in order of frames."""
    step = options.frame_step or 1
    found: list[_Region] = []
    for caption in captions_of_objects(clip):
        if len(caption.object_ids) != 1:
            continue
        track = clip.tracks.get(caption.object_ids[0], {})
        frames = [frame for frame in sorted(track) if frame % step == 0 and not track[frame].rle.is_empty]
        if frames:
            frame = max(frames, key=lambda each: track[each].rle.area)
            found.append(_Region(frame, caption.text, caption.object_ids[0], track[frame].rle))
    return sorted(found, key=lambda each: each.frame_index)


def _osprey(clip: AnnotatedClip, regions: Sequence[_Region], *, asks: bool) -> dict[str, Any]:
    frame = regions[0].frame_index
    item: dict[str, Any] = {
        "file_name": picture_name(clip, frame),
        "height": clip.item.height,
        "width": clip.item.width,
        "annotation": [
            {"segmentation": rle_to_coco(each.rle), "bbox": [float(side) for side in each.rle.box_xywh]}
            for each in regions
        ],
        **source_keys(clip, frame),
    }
    if not asks:
        return {**item, "description": [each.text for each in regions]}
    turns = []
    for number, each in enumerate(regions, start=1):
        lead = "<image>\n" if number == 1 else ""
        turns.append({"from": "human", "value": lead + _QUESTION.format(number)})
        turns.append({"from": "gpt", "value": each.text})
    return {**item, "conversations": turns}


def _coco(pictures: Sequence[tuple[AnnotatedClip, list[_Region]]]) -> dict[str, Any]:
    """Picture and annotation of a caption have one id, by which evaluations find the annotation."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for clip, regions in pictures:
        for each in regions:
            number = len(images) + 1
            images.append(
                {
                    "id": number,
                    "file_name": picture_name(clip, each.frame_index),
                    "height": clip.item.height,
                    "width": clip.item.width,
                    "caption": each.text,
                    **source_keys(clip, each.frame_index),
                }
            )
            annotations.append(
                {
                    "id": number,
                    "image_id": number,
                    "category_id": 1,
                    "caption": each.text,
                    "segmentation": rle_to_coco(each.rle),
                    "area": float(each.rle.area),
                    "bbox": [float(side) for side in each.rle.box_xywh],
                    "iscrowd": 0,
                }
            )
    categories = [{"id": 1, "name": "object", "supercategory": ""}]
    return {"info": {}, "licenses": [], "images": images, "annotations": annotations, "categories": categories}


def _is_tiny(rle: MaskRle) -> bool:
    grid = cv2.resize(rle_to_mask(rle).astype(np.uint8), (_GRID, _GRID), interpolation=cv2.INTER_NEAREST)
    return int(grid.sum()) < _LEAST_CELLS


def _files(source: Path) -> list[tuple[Path, RegionForm]]:
    try:
        candidates = sorted(source.glob("*.json")) if source.is_dir() else [source]
    except OSError:
        return []
    found = [(path, form_of(path)) for path in candidates]
    return [(path, form) for path, form in found if form is not None]


def _read_file(
    path: Path, form: RegionForm, names: dict[str, int], report: ImportReport, token: CancelToken
) -> Iterator[ImportedClip]:
    """Items of the same picture that follow each other are one clip; later ones get a number."""

    def media_of(name: str) -> Path | None:
        return path_inside(path.parent, name, folders=_PICTURE_FOLDERS)

    def size_of(name: str) -> tuple[int, int]:
        media = media_of(name)
        if media is None:
            raise FormatError(
                translate("datasets", "expected the picture {0:.80}, which is not there").format(name)
            )
        return picture_size(media)

    items = region_items(path, form, size_of, report)
    for (name, height, width), group in groupby(items, key=lambda item: (item.name, *item.size_hw)):
        token.raise_if_cancelled()
        names[name] = names.get(name, 0) + 1
        unique = name if names[name] == 1 else f"{name} {names[name]}"
        picture: ReadPicture | None = None
        try:
            for item in group:
                picture = picture or ReadPicture(unique, height, width, item.extras)
                _add(picture, item)
        except FormatError as error:
            report.add(f"{path.name}, {name}", str(error))
        if picture is not None:
            yield picture.build(media=media_of(name), split=_split_of(path))


def _add(picture: ReadPicture, item: RegionItem) -> None:
    positions = [picture.add_object(mask, extras=extras) for mask, extras in item.masks]
    for text, region in item.captions:
        picture.add_text(ImportedExpression(text, (positions[region],), ExpressionKind.CAPTION))
    for question, said, is_continued in item.turns:
        picture.add_turn(ImportedTurn(question, said, task=AnswerTask.ASK, is_continued=is_continued))
    picture.keep({key: value for key, value in item.extras.items() if key not in SOURCE_KEYS})


def _split_of(path: Path) -> str:
    """Ours ends in the split; others' names say what they hold in many ways."""
    return path.stem.removeprefix("region_captions_") if path.stem.startswith("region_captions_") else ""


FORMAT = RegionCaptionsFormat()
