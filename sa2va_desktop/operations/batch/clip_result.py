"""What a batch found in one clip, as bytes: the same for the same clip, recipe and checkpoint, wherever it was made.

A JSON object of the records of a document with one media item, its masks as base64 of the document's own run lengths,
and beside them (`made`) the time and the host, which are the only things that may differ.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sa2va_desktop.annotation.changes import Change, Record, Table
from sa2va_desktop.annotation.json_fields import (
    Fields,
    RecordError,
    read_int,
    read_list,
    read_str,
    read_unit_float,
)
from sa2va_desktop.annotation.project import Project, ProjectIntegrityError
from sa2va_desktop.annotation.record_json import (
    answer_from_json,
    category_from_json,
    media_from_json,
    object_from_json,
    record_to_json,
)
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import RleError, rle_from_bytes, rle_to_bytes

_READERS: dict[Table, Callable[[str], Any]] = {
    Table.MEDIA: media_from_json,
    Table.CATEGORY: category_from_json,
    Table.OBJECT: object_from_json,
    Table.ANSWER: answer_from_json,
}
_IDS = {
    Table.MEDIA: "media_id",
    Table.CATEGORY: "category_id",
    Table.OBJECT: "object_id",
    Table.ANSWER: "answer_id",
}


class ResultError(ValueError):
    """Bytes that are not the result of a clip."""


@dataclass(frozen=True)
class ObjectSummary:
    """What the report says of one object; `dropped` tells why it is not in the document, or is ""."""

    name: str
    instruction: str
    label: str
    frame_count: int
    flagged_frames: int
    mean_iou: float | None
    mean_area: float
    dropped: str = ""


@dataclass(frozen=True)
class ClipResult:
    """One clip.

    Attributes:
        name: of the clip in the batch; `source`: its path as it was given.
        project: a document of one media item, or an empty one after an error.
        summaries: of all objects, dropped ones too.
        error: one sentence, or "".
        made: "seconds", "host", "finished_at".
    """

    name: str
    source: str
    project: Project
    summaries: tuple[ObjectSummary, ...] = ()
    error: str = ""
    made: dict[str, Any] = field(default_factory=dict)


def result_to_bytes(result: ClipResult) -> bytes:
    """See the module."""
    frames, records = [], []
    for change in result.project.all_changes():
        if isinstance(change.new, ObjectFrame):
            frames.append(_frame_row(change, change.new))
        elif change.table in _READERS:
            records.append([str(change.table), record_to_json(change.new)])  # type: ignore[arg-type]
    fields = {
        "name": result.name,
        "source": result.source,
        "error": result.error,
        "summaries": [list(vars(each).values()) for each in result.summaries],
        "records": records,
        "frames": frames,
        "made": result.made,
    }
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return (text + "\n").encode("utf-8", "backslashreplace")


def result_from_bytes(data: bytes) -> ClipResult:
    """Raises ResultError for anything that `result_to_bytes` has not written."""
    try:
        fields = Fields.parse(data.decode("utf-8"))
        project = Project()
        changes = [_record(each) for each in fields.take("records", read_list)]
        changes += [_frame(each) for each in fields.take("frames", read_list)]
        project.apply(changes)
        result = ClipResult(
            name=fields.take_str("name"),
            source=fields.take_str("source"),
            error=fields.take_str("error"),
            summaries=tuple(map(_summary, fields.take("summaries", read_list))),
            project=project,
            made=dict(fields.take("made", dict)),
        )
        fields.finish()
    except (ValueError, TypeError, KeyError, ProjectIntegrityError) as error:
        raise ResultError(str(error)) from error
    return result


def _frame_row(change: Change, frame: ObjectFrame) -> list[Any]:
    mask = base64.b64encode(rle_to_bytes(frame.rle)).decode("ascii")
    return [*_frame_key(change), int(frame.state), frame.predicted_iou, frame.object_score, mask]


def _frame_key(change: Change) -> tuple[int, int]:
    assert isinstance(change.key, tuple)
    return change.key


def _summary(value: Any) -> ObjectSummary:
    name, instruction, label, frame_count, flagged, iou, area, dropped = read_list(value, length=8)
    return ObjectSummary(
        read_str(name),
        read_str(instruction),
        read_str(label),
        read_int(frame_count),
        read_int(flagged),
        read_unit_float(iou),
        read_unit_float(area) or 0.0,
        read_str(dropped),
    )


def _record(value: Any) -> Change:
    name, text = (read_str(part) for part in read_list(value, length=2))
    table = Table(name)
    record: Record = _READERS[table](text)
    return Change(table, getattr(record, _IDS[table]), None, record)


def _frame(value: Any) -> Change:
    object_id, frame_index, state, iou, score, mask = read_list(value, length=6)
    try:
        rle = rle_from_bytes(base64.b64decode(read_str(mask), validate=True))
    except (RleError, binascii.Error) as error:
        raise RecordError(f"the mask of object {object_id} on frame {frame_index}: {error}") from error
    key = (ObjectId(read_int(object_id)), read_int(frame_index))
    return Change(Table.FRAME, key, None, ObjectFrame(rle, FrameState(state), iou, score))
