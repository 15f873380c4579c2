"""Sa2VA's own fine-tuning data: `annotations.json` of pictures, polygons and texts, and `images/`.

A list of `{"image", "mask": [[polygon, ...], ...], "text": [...]}` as `Sa2VAFinetuneDataset` reads it: polygons in pixels
of which those of one mask are added up, so they are cut into pieces that have no hole and no pixel in common; every mask
has one text that is not empty; all masks of an item become turns of one conversation, so it has at most five. Extra
keys, which others ignore, tell the size, the frame and the file it came from.

Source: bytedance/Sa2VA 9832e1a, `projects/sa2va/datasets/sa2va_data_finetune.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportedMask, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import json_beginning, stream_items
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.model_marks import plain, sign_count
from sa2va_desktop.datasets.picture_items import (
    SOURCE_KEYS,
    ReadPicture,
    picture_name,
    picture_size,
    source_keys,
    write_pictures,
)
from sa2va_desktop.datasets.polygons import flat, hole_free_pieces, polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

FILE_NAME = "annotations.json"
MASKS_PER_ITEM = 5
"""More do not fit the tokens of one training conversation; the picture comes again with the others."""

_OWN_KEYS = {"image", "mask", "text", "height", "width", *SOURCE_KEYS}


@dataclass(frozen=True)
class _Target:
    """A text and the pixels that it means on one frame; `object_ids` are those with a mask there."""

    text: str
    object_ids: tuple[ObjectId, ...]
    rle: MaskRle


class Sa2vaFormat:
    """annotations.json and, if wanted, images/; below a folder for each split if there are any."""

    format_id = "sa2va"
    title = QT_TRANSLATE_NOOP("datasets", "Sa2VA fine-tuning (polygons and texts)")
    holds = Holds(expressions=True)
    takes_answers = False
    choices = (
        Choice(
            "unnamed",
            QT_TRANSLATE_NOOP("datasets", "Objects without an expression"),
            {
                "leave": QT_TRANSLATE_NOOP("datasets", "are left out"),
                "label": QT_TRANSLATE_NOOP("datasets", "are called by their label, or else by their name"),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        targets = {clip.name: _targets(clip, options) for clip in clips}
        said = {(name, each.text) for name, own in targets.items() for frame in own.values() for each in frame}
        texts = [(clip.name, each) for clip in clips for each in referring_texts(clip)]
        more = {
            LossKind.EXPRESSIONS: sum(
                len(each.object_ids) == 1 and (name, each.text) not in said for name, each in texts
            ),
        }

        def objects_on(clip: AnnotatedClip, frame: int) -> set[ObjectId]:
            """What several objects are together may be what one of them is alone."""
            return {
                object_id
                for each in targets[clip.name][frame]
                for object_id in each.object_ids
                if clip.tracks[object_id][frame].rle == each.rle
            }

        lost = losses_of(
            clips, self.holds, lambda clip: list(targets[clip.name]), objects_on=objects_on, more=more
        )
        if spelled := sum(sign_count(text) for _, text in said):
            lost.append(
                Loss(translate("datasets", "typed signs such as <image>, which are written apart"), spelled)
            )
        return lost

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        items: dict[str, list[dict[str, Any]]] = {}
        for done, clip in enumerate(clips, start=1):
            token.raise_if_cancelled()
            targets = _targets(clip, options)
            for frame, frame_targets in targets.items():
                items.setdefault(clip.split, []).extend(_items(clip, frame, frame_targets))
            if options.write_images:
                write_pictures(clip, folder / clip.split / "images", targets, token)
            on_progress(done, len(clips))
        if not items:
            raise FormatError(translate("datasets", "there is no mask with a text that means it"))
        for split, of_split in items.items():
            (folder / split).mkdir(exist_ok=True)
            text = json.dumps(of_split, ensure_ascii=False, allow_nan=False)
            (folder / split / FILE_NAME).write_bytes(text.encode("utf-8", "backslashreplace"))

    def recognises(self, source: Path) -> bool:
        return bool(_files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected {1} with image, mask and text, found none").format(
                    source, FILE_NAME
                )
            )
        for path in files:
            split = path.parent.name if path.parent != source and source.is_dir() else ""
            yield from _read_file(path, split, report, token)


def _targets(clip: AnnotatedClip, options: ExportOptions) -> dict[int, list[_Target]]:
    """Frame → texts that mean something on it; frames with none are left out."""
    texts = [each for each in referring_texts(clip) if each.object_ids and each.text.rstrip(".").strip()]
    if options.choices.get("unnamed") == "label":
        meant = {object_id for text in texts for object_id in text.object_ids}
        for each in clip.objects:
            called = clip.category_name(each) if each.category_id is not None else each.name
            if each.object_id not in meant and called.rstrip(".").strip():
                texts.append(ClipText(called.strip(), (each.object_id,)))
    found: dict[int, list[_Target]] = {}
    for frame in annotated_frames(clip, options):
        masks = {each.object_id: record.rle for each, record in clip.masks_on(frame)}
        for text in texts:
            shown = tuple(object_id for object_id in text.object_ids if object_id in masks)
            if shown:
                rle = mask_union([masks[object_id] for object_id in shown])
                found.setdefault(frame, []).append(_Target(text.text, shown, rle))
    return found


def _items(clip: AnnotatedClip, frame: int, targets: Sequence[_Target]) -> Iterator[dict[str, Any]]:
    for some in _chunks(targets):
        yield {
            "image": picture_name(clip, frame),
            "mask": [[flat(piece) for piece in hole_free_pieces(each.rle)] for each in some],
            "text": [plain(each.text) for each in some],
            "height": clip.item.height,
            "width": clip.item.width,
            **source_keys(clip, frame),
        }


def _chunks(targets: Sequence[_Target]) -> Iterator[Sequence[_Target]]:
    for start in range(0, len(targets), MASKS_PER_ITEM):
        yield targets[start : start + MASKS_PER_ITEM]


def _files(source: Path) -> list[Path]:
    """`annotations.json` of a folder or of its folders of splits, or the file itself, if they look right."""
    try:
        candidates = (
            [source] if source.is_file() else [source / FILE_NAME, *sorted(source.glob(f"*/{FILE_NAME}"))]
        )
    except OSError:
        return []
    return [path for path in candidates if _looks_right(json_beginning(path))]


def _looks_right(beginning: str) -> bool:
    start = beginning.lstrip("\ufeff \t\r\n")
    return start.startswith("[") and '"image"' in start and '"mask"' in start


def _read_file(path: Path, split: str, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """Items of the same picture that follow each other are one clip."""

    def named_items() -> Iterator[tuple[str, int, dict[str, Any]]]:
        for index, value in stream_items(path, "item"):
            token.raise_if_cancelled()
            try:
                item = as_object(value, translate("datasets", "a picture with its masks"))
                yield text_field(item, "image", None), index, item
            except FormatError as error:
                report.add(f"{path.name}[{index}]", str(error))

    names: dict[str, int] = {}
    for name, group in groupby(named_items(), key=lambda each: each[0]):
        media = path_inside(path.parent, name, folders=("images", ""))
        picture: ReadPicture | None = None
        for _, index, item in group:
            place = f"{path.name}[{index}]"
            try:
                if picture is None:
                    names[name] = names.get(name, 0) + 1
                    unique = name if names[name] == 1 else f"{name} {names[name]}"
                    picture = ReadPicture(unique, *_size(item, media, name), item)
                _add(picture, item, place, report)
            except FormatError as error:
                report.add(place, str(error))
        if picture is not None:
            yield picture.build(media=media, split=split)


def _size(item: dict[str, Any], media: Path | None, name: str) -> tuple[int, int]:
    """What the item says beyond what other writers say, else the picture's."""
    if "height" in item and "width" in item:
        return whole_field(item, "height", low=1), whole_field(item, "width", low=1)
    if media is None:
        raise FormatError(
            translate("datasets", "expected the picture {0:.80}, which is not there").format(name)
        )
    return picture_size(media)


def _add(picture: ReadPicture, item: dict[str, Any], place: str, report: ImportReport) -> None:
    texts = list_field(item, "text")
    for index, polygons in enumerate(list_field(item, "mask")):
        here = f"{place}.mask[{index}]"
        try:
            text = texts[index] if index < len(texts) else None
            if not isinstance(text, str) or not text.strip():
                raise FormatError(translate("datasets", "expected a text for the mask, found none"))
            if not isinstance(polygons, list):
                raise FormatError(
                    translate("datasets", "expected a list of polygons, found {0:.60}").format(repr(polygons))
                )
            rle = polygons_to_rle_coco(polygons, picture.size_hw, partial(report.add, here))
            if rle.is_empty:
                raise FormatError(translate("datasets", "expected a mask, found no pixel within the picture"))
            position = picture.add_object(ImportedMask(rle))
            picture.add_text(ImportedExpression(text, (position,)))
        except FormatError as error:
            report.add(here, str(error))
    picture.keep({key: value for key, value in item.items() if key not in _OWN_KEYS})


FORMAT = Sa2vaFormat()
