"""The files of grounded captions: GranD-f's generic form, its RefCOCOg and Flickr forms, and the evaluation's truth.

Each becomes `CaptionItem`s, whatever the form. Source: the loaders of GLaMM and Sa2VA.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.grounded_captions import unquoted
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import json_beginning, stream_items
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

SizeOf = Callable[[str], tuple[int, int]]
"""(height, width) of a picture by its name; raises FormatError when it is not there."""

TRUTH_MASKS, TRUTH_CAPTIONS = "_gcg_coco_mask_gt.json", "_gcg_coco_caption_gt.json"


@dataclass
class CaptionItem:
    """One caption about one picture. `phrases`: (start, stop) or None where the text does not say it, words, mask."""

    name: str
    size_hw: tuple[int, int]
    text: str
    phrases: list[tuple[tuple[int, int] | None, str, MaskRle]] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


def caption_items(path: Path, size_of: SizeOf, report: ImportReport) -> Iterator[CaptionItem]:
    """Captions of one file in its order; items that cannot be used go into the report.

    Raises:
        FormatError: not JSON, or JSON of another kind.
    """
    if path.name.endswith(TRUTH_MASKS):
        yield from _coco_items(path, _beside(path, TRUTH_MASKS, TRUTH_CAPTIONS), report)
        return
    beginning = json_beginning(path).lstrip("\ufeff \t\r\n")
    if beginning.startswith("{"):
        yield from _coco_items(path, None, report)
        return
    for index, value in stream_items(path, "item"):
        place = f"{path.name}[{index}]"
        try:
            item = as_object(value, translate("datasets", "a picture with its caption"))
            if "groundings" in item or "file_name" in item:
                yield _generic_item(item, size_of, place, report)
            else:
                yield _refcocog_item(item, size_of, place, report)
        except FormatError as error:
            report.add(place, str(error))


def is_caption_file(path: Path) -> bool:
    """Whether a file looks like one of the forms; looks at its name and beginning only."""
    if path.name.endswith(TRUTH_MASKS):
        return path.is_file()
    beginning = json_beginning(path)
    return '"groundings"' in beginning or (
        '"caption"' in beginning
        and (
            ('"img_file_name"' in beginning and '"refs"' in beginning)
            or '"sam_mask"' in beginning
            or ("flickr" in path.name.lower() and "gcg" in path.name.lower())
        )
    )


def _beside(path: Path, ending: str, other: str) -> Path:
    return path.with_name(path.name.removesuffix(ending) + other)


def _generic_item(item: dict[str, Any], size_of: SizeOf, place: str, report: ImportReport) -> CaptionItem:
    name = text_field(item, "file_name", None)
    text = unquoted(text_field(item, "caption", None))
    groundings = as_object(item.get("groundings", {}), "groundings")
    found: list[tuple[tuple[int, int] | None, str, MaskRle]] = []
    for words, value in groundings.items():
        here = f"{place}.groundings[{words[:40]!r}]"
        try:
            grounding = as_object(value, translate("datasets", "a phrase"))
            masks = [coco_to_rle(each) for each in list_field(grounding, "rle_masks")]
            if len({rle.size_hw for rle in masks}) != 1:
                raise FormatError(
                    translate("datasets", "expected masks of one size, found {0}").format(len(masks))
                )
            span = _span(grounding.get("token_positives"), text)
            found.append((span, text[span[0] : span[1]], mask_union(masks)))
        except FormatError as error:
            report.add(here, str(error))
    size_hw = found[0][2].size_hw if found else size_of(name)
    kept = [phrase for phrase in found if phrase[2].size_hw == size_hw]
    if len(kept) < len(found):
        report.add(place, translate("datasets", "expected masks of one size, found several"))
    known = {"file_name", "caption", "groundings"}
    extras = {key: value for key, value in item.items() if key not in known}
    return CaptionItem(name, size_hw, text, sorted(kept, key=_reading_order), extras)


def _refcocog_item(value: dict[str, Any], size_of: SizeOf, place: str, report: ImportReport) -> CaptionItem:
    if len(value) != 1:
        raise FormatError(
            translate("datasets", "expected a picture with its caption, found the keys {0:.80}").format(
                ", ".join(map(str, value))
            )
        )
    number, inner = next(iter(value.items()))
    item = as_object(inner, translate("datasets", "a picture with its caption"))
    name = text_field(item, "img_file_name", None)
    text = unquoted(text_field(item, "caption", None))
    size_hw = size_of(name)
    found: list[tuple[tuple[int, int] | None, str, MaskRle]] = []
    for index, each in enumerate(list_field(item, "refs")):
        try:
            ref = as_object(each, translate("datasets", "a phrase"))
            words = text_field(ref, "sentence", None)
            rle = polygons_to_rle_coco(list_field(ref, "segmentation"), size_hw)
            found.append((_place_of(words, text, 0), words, rle))
        except FormatError as error:
            report.add(f"{place}.refs[{index}]", str(error))
    extras = {key: each for key, each in item.items() if key not in ("img_file_name", "caption", "refs")}
    return CaptionItem(name, size_hw, text, sorted(found, key=_reading_order), {**extras, "image_id": number})


def _coco_items(path: Path, captions: Path | None, report: ImportReport) -> Iterator[CaptionItem]:
    """Pictures with a caption (Flickr), or the evaluation's pair of files, where labels and masks have one order."""
    told = _captions_by_image(captions, report) if captions is not None else None
    annotations: dict[Any, list[tuple[int, dict[str, Any]]]] = {}
    for index, value in stream_items(path, "annotations.item"):
        if isinstance(value, dict) and isinstance(value.get("image_id"), int | str):
            annotations.setdefault(value["image_id"], []).append((index, value))
        else:
            report.add(
                f"{path.name}.annotations[{index}]",
                translate("datasets", "expected an annotation with image_id"),
            )
    for index, value in stream_items(path, "images.item"):
        try:
            image = as_object(value, translate("datasets", "a picture"))
            number = image.get("id")
            own = annotations.get(number, []) if isinstance(number, int | str) else []
            caption = image if told is None else told.get(number, {}) if isinstance(number, int | str) else {}
            yield _coco_item(image, caption, own, path.name, report, labelled=told is not None)
        except FormatError as error:
            report.add(f"{path.name}.images[{index}]", str(error))


def _captions_by_image(path: Path, report: ImportReport) -> dict[Any, dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for index, value in stream_items(path, "annotations.item"):
        if isinstance(value, dict) and isinstance(value.get("image_id"), int | str):
            found.setdefault(value["image_id"], value)
        else:
            report.add(
                f"{path.name}.annotations[{index}]", translate("datasets", "expected a caption with image_id")
            )
    return found


def _coco_item(
    image: dict[str, Any],
    caption: Mapping[str, Any],
    annotations: Sequence[tuple[int, dict[str, Any]]],
    file_name: str,
    report: ImportReport,
    *,
    labelled: bool,
) -> CaptionItem:
    text = text_field(caption, "caption", None)
    size_hw = (whole_field(image, "height", low=1), whole_field(image, "width", low=1))
    item = CaptionItem(text_field(image, "file_name", str(image.get("id"))), size_hw, text)
    labels = list_field(caption, "labels")
    after = 0
    for number, (index, annotation) in enumerate(annotations):
        try:
            mask = annotation.get("segmentation" if labelled else "sam_mask")
            if labelled and isinstance(mask, list):
                rle = polygons_to_rle_coco(mask, size_hw)
            else:
                rle = coco_to_rle(mask, size_hw=size_hw)
            if not labelled:
                spans = list_field(annotation, "tokens_positive")
                span: tuple[int, int] | None = _span(spans[0] if spans else None, text)
                words = text[span[0] : span[1]] if span else ""
            else:
                label = labels[number] if number < len(labels) else ""
                words = label if isinstance(label, str) else ""
                span = _place_of(words, text, after)
                after = span[1] if span else after
            item.phrases.append((span, words, rle))
        except FormatError as error:
            report.add(f"{file_name}.annotations[{index}]", str(error))
    item.phrases.sort(key=_reading_order)
    return item


def _span(value: object, text: str) -> tuple[int, int]:
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(each, int) and not isinstance(each, bool) for each in value)
        and 0 <= value[0] < value[1] <= len(text)
    ):
        return value[0], value[1]
    raise FormatError(
        translate("datasets", "expected a phrase within the caption's {0} characters, found {1:.40}").format(
            len(text), repr(value)
        )
    )


def _place_of(words: str, text: str, after: int) -> tuple[int, int] | None:
    """Where a text says some words, ignoring case; from `after` on, else from the beginning."""
    lower, wanted = text.lower(), words.lower()
    if not wanted or len(lower) != len(text):
        return None
    start = lower.find(wanted, after)
    start = lower.find(wanted) if start < 0 else start
    return (start, start + len(words)) if start >= 0 else None


def _reading_order(phrase: tuple[tuple[int, int] | None, str, MaskRle]) -> tuple[int, int]:
    return phrase[0] or (1 << 31, 1 << 31)
