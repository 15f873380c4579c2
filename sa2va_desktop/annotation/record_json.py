"""Records as JSON text and back, strictly: a missing, extra or misshapen field is refused by name.

Masks are not JSON: an `ObjectFrame` is stored in columns and a blob (`annotation/rle.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any

from sa2va_desktop.annotation import label_json
from sa2va_desktop.annotation.attributes import Attribute, ObjectAttribute
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.json_fields import (
    INT_LIMIT,
    Fields,
    RecordError,
    read_int,
    read_list,
    read_str,
    read_unit_float,
)
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    Category,
    CategoryId,
    CleanUp,
    Expression,
    ExpressionId,
    ExpressionKind,
    ExpressionState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectId,
    Phrase,
    PresenceSpan,
    Rgb,
    TextSegment,
)
from sa2va_desktop.annotation.token_runs import TOKEN_LIMIT, TokenRuns

JsonRecord = (
    MediaItem | Category | Attribute | AnnotationObject | ObjectAttribute | FrameReview | Answer | Expression
)

PTS_LIMIT = 20_000_000
"""Frames in one media item: 92 hours at 60 a second. A few bytes of run lengths could otherwise claim any number."""


CLEAN_UP_LIMIT_PX = 1000
"""Larger radii would take minutes a mask, which a stranger's file could ask for."""


def record_to_json(record: JsonRecord) -> str:
    """Compact JSON text of a record."""
    fields = _ENCODERS[type(record)](record)
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A path with bytes that are no text has lone surrogates, which no database takes; JSON's own escape does.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def media_from_json(text: str) -> MediaItem:
    """Raises: RecordError: not a media item."""
    fields = Fields.parse(text)
    item = MediaItem(
        media_id=MediaId(fields.take_int("media_id", low=1)),
        kind=fields.take_enum("kind", MediaKind),
        path=fields.take_str("path"),
        height=fields.take_int("height", low=1, high=2**31 - 1),
        width=fields.take_int("width", low=1, high=2**31 - 1),
        pts=fields.take("pts", _expand_pts),
        time_base=fields.take("time_base", _time_base),
        size_bytes=fields.take_int("size_bytes"),
        edge_hash=fields.take_str("edge_hash"),
        full_hash=fields.take_str("full_hash"),
        extras=fields.take_str("extras"),
    )
    fields.finish()
    return item


def category_from_json(text: str) -> Category:
    """Raises: RecordError: not a category."""
    fields = Fields.parse(text)
    category = Category(
        category_id=CategoryId(fields.take_int("category_id", low=1)),
        name=fields.take_str("name"),
        color=fields.take("color", _color),
        hotkey=fields.take_str("hotkey"),
        order=fields.take_int("order", low=-INT_LIMIT),
    )
    fields.finish()
    return category


def object_from_json(text: str) -> AnnotationObject:
    """Raises: RecordError: not an object."""
    fields = Fields.parse(text)
    category_id = fields.take("category_id", lambda value: None if value is None else read_int(value, low=1))
    item = AnnotationObject(
        object_id=ObjectId(fields.take_int("object_id", low=1)),
        media_id=MediaId(fields.take_int("media_id", low=1)),
        name=fields.take_str("name"),
        color=fields.take("color", _color),
        category_id=None if category_id is None else CategoryId(category_id),
        order=fields.take_int("order", low=-INT_LIMIT),
        is_hidden=fields.take_bool("is_hidden"),
        is_locked=fields.take_bool("is_locked"),
        expression=fields.take_str("expression"),
        extras=fields.take_str("extras"),
        clean_up=fields.take("clean_up", _clean_up),
    )
    fields.finish()
    return item


def answer_from_json(text: str) -> Answer:
    """Raises: RecordError: not an answer."""
    fields = Fields.parse(text)
    follows = fields.take("follows", lambda value: None if value is None else read_int(value, low=1))
    answer = Answer(
        answer_id=AnswerId(fields.take_int("answer_id", low=1)),
        media_id=MediaId(fields.take_int("media_id", low=1)),
        instruction=fields.take_str("instruction"),
        prompt=fields.take_str("prompt"),
        text=fields.take_str("text"),
        phrases=fields.take("phrases", _phrases),
        language_frames=fields.take(
            "language_frames", lambda value: tuple(read_int(v) for v in read_list(value))
        ),
        frame_range=fields.take("frame_range", _frame_range),
        grounding_mode=fields.take_str("grounding_mode"),
        model_name=fields.take_str("model_name"),
        created_at=fields.take_str("created_at"),
        state=fields.take_enum("state", AnswerState),
        message=fields.take_str("message"),
        task=fields.take_enum("task", AnswerTask),
        follows=None if follows is None else AnswerId(follows),
        built_on=fields.take_str("built_on"),
        raw_text=fields.take_str("raw_text"),
        tokens=fields.take("tokens", _token_runs),
        spans=fields.take("spans", _spans),
    )
    fields.finish()
    return answer


def expression_from_json(text: str) -> Expression:
    """Raises: RecordError: not an expression."""
    fields = Fields.parse(text)
    expression = Expression(
        expression_id=ExpressionId(fields.take_int("expression_id", low=1)),
        media_id=MediaId(fields.take_int("media_id", low=1)),
        object_ids=fields.take("object_ids", _object_ids),
        text=fields.take_str("text"),
        kind=fields.take_enum("kind", ExpressionKind),
        state=fields.take_enum("state", ExpressionState),
        length=fields.take_str("length"),
        language=fields.take_str("language"),
        segments=fields.take("segments", _segments),
        round_trip_iou=fields.take("round_trip_iou", read_unit_float),
        model_name=fields.take_str("model_name"),
        prompt=fields.take_str("prompt"),
        created_at=fields.take_str("created_at"),
        note=fields.take_str("note"),
        extras=fields.take_str("extras"),
    )
    fields.finish()
    return expression


def _encode_media(item: MediaItem) -> dict[str, Any]:
    return {
        **vars(item),
        "kind": item.kind.value,
        # A constant frame rate is one pair, however long the clip.
        "pts": [item.pts[0], *_runs_of_steps(item.pts)] if item.pts else [],
        "time_base": list(item.time_base),
    }


def _encode_category(category: Category) -> dict[str, Any]:
    return {**vars(category), "color": list(category.color)}


def _encode_object(item: AnnotationObject) -> dict[str, Any]:
    return {
        **vars(item),
        "color": list(item.color),
        "clean_up": None if item.clean_up is None else list(vars(item.clean_up).values()),
    }


def _encode_answer(answer: Answer) -> dict[str, Any]:
    return {
        **vars(answer),
        "phrases": [[phrase.start, phrase.stop, phrase.object_id] for phrase in answer.phrases],
        "language_frames": list(answer.language_frames),
        "frame_range": list(answer.frame_range),
        "state": answer.state.value,
        "task": answer.task.value,
        "spans": [[span.start, span.stop, span.confidence] for span in answer.spans],
        "tokens": [token_id if count == 1 else [token_id, count] for token_id, count in answer.tokens],
    }


def _encode_expression(expression: Expression) -> dict[str, Any]:
    return {
        **vars(expression),
        "object_ids": list(expression.object_ids),
        "kind": expression.kind.value,
        "state": expression.state.value,
        "segments": [[segment.start, segment.stop, segment.stage] for segment in expression.segments],
    }


_ENCODERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    MediaItem: _encode_media,
    Category: _encode_category,
    AnnotationObject: _encode_object,
    Answer: _encode_answer,
    Expression: _encode_expression,
    **label_json.ENCODERS,
}


def _runs_of_steps(pts: tuple[int, ...]) -> list[list[int]]:
    steps = (later - earlier for earlier, later in pairwise(pts))
    return [[step, sum(1 for _ in group)] for step, group in groupby(steps)]


def _color(value: Any) -> Rgb:
    red, green, blue = (read_int(part, high=255) for part in read_list(value, length=3))
    return (red, green, blue)


def _time_base(value: Any) -> tuple[int, int]:
    numerator, denominator = (read_int(part, low=1) for part in read_list(value, length=2))
    return (numerator, denominator)


def _frame_range(value: Any) -> tuple[int, int]:
    start, stop = (read_int(part) for part in read_list(value, length=2))
    if stop < start:
        raise RecordError(f"ends before it starts: {start} to {stop}")
    return (start, stop)


def _phrases(value: Any) -> tuple[Phrase, ...]:
    phrases = []
    for triple in read_list(value):
        first, second, object_id = read_list(triple, length=3)
        start, stop = read_int(first), read_int(second)
        if stop < start:
            raise RecordError(f"has a phrase that ends before it starts: {start} to {stop}")
        phrases.append(Phrase(start, stop, None if object_id is None else ObjectId(read_int(object_id))))
    return tuple(phrases)


def _object_ids(value: Any) -> tuple[ObjectId, ...]:
    object_ids = tuple(ObjectId(read_int(each, low=1)) for each in read_list(value))
    if any(first >= second for first, second in pairwise(object_ids)):
        raise RecordError("has objects that do not ascend")
    return object_ids


def _clean_up(value: Any) -> CleanUp | None:
    if value is None:
        return None
    island, hole, smooth, margin = read_list(value, length=4)
    limit = CLEAN_UP_LIMIT_PX
    return CleanUp(
        read_int(island), read_int(hole), read_int(smooth, high=limit), read_int(margin, low=-limit, high=limit)
    )


def _spans(value: Any) -> tuple[PresenceSpan, ...]:
    spans: list[PresenceSpan] = []
    for triple in read_list(value):
        first, second, confidence = read_list(triple, length=3)
        sure = read_unit_float(confidence)
        start = read_int(first, low=spans[-1].stop if spans else 0)
        if sure is None:
            raise RecordError(f"has a span without a confidence: {first!r:.20} to {second!r:.20}")
        spans.append(PresenceSpan(start, read_int(second, low=start + 1), sure))
    return tuple(spans)


def _segments(value: Any) -> tuple[TextSegment, ...]:
    segments = []
    for triple in read_list(value):
        first, second, stage = read_list(triple, length=3)
        segments.append(TextSegment(read_int(first), read_int(second), read_str(stage)))
        if segments[-1].stop < segments[-1].start:
            raise RecordError(f"has a segment that ends before it starts: {first} to {second}")
    return tuple(segments)


def _token_runs(value: Any) -> TokenRuns:
    runs, total = [], 0
    for run in read_list(value):
        token_id, count = read_list(run, length=2) if isinstance(run, list) else (run, 1)
        runs.append((read_int(token_id, high=2**31 - 1), read_int(count, low=1, high=TOKEN_LIMIT)))
        total += runs[-1][1]
        if total > TOKEN_LIMIT:
            raise RecordError(f"has more than {TOKEN_LIMIT} tokens")
    return tuple(runs)


def _expand_pts(value: Any) -> tuple[int, ...]:
    runs = read_list(value)
    if not runs:
        raise RecordError("has at least one frame, found none")
    pts = [read_int(runs[0], low=-INT_LIMIT)]
    for pair in runs[1:]:
        step, count = read_list(pair, length=2)
        step, count = read_int(step, low=-INT_LIMIT), read_int(count, low=1)
        if len(pts) + count > PTS_LIMIT:
            raise RecordError(f"has more than {PTS_LIMIT} frames")
        first = pts[-1]
        pts.extend(first + step * number for number in range(1, count + 1))
    return tuple(pts)
