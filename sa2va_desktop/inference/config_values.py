"""Typed, bounded access to a stranger's config.json, so that a bad value is one sentence and not a crash later."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.translation import translate

_MISSING = object()


class ConfigValues:
    """A JSON object and where it is, for messages. Every getter raises CheckpointError on a value it cannot use."""

    def __init__(self, values: Mapping[str, Any], path: Path, prefix: str = "") -> None:
        self.values = values
        self.path = path
        self._prefix = prefix

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def section(self, key: str) -> ConfigValues:
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.error(
                key, translate("inference", "an object"), value if key in self.values else _MISSING
            )
        return ConfigValues(value, self.path, f"{self._prefix}{key}.")

    def with_defaults(self, defaults: Mapping[str, Any]) -> ConfigValues:
        """The same, with `defaults` for what is absent."""
        return ConfigValues({**defaults, **self.values}, self.path, self._prefix)

    def whole(self, key: str, *, low: int = 1, high: int = 1_000_000, default: int | None = None) -> int:
        value = self.values.get(key, _MISSING if default is None else default)
        if type(value) is not int or not low <= value <= high:
            raise self.error(
                key, translate("inference", "a whole number from {0} to {1}").format(low, high), value
            )
        return value

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float:
        value = self.values.get(key, _MISSING if default is None else default)
        if type(value) not in (int, float) or not low <= float(value) <= high:
            raise self.error(key, translate("inference", "a number from {0} to {1}").format(low, high), value)
        return float(value)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self.values.get(key, _MISSING if default is None else default)
        if type(value) is not bool:
            raise self.error(key, translate("inference", "true or false"), value)
        return value

    def choice(self, key: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
        value = self.values.get(key, _MISSING if default is None else default)
        if value not in choices:
            raise self.error(key, " or ".join(choices), value)
        return str(value)

    def error(self, key: str, expected: str, found: object) -> CheckpointError:
        shown = translate("inference", "nothing") if found is _MISSING else repr(found)[:80]
        return CheckpointError(
            translate("inference", "{0}: {1}{2} must be {3}, found {4}.").format(
                self.path, self._prefix, key, expected, shown
            )
        )
