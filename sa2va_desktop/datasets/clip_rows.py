"""A clip as plain rows that lose nothing: one of the clip, and one a frame; the base of the tabular formats.

Rows hold texts, numbers, lists and dicts only; `row_reader` makes clips of them again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerState,
    Expression,
    ExpressionState,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_attributes import attribute_fields
from sa2va_desktop.datasets.clip_notes import finite, key_of
from sa2va_desktop.datasets.coco_rle import rle_to_coco

Row = dict[str, Any]


def clip_row(clip: AnnotatedClip) -> Row:
    """Everything about a clip but its masks."""
    item = clip.item
    return {
        "clip": clip.name,
        "kind": item.kind.value,
        "height": item.height,
        "width": item.width,
        "split": clip.split,
        "source": Path(item.path).name,
        "source_hash": item.edge_hash,
        "pts": list(item.pts),
        "time_base": list(item.time_base),
        "objects": [_object_row(clip, each) for each in clip.objects],
        "expressions": [
            _expression_row(each) for each in clip.expressions if each.state is ExpressionState.ACCEPTED
        ],
        "turns": [
            _turn_row(clip, number, each)
            for number, each in enumerate(clip.answers)
            if each.state is not AnswerState.RUNNING
        ],
        "attributes": json.dumps(attribute_fields(clip), allow_nan=False) if clip.attributes else "",
        "extras": item.extras,
    }


def frame_row(clip: AnnotatedClip, frame: int) -> Row:
    """The records of all objects on one frame, low objects first; an empty mask says that one is absent."""
    objects = sorted(clip.objects, key=lambda each: (each.order, each.object_id))
    records = [(each, clip.tracks.get(each.object_id, {}).get(frame)) for each in objects]
    return {
        "clip": clip.name,
        "frame_index": frame,
        "time_s": clip.item.time_s(frame),
        "height": clip.item.height,
        "width": clip.item.width,
        "objects": [_record_row(clip, each, record) for each, record in records if record is not None],
    }


def turn_count_without_text(clip: AnnotatedClip) -> int:
    """Answers that failed before a word was said; they are written, and not read as answers."""
    return sum(each.state is AnswerState.FAILED and not each.text for each in clip.answers)


def _object_row(clip: AnnotatedClip, each: AnnotationObject) -> Row:
    return {
        "key": key_of(each),
        "name": each.name,
        "label": _label(clip, each),
        "color": list(each.color),
        "expression": each.expression,
        "model_name": clip.model_names.get(each.object_id, ""),
        "extras": each.extras,
    }


def _label(clip: AnnotatedClip, each: AnnotationObject) -> str:
    return clip.category_name(each) if each.category_id is not None else ""


def _record_row(clip: AnnotatedClip, each: AnnotationObject, record: ObjectFrame) -> Row:
    return {
        "key": key_of(each),
        "name": each.name,
        "label": _label(clip, each),
        "state": record.state.name.lower(),
        "predicted_iou": finite(record.predicted_iou),
        "object_score": finite(record.object_score),
        "box": list(record.rle.box_xywh),
        "area": record.rle.area,
        "mask": rle_to_coco(record.rle),
    }


def _expression_row(each: Expression) -> Row:
    return {
        "text": each.text,
        "kind": each.kind.value,
        "object_keys": [str(object_id) for object_id in each.object_ids],
        "length": each.length,
        "language": each.language,
        "segments": [{"start": part.start, "stop": part.stop, "stage": part.stage} for part in each.segments],
        "round_trip_iou": finite(each.round_trip_iou),
        "model_name": each.model_name,
        "prompt": each.prompt,
        "created_at": each.created_at,
        "note": each.note,
        "extras": each.extras,
    }


def _turn_row(clip: AnnotatedClip, number: int, answer: Answer) -> Row:
    known = {each.object_id for each in clip.objects}
    before = clip.answers[number - 1] if number else None
    return {
        "instruction": answer.instruction,
        "question": clip.questions.get(answer.answer_id, ""),
        "text": answer.text,
        "phrases": [
            {"start": each.start, "stop": each.stop, "key": _key(each.object_id, known)}
            for each in answer.phrases
        ],
        "task": answer.task.value,
        "state": answer.state.value,
        "is_continued": before is not None and answer.follows == before.answer_id,
        "language_frames": list(answer.language_frames),
        "frame_range": list(answer.frame_range),
        "grounding_mode": answer.grounding_mode,
        "model_name": answer.model_name,
        "prompt": answer.prompt,
        "raw_text": answer.raw_text,
        "created_at": answer.created_at,
    }


def _key(object_id: ObjectId | None, known: set[ObjectId]) -> str | None:
    return str(object_id) if object_id in known else None
