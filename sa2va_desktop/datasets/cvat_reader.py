"""Reads CVAT's XML 1.1: pictures with shapes, and tracks of a video, one part of the file in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element

from sa2va_desktop.annotation.attributes import AttributeKind
from sa2va_desktop.annotation.records import ExpressionKind, FrameState
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.clip_attributes import BUILT_IN, note_values
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import TRACK, ClipGatherer, mask_with_attributes
from sa2va_desktop.datasets.cvat_shapes import CvatShape, attributes_of, shape_of, track_shapes
from sa2va_desktop.datasets.data_set_paths import path_inside, printable
from sa2va_desktop.datasets.imported_clip import (
    ImportedAttribute,
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportReport,
)
from sa2va_desktop.datasets.json_fields import whole_field
from sa2va_desktop.datasets.xml_files import stream_parts
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

ROOT = "annotations"
DEFAULT_SUBSET = "default"
"""What CVAT calls the subset of pictures that have none."""
_FRAME_LIMIT = 1_000_000
"""Frames of one clip, 9 hours of video; a number in the file could otherwise make a track of any length."""
_FILLED_LIMIT = 4_000_000
"""Frames of all tracks of one file together, those between key frames included."""


@dataclass
class _Task:
    """What the head of the file says of one task (or job)."""

    name: str = ""
    is_video: bool = False
    size_hw: tuple[int, int] | None = None
    stop: int = 0
    step: int = 1
    extras: dict[str, Any] = field(default_factory=dict)


class CvatReader:
    """One file. `root`: the folder beside it that may have the pictures, or None."""

    def __init__(
        self, file: IO[bytes], place: str, root: Path | None, report: ImportReport, token: CancelToken
    ) -> None:
        self._file, self._place, self._root, self._report, self._token = file, place, root, report, token
        self._tasks: dict[str, _Task] = {}
        self._gatherer = ClipGatherer([], place, root, report)
        self._open: dict[str, ClipBuilder] = {}  # clips of video tasks, until the end
        self._declared: list[ImportedAttribute] = []
        self._own_name = ""
        self._filled = 0

    def clips(self) -> Iterator[ImportedClip]:
        """Raises: FormatError: no such XML."""
        track_number = 0
        for part in stream_parts(self._file, self._place, ROOT):
            self._token.raise_if_cancelled()
            if part.tag == "meta":
                self._read_meta(part)
            elif part.tag == "image":
                place = translate("datasets", "{0}, image {1} ({2})").format(
                    self._place, part.get("id"), printable(part.get("name", ""))
                )
                yield from self._told(place, self._read_image, part)
            elif part.tag == "track":
                place = translate("datasets", "{0}, track {1}").format(
                    self._place, part.get("id", track_number)
                )
                track_number += 1
                if self._own_name and part.get("clip") != self._own_name:
                    yield from self._own_clip()
                yield from self._told(place, self._read_track, part)
        yield from self._own_clip()
        yield from self._gatherer.rest()
        for task_id, builder in self._open.items():
            task = self._tasks.get(task_id, _Task())
            builder.extras.update(task.extras)
            yield builder.build(source_name=str(task.extras.get("source") or ""), is_clip=True)

    def _own_clip(self) -> Iterator[ImportedClip]:
        clip = self._gatherer.take(self._own_name)
        self._own_name = ""
        if clip is not None:
            yield clip

    def _told(self, place: str, read: Any, part: Element) -> Iterator[ImportedClip]:
        try:
            clip = read(part, place)
        except FormatError as error:
            self._report.add(place, str(error))
            return
        if clip is not None:
            yield clip

    def _read_meta(self, meta: Element) -> None:
        for element in meta.iter():
            if element.tag in ("task", "job"):
                try:
                    self._tasks[element.findtext("id", "").strip()] = _task_of(element)
                except FormatError as error:
                    self._report.add(translate("datasets", "{0}, meta").format(self._place), str(error))
        self._declared = list(declared_attributes(meta))
        notes: list[Any] = []
        for element in meta.iterfind("clips/clip"):
            try:
                notes.append(json.loads(element.text or ""))
            except (ValueError, RecursionError):
                notes.append(None)
        self._gatherer = ClipGatherer(notes, self._place, self._root, self._report)

    def _task(self, part: Element) -> tuple[str, _Task]:
        task_id = part.get("task_id") or next(iter(self._tasks), "")
        return task_id, self._tasks.get(task_id) or _Task()

    def _builder(self, name: str, size_hw: tuple[int, int]) -> ClipBuilder:
        """A clip of its own, with the attributes that the head declares."""
        builder = ClipBuilder(name, *size_hw)
        for attribute in self._declared:
            builder.add_attribute(attribute)
        return builder

    def _read_image(self, part: Element, place: str) -> ImportedClip | None:
        name = part.get("name", "")
        frame = _whole(part, "frame" if part.get("frame") else "id", 0)
        builder = self._gatherer.builder(part.get("clip"), frame, Path(name).name)
        is_own = builder is not None
        task_id, task = self._task(part)
        if builder is None and task.is_video:
            builder = self._open.get(task_id)
        if builder is None:
            size = _whole(part, "height"), _whole(part, "width")
            builder = self._builder(task.name or name if task.is_video else name, size)
            if task.is_video:
                self._open[task_id] = builder
        is_still = not is_own and not task.is_video
        if is_still:
            frame = 0
        builder.add_frame(frame, Path(name).name)
        for number, element in enumerate(part):
            try:
                self._read_shape(
                    element, builder, frame, f"{frame}.{number}" if task.is_video else str(number), is_own
                )
            except FormatError as error:
                self._report.add(f"{place}, {element.tag} {number}", str(error))
        if is_own:
            return self._gatherer.finished(builder)
        if not is_still:
            return None
        media = path_inside(self._root, name, folders=("images", "")) if self._root else None
        subset = part.get("subset", DEFAULT_SUBSET)
        split = "" if subset == DEFAULT_SUBSET else subset
        return builder.build(media=media, source_name=Path(name).name, split=split)

    def _read_shape(
        self, element: Element, builder: ClipBuilder, frame: int, number: str, is_own: bool
    ) -> None:
        if element.tag == "tag":
            tag = {"label": element.get("label", ""), **attributes_of(element)}
            builder.extras.setdefault("tags", []).append(tag)
            return
        shape = shape_of(element, builder.size_hw)
        key = shape.attributes.get(TRACK) or number
        mask = _mask_of(shape, builder.size_hw)
        self._add_object(builder, key, element, shape, is_own)
        builder.add_mask(key, frame, mask)
        if not is_own:
            note_values(builder, key, frame, shape.attributes)

    def _read_track(self, part: Element, place: str) -> None:
        own = self._gatherer.builder_of(part.get("clip"))
        task_id, task = self._task(part)
        if own is not None:
            self._own_name = own.name
        builder = own or self._open.get(task_id)
        if builder is None:
            if task.size_hw is None:
                raise FormatError(
                    translate(
                        "datasets", "expected the size of the video in meta/task/original_size, found none"
                    )
                )
            name = task.name or Path(self._place).stem
            builder = self._open[task_id] = self._builder(name, task.size_hw)
        shapes: list[CvatShape] = []
        for number, element in enumerate(part):
            if element.tag == "attribute":
                continue
            try:
                shapes.append(shape_of(element, builder.size_hw))
            except FormatError as error:
                self._report.add(f"{place}, {element.tag} {number}", str(error))
        if not shapes:
            return
        # One a frame, as CVAT has it; of two the later one counts.
        shapes = [by_frame for _, by_frame in sorted({each.frame: each for each in shapes}.items())]
        key = shapes[0].attributes.get(TRACK) or str(part.get("id", place))
        stop = max(task.stop, shapes[-1].frame + 1)
        if stop - shapes[0].frame > _FRAME_LIMIT:
            raise FormatError(
                translate("datasets", "expected at most {0} frames, found {1}").format(_FRAME_LIMIT, stop)
            )
        self._filled += (stop - shapes[0].frame) // task.step
        if self._filled > _FILLED_LIMIT:
            raise FormatError(
                translate("datasets", "expected at most {0} frames, found {1}").format(
                    _FILLED_LIMIT, self._filled
                )
            )
        self._add_object(builder, key, part, shapes[0], own is not None)
        held: tuple[CvatShape, ImportedMask] | None = None
        for shape in shapes if own is not None else track_shapes(shapes, stop, task.step):
            self._token.raise_if_cancelled()
            if own is not None and shape.is_outside:
                continue  # what is absent stands in the notes
            if held is None or not shape.is_same_but_for_frame(held[0]):
                held = shape, _mask_of(shape, builder.size_hw)
            builder.add_frame(shape.frame, f"frame_{shape.frame:06d}")
            builder.add_mask(key, shape.frame, held[1])
        if own is None:
            constant = {each.get("name", ""): each.text or "" for each in part.iterfind("attribute")}
            for shape in shapes:
                note_values(builder, key, shape.frame, constant | dict(shape.attributes))

    def _add_object(
        self, builder: ClipBuilder, key: str, element: Element, shape: CvatShape, is_own: bool
    ) -> None:
        if builder.has_object(key):
            return
        extras: dict[str, Any] = {}
        if shape.kind != "mask":
            extras["shape"] = shape.kind
        extras |= {name: element.get(name) for name in ("source", "group_id", "z_order") if element.get(name)}
        builder.add_object(
            key,
            name=shape.attributes.get("name", ""),
            category=element.get("label", ""),
            extras={} if is_own else extras,
        )
        for name, kind in (("expression", ExpressionKind.REFERRING), ("caption", ExpressionKind.CAPTION)):
            text = shape.attributes.get(name, "").strip()
            if text and not is_own:
                builder.add_text(ImportedExpression(text, (), kind), [key])


_KINDS = {
    "select": AttributeKind.CHOICE,
    "radio": AttributeKind.CHOICE,
    "checkbox": AttributeKind.YES_NO,
    "number": AttributeKind.NUMBER,
}


def declared_attributes(meta: Element) -> Iterator[ImportedAttribute]:
    """Attributes of the labels in the head; of a text the values tell what it is."""
    for label in meta.iter("label"):
        for each in label.iterfind("attributes/attribute"):
            name = (each.findtext("name") or "").strip()
            if not name or name in BUILT_IN:
                continue
            kind = _KINDS.get((each.findtext("input_type") or "").strip())
            values = [value for value in (each.findtext("values") or "").splitlines() if value.strip()]
            yield ImportedAttribute(
                name,
                kind,
                ((label.findtext("name") or "").strip(),),
                tuple(dict.fromkeys(values)) if kind is AttributeKind.CHOICE else (),
                (each.findtext("mutable") or "").strip().lower() == "true",
            )


def _mask_of(shape: CvatShape, size_hw: tuple[int, int]) -> ImportedMask:
    if shape.is_outside:
        return ImportedMask(empty_rle(*size_hw), FrameState.ABSENT)
    # A box says where to look, and is no outline that a person confirmed.
    state = FrameState.FLAGGED if shape.kind == "box" else FrameState.CONFIRMED
    if shape.is_occluded:
        state = FrameState.OCCLUDED
    return mask_with_attributes(shape.rle(size_hw), shape.attributes, state=state)


def _task_of(element: Element) -> _Task:
    original = element.find("original_size")
    size = None
    if original is not None:
        size = _whole(original, "height", text=True), _whole(original, "width", text=True)
    start = _whole(element, "start_frame", 0, text=True)
    count = _whole(element, "size", 0, text=True)
    filtered = element.findtext("frame_filter") or ""
    digits = filtered.removeprefix("step=").strip()
    step = (
        max(1, int(digits))
        if filtered.startswith("step=") and digits.isdecimal() and 0 < len(digits) < 7
        else 1
    )
    stop = _whole(element, "stop_frame", start + max(0, count - 1) * step, text=True) + 1
    source = (element.findtext("source") or "").strip()
    return _Task(
        name=(element.findtext("name") or "").strip(),
        is_video=(element.findtext("mode") or "").strip() == "interpolation",
        size_hw=size,
        stop=stop if element.find("stop_frame") is not None or count else 0,
        step=step,
        extras={"source": source} if source else {},
    )


def _whole(element: Element, key: str, default: int | None = None, *, text: bool = False) -> int:
    """A whole number of an attribute, or of a child's text. Raises: FormatError."""
    found = (element.findtext(key) if text else element.get(key)) or ""
    found = found.strip()
    is_number = found.isascii() and found.removeprefix("-").isdecimal() and len(found) < 12
    value: object = int(found) if is_number else (found or None)
    return whole_field({key: value}, key, default)
