"""Datumaro JSON 1.0: masks in COCO run lengths, captions and attributes, one file a split.

What it has no place for (absences, texts about several objects, exact names) stands in `infos.clips`, see `clip_notes`.
Source: the layout that `datumaro` 1.x writes (`dm_format_version` "1.0").
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ExpressionKind, FrameState, MediaKind
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import (
    OWN_ATTRIBUTES,
    TRACK,
    ClipGatherer,
    mask_with_attributes,
    notes_of,
    record_attributes,
)
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.coco_rle import coco_to_rle, rle_to_coco
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, number_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_fields, stream_items
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.mask_shapes import rectangle_rle
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.datasets.xml_files import legal_text
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_IMAGE_MEDIA = 2  # `media_type` of pictures


class DatumaroFormat:
    """annotations/SPLIT.json and, if wanted, images/SPLIT/CLIP/00000.jpg for every annotated frame."""

    format_id = "datumaro"
    title = QT_TRANSLATE_NOOP("datasets", "Datumaro (JSON)")
    holds = Holds(
        objects=True,
        tracks=True,
        absence=True,
        occlusion=True,
        states=True,
        scores=True,
        labels=True,
        names=True,
        captions=True,
        expressions=True,
        many_objects=True,
        no_object=True,
    )
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return annotated_frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: annotated_frames(clip, options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        by_split: dict[str, list[AnnotatedClip]] = {}
        for clip in clips:
            by_split.setdefault(_subset(clip), []).append(clip)
        labels = sorted({clip.category_name(each) for clip in clips for each in clip.objects})
        # The same in every file, because Datumaro refuses subsets that differ in it.
        head = _head(clips, labels, options)
        total = sum(len(annotated_frames(clip, options)) for clip in clips)
        done = 0
        (folder / "annotations").mkdir()
        for split, members in by_split.items():
            path = folder / "annotations" / f"{split}.json"
            # Every character is written as ASCII, so that names which are no valid text survive, too.
            with path.open("w", encoding="ascii", newline="\n") as file:
                file.write(head)
                is_first = True
                for clip in members:
                    frames = annotated_frames(clip, options)
                    for frame in frames:
                        token.raise_if_cancelled()
                        item = _item(clip, frame, labels, with_texts=frame == frames[0])
                        file.write(("\n" if is_first else ",\n") + json.dumps(item, allow_nan=False))
                        is_first = False
                        done += 1
                        on_progress(done, total)
                    if options.write_images and clip.open_frames is not None and frames:
                        images = folder / "images" / split / clip.name
                        images.mkdir(parents=True)
                        write_jpeg_frames(clip, images, frames, token)
                file.write("\n]}\n")

    def recognises(self, source: Path) -> bool:
        return any(_has_mark(path) for path in _files(source)[:1])

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = _files(source)
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected a Datumaro file annotations/SPLIT.json").format(source)
            )
        for path in files:
            yield from _Reader(path, report, token).clips()


def _subset(clip: AnnotatedClip) -> str:
    return safe_file_name(clip.split or "default")


def _head(clips: Sequence[AnnotatedClip], labels: Sequence[str], options: ExportOptions) -> str:
    notes = [{**notes_of(clip, annotated_frames(clip, options)), "subset": _subset(clip)} for clip in clips]
    head = {
        "dm_format_version": "1.0",
        "media_type": _IMAGE_MEDIA,
        "infos": {"clips": notes},
        "categories": {
            "label": {
                "labels": [{"name": name, "parent": "", "attributes": []} for name in labels],
                "attributes": [name for name in OWN_ATTRIBUTES],
            }
        },
    }
    return json.dumps(head, allow_nan=False)[:-1] + ', "items": ['


def _item(clip: AnnotatedClip, frame: int, labels: Sequence[str], *, with_texts: bool) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = [
        {
            "id": number,
            "type": "mask",
            "attributes": record_attributes(clip, each, record),
            "group": each.object_id,
            "label_id": labels.index(clip.category_name(each)),
            "rle": rle_to_coco(record.rle),
            "z_order": number,
        }
        for number, (each, record) in enumerate(clip.masks_on(frame))
    ]
    if with_texts:
        annotations.extend(_captions(clip, len(annotations)))
    attributes: dict[str, Any] = {"frame": frame, "clip": clip.name}
    if clip.item.kind is not MediaKind.IMAGE:
        attributes["time_s"] = round(clip.item.time_s(frame), 6)
    return {
        "id": f"{clip.name}/{frame:05d}",
        "annotations": annotations,
        "attr": attributes,
        "image": {"path": f"{clip.name}/{frame:05d}.jpg", "size": [clip.item.height, clip.item.width]},
    }


def _captions(clip: AnnotatedClip, first_id: int) -> list[dict[str, Any]]:
    texts = [("referring", each) for each in referring_texts(clip)]
    texts += [("caption", each) for each in captions_of_objects(clip)]
    return [
        {
            "id": number,
            "type": "caption",
            "attributes": {"kind": kind, "track_ids": ",".join(map(str, each.object_ids))},
            "group": each.object_ids[0] if len(each.object_ids) == 1 else 0,
            "caption": legal_text(each.text),
        }
        for number, (kind, each) in enumerate(texts, start=first_id)
    ]


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source] if source.suffix.lower() == ".json" else []
    folder = source / "annotations" if (source / "annotations").is_dir() else source
    return sorted(path for path in folder.glob("*.json") if _has_mark(path)) if folder.is_dir() else []


def _has_mark(path: Path) -> bool:
    """Whether the beginning of a file names keys that only this format has; some writers put the version last."""
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16)
            file.seek(max(0, path.stat().st_size - 4096))
            text = start + file.read(4096)
    except OSError:
        return False
    return b'"dm_format_version"' in text or (
        b'"categories"' in text and b'"items"' in text and b'"infos"' in text
    )


class _Reader:
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
        builder = gatherer.builder(attributes.get("clip"), attributes.get("frame"), Path(picture).name)
        frame = whole_field(attributes, "frame", 0) if builder is not None else 0
        is_own = builder is not None
        if builder is None:
            builder = ClipBuilder(name, *self._size(image, item))
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
        media = path_inside(self._root, picture, folders=(f"images/{self._path.stem}", "images", ""))
        return builder.build(media=media, source_name=Path(picture).name, split=self._split)

    def _size(self, image: Mapping[str, Any], item: Mapping[str, Any]) -> tuple[int, int]:
        """As the item says, or as its first mask does."""
        size = list_field(image, "size")
        for annotation in list_field(item, "annotations"):
            if len(size) != 2 and isinstance(annotation, dict) and isinstance(annotation.get("rle"), dict):
                size = list_field(annotation["rle"], "size")
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
            extras |= {"attributes": others} if others else {}
        if not (is_own and builder.has_object(key)):
            name = attributes.get("name")
            builder.add_object(
                key,
                name=name if isinstance(name, str) else "",
                category=_label(annotation, labels),
                extras=extras,
            )
        builder.add_mask(key, frame, mask)


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


FORMAT = DatumaroFormat()
