"""Reading COCO files of any kind: instances, captions, results; several in a folder, annotations in any order.

Annotations are brought to their pictures through a temporary file, so that memory does not grow with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ExpressionKind, FrameState
from sa2va_desktop.datasets.clip_attributes import note_values
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import OWN_ATTRIBUTES, ClipGatherer, mask_with_attributes
from sa2va_desktop.datasets.coco_masks import coco_mask_of, loose_id, loose_number
from sa2va_desktop.datasets.coco_sniffing import coco_files, is_list, json_ends
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_fields, stream_items
from sa2va_desktop.datasets.record_groups import RecordGroups
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_header import read_picture_header
from sa2va_desktop.media.records import MediaSettings
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_IMAGE_KEYS = ("file_name", "width", "height", "clip", "frame_index", "time_s")
_ANNOTATION_KEYS = ("image_id", "segmentation", "area", "bbox", "caption", "expressions", "attributes", "score")
_SPLIT = re.compile(r"^(?:instances|captions|person_keypoints|panoptic|stuff)_(.+?)(?:20\d\d)?$")
_SPLIT_FOLDERS = ("train", "valid", "val", "test")


def read_coco(source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """Clips of a COCO file or folder; see `ReadableFormat.read`."""
    files = coco_files(source)
    if not files:
        raise FormatError(
            translate("datasets", "{0}: expected a COCO file such as annotations/instances.json").format(source)
        )
    captions = {
        path: beside
        for path in files
        if path.stem.startswith("instances")
        and (beside := path.with_name(path.name.replace("instances", "captions", 1))) in files
    }
    for path in files:
        if path not in captions.values():
            yield from CocoFile(path, captions.get(path), report, token).clips()


def split_of(path: Path) -> str:
    """The split that a file's name, or its folder, tells; "" when neither does."""
    found = _SPLIT.match(path.stem)
    if found is not None:
        return found[1]
    return path.parent.name if path.parent.name in _SPLIT_FOLDERS else ""


def picture_folders(path: Path) -> tuple[Path, list[str]]:
    """The folder of a data set, and those below it where the pictures of a file may be."""
    root = path.parent.parent if path.parent.name == "annotations" else path.parent
    long_name = path.stem.partition("_")[2]
    return root, ["images", "", *([long_name, f"images/{long_name}"] if long_name else [])]


def read_categories(path: Path, report: ImportReport) -> dict[int | str, dict[str, Any]]:
    """Categories by id, each with its `name`; those that cannot be used are told."""
    found: dict[int | str, dict[str, Any]] = {}
    for index, each in stream_items(path, "categories.item"):
        try:
            fields = as_object(each, "a category")
            found[loose_id(fields.get("id"), "id")] = {**fields, "name": text_field(fields, "name", None)}
        except FormatError as error:
            report.add(translate("datasets", "{0}, category {1}").format(path, index), str(error))
    return found


class CocoFile:
    """One file, with the captions of the same pictures if there are any."""

    def __init__(self, path: Path, captions: Path | None, report: ImportReport, token: CancelToken) -> None:
        self._path, self._captions, self._report, self._token = path, captions, report, token
        self._root, self._folders = picture_folders(path)
        self._categories: dict[int | str, dict[str, Any]] = {}
        self._licenses: dict[object, Any] = {}
        self._names: set[str] = set()
        self._is_results = is_list(path)
        self._only_image: dict[str, Any] = {}
        """Of a file of one picture, as SA-1B has them: its annotations do not name it."""

    def clips(self) -> Iterator[ImportedClip]:
        with RecordGroups[int | str]() as groups:
            if self._is_results:
                self._group(self._path, "item", groups)
                yield from self._results(groups)
                return
            if b'"image"' in json_ends(self._path):
                self._only_image = dict(stream_fields(self._path, "image"))
            notes = dict(stream_fields(self._path, "info")).get("clips")
            notes = notes if isinstance(notes, list) else []
            gatherer = ClipGatherer(notes, str(self._path), self._root, self._report, folders=self._folders)
            self._categories = read_categories(self._path, self._report)
            self._licenses = {
                each.get("id"): each
                for _, each in stream_items(self._path, "licenses.item")
                if isinstance(each, dict)
            }
            self._group(self._path, "annotations.item", groups)
            # Our own captions of whole pictures stand in the notes, too.
            if self._captions is not None and not notes:
                self._group(self._captions, "annotations.item", groups)
            yield from self._images(groups, gatherer)
            yield from gatherer.rest()
            for key in groups.left():
                for place, _ in groups.take(key):
                    self._report.add(
                        place, translate("datasets", "expected the id of an image, found {0!r}").format(key)
                    )

    def _group(self, path: Path, prefix: str, groups: RecordGroups[int | str]) -> None:
        seen: set[int | str] = set()
        for index, each in stream_items(path, prefix):
            self._token.raise_if_cancelled()
            place = translate("datasets", "{0}, annotation {1}").format(path, index)
            try:
                fields = as_object(each, "an annotation")
                image = loose_id(fields.get("image_id", self._only_image.get("image_id")), "image_id")
                if fields.get("id") is not None and not self._is_results:
                    own = loose_id(fields["id"], "id")
                    if own in seen:
                        raise FormatError(
                            translate(
                                "datasets", "expected an id of its own, found {0!r} a second time"
                            ).format(own)
                        )
                    seen.add(own)
                groups.add(image, [place, fields])
            except FormatError as error:
                self._report.add(place, str(error))

    def _images(self, groups: RecordGroups[int | str], gatherer: ClipGatherer) -> Iterator[ImportedClip]:
        seen: set[int | str] = set()
        only = {**self._only_image, "id": self._only_image.get("image_id")}
        images = enumerate([only]) if self._only_image else stream_items(self._path, "images.item")
        for index, each in images:
            self._token.raise_if_cancelled()
            place = translate("datasets", "{0}, image {1}").format(self._path, index)
            try:
                image = as_object(each, "an image")
                key = loose_id(image.get("id"), "id")
                if key in seen:
                    raise FormatError(
                        translate("datasets", "expected an id of its own, found {0!r} a second time").format(
                            key
                        )
                    )
                seen.add(key)
                records = groups.take(key)
                clip = self._picture(image, key, records, gatherer)
            except FormatError as error:
                self._report.add(place, str(error))
                continue
            if clip is not None:
                yield clip

    def _picture(
        self, image: Mapping[str, Any], key: int | str, records: Sequence[Any], gatherer: ClipGatherer
    ) -> ImportedClip | None:
        name = text_field(image, "file_name") or text_field(image, "coco_url").rpartition("/")[2] or str(key)
        builder = gatherer.builder(image.get("clip"), image.get("frame_index"), name.rpartition("/")[2])
        if builder is not None:
            frame = whole_field(image, "frame_index")
            self._add_all(records, builder, frame, is_own=True)
            if (done := gatherer.finished(builder)) is None:
                return None
            # Of a clip the pictures have keys of their own, of which none is written again.
            return done if done.is_clip else replace(done, extras=self._image_extras(image))
        media = path_inside(self._root, name, folders=self._folders)
        unique = name if name not in self._names else f"{name} ({key})"
        self._names.add(unique)
        builder = ClipBuilder(unique, *self._size(image, records, media))
        builder.add_frame(0, name)
        builder.extras = self._image_extras(image)
        self._add_all(records, builder, 0, is_own=False)
        source = name.replace("\\", "/").rpartition("/")[2]
        return builder.build(media=media, source_name=source, split=split_of(self._path))

    def _image_extras(self, image: Mapping[str, Any]) -> dict[str, Any]:
        extras = {name: value for name, value in image.items() if name not in _IMAGE_KEYS}
        if image.get("license") in self._licenses:
            extras["licenses"] = [self._licenses[image["license"]]]
        return extras

    def _size(self, image: Mapping[str, Any], records: Sequence[Any], media: Path | None) -> tuple[int, int]:
        """As the image says, else as its first run lengths or its picture do."""
        sides = {name: loose_number(image[name]) for name in ("height", "width") if image.get(name) is not None}
        for _, annotation in records:
            shape = annotation.get("segmentation")
            size = shape.get("size") if isinstance(shape, dict) else None
            if len(sides) < 2 and isinstance(size, list):
                sides = dict(zip(("height", "width"), size, strict=False))
        if len(sides) < 2 and media is not None:
            size_hw = read_picture_header(media, max_megapixels=MediaSettings.max_megapixels).size_hw
            sides = dict(zip(("height", "width"), size_hw, strict=True))
        return whole_field(sides, "height", low=1), whole_field(sides, "width", low=1)

    def _results(self, groups: RecordGroups[int | str]) -> Iterator[ImportedClip]:
        """Pictures of a file of results, which tells of them by their ids only."""
        for key in groups.left():
            records = groups.take(key)
            try:
                builder = ClipBuilder(str(key), *self._size({}, records, None))
            except FormatError:
                self._report.add(
                    records[0][0],
                    translate(
                        "datasets", "expected run lengths, without which the size of image {0!r} is not known"
                    ).format(key),
                )
                continue
            builder.add_frame(0, str(key))
            builder.extras = {"id": key}
            self._add_all(records, builder, 0, is_own=False)
            yield builder.build()

    def _add_all(self, records: Sequence[Any], builder: ClipBuilder, frame: int, *, is_own: bool) -> None:
        for number, (place, annotation) in enumerate(records):
            try:
                self._add(place, annotation, builder, frame, number, is_own=is_own)
            except FormatError as error:
                self._report.add(place, str(error))

    def _add(
        self,
        place: str,
        annotation: Mapping[str, Any],
        builder: ClipBuilder,
        frame: int,
        number: int,
        *,
        is_own: bool,
    ) -> None:
        is_caption = "segmentation" not in annotation and "bbox" not in annotation
        if is_caption and isinstance(annotation.get("caption"), str):
            text = ImportedExpression(annotation["caption"], (), ExpressionKind.CAPTION)
            builder.add_text(text, ())
            return
        attributes = as_object(annotation.get("attributes") or {}, "attributes")
        found = coco_mask_of(annotation, builder.size_hw, lambda sentence: self._report.add(place, sentence))
        fallback = FrameState.TRACKED if self._is_results else FrameState.CONFIRMED
        # A box says where to look, and is no outline that a person confirmed.
        mask = mask_with_attributes(
            found.rle, attributes, state=FrameState.FLAGGED if found.is_box else fallback
        )
        score = loose_number(annotation.get("score"))
        if isinstance(score, int | float) and 0 <= score <= 1:
            mask = replace(mask, predicted_iou=float(score))
        key = str(annotation.get("id", f"annotation {number}"))
        if is_own and isinstance(attributes.get("object"), str) and builder.has_object(attributes["object"]):
            builder.add_mask(attributes["object"], frame, mask)
            return
        category, extras = self._category(annotation, place)
        extras |= {name: value for name, value in annotation.items() if name not in _ANNOTATION_KEYS}
        own = (*OWN_ATTRIBUTES, "object")
        said = {name: value for name, value in attributes.items() if name not in own}
        extras |= {"shape": "box"} if found.is_box else {}
        extras |= {"score": annotation["score"]} if annotation.get("score") is not None else {}
        if extras.get("iscrowd") in (0, False):
            del extras["iscrowd"]
        name = attributes.get("name")
        builder.add_object(key, name=name if isinstance(name, str) else "", category=category, extras=extras)
        builder.add_mask(key, frame, mask)
        others = note_values(builder, key, frame, said)
        builder.add_object(key, extras={"attributes": others} if others else {})
        self._add_texts(annotation, builder, key)

    def _category(self, annotation: Mapping[str, Any], place: str) -> tuple[str, dict[str, Any]]:
        """Label of an annotation, and what the file says of it."""
        if annotation.get("category_id") is None:
            return "", {}
        key = loose_id(annotation["category_id"], "category_id")
        category = self._categories.get(key)
        if category is None:
            if not self._is_results:
                self._report.add(
                    place, translate("datasets", "expected the id of a category, found {0!r}").format(key)
                )
            return str(key), {}
        above = category.get("supercategory")
        return category["name"], {"supercategory": above} if above else {}

    @staticmethod
    def _add_texts(annotation: Mapping[str, Any], builder: ClipBuilder, key: str) -> None:
        caption, texts = annotation.get("caption"), annotation.get("expressions")
        if isinstance(caption, str) and caption.strip():
            builder.add_text(ImportedExpression(caption.strip(), (), ExpressionKind.CAPTION), [key])
        for each in texts if isinstance(texts, list) else ():
            if isinstance(each, str) and each.strip():
                builder.add_text(ImportedExpression(each.strip(), ()), [key])
