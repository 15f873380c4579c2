"""Writes CVAT's XML 1.1, element by element: the head with its labels, pictures with masks, and polygon tracks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, TypeAlias
from xml.sax.saxutils import XMLGenerator

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import BUILT_IN, values_on
from sa2va_desktop.datasets.clip_notes import OWN_ATTRIBUTES, notes_of, record_attributes
from sa2va_desktop.datasets.cvat_reader import DEFAULT_SUBSET
from sa2va_desktop.datasets.cvat_shapes import mask_fields
from sa2va_desktop.datasets.dataset_format import ExportOptions, annotated_frames
from sa2va_desktop.datasets.polygons import hole_free_pieces
from sa2va_desktop.datasets.xml_files import legal_text
from sa2va_desktop.tasks import CancelToken


class XmlWriter:
    """XML, indented by two, with every text made legal."""

    def __init__(self, file: IO[str]) -> None:
        self._xml = XMLGenerator(file, "utf-8", short_empty_elements=True)  # type: ignore[arg-type]
        self._depth = 0
        self._xml.startDocument()

    def start(self, tag: str, fields: Mapping[str, object] | None = None) -> None:
        self._xml.ignorableWhitespace("\n" + "  " * self._depth if self._depth else "")
        self._xml.startElement(tag, {key: legal_text(str(value)) for key, value in (fields or {}).items()})  # type: ignore[arg-type]
        self._depth += 1

    def end(self, tag: str, *, is_leaf: bool = False) -> None:
        self._depth -= 1
        if not is_leaf:
            self._xml.ignorableWhitespace("\n" + "  " * self._depth)
        self._xml.endElement(tag)

    def text(self, tag: str, text: object = "", fields: Mapping[str, object] | None = None) -> None:
        self.start(tag, fields)
        self._xml.characters(legal_text(str(text)))
        self.end(tag, is_leaf=True)


def write_meta(
    writer: XmlWriter, clips: Sequence[AnnotatedClip], options: ExportOptions, *, as_tracks: bool
) -> None:
    labels = _declared(clips)
    writer.start("meta")
    if len(clips) == 1:
        _write_task(writer, 0, clips[0], labels, _subset(clips[0]), as_tracks=as_tracks)
    else:
        writer.start("project")
        writer.text("name", "Sa2VA Desktop")
        _write_labels(writer, labels)
        writer.start("tasks")
        seen: set[str] = set()
        for task_id, clip in enumerate(clips):
            # Named once each: Datumaro reads the pictures of a subset as often as it is named.
            subset = _subset(clip)
            _write_task(writer, task_id, clip, {}, "" if subset in seen else subset, as_tracks=as_tracks)
            seen.add(subset)
        writer.end("tasks")
        writer.end("project")
    writer.start("clips")
    for clip in clips:
        # ASCII with JSON's escapes, so that characters which XML forbids come back, too.
        notes = json.dumps(notes_of(clip, annotated_frames(clip, options)), allow_nan=False)
        writer.text("clip", notes)
    writer.end("clips")
    writer.end("meta")


def _write_task(
    writer: XmlWriter, task_id: int, clip: AnnotatedClip, labels: Declared, subset: str, *, as_tracks: bool
) -> None:
    writer.start("task")
    for tag, value in (
        ("id", task_id),
        ("name", clip.name),
        ("size", clip.item.frame_count),
        ("mode", "interpolation" if as_tracks else "annotation"),
        ("overlap", 0),
        ("bugtracker", ""),
        ("start_frame", 0),
        ("stop_frame", clip.item.frame_count - 1),
        ("frame_filter", ""),
    ):
        writer.text(tag, value)
    if subset:
        writer.text("subset", subset)
    if labels:
        _write_labels(writer, labels)
    writer.start("original_size")
    writer.text("width", clip.item.width)
    writer.text("height", clip.item.height)
    writer.end("original_size")
    writer.text("source", Path(clip.item.path).name)
    writer.end("task")


def _subset(clip: AnnotatedClip) -> str:
    return clip.split or DEFAULT_SUBSET


Declared: TypeAlias = Mapping[str, Sequence[Attribute]]
"""Labels, and the attributes of a schema that their objects have."""

_INPUTS = {
    AttributeKind.CHOICE: "select",
    AttributeKind.YES_NO: "checkbox",
    AttributeKind.NUMBER: "number",
    AttributeKind.TEXT: "text",
}


def _declared(clips: Sequence[AnnotatedClip]) -> Declared:
    declared: dict[str, dict[str, Attribute]] = {}
    for clip in clips:
        for each in clip.objects:
            known = declared.setdefault(clip.category_name(each), {})
            for attribute in clip.attributes:
                if attribute.applies_to(each.category_id) and attribute.name not in BUILT_IN:
                    known.setdefault(attribute.name, attribute)
    return {label: list(declared[label].values()) for label in sorted(declared)}


def _write_declared(writer: XmlWriter, attribute: Attribute) -> None:
    low, high = (_limit(each) for each in (attribute.low, attribute.high))
    values = "\n".join(attribute.choices)
    if attribute.kind is AttributeKind.NUMBER:
        values = "\n".join((low or "-1000000000", high or "1000000000", "1"))
    elif attribute.kind is AttributeKind.YES_NO:
        values = "false"
    writer.start("attribute")
    for tag, value in (
        ("name", attribute.name),
        ("mutable", str(attribute.changes_over_time)),
        ("input_type", _INPUTS[attribute.kind]),
        ("default_value", ""),
        ("values", values),
    ):
        writer.text(tag, value)
    writer.end("attribute")


def _limit(limit: float | None) -> str:
    return "" if limit is None else str(int(limit)) if limit.is_integer() else repr(limit)


def _write_labels(writer: XmlWriter, labels: Declared) -> None:
    writer.start("labels")
    for label, attributes in labels.items():
        writer.start("label")
        writer.text("name", label)
        writer.text("type", "any")
        writer.start("attributes")
        for name in OWN_ATTRIBUTES:
            writer.start("attribute")
            for tag, value in (
                ("name", name),
                ("mutable", "True" if name in ("state", "predicted_iou", "object_score") else "False"),
                ("input_type", "text"),
                ("default_value", ""),
                ("values", ""),
            ):
                writer.text(tag, value)
            writer.end("attribute")
        for attribute in attributes:
            _write_declared(writer, attribute)
        writer.end("attributes")
        writer.end("label")
    writer.end("labels")


def write_image(writer: XmlWriter, clip: AnnotatedClip, frame: int, task_id: int | None, first_id: int) -> None:
    """`task_id`: in a project; in a task, pictures of a subset of their own would be left out by Datumaro."""
    fields: dict[str, object] = {
        "id": first_id + frame,
        "frame": frame,
        "name": f"{clip.name}/{frame:05d}.jpg",
        "width": clip.item.width,
        "height": clip.item.height,
        "clip": clip.name,
    }
    if task_id is not None:
        fields |= {"subset": _subset(clip), "task_id": task_id}
    writer.start("image", fields)
    for number, (each, record) in enumerate(clip.masks_on(frame)):
        shape = {
            "label": clip.category_name(each),
            "source": _source(record),
            "occluded": int(record.state is FrameState.OCCLUDED),
            **mask_fields(record.rle),
            "z_order": number,
            "group_id": each.object_id,
        }
        writer.start("mask", shape)
        _write_attributes(writer, clip, each, record, frame)
        writer.end("mask")
    writer.end("image")


def write_tracks(
    writer: XmlWriter,
    clip: AnnotatedClip,
    frames: Sequence[int],
    task_id: int,
    track_id: int,
    token: CancelToken,
) -> int:
    """Each object as one track, or several where a mask has several pieces. Returns: the next free number of a track."""
    for order, each in enumerate(sorted(clip.objects, key=lambda each: (each.order, each.object_id))):
        token.raise_if_cancelled()
        track = clip.tracks.get(each.object_id, {})
        records = {frame: track[frame] for frame in frames if frame in track and not track[frame].rle.is_empty}
        pieces = {frame: hole_free_pieces(record.rle) for frame, record in records.items()}
        for piece in range(max(map(len, pieces.values()), default=0)):
            fields = {
                "id": track_id,
                "label": clip.category_name(each),
                "source": "manual",
                "group_id": each.object_id,
                "task_id": task_id,
                "clip": clip.name,
            }
            writer.start("track", fields)
            shown = [frame for frame in sorted(pieces) if piece < len(pieces[frame])]
            for frame in shown:
                points = ";".join(f"{x}.00,{y}.00" for x, y in pieces[frame][piece].tolist())
                _write_key_frame(writer, clip, each, records[frame], frame, points, order, is_outside=False)
                if frame + 1 not in shown and frame + 1 < clip.item.frame_count:
                    _write_key_frame(
                        writer, clip, each, records[frame], frame + 1, points, order, is_outside=True
                    )
            writer.end("track")
            track_id += 1
    return track_id


def _write_key_frame(
    writer: XmlWriter,
    clip: AnnotatedClip,
    each: AnnotationObject,
    record: ObjectFrame,
    frame: int,
    points: str,
    order: int,
    *,
    is_outside: bool,
) -> None:
    fields = {
        "frame": frame,
        "keyframe": 1,
        "outside": int(is_outside),
        "occluded": int(record.state is FrameState.OCCLUDED),
        "points": points,
        "z_order": order,
    }
    writer.start("polygon", fields)
    _write_attributes(writer, clip, each, record, frame)
    writer.end("polygon")


def _write_attributes(
    writer: XmlWriter, clip: AnnotatedClip, each: AnnotationObject, record: ObjectFrame, frame: int
) -> None:
    for name, value in record_attributes(clip, each, record).items():
        writer.text("attribute", value, {"name": name})
    for name, held in values_on(clip, each.object_id, frame).items():
        writer.text("attribute", str(held).lower() if isinstance(held, bool) else held, {"name": name})


def _source(record: ObjectFrame) -> str:
    return "manual" if record.object_score is None else "auto"
