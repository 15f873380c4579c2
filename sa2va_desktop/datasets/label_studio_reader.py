"""Reads Label Studio's export: a list of tasks, each a picture with regions that lie in several results of one id."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image

from sa2va_desktop.annotation.records import ExpressionKind, FrameState
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.datasets.clip_attributes import note_values
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import OWN_ATTRIBUTES, TRACK, ClipGatherer, mask_with_attributes
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, number_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_items
from sa2va_desktop.datasets.label_studio_rle import label_studio_to_rle
from sa2va_desktop.datasets.mask_shapes import ellipse_rle, rectangle_rle
from sa2va_desktop.datasets.picture_items import picture_size
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_SHAPES = ("brush", "bitmask", "polygon", "rectangle", "ellipse")
_WORDS = ("labels", "choices", "textarea", "number")
_PNG = "data:image/png;base64,"


@dataclass
class _Region:
    """Results of one id. `place`: of the first one, for the report."""

    place: str
    shape: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    texts: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


class LabelStudioReader:
    """One file of tasks. Pictures are looked for in its folder."""

    def __init__(self, path: Path, report: ImportReport, token: CancelToken) -> None:
        self._path, self._report, self._token = path, report, token

    def clips(self) -> Iterator[ImportedClip]:
        """Raises: FormatError: no JSON."""
        notes = [
            data["notes"]
            for _, data in stream_items(self._path, "item.data")
            if isinstance(data, dict) and "notes" in data
        ]
        gatherer = ClipGatherer(notes, str(self._path), self._path.parent, self._report)
        count = 0
        for number, task in stream_items(self._path, "item"):
            self._token.raise_if_cancelled()
            count += 1
            place = translate("datasets", "{0}, task {1}").format(self._path, number)
            try:
                clip = self._read_task(as_object(task, "a task"), place, gatherer)
            except FormatError as error:
                self._report.add(place, str(error))
                continue
            if clip is not None:
                yield clip
        if not count:
            raise FormatError(
                translate("datasets", "{0}: expected a list of tasks, found none").format(self._path)
            )
        yield from gatherer.rest()

    def _read_task(self, task: Mapping[str, Any], place: str, gatherer: ClipGatherer) -> ImportedClip | None:
        data = as_object(task.get("data"), "data")
        picture = _picture_of(data)
        regions = self._regions(task, place)
        builder = gatherer.builder(data.get("clip"), data.get("frame"), PurePosixPath(picture).name)
        if builder is not None:
            frame = whole_field(data, "frame")
            self._add_regions(regions, builder, frame, is_own=True)
            return gatherer.finished(builder)
        media = path_inside(self._path.parent, picture, folders=("", "images"))
        name = picture or str(task.get("id", place))
        builder = ClipBuilder(name, *_size_of(regions, media))
        builder.add_frame(0, PurePosixPath(picture).name or name)
        others = {key: value for key, value in data.items() if key not in ("image", "img")}
        builder.extras = {"id": task["id"]} if "id" in task else {}
        builder.extras |= {"data": others} if others else {}
        self._add_regions(regions, builder, 0, is_own=False)
        return builder.build(media=media, source_name=PurePosixPath(picture).name)

    def _regions(self, task: Mapping[str, Any], place: str) -> list[_Region]:
        """Of the first annotation that was not skipped, or of the first prediction where there is none."""
        annotations = [
            each
            for each in list_field(task, "annotations") or list_field(task, "completions")
            if isinstance(each, dict) and not each.get("was_cancelled")
        ]
        chosen, what = annotations, "annotations"
        if not chosen:
            chosen = [each for each in list_field(task, "predictions") if isinstance(each, dict)]
            what = "predictions"
        if len(chosen) > 1:
            self._report.add(
                place,
                translate("datasets", "expected one answer, found {0}, of which the first is read").format(
                    len(chosen)
                ),
            )
        regions: dict[str, _Region] = {}
        for number, result in enumerate(list_field(chosen[0], "result") if chosen else []):
            where = f"{place}, {what}[0].result[{number}]"
            try:
                self._sort(as_object(result, "a result"), number, where, regions)
            except FormatError as error:
                self._report.add(where, str(error))
        return list(regions.values())

    def _sort(self, result: Mapping[str, Any], number: int, place: str, regions: dict[str, _Region]) -> None:
        """Put a result to the others of its region."""
        kind = text_field(result, "type", None)
        value = as_object(result.get("value"), "value")
        region = regions.setdefault(str(result.get("id", f"result {number}")), _Region(place))
        shape = next((each for each in _SHAPES if kind in (each, f"{each}labels")), "")
        if not shape and kind not in _WORDS:
            raise FormatError(
                translate("datasets", "expected {0}, found {1:.60}").format(
                    ", ".join((*_SHAPES, *_WORDS)), repr(kind)
                )
            )
        if shape:
            region.shape, region.value, region.result, region.place = shape, value, result, place
        labels = value.get("labels", value.get(kind)) if kind != "textarea" else None
        if isinstance(labels, list) and labels and kind != "choices":
            region.label = str(labels[0])
        if kind == "textarea":
            texts = value.get("text")
            name = str(result.get("from_name", ""))
            region.texts += [
                (name, str(each)) for each in (texts if isinstance(texts, list) else [texts]) if each
            ]
        name = str(result.get("from_name", "")) or kind
        if kind == "choices" and isinstance(labels, list):
            region.texts += [("choices", str(each)) for each in labels]
            if len(labels) == 1:
                region.values[name] = str(labels[0])
        elif kind == "number" and value.get("number") is not None:
            region.values[name] = number_field(value, "number")

    def _add_regions(self, regions: list[_Region], builder: ClipBuilder, frame: int, *, is_own: bool) -> None:
        for number, region in enumerate(regions):
            try:
                key = self._add_mask(region, builder, frame, number, is_own=is_own) if region.shape else None
            except FormatError as error:
                self._report.add(region.place, str(error))
                continue
            if is_own:  # the notes have its texts exactly
                continue
            if key:  # what is chosen for a region is an attribute of it
                note_values(builder, key, frame, region.values)
            for name, text in region.texts:
                if name == "choices":
                    if not key or text not in region.values.values():
                        builder.extras.setdefault("choices", []).append(text)
                    continue
                kind = ExpressionKind.REFERRING if name == "expression" and key else ExpressionKind.CAPTION
                builder.add_text(ImportedExpression(text, (), kind), [key] if key else [])

    def _add_mask(self, region: _Region, builder: ClipBuilder, frame: int, number: int, *, is_own: bool) -> str:
        meta = region.result.get("meta")
        attributes = meta if isinstance(meta, dict) else {}
        # A rectangle says where to look, and is no outline that a person confirmed.
        state = FrameState.FLAGGED if region.shape == "rectangle" else FrameState.CONFIRMED
        mask = mask_with_attributes(_mask_of(region, builder.size_hw), attributes, state=state)
        key = str(attributes.get(TRACK) or region.result.get("id", number))
        if not (is_own and builder.has_object(key)):
            extras = {name: value for name, value in attributes.items() if name not in OWN_ATTRIBUTES}
            extras |= {} if region.shape in ("brush", "bitmask") else {"shape": region.shape}
            if region.result.get("score") is not None:
                extras["score"] = region.result["score"]
            name = attributes.get("name")
            builder.add_object(
                key, name=name if isinstance(name, str) else "", category=region.label, extras=extras
            )
        builder.add_mask(key, frame, mask)
        return key


def _picture_of(data: Mapping[str, Any]) -> str:
    """The picture's path as the task calls it; addresses of the server give the path behind them."""
    value = (
        data.get("image")
        or data.get("img")
        or next((each for each in data.values() if isinstance(each, str) and each), "")
    )
    if not isinstance(value, str):
        raise FormatError(
            translate("datasets", "expected a picture as data.image, found {0:.60}").format(repr(value))
        )
    try:
        parts = urlsplit(value)
    except ValueError:
        return value
    if parts.path.endswith("/local-files/"):
        return parse_qs(parts.query).get("d", [""])[0]
    return parts.path.lstrip("/") if parts.scheme in ("http", "https", "s3", "gs") else value


def _size_of(regions: list[_Region], media: Path | None) -> tuple[int, int]:
    for region in regions:
        if region.shape:
            return (
                whole_field(region.result, "original_height", low=1),
                whole_field(region.result, "original_width", low=1),
            )
    if media is not None:
        return picture_size(media)
    raise FormatError(translate("datasets", "expected regions or the picture itself, found neither"))


def _mask_of(region: _Region, size_hw: tuple[int, int]) -> MaskRle:
    value, (height, width) = region.value, size_hw
    if region.result.get("image_rotation"):
        raise FormatError(
            translate("datasets", "expected a picture that is not turned, found image_rotation {0}").format(
                region.result["image_rotation"]
            )
        )
    if region.shape == "brush":
        return label_studio_to_rle(value.get("rle"), size_hw)
    if region.shape == "bitmask":
        return _bitmask(text_field(value, "imageDataURL", None), size_hw)
    if region.shape == "polygon":
        points = [
            (number_field(pair, "0") * width / 100, number_field(pair, "1") * height / 100)
            for pair in (
                dict(zip("01", point, strict=False)) if isinstance(point, list) else {}
                for point in list_field(value, "points")
            )
        ]
        return polygons_to_rle_coco([points], size_hw)
    degrees = number_field(value, "rotation", 0.0)
    x, y = number_field(value, "x") * width / 100, number_field(value, "y") * height / 100
    if region.shape == "ellipse":
        radii = number_field(value, "radiusX") * width / 100, number_field(value, "radiusY") * height / 100
        return ellipse_rle(x, y, *radii, size_hw, degrees=degrees)
    sides = number_field(value, "width") * width / 100, number_field(value, "height") * height / 100
    return rectangle_rle((x, y, *sides), size_hw, degrees=degrees, around=(x, y))


def _bitmask(url: str, size_hw: tuple[int, int]) -> MaskRle:
    """A PNG, black on transparent; without transparency what is not black."""
    if not url.startswith(_PNG):
        raise FormatError(
            translate("datasets", "expected a PNG as imageDataURL, found {0:.60}").format(repr(url))
        )
    try:
        data = base64.b64decode(url.removeprefix(_PNG), validate=True)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if (picture.height, picture.width) != size_hw:
                raise FormatError(
                    translate("datasets", "expected a mask of {0}x{1} pixels, found {2}x{3}").format(
                        size_hw[1], size_hw[0], picture.width, picture.height
                    )
                )
            has_alpha = "A" in picture.getbands() or "transparency" in picture.info
            pixels = np.asarray(picture.convert("RGBA" if has_alpha else "L"))
    except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FormatError(
            translate("datasets", "expected a PNG as imageDataURL, found {0}").format(error)
        ) from error
    return mask_to_rle((pixels[..., 3] if has_alpha else pixels) > 0)
