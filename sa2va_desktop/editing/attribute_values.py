"""Whether a value fits an attribute of the schema, and what a text, or a value of another kind, is as one of it."""

from __future__ import annotations

import math

from sa2va_desktop.annotation.attributes import Attribute, AttributeKind, Value
from sa2va_desktop.errors import UsageError
from sa2va_desktop.translation import translate

YES, NO = "yes", "no"
_YES_WORDS = frozenset({YES, "true", "1"})
_NO_WORDS = frozenset({NO, "false", "0"})
TEXT_LIMIT = 10_000
"""Characters of a value: what is longer is a mistake, and would be shown on every row."""


def checked_value(attribute: Attribute, value: Value) -> Value:
    """The value as it is stored; a whole number becomes a float.

    Raises:
        UsageError: it is of another kind, outside the limits, or none of the choices.
    """
    problem = problem_of_value(attribute, value)
    if problem:
        raise UsageError(problem)
    return float(value) if attribute.kind is AttributeKind.NUMBER else value


def problem_of_value(attribute: Attribute, value: object) -> str:
    """Why a value does not fit, as one sentence, or ""."""
    if attribute.kind is AttributeKind.YES_NO:
        return "" if isinstance(value, bool) else _expected(attribute, translate("editing", "yes or no"), value)
    if attribute.kind is AttributeKind.NUMBER:
        number = _finite(value)
        if number is None:
            return _expected(attribute, translate("editing", "a number"), value)
        return _problem_of_limits(attribute, number)
    if not isinstance(value, str):
        return _expected(attribute, translate("editing", "text"), value)
    if attribute.kind is AttributeKind.CHOICE and value not in attribute.choices:
        wanted = translate("editing", "one of {0}").format(", ".join(attribute.choices))
        return _expected(attribute, wanted, value)
    if len(value) > TEXT_LIMIT:
        return translate("editing", "“{0}” holds at most {1} characters, found {2}.").format(
            attribute.name, TEXT_LIMIT, len(value)
        )
    return ""


def value_of_text(attribute: Attribute, text: str) -> Value:
    """What a typed or imported text is as a value: `yes`, `true` and `1` are yes, choices may differ in case.

    Raises:
        UsageError: it is none.
    """
    found = converted_value(attribute, text)
    if found is None:
        raise UsageError(problem_of_value(attribute, _as_kind(attribute, text)))
    return found


def converted_value(attribute: Attribute, value: Value) -> Value | None:
    """A value of any kind as one of the attribute, or None when it cannot be one. Nothing is rounded or cut."""
    candidate = _as_kind(attribute, value)
    return None if problem_of_value(attribute, candidate) else candidate


def text_of_value(value: Value) -> str:
    """As people and files read it: `yes` and `no`, numbers as short as they can be read back, text as it is."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str):
        return value
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _as_kind(attribute: Attribute, value: Value) -> Value:
    """Of the attribute's kind if it can be read so, else as it was."""
    text = text_of_value(value)
    folded = text.strip().casefold()
    match attribute.kind:
        case AttributeKind.YES_NO:
            return True if folded in _YES_WORDS else False if folded in _NO_WORDS else value
        case AttributeKind.NUMBER if not isinstance(value, float):
            return 1.0 if value is True else 0.0 if value is False else _number(text)
        case AttributeKind.CHOICE:
            if text in attribute.choices:
                return text
            return next((each for each in attribute.choices if each.casefold() == folded), text)
        case AttributeKind.TEXT:
            return text
    return value


def _finite(value: object) -> float | None:
    """A number as a float; None for anything else, and for a whole number that is too long for one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text


def _problem_of_limits(attribute: Attribute, value: float) -> str:
    if attribute.low is not None and value < attribute.low:
        wanted = translate("editing", "at least {0}").format(text_of_value(attribute.low))
        return _expected(attribute, wanted, value)
    if attribute.high is not None and value > attribute.high:
        wanted = translate("editing", "at most {0}").format(text_of_value(attribute.high))
        return _expected(attribute, wanted, value)
    return ""


def _expected(attribute: Attribute, wanted: str, value: object) -> str:
    found = text_of_value(value) if isinstance(value, str | float | bool) else str(value)
    return translate("editing", "“{0}” expects {1}, found “{2}”.").format(attribute.name, wanted, found[:60])
