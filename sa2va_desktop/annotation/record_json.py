"""Records as JSON text and back, strictly: a missing, extra or misshapen field is refused by name.

Masks are not JSON: an `ObjectFrame` is stored in columns and a blob (`annotation/rle.py`).
"""

from __future__ import annotations

import enum
import json
from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any, NoReturn, TypeVar

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    Category,
    CategoryId,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectId,
    Phrase,
    Rgb,
)
from sa2va_desktop.annotation.token_runs import TOKEN_LIMIT, TokenRuns

JsonRecord = MediaItem | Category | AnnotationObject | Answer

PTS_LIMIT = 20_000_000
"""Frames in one media item: 92 hours at 60 a second. A few bytes of run lengths could otherwise claim any number."""

_INT_LIMIT = 2**63 - 1
_EnumT = TypeVar("_EnumT", bound=enum.Enum)


class RecordError(ValueError):
    """Text that is not the JSON of a record."""


def record_to_json(record: JsonRecord) -> str:
    """Compact JSON text of a record."""
    fields = _ENCODERS[type(record)](record)
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A path with bytes that are no text has lone surrogates, which no database takes; JSON's own escape does.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def media_from_json(text: str) -> MediaItem:
    """Raises: RecordError: not a media item."""
    fields = _Fields.parse(text)
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
    )
    fields.finish()
    return item


def category_from_json(text: str) -> Category:
    """Raises: RecordError: not a category."""
    fields = _Fields.parse(text)
    category = Category(
        category_id=CategoryId(fields.take_int("category_id", low=1)),
        name=fields.take_str("name"),
        color=fields.take("color", _color),
    )
    fields.finish()
    return category


def object_from_json(text: str) -> AnnotationObject:
    """Raises: RecordError: not an object."""
    fields = _Fields.parse(text)
    category_id = fields.take("category_id", lambda value: None if value is None else _int(value, low=1))
    item = AnnotationObject(
        object_id=ObjectId(fields.take_int("object_id", low=1)),
        media_id=MediaId(fields.take_int("media_id", low=1)),
        name=fields.take_str("name"),
        color=fields.take("color", _color),
        category_id=None if category_id is None else CategoryId(category_id),
        order=fields.take_int("order", low=-_INT_LIMIT),
        is_hidden=fields.take_bool("is_hidden"),
        is_locked=fields.take_bool("is_locked"),
        expression=fields.take_str("expression"),
    )
    fields.finish()
    return item


def answer_from_json(text: str) -> Answer:
    """Raises: RecordError: not an answer."""
    fields = _Fields.parse(text)
    follows = fields.take("follows", lambda value: None if value is None else _int(value, low=1))
    answer = Answer(
        answer_id=AnswerId(fields.take_int("answer_id", low=1)),
        media_id=MediaId(fields.take_int("media_id", low=1)),
        instruction=fields.take_str("instruction"),
        prompt=fields.take_str("prompt"),
        text=fields.take_str("text"),
        phrases=fields.take("phrases", _phrases),
        language_frames=fields.take("language_frames", lambda value: tuple(_int(v) for v in _list(value))),
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
    )
    fields.finish()
    return answer


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
    return {**vars(item), "color": list(item.color)}


def _encode_answer(answer: Answer) -> dict[str, Any]:
    return {
        **vars(answer),
        "phrases": [[phrase.start, phrase.stop, phrase.object_id] for phrase in answer.phrases],
        "language_frames": list(answer.language_frames),
        "frame_range": list(answer.frame_range),
        "state": answer.state.value,
        "task": answer.task.value,
        "tokens": [token_id if count == 1 else [token_id, count] for token_id, count in answer.tokens],
    }


_ENCODERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    MediaItem: _encode_media,
    Category: _encode_category,
    AnnotationObject: _encode_object,
    Answer: _encode_answer,
}


def _runs_of_steps(pts: tuple[int, ...]) -> list[list[int]]:
    steps = (later - earlier for earlier, later in pairwise(pts))
    return [[step, sum(1 for _ in group)] for step, group in groupby(steps)]


class _Fields:
    """The fields of one JSON object, taken one by one; what is left at the end is refused."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def parse(cls, text: object) -> _Fields:
        if not isinstance(text, str):
            raise RecordError(f"a record is JSON text, found {type(text).__name__}")
        try:
            values = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_pairs)
        except (ValueError, RecursionError) as error:
            raise RecordError(f"the JSON cannot be read: {error}") from error
        if not isinstance(values, dict):
            raise RecordError(f"a record is a JSON object, found {type(values).__name__}")
        return cls(values)

    def take(self, name: str, read: Callable[[Any], Any]) -> Any:
        if name not in self._values:
            raise RecordError(f"the field {name!r} is missing")
        try:
            return read(self._values.pop(name))
        except RecordError as error:
            raise RecordError(f"the field {name!r} {error}") from error

    def take_str(self, name: str) -> str:
        return self.take(name, _str)

    def take_bool(self, name: str) -> bool:
        return self.take(name, _bool)

    def take_int(self, name: str, *, low: int = 0, high: int = _INT_LIMIT) -> int:
        return self.take(name, lambda value: _int(value, low=low, high=high))

    def take_enum(self, name: str, kind: type[_EnumT]) -> _EnumT:
        def read(value: Any) -> _EnumT:
            try:
                return kind(_str(value))
            except ValueError:
                allowed = ", ".join(str(member.value) for member in kind)
                raise RecordError(f"is one of {allowed}, found {value!r:.40}") from None

        return self.take(name, read)

    def finish(self) -> None:
        if self._values:
            raise RecordError(f"the field {sorted(self._values)[0]!r:.40} is not known")


def _refuse_constant(name: str) -> NoReturn:
    raise RecordError(f"{name} is not a number that is stored")


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise RecordError("a field is given twice")
    return values


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise RecordError(f"is text, found {type(value).__name__}")
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise RecordError(f"is true or false, found {type(value).__name__}")
    return value


def _int(value: Any, *, low: int = 0, high: int = _INT_LIMIT) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RecordError(f"is a whole number, found {type(value).__name__}")
    if not low <= value <= high:
        raise RecordError(f"is between {low} and {high}, found {value!s:.30}")
    return value


def _list(value: Any, *, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        wanted = "a list" if length is None else f"a list of {length}"
        raise RecordError(f"is {wanted}, found {type(value).__name__}")
    return value


def _color(value: Any) -> Rgb:
    red, green, blue = (_int(part, high=255) for part in _list(value, length=3))
    return (red, green, blue)


def _time_base(value: Any) -> tuple[int, int]:
    numerator, denominator = (_int(part, low=1) for part in _list(value, length=2))
    return (numerator, denominator)


def _frame_range(value: Any) -> tuple[int, int]:
    start, stop = (_int(part) for part in _list(value, length=2))
    if stop < start:
        raise RecordError(f"ends before it starts: {start} to {stop}")
    return (start, stop)


def _phrases(value: Any) -> tuple[Phrase, ...]:
    phrases = []
    for triple in _list(value):
        first, second, object_id = _list(triple, length=3)
        start, stop = _int(first), _int(second)
        if stop < start:
            raise RecordError(f"has a phrase that ends before it starts: {start} to {stop}")
        phrases.append(Phrase(start, stop, None if object_id is None else ObjectId(_int(object_id))))
    return tuple(phrases)


def _token_runs(value: Any) -> TokenRuns:
    runs, total = [], 0
    for run in _list(value):
        token_id, count = _list(run, length=2) if isinstance(run, list) else (run, 1)
        runs.append((_int(token_id, high=2**31 - 1), _int(count, low=1, high=TOKEN_LIMIT)))
        total += runs[-1][1]
        if total > TOKEN_LIMIT:
            raise RecordError(f"has more than {TOKEN_LIMIT} tokens")
    return tuple(runs)


def _expand_pts(value: Any) -> tuple[int, ...]:
    runs = _list(value)
    if not runs:
        raise RecordError("has at least one frame, found none")
    pts = [_int(runs[0], low=-_INT_LIMIT)]
    for pair in runs[1:]:
        step, count = _list(pair, length=2)
        step, count = _int(step, low=-_INT_LIMIT), _int(count, low=1)
        if len(pts) + count > PTS_LIMIT:
            raise RecordError(f"has more than {PTS_LIMIT} frames")
        first = pts[-1]
        pts.extend(first + step * number for number in range(1, count + 1))
    return tuple(pts)
