"""JSON that a stranger wrote: bounded, without surprises, and every error with its file and place."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import ijson

from sa2va_desktop.datasets.json_constants import WithoutConstants
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

FILE_LIMIT = 512 << 20
"""Bytes of a JSON file that is read as a whole; larger ones are streamed item by item."""

DEPTH_LIMIT = 100
"""Lists and objects in each other."""


def read_json(path: Path, *, limit: int = FILE_LIMIT, encodings: tuple[str, ...] = ("utf-8-sig",)) -> Any:
    """The value of a small or medium JSON file.

    Raises:
        FormatError: missing, above `limit` bytes, no JSON (with line and column), or NaN. Of a field given twice the last counts.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} MB of JSON, found {2}").format(
                    path, limit >> 20, size >> 20
                )
            )
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    text = _decoded(path, data, encodings)
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise FormatError(
            translate("datasets", "{0}, line {1}, column {2}: expected JSON, found {3}").format(
                path, error.lineno, error.colno, error.msg
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise FormatError(translate("datasets", "{0}: expected JSON, found {1}").format(path, error)) from error
    _check_depth(path, value)
    return value


def stream_items(path: Path, prefix: str) -> Iterator[tuple[int, Any]]:
    """(index, value) of each element of the array at `prefix` ("annotations.item", or "item" for the whole file).

    One element is in memory at a time. Nothing when there is no such array. NaN and Infinity, which are no JSON, are
    `{"not a number": …}`, so that the element that holds one is refused and the others can be read.

    Raises:
        FormatError: missing, or no JSON up to and including the array's end.
    """
    yield from _told_once(path, lambda file: enumerate(ijson.items(file, prefix, use_float=True)))


def stream_fields(path: Path, prefix: str) -> Iterator[tuple[str, Any]]:
    """(key, value) of each member of the object at `prefix` ("videos", or "" for the whole file), one in memory at a time.

    Raises: as `stream_items`.
    """
    yield from _told_once(path, lambda file: ijson.kvitems(file, prefix, use_float=True))


def _told_once(path: Path, values_of: Callable[[Any], Iterator[tuple[Any, Any]]]) -> Iterator[tuple[Any, Any]]:
    """Key and value of each. Where the file is no JSON it is read once more from its beginning, with constants replaced."""
    told = 0
    for wrap in (lambda file: file, WithoutConstants):
        try:
            with _streamed(path) as file:
                for place, (key, value) in enumerate(values_of(wrap(file))):
                    if place < told:
                        continue
                    _check_depth(path, value)
                    told = place + 1
                    yield key, value
            return
        except FormatError:
            if wrap is WithoutConstants:
                raise


@contextmanager
def _streamed(path: Path) -> Iterator[BinaryIO]:
    """The open file; what goes wrong while it is read is told with its name."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    except (ijson.JSONError, UnicodeDecodeError, RecursionError, ValueError, OverflowError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected JSON, found {1}").format(path, " ".join(str(error).split()))
        ) from error


def _check_depth(path: Path, value: Any) -> None:
    """Raises FormatError where values lie in each other so deep that whoever looks into them runs out of stack."""
    level = [value]
    for _ in range(DEPTH_LIMIT):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise FormatError(
        translate("datasets", "{0}: expected JSON of at most {1} levels, found more").format(path, DEPTH_LIMIT)
    )


def _decoded(path: Path, data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            place = error.start
    raise FormatError(
        translate("datasets", "{0}, byte {1}: expected text in {2}, found something else").format(
            path, place, encodings[0].removesuffix("-sig")
        )
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(translate("datasets", "{0}, which is not a number").format(name))


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(translate("datasets", "the number {0:.40}, which is too large").format(text))
    return value


def json_beginning(path: Path, size: int = 1 << 16) -> str:
    """The first characters of a file, "" when it cannot be read or is no JSON by its name; never raises."""
    try:
        if path.suffix.lower() != ".json" or not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(size).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
