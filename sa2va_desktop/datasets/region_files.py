"""The files of region captions: Osprey's, Visual Genome's, and COCO-like ones with a caption a picture entry.

Each becomes `RegionItem`s, whatever the form. Source: the loaders of Osprey, GLaMM and Sa2VA, Visual Genome's manual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.imported_clip import ImportedMask, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, number_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import json_beginning, stream_items
from sa2va_desktop.datasets.mask_shapes import rectangle_rle
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

SizeOf = Callable[[str], tuple[int, int]]
"""(height, width) of a picture by its name; raises FormatError when it is not there."""

_COCO_LIKE = re.compile(r'"images"\s*:\s*\[\s*\{[^{}]*"caption"\s*:')
_REGION = re.compile(r"<?[Rr]egi?on\s*(\d{1,4})>?")


class RegionForm(Enum):
    """Which kind of file it is."""

    OSPREY = "osprey"
    COCO = "coco"
    GENOME = "genome"


@dataclass
class RegionItem:
    """What is said of regions of one picture.

    `captions`: (text, position in `masks`); `turns`: (question, answer, continued) that are about none or several.
    """

    name: str
    size_hw: tuple[int, int]
    masks: list[tuple[ImportedMask, dict[str, Any]]] = field(default_factory=list)
    captions: list[tuple[str, int]] = field(default_factory=list)
    turns: list[tuple[str, str, bool]] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


def form_of(path: Path) -> RegionForm | None:
    """What a file looks like; looks at its name and beginning only."""
    beginning = json_beginning(path).lstrip("\ufeff \t\r\n")
    if beginning.startswith("{"):
        is_grounded = '"sam_mask"' in beginning or "gcg" in path.name.lower()
        return RegionForm.COCO if _COCO_LIKE.search(beginning) and not is_grounded else None
    if not beginning.startswith("["):
        return None
    if '"regions"' in beginning and '"phrase"' in beginning:
        return RegionForm.GENOME
    is_told = any(f'"{key}"' in beginning for key in ("description", "descriptions", "conversations"))
    return RegionForm.OSPREY if '"annotation"' in beginning and is_told else None


def region_items(path: Path, form: RegionForm, size_of: SizeOf, report: ImportReport) -> Iterator[RegionItem]:
    """What one file says, in its order; items that cannot be used go into the report.

    Raises:
        FormatError: not JSON.
    """
    if form is RegionForm.COCO:
        yield from _coco_items(path, report)
        return
    sizes = _genome_sizes(path.with_name("image_data.json"), report) if form is RegionForm.GENOME else {}
    for index, value in stream_items(path, "item"):
        place = f"{path.name}[{index}]"
        try:
            item = as_object(value, translate("datasets", "a picture with its regions"))
            if form is RegionForm.GENOME:
                yield _genome_item(item, sizes, size_of, place, report)
            else:
                yield _osprey_item(item, place, report)
        except FormatError as error:
            report.add(place, str(error))


def _osprey_item(item: dict[str, Any], place: str, report: ImportReport) -> RegionItem:
    size_hw = (whole_field(item, "height", low=1), whole_field(item, "width", low=1))
    found = RegionItem(text_field(item, "file_name", None), size_hw)
    position: dict[int, int] = {}
    for index, each in enumerate(list_field(item, "annotation")):
        try:
            mask = _mask(as_object(each, translate("datasets", "a region")).get("segmentation"), size_hw)
        except FormatError as error:
            report.add(f"{place}.annotation[{index}]", str(error))
            continue
        position[index] = len(found.masks)
        found.masks.append((mask, {}))
    key = "description" if "description" in item else "descriptions"
    for index, text in enumerate(list_field(item, key)):
        if not isinstance(text, str) or not text.strip():
            report.add(f"{place}.{key}[{index}]", translate("datasets", "expected a text, found none"))
        elif index in position:
            found.captions.append((text, position[index]))
    _read_turns(item, position, found, place, report)
    known = {"file_name", "height", "width", "annotation", key, "conversations"}
    found.extras = {name: value for name, value in item.items() if name not in known}
    return found


def _read_turns(
    item: dict[str, Any], position: dict[int, int], found: RegionItem, place: str, report: ImportReport
) -> None:
    """An answer to a question that names one region is a caption of it; others stay turns."""
    question, is_continued = "", False
    for index, each in enumerate(list_field(item, "conversations")):
        said = each.get("value") if isinstance(each, dict) else None
        speaker = each.get("from") if isinstance(each, dict) else None
        if not isinstance(said, str) or speaker not in ("human", "gpt"):
            report.add(
                f"{place}.conversations[{index}]",
                translate("datasets", "expected a turn of human or gpt, found {0:.60}").format(repr(each)),
            )
            continue
        if speaker == "human":
            question = said.replace("<image>", "").strip()
            continue
        named = {int(number) - 1 for number in _REGION.findall(question)}
        if len(named) == 1 and (number := named.pop()) in position and said.strip():
            found.captions.append((said.strip(), position[number]))
        elif said.strip():
            found.turns.append((question, said.strip(), is_continued))
            is_continued = True


def _genome_sizes(path: Path, report: ImportReport) -> dict[int, tuple[int, int, str]]:
    """Image id → height, width and file name, from the file beside the descriptions, where it is."""
    sizes: dict[int, tuple[int, int, str]] = {}
    if not path.is_file():
        return sizes
    for index, value in stream_items(path, "item"):
        try:
            image = as_object(value, translate("datasets", "a picture"))
            number = whole_field(image, "image_id" if "image_id" in image else "id")
            name = text_field(image, "url", f"{number}.jpg").rsplit("/", 1)[-1]
            sizes[number] = (whole_field(image, "height", low=1), whole_field(image, "width", low=1), name)
        except FormatError as error:
            report.add(f"{path.name}[{index}]", str(error))
    return sizes


def _genome_item(
    item: dict[str, Any],
    sizes: dict[int, tuple[int, int, str]],
    size_of: SizeOf,
    place: str,
    report: ImportReport,
) -> RegionItem:
    number = whole_field(item, "image_id" if "id" not in item else "id")
    if number in sizes:
        found = RegionItem(sizes[number][2], sizes[number][:2])
    else:
        found = RegionItem(f"{number}.jpg", size_of(f"{number}.jpg"))
    for index, each in enumerate(list_field(item, "regions")):
        try:
            region = as_object(each, translate("datasets", "a region"))
            text = text_field(region, "phrase", None)
            box = [number_field(region, side) for side in ("x", "y", "width", "height")]
            _add_box(found, text, box)
        except FormatError as error:
            report.add(f"{place}.regions[{index}]", str(error))
    return found


def _coco_items(path: Path, report: ImportReport) -> Iterator[RegionItem]:
    """A picture entry for each region, with its caption; entries of one picture that follow each other stay apart."""
    annotations: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for index, value in stream_items(path, "annotations.item"):
        try:
            annotation = as_object(value, translate("datasets", "a region"))
            annotations.setdefault(whole_field(annotation, "image_id"), []).append((index, annotation))
        except FormatError as error:
            report.add(f"{path.name}.annotations[{index}]", str(error))
    for index, value in stream_items(path, "images.item"):
        try:
            image = as_object(value, translate("datasets", "a picture"))
            size_hw = (whole_field(image, "height", low=1), whole_field(image, "width", low=1))
            found = RegionItem(text_field(image, "file_name", None), size_hw)
            text = text_field(image, "caption", None)
            own = annotations.get(whole_field(image, "id"), [])
        except FormatError as error:
            report.add(f"{path.name}.images[{index}]", str(error))
            continue
        for number, annotation in own:
            try:
                if annotation.get("segmentation"):
                    found.captions.append((text, len(found.masks)))
                    found.masks.append((_mask(annotation["segmentation"], size_hw), {}))
                else:
                    _add_box(found, text, [number_field({"bbox": side}, "bbox") for side in _box(annotation)])
            except FormatError as error:
                found.captions = found.captions[: len(found.masks)]
                report.add(f"{path.name}.annotations[{number}]", str(error))
        known = {"file_name", "height", "width", "caption", "id"}
        found.extras = {name: each for name, each in image.items() if name not in known}
        yield found


def _box(annotation: dict[str, Any]) -> list[Any]:
    box = list_field(annotation, "bbox")
    if len(box) != 4:
        raise FormatError(
            translate("datasets", "expected a box of x, y, width and height, found {0:.60}").format(repr(box))
        )
    return box


def _add_box(found: RegionItem, text: str, box: list[float]) -> None:
    """A box stands for a mask that nobody drew: a rectangle that wants a second look."""
    rle = rectangle_rle(box, found.size_hw)
    if rle.is_empty or not text.strip():
        raise FormatError(
            translate(
                "datasets", "expected a phrase and a box within the picture, found {0:.40} at {1}"
            ).format(repr(text), box)
        )
    found.captions.append((text.strip(), len(found.masks)))
    found.masks.append((ImportedMask(rle, FrameState.FLAGGED), {"box": box}))


def _mask(segmentation: object, size_hw: tuple[int, int]) -> ImportedMask:
    if isinstance(segmentation, list):
        rle = polygons_to_rle_coco(segmentation, size_hw)
    else:
        rle = coco_to_rle(segmentation, size_hw=size_hw)
    if rle.is_empty:
        raise FormatError(translate("datasets", "expected a mask, found no pixel within the picture"))
    return ImportedMask(rle)
