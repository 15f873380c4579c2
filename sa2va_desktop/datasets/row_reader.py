"""Clips from the rows that `clip_rows` describes, with every value checked, because rows come from strangers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import (
    AnswerState,
    AnswerTask,
    ExpressionKind,
    MediaKind,
    Rgb,
    TextSegment,
)
from sa2va_desktop.datasets.clip_attributes import add_attribute_fields
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import state_of
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedTurn,
    ImportReport,
)
from sa2va_desktop.datasets.json_fields import as_object, list_field, score_field, text_field, whole_field
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

Row = dict[str, Any]


class RowReader:
    """A clip from its rows.

    Raises:
        FormatError: from the constructor, for a row of a clip that cannot be used.
    """

    def __init__(self, row: Mapping[str, Any], place: str, report: ImportReport) -> None:
        """
        Args:
            row: of `clip_row`, or of `frame_row` where nothing more is known.
            place: of the row, for the report.
        """
        self._row, self._place, self._report = row, place, report
        size = whole_field(row, "height"), whole_field(row, "width")
        self._builder = ClipBuilder(text_field(row, "clip", None), *size)
        self._keys: list[str] = []
        for number, each in enumerate(list_field(row, "objects") if "kind" in row else []):
            self._try(f"objects[{number}]", self._add_object, each)
        for number, each in enumerate(list_field(row, "expressions")):
            self._try(f"expressions[{number}]", self.add_expression, each)
        if attributes := text_field(row, "attributes"):
            self._try("attributes", self.add_attributes, _parsed(attributes))

    @property
    def name(self) -> str:
        return self._builder.name

    @property
    def is_still(self) -> bool:
        return self._row.get("kind", MediaKind.VIDEO.value) == MediaKind.IMAGE.value

    def add_attributes(self, fields: Row) -> None:
        """Schema and values, as `clip_attributes` writes them. Raises: FormatError."""
        add_attribute_fields(self._builder, fields)

    def add_expression(self, fields: Row) -> None:
        """A text about objects that are there. Raises: FormatError."""
        text = text_field(fields, "text", None)
        keys = self._known(list_field(fields, "object_keys"))
        own = {
            name: fields[name]
            for name in ("round_trip_iou", "model_name", "prompt", "created_at", "note")
            if fields.get(name) not in (None, "")
        }
        expression = ImportedExpression(
            text,
            (),
            _kind(fields.get("kind")),
            text_field(fields, "length"),
            text_field(fields, "language"),
            _segments(list_field(fields, "segments"), len(text)),
            extras={**_extras(text_field(fields, "extras")), **own},
        )
        self._builder.add_text(expression, keys)

    def add_frame(self, row: Mapping[str, Any], place: str, picture: str) -> None:
        """Records of a frame. Raises: FormatError for a row that cannot be used; single records go to the report."""
        frame = whole_field(row, "frame_index")
        size = whole_field(row, "height"), whole_field(row, "width")
        if size != self._builder.size_hw:
            raise FormatError(
                translate("datasets", "expected a frame of {0}x{1} pixels, found {2}x{3}").format(
                    *reversed(self._builder.size_hw), *reversed(size)
                )
            )
        self._builder.add_frame(frame, picture)
        for number, each in enumerate(list_field(row, "objects")):
            try:
                self._add_record(as_object(each, "an object"), frame)
            except FormatError as error:
                self._report.add(f"{place}, objects[{number}]", str(error))

    def build(self, media: Path | None = None) -> ImportedClip:
        """The clip, when all of its frames were added."""
        row = self._row
        turns: list[ImportedTurn] = []
        for number, each in enumerate(list_field(row, "turns")):
            self._try(f"turns[{number}]", lambda value: turns.extend(self._turns(value)), each)
        time_base = [each for each in list_field(row, "time_base") if isinstance(each, int) and each > 0]
        extras = text_field(row, "extras")
        if extras:
            self._builder.extras.update(_extras(extras))
        return self._builder.build(
            media=media,
            source_name=text_field(row, "source"),
            source_hash=text_field(row, "source_hash"),
            split=text_field(row, "split"),
            is_clip=not self.is_still,
            turns=tuple(turns),
            pts=self._pts(),
            time_base=(time_base[0], time_base[1]) if len(time_base) == 2 else (1, 1),
        )

    def _pts(self) -> tuple[int, ...]:
        values = list_field(self._row, "pts")
        is_good = all(isinstance(each, int) for each in values) and all(
            before < after for before, after in pairwise(values)
        )
        if not is_good:
            self._report.add(
                f"{self._place}, pts", translate("datasets", "expected ascending times, found others")
            )
        return tuple(values) if is_good else ()

    def _try(self, what: str, add: Any, value: object) -> None:
        try:
            add(as_object(value, what))
        except FormatError as error:
            self._report.add(f"{self._place}, {what}", str(error))

    def _add_object(self, fields: Row) -> None:
        key = text_field(fields, "key", None)
        color = list_field(fields, "color")
        self._keys.append(key)
        self._builder.add_object(
            key,
            name=text_field(fields, "name"),
            category=text_field(fields, "label"),
            color=_color(color) if color else None,
            expression=text_field(fields, "expression"),
            extras=_extras(text_field(fields, "extras")),
        )

    def _add_record(self, fields: Row, frame: int) -> None:
        key = text_field(fields, "key", None)
        rle = coco_to_rle(fields.get("mask"), size_hw=self._builder.size_hw)
        mask = ImportedMask(
            rle,
            state_of(fields.get("state")),
            score_field(fields, "predicted_iou"),
            score_field(fields, "object_score"),
        )
        if not self._builder.has_object(key):
            self._keys.append(key)
            name, label = text_field(fields, "name"), text_field(fields, "label")
            self._builder.add_object(key, name=name, category=label)
        self._builder.add_mask(key, frame, mask)

    def _turns(self, fields: Row) -> Iterable[ImportedTurn]:
        text = text_field(fields, "text")
        if text_field(fields, "state") == AnswerState.FAILED.value and not text:
            return
        said = text_field(fields, "task", AnswerTask.ASK.value)
        try:
            task = AnswerTask(said)
        except ValueError:
            known = ", ".join(each.value for each in AnswerTask)
            raise FormatError(
                translate("datasets", "expected one of {0} as 'task', found {1:.60}").format(known, repr(said))
            ) from None
        phrases = []
        for each in list_field(fields, "phrases"):
            phrase = as_object(each, translate("datasets", "a phrase"))
            start = whole_field(phrase, "start", high=len(text))
            stop = whole_field(phrase, "stop", low=start, high=len(text))
            key = text_field(phrase, "key")
            phrases.append((start, stop, self._keys.index(self._known([key])[0]) if key else None))
        yield ImportedTurn(
            text_field(fields, "instruction"),
            text,
            tuple(phrases),
            task,
            is_continued=fields.get("is_continued") is True,
        )

    def _known(self, keys: Iterable[object]) -> list[str]:
        for key in keys:
            if not isinstance(key, str) or not self._builder.has_object(key):
                raise FormatError(
                    translate("datasets", "expected the key of an object, found {0:.60}").format(repr(key))
                )
        return [str(key) for key in keys]


def _color(value: list[Any]) -> Rgb:
    if len(value) != 3 or not all(isinstance(part, int) and 0 <= part <= 255 for part in value):
        raise FormatError(
            translate("datasets", "expected red, green and blue, found {0:.60}").format(repr(value))
        )
    return (value[0], value[1], value[2])


def _kind(value: object) -> ExpressionKind:
    if value not in [each.value for each in ExpressionKind]:
        raise FormatError(
            translate("datasets", "expected a text of kind referring or caption, found {0:.60}").format(
                repr(value)
            )
        )
    return ExpressionKind(value)


def _segments(values: list[Any], length: int) -> tuple[TextSegment, ...]:
    parts: list[TextSegment] = []
    for each in values:
        fields = as_object(each, "a segment")
        start = whole_field(fields, "start", low=parts[-1].stop if parts else 0, high=length)
        stop = whole_field(fields, "stop", low=start, high=length)
        parts.append(TextSegment(start, stop, text_field(fields, "stage")))
    return tuple(parts)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text  # which is refused as what it is


def _extras(text: str) -> Row:
    """What an earlier import left, kept under its own name."""
    if not text:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    return {"earlier": value}
