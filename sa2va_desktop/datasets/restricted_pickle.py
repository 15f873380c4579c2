"""The one place that reads pickles: plain values only, after every instruction in the file was looked at.

A pickle is a program. Here it may build numbers, texts, bytes, lists, tuples and dicts, and nothing else: whatever names
a class or a function, calls something, or refers to something outside the file is refused before anything is built.
"""

from __future__ import annotations

import io
import pickle
import pickletools
from pathlib import Path
from typing import Any, NoReturn

from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

FILE_LIMIT = 512 << 20
"""Bytes of a pickle; what it builds takes about ten times as much."""
_VALUE_LIMIT = 50_000_000
"""Values that are built, and values that are met when everything is gone through."""
_LOOKS = 4096  # instructions between two looks at the token
_PLAIN = frozenset(
    [
        "PROTO",
        "FRAME",
        "STOP",
        "MARK",
        "NONE",
        "NEWTRUE",
        "NEWFALSE",
        "INT",
        "BININT",
        "BININT1",
        "BININT2",
        "LONG",
        "LONG1",
        "LONG4",
        "FLOAT",
        "BINFLOAT",
        "STRING",
        "BINSTRING",
        "SHORT_BINSTRING",
        "UNICODE",
        "BINUNICODE",
        "SHORT_BINUNICODE",
        "BINUNICODE8",
        "BINBYTES",
        "SHORT_BINBYTES",
        "BINBYTES8",
        "EMPTY_LIST",
        "LIST",
        "APPEND",
        "APPENDS",
        "EMPTY_DICT",
        "DICT",
        "SETITEM",
        "SETITEMS",
        "EMPTY_TUPLE",
        "TUPLE",
        "TUPLE1",
        "TUPLE2",
        "TUPLE3",
        "PUT",
        "BINPUT",
        "LONG_BINPUT",
        "MEMOIZE",
        "GET",
        "BINGET",
        "LONG_BINGET",
    ]
)
_PUTS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})


def read_plain_pickle(path: Path, token: CancelToken) -> Any:
    """The value of a pickle of protocol 0 to 5 that consists of plain values.

    Raises:
        FormatError: missing, above `FILE_LIMIT`, no pickle, or anything but plain values; with the byte.
        CancelledError: while it is looked through.
    """
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} MB, found {2}").format(
                    path, FILE_LIMIT >> 20, size >> 20
                )
            )
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    _look_through(path, data, token)
    try:
        value = _PlainUnpickler(io.BytesIO(data), encoding="utf-8", errors="replace").load()
    except Exception as error:  # what the library raises on damage is not documented as a list
        raise FormatError(
            translate("datasets", "{0}: expected a pickle, found {1}").format(path, error)
        ) from error
    _check_extent(path, value, token)
    return value


def write_plain_pickle(path: Path, value: Any) -> None:
    """Lists, dicts, numbers and texts, as older readers of `.p` files take them."""
    with path.open("wb") as file:
        pickle.dump(value, file, protocol=2)


class _PlainUnpickler(pickle.Unpickler):
    """Second line of defence: the instructions that would come here were refused already."""

    def find_class(self, module_name: str, global_name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")

    def persistent_load(self, pid: Any) -> NoReturn:
        raise pickle.UnpicklingError(repr(pid))


def _look_through(path: Path, data: bytes, token: CancelToken) -> None:
    """Every instruction up to STOP is one of the plain ones, and none numbers what it keeps beyond their count."""
    count = 0
    try:
        for opcode, argument, place in pickletools.genops(data):
            count += 1
            if count % _LOOKS == 0:
                token.raise_if_cancelled()
            if opcode.name not in _PLAIN:
                _refuse(path, place or 0, f"{opcode.name} {argument or ''}".strip())
            # The library makes room for that many kept values at once.
            if opcode.name in _PUTS and not (isinstance(argument, int) and 0 <= argument <= count):
                _refuse(path, place or 0, f"{opcode.name} {argument}")
            if count > _VALUE_LIMIT:
                _refuse(path, place or 0, translate("datasets", "more than {0} values").format(_VALUE_LIMIT))
    except (ValueError, IndexError, UnicodeDecodeError, OverflowError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected a pickle, found {1}").format(path, error)
        ) from error


def _refuse(path: Path, place: int, found: str) -> NoReturn:
    raise FormatError(
        translate("datasets", "{0}, byte {1}: expected a pickle of plain values, found {2:.80}").format(
            path, place, found
        )
    )


def _check_extent(path: Path, value: Any, token: CancelToken) -> None:
    """Lists that hold each other, or one list a million times, would keep whoever goes through them for ever."""
    extents: dict[int, int] = {}
    open_ones: set[int] = set()
    waiting: list[tuple[Any, bool]] = [(value, False)]
    while waiting:
        each, is_done = waiting.pop()
        if id(each) in extents or not isinstance(each, list | tuple | dict):
            continue
        inner = list(each.values()) if isinstance(each, dict) else each
        if not is_done:
            token.raise_if_cancelled()
            if id(each) in open_ones:
                _refuse(path, 0, translate("datasets", "a list that holds itself"))
            open_ones.add(id(each))
            waiting.append((each, True))
            waiting.extend((child, False) for child in inner if isinstance(child, list | tuple | dict))
            continue
        open_ones.discard(id(each))
        extents[id(each)] = 1 + sum(extents.get(id(child), 1) for child in inner)
        if extents[id(each)] > _VALUE_LIMIT:
            _refuse(path, 0, translate("datasets", "more than {0} values").format(_VALUE_LIMIT))
