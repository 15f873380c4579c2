"""Reads the layout of the refer data sets: refs with sentences in one file, pictures and masks in COCO's `instances.json`.

A ref is `{"ref_id", "ann_id", "image_id", "category_id", "split", "file_name", "sent_ids", "sentences": [{"sent_id", "raw",
"sent", "tokens"}]}`. RefCOCO's `ann_id` is a number, gRefCOCO's a list of them, `[-1]` for nothing. Its `file_name` is
not that of the picture, which stands in `instances.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.coco_masks import coco_mask_of, loose_id
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportedMask, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import read_json, stream_items
from sa2va_desktop.datasets.picture_items import SOURCE_KEYS, source_of
from sa2va_desktop.datasets.record_groups import RecordGroups
from sa2va_desktop.datasets.restricted_pickle import read_plain_pickle
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

INSTANCES = "instances.json"
NOTHING = -1
"""`ann_id` of a ref that means nothing in its picture."""
PICTURE_FOLDERS = (
    "images/mscoco/images/train2014",
    "images/train2014",
    "images/saiapr_tc-12",
    "coco2014/train2014",
    "coco/train2014",
    "train2014",
    "images",
    "",
)
_IMAGE_KEYS = frozenset({"file_name", "height", "width", *SOURCE_KEYS})
_ANNOTATION_KEYS = frozenset({"image_id", "segmentation", "bbox", "area"})
_REF_KEYS = frozenset(
    {"ref_id", "ann_id", "image_id", "category_id", "split", "file_name", "sent_ids", "sentences", "no_target"}
)

Id = int | str


@dataclass(frozen=True)
class _Ref:
    """A ref with its place in its file; `ann_ids` () says that nothing is meant."""

    place: str
    fields: Mapping[str, Any]
    ann_ids: tuple[Id, ...]
    split: str


def read_refer(refs_path: Path, root: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """The pictures of `instances.json` beside a file of refs, in its order.

    Args:
        refs_path: `.json` or `.p`.
        root: pictures are looked for below it and below the folder of the refs.

    Raises:
        FormatError: a file is missing or damaged.
        CancelledError: between pictures.
    """
    instances = refs_path.with_name(INSTANCES)
    refs = _refs_by_image(refs_path, report, token)
    names = {
        each["id"]: text_field(each, "name")
        for _, each in stream_items(instances, "categories.item")
        if isinstance(each, dict) and isinstance(each.get("id"), int | str)
    }
    taken: set[str] = set()
    with RecordGroups[Id]() as annotations:
        _group(instances, annotations, report, token)
        for index, value in stream_items(instances, "images.item"):
            token.raise_if_cancelled()
            place = f"{instances.name}, images[{index}]"
            try:
                image = as_object(value, "image")
                image_id = loose_id(image.get("id"), "id")
                picture = _Picture(image, names, report, taken)
                for where, annotation in annotations.take(image_id):
                    picture.add_annotation(where, annotation)
                for ref in refs.pop(image_id, ()):
                    picture.add_ref(ref)
                clip = picture.build((root, refs_path.parent))
            except FormatError as error:
                report.add(place, str(error))
                continue
            yield clip
        _report_left(annotations.left(), refs, instances, report)


def _refs_by_image(path: Path, report: ImportReport, token: CancelToken) -> dict[Id, list[_Ref]]:
    values = read_plain_pickle(path, token) if path.suffix == ".p" else read_json(path)
    if not isinstance(values, list):
        raise FormatError(
            translate("datasets", "{0}: expected a list of refs, found {1:.60}").format(path, repr(values))
        )
    refs: dict[Id, list[_Ref]] = {}
    for index, value in enumerate(values):
        place = f"{path.name}[{index}]"
        try:
            fields = as_object(value, "ref")
            if not list_field(fields, "sentences"):
                raise FormatError(translate("datasets", "expected sentences, found none"))
            ref = _Ref(place, fields, _ann_ids(fields), text_field(fields, "split"))
            refs.setdefault(loose_id(fields.get("image_id"), "image_id"), []).append(ref)
        except FormatError as error:
            report.add(place, str(error))
    return refs


def _ann_ids(fields: Mapping[str, Any]) -> tuple[Id, ...]:
    value = fields.get("ann_id")
    ids = [loose_id(each, "ann_id") for each in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(each for each in ids if each != NOTHING))


def _group(path: Path, groups: RecordGroups[Id], report: ImportReport, token: CancelToken) -> None:
    seen: set[Id] = set()
    for index, value in stream_items(path, "annotations.item"):
        token.raise_if_cancelled()
        place = f"{path.name}, annotations[{index}]"
        try:
            fields = as_object(value, "annotation")
            own = loose_id(fields.get("id"), "id")
            if own in seen:
                raise FormatError(
                    translate("datasets", "expected an id of its own, found {0!r} a second time").format(own)
                )
            seen.add(own)
            groups.add(loose_id(fields.get("image_id"), "image_id"), [place, fields])
        except FormatError as error:
            report.add(place, str(error))


def _report_left(
    images: Sequence[Id], refs: Mapping[Id, Sequence[_Ref]], path: Path, report: ImportReport
) -> None:
    for image_id in images:
        report.add(
            str(path), translate("datasets", "expected the id of an image, found {0!r}").format(image_id)
        )
    for image_id, some in refs.items():
        for ref in some:
            report.add(
                ref.place, translate("datasets", "expected the id of an image, found {0!r}").format(image_id)
            )


class _Picture:
    """One picture while it is read."""

    def __init__(
        self, image: Mapping[str, Any], names: Mapping[Id, str], report: ImportReport, taken: set[str]
    ) -> None:
        file_name = text_field(image, "file_name", None)
        size_hw = whole_field(image, "height", low=1), whole_field(image, "width", low=1)
        unique = file_name if file_name not in taken else f"{file_name} {image['id']}"
        taken.add(unique)
        self._file_name = file_name
        self._source = source_of(image)
        self._frame = self._source.pop("frame_indices", (0,))[0]
        self._builder = ClipBuilder(unique, *size_hw)
        self._builder.add_frame(self._frame, file_name)
        self._builder.extras = {key: value for key, value in image.items() if key not in _IMAGE_KEYS}
        self._names = names
        self._report = report
        self._crowds: set[Id] = set()
        self._refs: list[_Ref] = []

    def add_annotation(self, place: str, annotation: Mapping[str, Any]) -> None:
        try:
            own = loose_id(annotation.get("id"), "id")
            found = coco_mask_of(
                annotation, self._builder.size_hw, lambda sentence: self._report.add(place, sentence)
            )
        except FormatError as error:
            self._report.add(place, str(error))
            return
        if annotation.get("iscrowd"):
            self._crowds.add(own)
        category = annotation.get("category_id")
        known = isinstance(category, int | str)
        extras = {key: value for key, value in annotation.items() if key not in _ANNOTATION_KEYS}
        if extras.get("iscrowd") in (0, False):
            del extras["iscrowd"]
        name = extras.pop("name", "")
        self._builder.add_object(
            str(own),
            name=name if isinstance(name, str) else "",
            category=self._names.get(category, "") if known else "",  # type: ignore[arg-type]
            extras=extras,
        )
        # A box says where to look, and is no outline that a person confirmed.
        state = FrameState.FLAGGED if found.is_box else FrameState.CONFIRMED
        self._builder.add_mask(str(own), self._frame, ImportedMask(found.rle, state))

    def add_ref(self, ref: _Ref) -> None:
        missing = [each for each in ref.ann_ids if not self._builder.has_object(str(each))]
        if missing:
            self._report.add(
                ref.place,
                translate("datasets", "expected an annotation of the same picture, found ann_id {0!r}").format(
                    missing[0]
                ),
            )
            return
        self._refs.append(ref)

    def build(self, roots: Sequence[Path]) -> ImportedClip:
        splits = {ref.split for ref in self._refs}
        for ref in self._refs:
            meant = [str(each) for each in ref.ann_ids if each not in self._crowds]
            said = {"ref_id": ref.fields["ref_id"]} if "ref_id" in ref.fields else {}
            others = {key: value for key, value in ref.fields.items() if key not in _REF_KEYS}
            said |= {"ref": others} if others else {}
            # The parts of some data sets share pictures.
            said |= {"split": ref.split} if len(splits) > 1 else {}
            for index, sentence in enumerate(ref.fields["sentences"]):
                try:
                    self._builder.add_text(_expression(as_object(sentence, "sentence"), said), meant)
                except FormatError as error:
                    self._report.add(f"{ref.place}.sentences[{index}]", str(error))
        found = (path_inside(root, self._file_name, folders=PICTURE_FOLDERS) for root in roots)
        media = next((path for path in found if path is not None and path.is_file()), None)
        return self._builder.build(media=media, split=splits.pop() if len(splits) == 1 else "", **self._source)


def _expression(sentence: Mapping[str, Any], said: Mapping[str, Any]) -> ImportedExpression:
    """`raw` is what a person typed, `sent` what evaluations ask for: it goes into the extras."""
    text = text_field(sentence, "raw").strip() or text_field(sentence, "sent").strip()
    if not text:
        raise FormatError(translate("datasets", "expected a text as 'raw' or 'sent', found none"))
    own = {"raw": text, **{key: value for key, value in sentence.items() if key != "raw"}}
    return ImportedExpression(text, (), extras={**said, **own}, key=str(sentence.get("sent_id", "")))
