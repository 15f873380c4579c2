"""Files of LabelMe and X-AnyLabeling: one JSON a picture, beside it; what it has no place for in a key of our own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ExpressionKind, FrameState, MediaKind, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import note_values, values_on
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import (
    ClipGatherer,
    key_of,
    mask_with_attributes,
    notes_of,
    record_attributes,
)
from sa2va_desktop.datasets.clip_texts import picture_captions
from sa2va_desktop.datasets.coco_masks import loose_number
from sa2va_desktop.datasets.coco_sniffing import json_ends
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import ExportOptions, annotated_frames
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import read_json
from sa2va_desktop.datasets.kept_ids import kept_numbers
from sa2va_desktop.datasets.labelme_shapes import Form, mask_of_shape, shapes_of
from sa2va_desktop.datasets.polygons import Painter
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_header import read_picture_header
from sa2va_desktop.media.picture_names import natural_key
from sa2va_desktop.media.records import MediaSettings
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

OWN = "sa2va_desktop"
"""The key of our own in a file and in a shape; both tools keep keys that they do not know."""
_TOP_KEYS = ("version", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth", OWN)
_SHAPE_KEYS = ("label", "points", "group_id", "description", "shape_type", "mask", OWN)
_SPLITS = ("train", "val", "valid", "test")
_X_KEYS = (b'"checked"', b'"kie_linking"', b'"difficult"')


@dataclass(frozen=True)
class Dialect:
    """What differs between the two tools. `version`: of the files as they are written."""

    format_id: str
    version: str
    painter: Painter
    file_keys: Mapping[str, Any]
    shape_keys: Mapping[str, Any]
    has_picture_text: bool


LABELME = Dialect("labelme", "5.5.0", Painter.PILLOW, {"flags": {}}, {"flags": {}}, has_picture_text=False)
X_ANYLABELING = Dialect(
    "x-anylabeling",
    "4.0.2",
    Painter.OPENCV,
    {"flags": {}, "checked": False},
    {"score": None, "difficult": False, "flags": {}, "attributes": {}, "kie_linking": []},
    has_picture_text=True,
)


def written_frames(clip: AnnotatedClip, options: ExportOptions) -> list[int]:
    """Annotated frames; of a clip without any the first one, so that what is said of it has a file."""
    return annotated_frames(clip, options) or [0]


def file_stem(clip: AnnotatedClip, frame: int) -> str:
    """Path of a frame's files without suffix, below the folder of the split."""
    return clip.name if clip.item.kind is MediaKind.IMAGE else f"{clip.name}/{frame:05d}"


def document_of(
    clip: AnnotatedClip, frame: int, frames: Sequence[int], dialect: Dialect, form: Form
) -> dict[str, Any]:
    """The JSON value of one frame; the notes of the clip stand in that of its first frame."""
    is_still = clip.item.kind is MediaKind.IMAGE
    kept = extras_of(clip.item.extras, dialect.format_id) if is_still else {}
    groups = kept_numbers([extras_of(each.extras, dialect.format_id).get("group_id") for each in clip.objects])
    group_of = dict(zip([each.object_id for each in clip.objects], groups, strict=True))
    shapes = [
        {**_shape_head(clip, each, record, frame, group_of[each.object_id], dialect), **geometry}
        for each, record in clip.masks_on(frame)
        for geometry in shapes_of(record.rle, form)
    ]
    own: dict[str, Any] = {"clip": clip.name, "frame_index": frame}
    if not is_still:
        own["time_s"] = round(clip.item.time_s(frame), 6)
    if frame == frames[0]:
        own["notes"] = notes_of(clip, frames)
    captions = picture_captions(clip)
    text = {"description": captions[0]} if dialect.has_picture_text and captions else {}
    return {
        "version": dialect.version,
        **dialect.file_keys,
        **{key: value for key, value in kept.items() if key != "other_shapes"},
        **text,
        "shapes": shapes + list(kept.get("other_shapes", [])),
        "imagePath": f"{Path(file_stem(clip, frame)).name}.jpg",
        "imageData": None,
        "imageHeight": clip.item.height,
        "imageWidth": clip.item.width,
        OWN: own,
    }


def _shape_head(
    clip: AnnotatedClip, each: Any, record: ObjectFrame, frame: int, group: int, dialect: Dialect
) -> dict[str, Any]:
    kept = extras_of(each.extras, dialect.format_id)
    said = record_attributes(clip, each, record)
    head = {
        "label": clip.category_name(each),
        **dialect.shape_keys,
        **{key: value for key, value in kept.items() if key != "group_id"},
        "group_id": group,
        "description": str(said.get("caption") or said.get("expression") or ""),
        OWN: {"object": key_of(each), **said},
    }
    if record.state is FrameState.OCCLUDED:
        head["flags"] = {**_mapping(head.get("flags")), "occluded": True}
    values = values_on(clip, each.object_id, frame)
    if "attributes" in dialect.shape_keys:
        texts = {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in values.items()
        }
        head["attributes"] = {**_mapping(head.get("attributes")), **texts}
    flags = {name: value for name, value in values.items() if isinstance(value, bool)}
    if flags:
        head["flags"] = {**_mapping(head.get("flags")), **flags}
    if "score" in head and head["score"] is None:
        head["score"] = said.get("predicted_iou")
    return head


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """ASCII, so that any name survives."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, allow_nan=False), encoding="ascii")


def looks_like(source: Path, dialect: Dialect) -> bool:
    """Whether a file, or one of the first ones in a folder, is of a dialect. Never raises."""
    try:
        files = [source] if source.is_file() else _json_files(source, limit=20)
    except OSError:
        return False
    return any(_is_dialect(json_ends(path), dialect) for path in files)


def _is_dialect(text: bytes, dialect: Dialect) -> bool:
    # Files of ReasonSeg have the same shapes, and a question about them.
    is_either = b'"shapes"' in text and b'"imagePath"' in text and b'"is_sentence"' not in text
    return is_either and any(key in text for key in _X_KEYS) == (dialect is X_ANYLABELING)


def _json_files(folder: Path, *, limit: int | None = None) -> list[Path]:
    """JSON files in a folder and below, links to folders not followed, in natural order."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=natural_key)
        found += [
            Path(place, name)
            for name in sorted(names, key=natural_key)
            if name.lower().endswith(".json") and not name.startswith(".")
        ]
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def read_labelme(
    source: Path, dialect: Dialect, report: ImportReport, token: CancelToken
) -> Iterator[ImportedClip]:
    """Clips of a file or a folder with files; see `ReadableFormat.read`. Files of anything else are passed over."""
    root = source.parent if source.is_file() else source
    files = [source] if source.is_file() else _json_files(source)
    reader = _Reader(root, dialect, report)
    is_found = False
    for path in files:
        token.raise_if_cancelled()
        try:
            value = read_json(path, encodings=("utf-8-sig", "cp1252"))
            if not isinstance(value, dict) or not isinstance(value.get("shapes"), list):
                continue
            is_found = True
            clip = reader.read(path, value)
        except FormatError as error:
            is_found = True
            report.add(str(path), str(error).removeprefix(f"{path}: ").removeprefix(f"{path}, "))
            continue
        if clip is not None:
            yield clip
    if not is_found:
        raise FormatError(
            translate("datasets", "{0}: expected JSON files with shapes, found none").format(source)
        )
    yield from reader.rest()


class _Reader:
    def __init__(self, root: Path, dialect: Dialect, report: ImportReport) -> None:
        self._root, self._dialect, self._report = root, dialect, report
        self._gatherers: dict[str, ClipGatherer] = {}
        self._media: dict[str, Path] = {}

    def read(self, path: Path, document: Mapping[str, Any]) -> ImportedClip | None:
        """The clip that is complete with this file, or None."""
        own = _mapping(document.get(OWN))
        name = own.get("clip")
        if isinstance(name, str) and "notes" in own:
            self._gatherers[name] = ClipGatherer([own["notes"]], str(path), None, self._report)
        gatherer = self._gatherers.get(name) if isinstance(name, str) else None
        picture = text_field(document, "imagePath")
        media = self._picture(path, picture)
        builder = gatherer and gatherer.builder(name, own.get("frame_index"), Path(picture).name)
        if gatherer and builder:
            self._add_shapes(path, document, builder, whole_field(own, "frame_index"), is_own=True)
            if media is not None:
                self._media.setdefault(builder.name, media)
            done = gatherer.finished(builder)
            return None if done is None else self._with_media(done, document)
        builder = ClipBuilder(self._name(path), *self._size(document, media))
        builder.add_frame(0, Path(picture.replace("\\", "/")).name or path.stem)
        builder.extras |= self._top_extras(document)
        self._add_shapes(path, document, builder, 0, is_own=False)
        caption = document.get("description")
        if self._dialect.has_picture_text and isinstance(caption, str) and caption.strip():
            builder.add_text(ImportedExpression(caption.strip(), (), ExpressionKind.CAPTION), ())
        parts = path.relative_to(self._root).parts
        split = parts[0] if len(parts) > 1 and parts[0] in _SPLITS else ""
        source_name = Path(picture.replace("\\", "/")).name
        return builder.build(media=media, source_name=source_name, split=split)

    def rest(self) -> Iterator[ImportedClip]:
        for gatherer in self._gatherers.values():
            for clip in gatherer.rest():
                yield self._with_media(clip, {})

    def _with_media(self, clip: ImportedClip, document: Mapping[str, Any]) -> ImportedClip:
        media = self._media.get(clip.name)
        if clip.is_clip:
            return replace(clip, media=None if media is None else media.parent)
        return replace(clip, media=media, extras={**clip.extras, **self._top_extras(document)})

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).with_suffix("").as_posix()

    def _top_extras(self, document: Mapping[str, Any]) -> dict[str, Any]:
        texts = ("description",) if self._dialect.has_picture_text else ()
        return {
            key: value
            for key, value in document.items()
            if key not in (*_TOP_KEYS, *texts) and value != self._dialect.file_keys.get(key, _Nothing)
        }

    def _picture(self, path: Path, name: str) -> Path | None:
        """The picture that a file names, inside the data set; else one of that name beside the file."""
        name = name.replace("\\", "/")
        if not name:
            return None
        below = os.path.normpath(os.path.join(path.parent.relative_to(self._root).as_posix(), name))
        return path_inside(self._root, below) or path_inside(path.parent, name.rpartition("/")[2])

    def _size(self, document: Mapping[str, Any], media: Path | None) -> tuple[int, int]:
        sides = {name: loose_number(document.get(name)) for name in ("imageHeight", "imageWidth")}
        if None in sides.values() and media is not None:
            # LabelMe measures pictures as they are shown, turned by EXIF.
            size = read_picture_header(media, max_megapixels=MediaSettings.max_megapixels).size_hw
            sides = dict(zip(sides, size, strict=True))
        return whole_field(sides, "imageHeight", low=1), whole_field(sides, "imageWidth", low=1)

    def _add_shapes(
        self, path: Path, document: Mapping[str, Any], builder: ClipBuilder, frame: int, *, is_own: bool
    ) -> None:
        for index, value in enumerate(list_field(document, "shapes")):
            try:
                self._add_shape(as_object(value, "a shape"), builder, frame, index, is_own=is_own)
            except FormatError as error:
                self._report.add(translate("datasets", "{0}, shape {1}").format(path, index), str(error))
                if isinstance(value, dict) and value.get("shape_type") in (
                    "point",
                    "points",
                    "line",
                    "linestrip",
                ):
                    builder.extras.setdefault("other_shapes", []).append(value)

    def _add_shape(
        self, shape: Mapping[str, Any], builder: ClipBuilder, frame: int, index: int, *, is_own: bool
    ) -> None:
        rle = mask_of_shape(shape, builder.size_hw, self._dialect.painter)
        own = _mapping(shape.get(OWN))
        flags = _mapping(shape.get("flags"))
        fallback = FrameState.OCCLUDED if flags.get("occluded") is True else FrameState.CONFIRMED
        mask = mask_with_attributes(rle, own, state=fallback)
        if is_own and isinstance(own.get("object"), str) and builder.has_object(own["object"]):
            builder.add_mask(own["object"], frame, mask)
            return
        label, group = text_field(shape, "label", None), shape.get("group_id")
        key = f"shape {index}" if group is None else f"{label} {group}"
        is_new = not builder.has_object(key)
        extras = {
            name: value
            for name, value in shape.items()
            if name not in _SHAPE_KEYS and value != self._dialect.shape_keys.get(name, _Nothing)
        }
        extras |= {} if group is None else {"group_id": group}
        said = {**_mapping(shape.get("attributes")), **flags}
        score = loose_number(shape.get("score"))
        if isinstance(score, int | float) and 0 <= score <= 1:
            mask = replace(mask, predicted_iou=float(score))
        builder.add_object(key, category=label, extras=extras)
        builder.add_mask(key, frame, mask)
        note_values(builder, key, frame, said)
        text = text_field(shape, "description").strip()
        if text and is_new:
            builder.add_text(ImportedExpression(text, (), ExpressionKind.CAPTION), [key])


class _Nothing:
    """Equal to no value of JSON."""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
