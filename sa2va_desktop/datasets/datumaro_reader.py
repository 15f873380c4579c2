"""Reads Datumaro's JSON: a pass over the head of a file, and one over its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ExpressionKind, FrameState
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.clip_attributes import note_values
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import (
    OWN_ATTRIBUTES,
    TRACK,
    ClipGatherer,
    mask_with_attributes,
)
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, number_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_fields, stream_items
from sa2va_desktop.datasets.mask_shapes import rectangle_rle
from sa2va_desktop.datasets.picture_items import picture_size
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class DatumaroReader:
    """One file: a pass over its head, and one over its items."""

    def __init__(self, path: Path, report: ImportReport, token: CancelToken) -> None:
        self._path, self._report, self._token = path, report, token
        self._split = path.stem if path.stem not in ("default", "annotations") else ""
        in_annotations = path.parent.name == "annotations"
        self._root = path.parent.parent if in_annotations else path.parent

    def clips(self) -> Iterator[ImportedClip]:
        labels = [
            str(value.get("name", "")) if isinstance(value, dict) else ""
            for _, value in stream_items(self._path, "categories.label.labels.item")
        ]
        infos = dict(stream_fields(self._path, "infos"))
        gatherer = ClipGatherer(
            self._own_notes(infos.get("clips")),
            str(self._path),
            self._root,
            self._report,
            folders=(f"images/{self._path.stem}", "images"),
        )
        for number, item in stream_items(self._path, "items.item"):
            self._token.raise_if_cancelled()
            place = translate("datasets", "{0}, item {1}").format(self._path, number)
            try:
                clip = self._read_item(as_object(item, "an item"), place, labels, gatherer)
            except FormatError as error:
                self._report.add(place, str(error))
                continue
            if clip is not None:
                yield clip
        yield from gatherer.rest()

    def _own_notes(self, notes: object) -> list[Any]:
        """Those of clips in this file: every file has the notes of all. Of a file that was renamed all are taken."""
        every = notes if isinstance(notes, list) else []
        own = [each for each in every if not isinstance(each, dict) or each.get("subset") == self._path.stem]
        return own or every

    def _read_item(
        self, item: Mapping[str, Any], place: str, labels: Sequence[str], gatherer: ClipGatherer
    ) -> ImportedClip | None:
        image = as_object(item.get("image") or item.get("media") or {}, "an image")
        name = text_field(item, "id", None)
        picture = text_field(image, "path")
        attributes = as_object(item.get("attr") or {}, "attr")
        media = path_inside(self._root, picture, folders=(f"images/{self._path.stem}", "images", ""))
        builder = gatherer.builder(attributes.get("clip"), attributes.get("frame"), Path(picture).name)
        frame = whole_field(attributes, "frame", 0) if builder is not None else 0
        is_own = builder is not None
        if builder is None:
            builder = ClipBuilder(name, *self._size(image, item, media))
            builder.add_frame(0, picture or name)
            builder.extras = {
                key: value for key, value in item.items() if key not in ("id", "annotations", "image")
            }
        for number, annotation in enumerate(list_field(item, "annotations")):
            try:
                self._read_annotation(
                    as_object(annotation, "an annotation"), builder, frame, labels, is_own, number
                )
            except FormatError as error:
                self._report.add(translate("datasets", "{0}, annotation {1}").format(place, number), str(error))
        if is_own:
            return gatherer.finished(builder)
        return builder.build(media=media, source_name=Path(picture).name, split=self._split)

    def _size(self, image: Mapping[str, Any], item: Mapping[str, Any], media: Path | None) -> tuple[int, int]:
        """As the item says, or as its first mask does, or its picture: older files leave it out."""
        size = list_field(image, "size")
        for annotation in list_field(item, "annotations"):
            if len(size) != 2 and isinstance(annotation, dict) and isinstance(annotation.get("rle"), dict):
                size = list_field(annotation["rle"], "size")
        if not size and media is not None:
            return picture_size(media)
        sides = dict(zip(("height", "width"), size, strict=False))
        return whole_field(sides, "height"), whole_field(sides, "width")

    def _read_annotation(
        self,
        annotation: Mapping[str, Any],
        builder: ClipBuilder,
        frame: int,
        labels: Sequence[str],
        is_own: bool,
        number: int,
    ) -> None:
        kind = annotation.get("type")
        attributes = as_object(annotation.get("attributes") or {}, "attributes")
        if kind == "caption":
            if not is_own:  # else the notes have it exactly
                text = text_field(annotation, "caption", None)
                builder.add_text(ImportedExpression(text, (), ExpressionKind.CAPTION), ())
            return
        if kind == "label":
            tags = builder.extras.setdefault("labels", [])
            tags.append(_label(annotation, labels))
            return
        rle, extras = _shape(kind, annotation, builder.size_hw)
        # A box says where to look, and is no outline that a person confirmed.
        fallback = FrameState.FLAGGED if kind == "bbox" else FrameState.CONFIRMED
        mask = mask_with_attributes(rle, attributes, state=fallback)
        key = str(attributes.get(TRACK, f"{kind} {number}"))
        others = {name: value for name, value in attributes.items() if name not in OWN_ATTRIBUTES}
        if not is_own:
            extras |= {name: annotation[name] for name in ("id", "group", "z_order") if annotation.get(name)}
        if not (is_own and builder.has_object(key)):
            name = attributes.get("name")
            builder.add_object(
                key,
                name=name if isinstance(name, str) else "",
                category=_label(annotation, labels),
                extras=extras,
            )
        builder.add_mask(key, frame, mask)
        if not is_own and (left := note_values(builder, key, frame, others)):
            builder.add_object(key, extras={"attributes": left})


def _label(annotation: Mapping[str, Any], labels: Sequence[str]) -> str:
    if annotation.get("label_id") is None:
        return ""
    return labels[whole_field(annotation, "label_id", high=len(labels) - 1)]


def _shape(
    kind: object, annotation: Mapping[str, Any], size_hw: tuple[int, int]
) -> tuple[MaskRle, dict[str, Any]]:
    if kind == "mask":
        return coco_to_rle(annotation.get("rle"), size_hw=size_hw), {}
    if kind == "polygon":
        return polygons_to_rle_coco([list_field(annotation, "points")], size_hw), {"shape": "polygon"}
    if kind == "bbox":
        sides = dict(zip("xywh", list_field(annotation, "bbox"), strict=False))
        return rectangle_rle([number_field(sides, side) for side in "xywh"], size_hw), {"shape": "box"}
    raise FormatError(
        translate("datasets", "expected a mask, polygon, bbox, caption or label, found {0:.60}").format(
            repr(kind)
        )
    )
