"""Reading COCO panoptic files: segments of a picture out of the colours of its PNG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import OWN_ATTRIBUTES, ClipGatherer, mask_with_attributes
from sa2va_desktop.datasets.coco_files import picture_folders, split_of
from sa2va_desktop.datasets.coco_masks import loose_id, loose_number
from sa2va_desktop.datasets.coco_sniffing import SUBFOLDERS, json_ends
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.frame_files import entries
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.index_png import open_png
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_fields, stream_items
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_SEGMENT_KEYS = ("id", "category_id", "area", "bbox", "attributes")


def looks_like_panoptic(source: Path) -> bool:
    """Whether a file, or one in a folder where they usually are, lists segments. Never raises."""
    return bool(_files(source))


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source] if _is_panoptic(source) else []
    return [
        path
        for folder in SUBFOLDERS
        for path in entries(source / folder)
        if path.suffix.lower() == ".json" and _is_panoptic(path)
    ]


def _is_panoptic(path: Path) -> bool:
    text = json_ends(path)
    return b'"segments_info"' in text or (b'"isthing"' in text and b'"images"' in text)


def read_panoptic(source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """Clips of a file or folder; see `ReadableFormat.read`."""
    files = _files(source)
    if not files:
        raise FormatError(
            translate("datasets", "{0}: expected a panoptic file such as annotations/panoptic.json").format(
                source
            )
        )
    for path in files:
        yield from _File(path, report, token).clips()


class _File:
    def __init__(self, path: Path, report: ImportReport, token: CancelToken) -> None:
        self._path, self._report, self._token = path, report, token
        self._root, self._folders = picture_folders(path)
        self._categories: dict[int | str, dict[str, Any]] = {}
        self._images: dict[int | str, dict[str, Any]] = {}

    def clips(self) -> Iterator[ImportedClip]:
        notes = dict(stream_fields(self._path, "info")).get("clips")
        gatherer = ClipGatherer(
            notes if isinstance(notes, list) else [],
            str(self._path),
            self._root,
            self._report,
            folders=self._folders,
        )
        self._read_by_id("categories", self._categories)
        self._read_by_id("images", self._images)
        for index, value in stream_items(self._path, "annotations.item"):
            self._token.raise_if_cancelled()
            place = translate("datasets", "{0}, annotation {1}").format(self._path, index)
            try:
                clip = self._picture(as_object(value, "an annotation"), place, gatherer)
            except FormatError as error:
                self._report.add(place, str(error))
                continue
            if clip is not None:
                yield clip
        yield from gatherer.rest()

    def _read_by_id(self, what: str, found: dict[int | str, dict[str, Any]]) -> None:
        for index, value in stream_items(self._path, f"{what}.item"):
            try:
                fields = as_object(value, "an object")
                found[loose_id(fields.get("id"), "id")] = fields
            except FormatError as error:
                self._report.add(f"{self._path}, {what} {index}", str(error))

    def _picture(
        self, annotation: Mapping[str, Any], place: str, gatherer: ClipGatherer
    ) -> ImportedClip | None:
        key = loose_id(annotation.get("image_id"), "image_id")
        image = self._images.pop(key, None)
        if image is None:
            raise FormatError(
                translate("datasets", "expected the id of an image, each once, found {0!r}").format(key)
            )
        sides = {name: loose_number(image.get(name)) for name in ("height", "width")}
        size = whole_field(sides, "height", low=1), whole_field(sides, "width", low=1)
        numbers = self._numbers(text_field(annotation, "file_name", None), size)
        name = text_field(image, "file_name") or str(key)
        builder = gatherer.builder(image.get("clip"), image.get("frame_index"), name.rpartition("/")[2])
        if builder is not None:
            self._add_segments(annotation, place, builder, whole_field(image, "frame_index"), numbers)
            return gatherer.finished(builder)
        builder = ClipBuilder(name, *size)
        builder.add_frame(0, name)
        builder.extras = {
            own: value for own, value in image.items() if own not in ("file_name", "width", "height")
        }
        self._add_segments(annotation, place, builder, 0, numbers)
        media = path_inside(self._root, name, folders=[*self._folders, self._path.stem.partition("_")[2]])
        return builder.build(media=media, source_name=name.rpartition("/")[2], split=split_of(self._path))

    def _numbers(self, name: str, size_hw: tuple[int, int]) -> npt.NDArray[np.uint32]:
        """The numbers of segments in a PNG, which lies in the folder that is called as the file."""
        path = path_inside(self._path.parent, name, folders=(self._path.stem,))
        if path is None:
            raise FormatError(
                translate("datasets", "expected a PNG in {0}, found none called {1:.100}").format(
                    self._path.stem, name
                )
            )
        with open_png(path) as picture:
            if picture.mode not in ("RGB", "RGBA") or picture.size != (size_hw[1], size_hw[0]):
                raise FormatError(
                    translate("datasets", "{0}: expected RGB of {1}x{2} pixels, found {3} of {4}x{5}").format(
                        path, size_hw[1], size_hw[0], picture.mode, *picture.size
                    )
                )
            colours = np.asarray(picture)[:, :, :3].astype(np.uint32)
        numbers: npt.NDArray[np.uint32] = colours[:, :, 0] + (colours[:, :, 1] << 8) + (colours[:, :, 2] << 16)
        return numbers

    def _add_segments(
        self,
        annotation: Mapping[str, Any],
        place: str,
        builder: ClipBuilder,
        frame: int,
        numbers: npt.NDArray[np.uint32],
    ) -> None:
        found = set(np.unique(numbers).tolist()) - {0}
        listed: set[int] = set()
        for index, value in enumerate(list_field(annotation, "segments_info")):
            try:
                segment = as_object(value, "a segment")
                number = whole_field({"id": loose_number(segment.get("id"))}, "id", low=1, high=(1 << 24) - 1)
                if number in listed or number not in found:
                    raise FormatError(
                        translate(
                            "datasets", "expected the number of a segment in the PNG, each once, found {0}"
                        ).format(number)
                    )
                listed.add(number)
                self._add(segment, number, builder, frame, numbers)
            except FormatError as error:
                self._report.add(translate("datasets", "{0}, segment {1}").format(place, index), str(error))
        for number in sorted(found - listed):
            self._report.add(
                place,
                translate("datasets", "expected only segments of the list in the PNG, found {0}").format(
                    number
                ),
            )

    def _add(
        self,
        segment: Mapping[str, Any],
        number: int,
        builder: ClipBuilder,
        frame: int,
        numbers: npt.NDArray[np.uint32],
    ) -> None:
        attributes = as_object(segment.get("attributes") or {}, "attributes")
        mask = mask_with_attributes(mask_to_rle(numbers == number), attributes)
        own = attributes.get("object")
        if isinstance(own, str) and builder.has_object(own):
            builder.add_mask(own, frame, mask)
            return
        category_id = loose_id(segment.get("category_id"), "category_id")
        category = self._categories.get(category_id)
        if category is None:
            raise FormatError(
                translate("datasets", "expected the id of a category, found {0!r}").format(category_id)
            )
        extras = {name: value for name, value in segment.items() if name not in _SEGMENT_KEYS and value}
        extras |= {"id": number, "category_id": category_id}
        extras |= {name: category[name] for name in ("supercategory", "isthing") if name in category}
        others = {name: value for name, value in attributes.items() if name not in (*OWN_ATTRIBUTES, "object")}
        extras |= {"attributes": others} if others else {}
        builder.add_object(str(number), category=text_field(category, "name"), extras=extras)
        builder.add_mask(str(number), frame, mask)
