"""Fields of JSON values that a stranger wrote: the right kind, or one sentence about what was found."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

T = TypeVar("T")


def as_object(value: object, what: str) -> dict[str, Any]:
    """`value` if it is a JSON object. Raises: FormatError."""
    if not isinstance(value, dict):
        raise FormatError(
            translate("datasets", "expected keys and values as {0}, found {1:.60}").format(what, repr(value))
        )
    return value


def text_field(fields: Mapping[str, Any], key: str, default: str | None = "") -> str:
    """A text; a missing one or null is `default`, which is no way out when it is None. Raises: FormatError."""
    return _field(fields, key, default, str, translate("datasets", "a text"))


def list_field(fields: Mapping[str, Any], key: str) -> list[Any]:
    """A list; a missing one is empty. Raises: FormatError."""
    return _field(fields, key, [], list, translate("datasets", "a list"))


def whole_field(
    fields: Mapping[str, Any], key: str, default: int | None = None, *, low: int = 0, high: int = 1 << 31
) -> int:
    """A whole number within [low, high]. Raises: FormatError."""
    value = fields.get(key)
    if value is None and default is not None:
        return default
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise FormatError(
            translate("datasets", "expected a whole number from {0} to {1} as {2!r}, found {3:.60}").format(
                low, high, key, repr(value)
            )
        )
    return value


def number_field(fields: Mapping[str, Any], key: str, default: float | None = None) -> float:
    """A finite number. Raises: FormatError."""
    value = fields.get(key)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        raise FormatError(
            translate("datasets", "expected a number as {0!r}, found {1:.60}").format(key, repr(value))
        )
    return float(value)


def score_field(fields: Mapping[str, Any], key: str) -> float | None:
    """A finite number, or None where there is none. Raises: FormatError."""
    return None if fields.get(key) is None else number_field(fields, key)


def _field(fields: Mapping[str, Any], key: str, default: T | None, kind: type, expected: str) -> T:
    value = fields.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, kind):
        raise FormatError(
            translate("datasets", "expected {0} as {1!r}, found {2:.60}").format(expected, key, repr(value))
        )
    return cast(T, value)
