"""Ways in which a file of a data set may be damaged: bytes, lines, ends, and values of JSON of the wrong kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

_RAW = {
    "NaN": "NaN",
    "infinite": "-Infinity",
    "huge float": "1e999",
    "huge whole number": "9" * 400,
    "deep nesting": "[" * 5000 + "]" * 5000,
    "deep objects": '{"a":' * 5000 + "1" + "}" * 5000,
}
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        -1,
        0,
        1,
        1.5,
        10**9,
        2**31,
        2**63,
        2**70,
        -(2**40),
        "",
        "x",
        "../../etc",
        "/etc/passwd",
        "a\u0000b",
    ),
    *([], {}, [[]], [None], ["x"], {"a": 1}, [1, 2], [1, 2, 3, 4], "9" * 30, "\ud800"),
)


@dataclass(frozen=True)
class Damage:
    """`kind` with numbers that place it; the same for any file, whatever its length."""

    kind: str
    place: int
    value: Any

    def of(self, data: bytes) -> bytes | None:
        """The damaged content, or None for a file that is gone."""
        return _KINDS[self.kind](data, self.place, self.value)


def damages() -> st.SearchStrategy[Damage]:
    places = st.integers(0, 1 << 30)
    raw = st.builds(Damage, st.just("raw"), places, st.sampled_from(sorted(_RAW)))
    values = st.builds(Damage, st.just("value"), places, st.sampled_from(_VALUES))
    keys = st.builds(Damage, st.just("key"), places, st.none())
    bytes_ = st.builds(Damage, st.sampled_from(("byte", "insert")), places, st.integers(0, 255))
    rest = st.builds(Damage, st.sampled_from(("cut", "gone", "empty", "line", "twice")), places, st.none())
    return st.one_of(values, raw, keys, bytes_, rest)


def _byte(data: bytes, place: int, value: int) -> bytes:
    at = place % max(len(data), 1)
    return data[:at] + bytes([value]) + data[at + 1 :]


def _insert(data: bytes, place: int, value: int) -> bytes:
    at = place % (len(data) + 1)
    return data[:at] + bytes([value]) * 3 + data[at:]


def _line(data: bytes, place: int, value: object) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[: place % max(len(lines), 1)] + lines[place % max(len(lines), 1) + 1 :])


def _twice(data: bytes, place: int, value: object) -> bytes:
    lines = data.splitlines(keepends=True)
    at = place % max(len(lines), 1)
    return b"".join(lines[: at + 1] + lines[at:])


def _in_json(data: bytes, place: int, change: Callable[[Any, Any], None]) -> bytes | None:
    """The file with one of its values changed, or None if it is no JSON."""
    try:
        root = [json.loads(data)]
    except ValueError:
        return None
    spots = list(_spots(root))
    change(*spots[place % len(spots)])
    return json.dumps(root[0]).encode("ascii")


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key or index) of every value."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _spots(value[key])


def _value(data: bytes, place: int, value: Any) -> bytes:
    def change(container: Any, key: Any) -> None:
        container[key] = value

    changed = _in_json(data, place, change)
    return changed if changed is not None else _insert(data, place, place % 256)


def _key(data: bytes, place: int, value: object) -> bytes:
    def change(container: Any, key: Any) -> None:
        container.pop(key)
        if not container:
            container.append({}) if isinstance(container, list) else None

    changed = _in_json(data, place, change)
    return changed if changed is not None else _line(data, place, None)


def _raw(data: bytes, place: int, value: str) -> bytes:
    def change(container: Any, key: Any) -> None:
        container[key] = "@@HERE@@"

    changed = _in_json(data, place, change)
    if changed is None:
        return _byte(data, place, 255)
    return changed.replace(b'"@@HERE@@"', _RAW[value].encode())


_KINDS: dict[str, Callable[[bytes, int, Any], bytes | None]] = {
    "byte": _byte,
    "insert": _insert,
    "cut": lambda data, place, value: data[: place % max(len(data), 1)],
    "gone": lambda data, place, value: None,
    "empty": lambda data, place, value: b"",
    "line": _line,
    "twice": _twice,
    "value": _value,
    "key": _key,
    "raw": _raw,
}
