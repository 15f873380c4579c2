"""Grounded captions as in GranD-f: a caption whose phrases have masks, which grounded conversation is trained on.

Written is the generic form, which the loaders of GLaMM and Sa2VA take: a list of `{"file_name", "caption",
"groundings": {phrase: {"token_positives": [start, stop], "rle_masks": [...]}}}`; or, to be scored with, the pair of
COCO files of the evaluation. Phrases are keys there, so that a second one with the same words is numbered or joined
to the first. Extra keys, which others ignore, tell the frame and the question.

Source: Rasheed et al., "GLaMM: Pixel Grounding Large Multimodal Model", and its published loaders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import AnswerTask, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback
from sa2va_desktop.datasets.gcg_files import (
    TRUTH_CAPTIONS,
    TRUTH_MASKS,
    CaptionItem,
    caption_items,
    is_caption_file,
)
from sa2va_desktop.datasets.grounded_captions import (
    GroundedCaption,
    GroundedPhrase,
    caption_losses,
    grounded_captions,
)
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedTurn, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.picture_items import (
    SOURCE_KEYS,
    ReadPicture,
    picture_name,
    picture_size,
    source_keys,
    write_pictures,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_OWN_KEYS = (*SOURCE_KEYS, "question")


class GcgFormat:
    """gcg_train.json, or val_gcg_coco_mask_gt.json with its captions, and images/."""

    format_id = "gcg"
    title = QT_TRANSLATE_NOOP("datasets", "Grounded captions (GranD-f, GCG)")
    holds = Holds(phrases=True, turns=True)
    takes_answers = False
    choices = (
        Choice(
            "form",
            QT_TRANSLATE_NOOP("datasets", "Form"),
            {
                "generic": QT_TRANSLATE_NOOP("datasets", "for training: captions with phrases and masks"),
                "truth": QT_TRANSLATE_NOOP("datasets", "to score with: masks and captions in two COCO files"),
            },
        ),
        Choice(
            "same_phrase",
            QT_TRANSLATE_NOOP("datasets", "A phrase that a caption says twice"),
            {
                "number": QT_TRANSLATE_NOOP("datasets", "is numbered"),
                "join": QT_TRANSLATE_NOOP("datasets", "is written once, with all masks in one"),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        captions = {clip.name: grounded_captions(clip, options) for clip in clips}
        joins = _choice(options, "form") == "generic" and _choice(options, "same_phrase") == "join"
        more = caption_losses(clips, list(captions.values()))
        if joins:
            more[LossKind.PHRASES] += sum(_repeated(caption) for own in captions.values() for caption in own)

        def objects_on(clip: AnnotatedClip, frame: int) -> set[ObjectId]:
            return {
                phrases[0].object_id
                for caption in captions[clip.name]
                if caption.frame_index == frame
                for phrases in _keyed(caption, joins=joins).values()
                if len(phrases) == 1
            }

        return losses_of(
            clips,
            self.holds,
            lambda clip: [each.frame_index for each in captions[clip.name]],
            objects_on=objects_on,
            more=more,
        )

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        splits: dict[str, list[tuple[AnnotatedClip, GroundedCaption]]] = {}
        for done, clip in enumerate(clips, start=1):
            token.raise_if_cancelled()
            captions = sorted(grounded_captions(clip, options), key=lambda each: each.frame_index)
            splits.setdefault(clip.split, []).extend((clip, caption) for caption in captions)
            if options.write_images:
                write_pictures(clip, folder / "images", [each.frame_index for each in captions], token)
            on_progress(done, len(clips))
        if not any(splits.values()):
            raise FormatError(translate("datasets", "there is no caption whose phrases have masks"))
        for split, captions_of_split in splits.items():
            if _choice(options, "form") == "truth":
                _write_truth(folder, split or "val", captions_of_split)
            else:
                joins = _choice(options, "same_phrase") == "join"
                items = [_generic(clip, caption, joins=joins) for clip, caption in captions_of_split]
                _write_json(folder / f"gcg_{split or 'train'}.json", items)

    def recognises(self, source: Path) -> bool:
        return bool(_caption_files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _caption_files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected grounded captions as JSON, found none").format(source)
            )
        names: dict[str, int] = {}
        for path in files:
            yield from _read_file(path, names, report, token)


def _read_file(
    path: Path, names: dict[str, int], report: ImportReport, token: CancelToken
) -> Iterator[ImportedClip]:
    """Items about the same picture that follow each other are one clip; later ones get a number."""

    def media_of(name: str) -> Path | None:
        return path_inside(
            path.parent, name, folders=("", "images", "train2014", "val2014", "train2017", "val2017")
        )

    def size_of(name: str) -> tuple[int, int]:
        media = media_of(name)
        if media is None:
            raise FormatError(
                translate("datasets", "expected masks or the picture {0}, found neither").format(name)
            )
        return picture_size(media)

    items = caption_items(path, size_of, report)
    for (name, size_hw), group in groupby(items, key=lambda item: (item.name, item.size_hw)):
        token.raise_if_cancelled()
        names[name] = names.get(name, 0) + 1
        unique = name if names[name] == 1 else f"{name} {names[name]}"
        picture: ReadPicture | None = None
        for item in group:
            picture = picture or ReadPicture(unique, size_hw[0], size_hw[1], item.extras)
            _add(picture, item)
        if picture is not None:
            media = media_of(name)
            yield picture.build(media=media, split=_split_of(path))


def _add(picture: ReadPicture, item: CaptionItem) -> None:
    phrases: list[tuple[int, int, int | None]] = []
    for span, words, rle in item.phrases:
        position = picture.add_object(ImportedMask(rle), words)
        if span is not None:
            phrases.append((*span, position))
    question = item.extras.get("question")
    picture.add_turn(
        ImportedTurn(
            instruction=question if isinstance(question, str) else "",
            text=item.text,
            phrases=tuple(phrases),
            task=AnswerTask.GROUNDED_CAPTION,
        )
    )
    picture.keep({key: value for key, value in item.extras.items() if key not in _OWN_KEYS})


def _generic(clip: AnnotatedClip, caption: GroundedCaption, *, joins: bool) -> dict[str, Any]:
    spans = _keyed(caption, joins=joins)
    groundings = {
        key: {"token_positives": [spans[key][0].start, spans[key][0].stop], "rle_masks": [rle_to_coco(rle)]}
        for key, rle in _masks_by_key(caption, joins=joins).items()
    }
    return {
        "file_name": picture_name(clip, caption.frame_index),
        "caption": caption.text,
        "groundings": groundings,
        **source_keys(clip, caption.frame_index),
        "question": clip.questions.get(caption.answer.answer_id, caption.answer.instruction),
    }


def _keyed(caption: GroundedCaption, *, joins: bool) -> dict[str, list[GroundedPhrase]]:
    """Phrases by the words that stand for them in the file."""
    found: dict[str, list[GroundedPhrase]] = {}
    for phrase in caption.phrases:
        words = caption.text[phrase.start : phrase.stop]
        key, number = words, 1
        while key in found and not joins:
            number += 1
            key = f"{words} ({number})"
        found.setdefault(key, []).append(phrase)
    return found


def _masks_by_key(caption: GroundedCaption, *, joins: bool) -> dict[str, MaskRle]:
    """One mask a phrase: readers add the masks of a phrase up, so they must not overlap."""
    return {
        key: mask_union([phrase.rle for phrase in phrases])
        for key, phrases in _keyed(caption, joins=joins).items()
    }


def _write_truth(folder: Path, split: str, captions: Sequence[tuple[AnnotatedClip, GroundedCaption]]) -> None:
    """A picture per caption, numbered from 1; labels stand in the order of their masks."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    for number, (clip, caption) in enumerate(captions, start=1):
        size = {"height": clip.item.height, "width": clip.item.width}
        images.append({"id": number, "file_name": picture_name(clip, caption.frame_index), **size})
        for phrase in caption.phrases:
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": 1,
                    "segmentation": rle_to_coco(phrase.rle),
                    "area": float(phrase.rle.area),
                    "bbox": [float(value) for value in phrase.rle.box_xywh],
                    "iscrowd": 0,
                }
            )
        labels = [caption.text[phrase.start : phrase.stop] for phrase in caption.phrases]
        told.append({"id": number, "image_id": number, "caption": caption.text, "labels": labels})
    head: dict[str, Any] = {"info": {}, "licenses": []}
    categories = [{"id": 1, "name": "object", "supercategory": ""}]
    _write_json(
        folder / f"{split}{TRUTH_MASKS}",
        {**head, "images": images, "annotations": annotations, "categories": categories},
    )
    _write_json(folder / f"{split}{TRUTH_CAPTIONS}", {**head, "images": images, "annotations": told})


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    path.write_bytes(text.encode("utf-8", "backslashreplace"))


def _caption_files(source: Path) -> list[Path]:
    try:
        if source.is_dir():
            return sorted(path for path in source.glob("*.json") if is_caption_file(path))
        return [source] if is_caption_file(source) else []
    except OSError:
        return []


def _split_of(path: Path) -> str:
    return next((split for split in ("train", "val", "test") if split in path.stem.lower()), "")


def _repeated(caption: GroundedCaption) -> int:
    words = [caption.text[phrase.start : phrase.stop] for phrase in caption.phrases]
    return len(words) - len(set(words))


def _choice(options: ExportOptions, name: str) -> str:
    first = next(iter(next(choice for choice in GcgFormat.choices if choice.name == name).values))
    return options.choices.get(name, first)


FORMAT = GcgFormat()
