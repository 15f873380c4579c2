"""The fields of one JSON object, taken strictly: a missing, extra or misshapen one is refused by name."""

from __future__ import annotations

import enum
import json
import math
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

INT_LIMIT = 2**63 - 1
_EnumT = TypeVar("_EnumT", bound=enum.Enum)


class RecordError(ValueError):
    """Text that is not the JSON of a record."""


class Fields:
    """The fields of one JSON object, taken one by one; what is left at the end is refused."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def parse(cls, text: object) -> Fields:
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

    def take_optional(self, name: str, read: Callable[[Any], Any], default: Any) -> Any:
        """As `take`, with a value for a field that is not there: for files that people write."""
        return self.take(name, read) if name in self._values else default

    def take_str(self, name: str) -> str:
        return self.take(name, read_str)

    def take_bool(self, name: str) -> bool:
        return self.take(name, read_bool)

    def take_int(self, name: str, *, low: int = 0, high: int = INT_LIMIT) -> int:
        return self.take(name, lambda value: read_int(value, low=low, high=high))

    def take_enum(self, name: str, kind: type[_EnumT]) -> _EnumT:
        def read(value: Any) -> _EnumT:
            try:
                return kind(read_str(value))
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


def read_str(value: Any) -> str:
    if not isinstance(value, str):
        raise RecordError(f"is text, found {type(value).__name__}")
    return value


def read_bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise RecordError(f"is true or false, found {type(value).__name__}")
    return value


def read_int(value: Any, *, low: int = 0, high: int = INT_LIMIT) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RecordError(f"is a whole number, found {type(value).__name__}")
    if not low <= value <= high:
        raise RecordError(f"is between {low} and {high}, found {value!s:.30}")
    return value


def read_list(value: Any, *, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        wanted = "a list" if length is None else f"a list of {length}"
        raise RecordError(f"is {wanted}, found {type(value).__name__}")
    return value


def read_number(value: Any, *, wanted: str = "a finite number") -> float:
    """A number that a float can hold; a whole one may be longer than that."""
    if not isinstance(value, bool) and isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise RecordError(f"is {wanted}, found {value!r:.40}")


def read_unit_float(value: Any) -> float | None:
    """A number in 0..1, or None."""
    if value is None:
        return None
    number = read_number(value, wanted="a number or null")
    if not 0 <= number <= 1:
        raise RecordError(f"is between 0 and 1, found {value!r:.40}")
    return number
