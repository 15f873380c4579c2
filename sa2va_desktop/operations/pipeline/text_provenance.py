"""How the round trip of a text was made, and which text it is proposed in place of: kept in `Expression.extras`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.annotation.records import Expression, ExpressionId

TRIP_KEY = "round_trip"
INSTEAD_KEY = "instead_of"


@dataclass(frozen=True)
class TripFacts:
    """Of the latest check of a text.

    Attributes:
        model: who looked for it.
        question: the words in which the text was given back.
        frame_count: how many frames were looked at.
    """

    model: str
    question: str
    frame_count: int


def with_trip(extras: str, facts: TripFacts | None) -> str:
    """`Expression.extras` with these facts in the place of others; None takes them away."""
    told = (
        None
        if facts is None
        else {"model": facts.model, "question": facts.question, "frames": facts.frame_count}
    )
    return _with(extras, TRIP_KEY, told)


def trip_of(expression: Expression) -> TripFacts | None:
    """None for a text that was not checked by itself, and for facts that cannot be read."""
    told = _told(expression.extras, TRIP_KEY)
    if not isinstance(told, dict):
        return None
    model, question, count = told.get("model"), told.get("question"), told.get("frames")
    if not (isinstance(model, str) and isinstance(question, str) and isinstance(count, int)):
        return None
    return TripFacts(model, question, count)


def with_instead_of(extras: str, old: ExpressionId | None) -> str:
    """`Expression.extras` of a text that is proposed in place of another; None of one that is not, or no longer."""
    return _with(extras, INSTEAD_KEY, old)


def instead_of(expression: Expression) -> ExpressionId | None:
    """The text that this one is proposed in place of; it may be gone."""
    old = _told(expression.extras, INSTEAD_KEY)
    return ExpressionId(old) if isinstance(old, int) and not isinstance(old, bool) else None


def _with(extras: str, key: str, told: object) -> str:
    fields = _fields(extras)
    if fields is None or (told is None and key not in fields):
        return extras  # a stranger's words are not ours to mend
    kept = {name: value for name, value in fields.items() if name != key}
    if told is not None:
        kept[key] = told
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _told(extras: str, key: str) -> Any:
    fields = _fields(extras) if f'"{key}"' in extras else None  # thousands of texts need no reading
    return fields.get(key) if fields else None


def _fields(extras: str) -> dict[str, Any] | None:
    if not extras:
        return {}
    try:
        fields = json.loads(extras)
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None
