"""Reads LLaVA conversations, with the masks that stand in the extra keys of our own; see `formats/llava.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import AnswerTask
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedTurn, ImportReport
from sa2va_desktop.datasets.index_png import read_index_png
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_items
from sa2va_desktop.datasets.model_marks import read_marked
from sa2va_desktop.datasets.picture_items import SOURCE_KEYS, picture_size
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.opening import index_media
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

OWN_KEYS = {
    *("id", "image", "video", "conversations", "segments", "regions", "region_segments", "tasks", "model"),
    *("frames", "clip", "height", "width", "instructions", "turns", *SOURCE_KEYS),
}
_FRAME_LIMIT = 1 << 24
_SIGNS = ("<image>", "<video>")


@dataclass
class _Item:
    """One conversation: (instruction, marked answer, task, number of the turn) each."""

    place: str
    fields: dict[str, Any]
    turns: list[tuple[str, str, AnswerTask, object]] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Path of the picture or clip, or ""."""
        return str(self.fields.get("image") or self.fields.get("video") or "")

    @property
    def clip_name(self) -> str:
        """What its neighbours with the same name are about as well."""
        return str(self.fields.get("clip") or self.shown)


def read_conversations(path: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """Items about the same picture or clip that follow each other are one clip; later ones get a number. One that is about
    none is a clip without frames.

    Raises: FormatError, CancelledError.
    """
    names: dict[str, int] = {}
    for name, group in groupby(_items(path, report), key=lambda item: item.clip_name):
        token.raise_if_cancelled()
        items = list(group)
        if not name:
            yield from _in_words_alone(items, report)
            continue
        names[name] = names.get(name, 0) + 1
        try:
            yield _clip(name if names[name] == 1 else f"{name} {names[name]}", items, path.parent, report)
        except FormatError as error:
            report.add(items[0].place, str(error))


def _in_words_alone(items: Sequence[_Item], report: ImportReport) -> Iterator[ImportedClip]:
    for item in items:
        if any(sign in str(each) for each in list_field(item.fields, "conversations") for sign in _SIGNS):
            report.add(item.place, translate("datasets", "expected a picture or video, found words alone"))
            continue
        turns = tuple(
            ImportedTurn(instruction, read_marked(marked)[0], is_continued=number > 0)
            for number, (instruction, marked, _, _) in enumerate(item.turns)
        )
        yield ImportedClip(item.place, 0, 0, (), turns=turns)


def _items(path: Path, report: ImportReport) -> Iterator[_Item]:
    for index, value in stream_items(path, "item"):
        place = f"{path.name}[{index}]"
        try:
            item = _Item(place, as_object(value, translate("datasets", "a conversation")))
            for key in ("image", "video", "clip"):
                text_field(item.fields, key)
            item.turns = list(_turns(item, report))
            if item.turns:
                yield item
        except FormatError as error:
            report.add(place, str(error))


def _turns(item: _Item, report: ImportReport) -> Iterator[tuple[str, str, AnswerTask, object]]:
    """Questions with their answers; an answer that nobody asked for at the beginning is dropped, as the loaders do."""
    tasks, numbers = _list(item, "tasks"), _list(item, "turns")
    typed = _list(item, "instructions")
    question, count = None, 0
    for index, each in enumerate(list_field(item.fields, "conversations")):
        said = each.get("value") if isinstance(each, dict) else None
        speaker = each.get("from") if isinstance(each, dict) else None
        if not isinstance(said, str) or speaker not in ("human", "gpt"):
            report.add(
                f"{item.place}.conversations[{index}]",
                translate("datasets", "expected a turn of human or gpt, found {0:.60}").format(repr(each)),
            )
        elif speaker == "human":
            for sign in _SIGNS:
                said = said.replace(sign, "")
            question = said.strip()
        elif question is not None:
            instruction = typed[count] if count < len(typed) and isinstance(typed[count], str) else question
            number = numbers[count] if count < len(numbers) and isinstance(numbers[count], int) else None
            yield instruction, said, _task(tasks[count : count + 1]), number
            question, count = None, count + 1


def _list(item: _Item, key: str) -> list[Any]:
    value = item.fields.get(key)
    return value if isinstance(value, list) else []


def _task(values: Sequence[object]) -> AnswerTask:
    try:
        return AnswerTask(values[0]) if values else AnswerTask.ASK
    except ValueError:
        return AnswerTask.ASK


class _ClipReader:
    """Objects, masks and turns of one clip while its items are read."""

    def __init__(self, builder: ClipBuilder | None, report: ImportReport) -> None:
        self._built, self._report = builder, report
        self._positions: dict[str, int] = {}
        self.turns: list[ImportedTurn] = []
        self.has_masks = False
        self._seen: set[object] = set()

    @property
    def _builder(self) -> ClipBuilder:
        """Raises: FormatError where neither a mask nor a picture has a size."""
        if self._built is None:
            raise FormatError(
                translate("datasets", "expected masks with a size, found neither size nor picture")
            )
        return self._built

    def read(self, item: _Item, root: Path) -> None:
        segments = [self._segment(item, "segments", index) for index in range(len(_list(item, "segments")))]
        regions = self._regions(item, root)
        last_read = True
        segment = region = 0
        for index, (instruction, marked, task, number) in enumerate(item.turns):
            phrases: list[tuple[int, int, int | None]]
            if task is AnswerTask.REGION:
                text = marked
                position = regions[region] if region < len(regions) else None
                phrases = [(0, len(text), position)] if position is not None else []
                region += 1
            else:
                text, found = read_marked(marked)
                phrases = []
                for start, stop, which in found:
                    at = segment + which if which is not None else -1
                    phrases.append((start, stop, segments[at] if 0 <= at < len(segments) else None))
                segment += sum(which is not None for _, _, which in found)
            if number is not None and number in self._seen:
                last_read = False  # a way through a thread that began like an earlier one
                continue
            self._seen.add(number)
            is_continued = index > 0 and last_read
            self.turns.append(ImportedTurn(instruction, text, tuple(phrases), task, is_continued))
            last_read = True

    def _segment(self, item: _Item, key: str, index: int) -> int | None:
        """Position of an object, which is new unless an earlier segment had the same id, or name and label."""
        place = f"{item.place}.{key}[{index}]"
        try:
            fields = as_object(_list(item, key)[index], translate("datasets", "an object with its masks"))
            name, label = text_field(fields, "object"), text_field(fields, "label")
            masks = as_object(fields.get("masks"), "masks")
            number = fields.get("id")
            position = self._object(f"{number}" if isinstance(number, int) else f"{name}/{label}", name, label)
        except FormatError as error:
            self._report.add(place, str(error))
            return None
        for frame, value in masks.items():
            try:
                if not frame.isdecimal() or int(frame[:9]) >= _FRAME_LIMIT or len(frame) > 8:
                    raise FormatError(
                        translate("datasets", "expected a frame's index, found {0:.60}").format(repr(frame))
                    )
                self._add_mask(position, int(frame), coco_to_rle(value, size_hw=self._size()))
            except FormatError as error:
                self._report.add(f"{place}.masks[{frame[:20]!r}]", str(error))
        return position

    def _regions(self, item: _Item, root: Path) -> list[int | None]:
        """Objects that the questions about one object mean: from our segments, else from the picture of the mask."""
        if _list(item, "region_segments"):
            return [
                self._segment(item, "region_segments", index)
                for index in range(len(_list(item, "region_segments")))
            ]
        found: list[int | None] = []
        for index, name in enumerate(_list(item, "regions")):
            place = f"{item.place}.regions[{index}]"
            path = path_inside(root, name) if isinstance(name, str) else None
            try:
                if path is None:
                    raise FormatError(
                        translate("datasets", "expected a picture of a mask, found {0:.60}").format(repr(name))
                    )
                rle = mask_to_rle(read_index_png(path)[0] > 0)
                if rle.size_hw != self._size() or rle.is_empty:
                    raise FormatError(
                        translate("datasets", "expected a mask of the picture's size, found another")
                    )
                found.append(self._object(str(name), "", ""))
                self._add_mask(self._positions[str(name)], _frame_of(item.fields), rle)
            except FormatError as error:
                found.append(None)
                self._report.add(place, str(error))
        return found

    def _object(self, key: str, name: str, label: str) -> int:
        self._builder.add_object(key, name=name, category=label)
        return self._positions.setdefault(key, len(self._positions))

    def _add_mask(self, position: int, frame: int, rle: MaskRle) -> None:
        key = next(key for key, own in self._positions.items() if own == position)
        self._builder.add_frame(frame, f"{frame:05d}")
        self._builder.add_mask(key, frame, ImportedMask(rle))
        self.has_masks = True

    def _size(self) -> tuple[int, int]:
        return self._builder.size_hw


def _clip(name: str, items: Sequence[_Item], root: Path, report: ImportReport) -> ImportedClip:
    first = items[0].fields
    shown = next((item.shown for item in items if item.shown), "")
    media = path_inside(root, shown, folders=("", "images", "videos")) if shown else None
    size_hw = _size_of(items, media)
    builder = ClipBuilder(name, *size_hw) if size_hw != (0, 0) else None
    reader = _ClipReader(builder, report)
    for item in items:
        reader.read(item, root)
    is_clip = any("video" in item.fields or "frame_index" in item.fields for item in items)
    source, source_hash = text_field(first, "source"), text_field(first, "source_hash")
    extras = {key: value for key, value in first.items() if key not in OWN_KEYS}
    turns = tuple(reader.turns)
    if builder is None:
        return ImportedClip(
            name,
            0,
            0,
            ("00000",),
            media,
            None,
            source,
            source_hash,
            turns=turns,
            is_clip=is_clip,
            extras=extras,
        )
    builder.extras = extras
    if not reader.has_masks:
        builder.add_frame(_frame_of(first), f"{_frame_of(first):05d}")
    # A picture that was cut out of a clip does not stand for the clip, but for one frame of it.
    is_still_of_clip = is_clip and not any(item.fields.get("video") == shown for item in items)
    clip = builder.build(
        media=media if not is_still_of_clip or len(items) == 1 else None,
        source_name=source,
        source_hash=source_hash,
        is_clip=is_clip,
        turns=turns,
    )
    frames = clip.frame_indices or ()
    if not is_still_of_clip or clip.media is None or _frame_of(first) not in frames:
        return clip
    return replace(clip, media_position=frames.index(_frame_of(first)))


def _frame_of(fields: Mapping[str, Any]) -> int:
    return whole_field(fields, "frame_index", 0, high=_FRAME_LIMIT)


def _size_of(items: Sequence[_Item], media: Path | None) -> tuple[int, int]:
    """As the items say, or their first mask, or the picture or video; (0, 0) when there is nothing of these."""
    for item in items:
        if "height" in item.fields and "width" in item.fields:
            return whole_field(item.fields, "height", low=1), whole_field(item.fields, "width", low=1)
        for segment in _list(item, "segments"):
            masks = segment.get("masks") if isinstance(segment, dict) else None
            for value in masks.values() if isinstance(masks, dict) else ():
                try:
                    return coco_to_rle(value).size_hw
                except FormatError:
                    continue  # it is named when the segment is read
    if media is None:
        return (0, 0)
    if any("video" in item.fields for item in items):
        try:
            return index_media(media).size_hw
        except MediaError as error:
            raise FormatError(str(error)) from error
    return picture_size(media)
