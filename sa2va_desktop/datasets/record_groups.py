"""Records of a large file brought together by what they belong to, through a temporary file instead of memory."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Hashable
from typing import IO, Any, Generic, Self, TypeVar

Key = TypeVar("Key", bound=Hashable)

_IN_MEMORY = 32 << 20
"""Bytes that are kept in memory before the disk is used."""


class RecordGroups(Generic[Key]):
    """JSON values by key, each group in the order in which its values came. A context manager."""

    def __init__(self) -> None:
        # Binary, because places in a file of text cannot be added up.
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- closed by __exit__
        self._places: dict[Key, array[int]] = {}
        self._end = 0

    def add(self, key: Key, value: Any) -> None:
        line = json.dumps(value).encode("ascii") + b"\n"
        self._file.write(line)
        self._places.setdefault(key, array("q")).append(self._end)
        self._end += len(line)

    def take(self, key: Key) -> list[Any]:
        """The values of a key, which are gone then; [] when there are none."""
        values = []
        for place in self._places.pop(key, ()):
            self._file.seek(place)
            values.append(json.loads(self._file.readline()))
        self._file.seek(self._end)
        return values

    def left(self) -> list[Key]:
        """Keys whose values nobody took."""
        return list(self._places)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
