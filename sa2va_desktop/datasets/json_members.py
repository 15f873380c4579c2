"""Members of a JSON object that is too large for memory: their places are found in one pass, then each is read alone.

Knows nothing of what the values mean, and checks only as much of them as it needs to find where they end; a value is
checked when it is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_CHUNK = 1 << 20
_MEMBER_LIMIT = 256 << 20
"""Bytes of one member that is read; an hour of one mask at 30 frames a second takes about a tenth."""
_STRING_LIMIT = 64 << 20
_COUNT_LIMIT = 5_000_000
# An object without objects in it is taken whole, which is ten times as fast; else texts, brackets and commas one by one.
# A quotation mark alone begins a text that the chunk does not end. Possessive, so that no file can make it slow.
_FLAT = rb'\{[^{}\[\]"]*+(?:(?:"(?:[^"\\]|\\.)*+"|\[[^{}\[\]"]*+\])[^{}\[\]"]*+)*+\}'
_TOKENS = re.compile(_FLAT + rb'|"(?:[^"\\]|\\.)*+"|[{}\[\],"]', re.DOTALL)
_BEFORE_VALUE = re.compile(rb"\s*+:")


class JsonMembers:
    """Keys of the object that a JSON file consists of, and their values one at a time.

    Memory: about 200 bytes a key. The file must not change meanwhile.
    """

    def __init__(self, path: Path, token: CancelToken) -> None:
        """Find all members.

        Raises:
            FormatError: missing, not one JSON object from its start to its end, a key given twice, or too many.
            CancelledError: between parts of the file.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                self._places = _Scan(path, file, token).places()
        except OSError as error:
            raise _unreadable(path, error) from error

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def read(self, key: str) -> Any:
        """The value of a member.

        Raises:
            FormatError: no such member, too large, or no JSON; with the file and the key.
        """
        place = self._places.get(key)
        if place is None:
            raise FormatError(
                translate("datasets", "{0}: expected {1!r}, found no such key").format(self.path, key)
            )
        start, stop = place
        if stop - start > _MEMBER_LIMIT:
            raise FormatError(
                translate("datasets", "{0}, {1!r}: expected at most {2} MB, found {3}").format(
                    self.path, key, _MEMBER_LIMIT >> 20, (stop - start) >> 20
                )
            )
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                data = file.read(stop - start)
            colon = _BEFORE_VALUE.match(data)
            if colon is None:
                raise ValueError(translate("datasets", "no colon after the key"))
            return json.loads(data[colon.end() :])
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except (ValueError, RecursionError) as error:
            raise FormatError(
                translate("datasets", "{0}, {1!r}: expected JSON, found {2}").format(self.path, key, error)
            ) from error


class _Scan:
    """One pass over the file: brackets are counted, and at depth 1 keys and commas are looked at."""

    def __init__(self, path: Path, file: BinaryIO, token: CancelToken) -> None:
        self._path = path
        self._file = file
        self._token = token
        self._places: dict[str, tuple[int, int]] = {}
        self._depth = 0
        self._key: str | None = None
        self._value_start = 0

    def places(self) -> dict[str, tuple[int, int]]:
        buffer, offset = self._beginning()
        while self._depth:
            self._token.raise_if_cancelled()
            used = self._scan(buffer, offset)
            rest = buffer[used:]
            # A long text is looked at again with twice as much, not with a little more each time.
            more = self._file.read(max(_CHUNK, len(rest)))
            if self._depth and not more:
                raise self._fault(offset + used, translate("datasets", "the end of the file"))
            if len(rest) > _STRING_LIMIT:
                raise self._fault(offset + used, translate("datasets", "a text of more than 64 MB"))
            buffer, offset = rest + more, offset + used
        while buffer:
            if buffer.strip():
                raise self._fault(offset, translate("datasets", "more after its end"))
            offset += len(buffer)
            buffer = self._file.read(_CHUNK)
        return self._places

    def _beginning(self) -> tuple[bytes, int]:
        buffer = self._file.read(_CHUNK)
        start = 3 if buffer.startswith(b"\xef\xbb\xbf") else 0
        start += len(buffer[start:]) - len(buffer[start:].lstrip())
        if buffer[start : start + 1] != b"{":
            raise self._fault(start, repr(buffer[start : start + 20].decode("utf-8", "replace")))
        self._depth = 1
        return buffer[start + 1 :], start + 1

    def _scan(self, buffer: bytes, offset: int) -> int:
        """Look at the tokens of a buffer that begins at byte `offset`; returns how much of it is done with."""
        depth = self._depth
        for match in _TOKENS.finditer(buffer):
            first = buffer[match.start()]
            if match.end() - match.start() > 1:
                if depth == 1 and first == 0x22 and self._key is None:
                    self._begin_member(match.group(), offset + match.start(), offset + match.end())
            elif first in b"{[":
                depth += 1
            elif first in b"}]":
                depth -= 1
                if depth == 0:
                    self._depth = 0
                    self._end_member(offset + match.start(), is_last=True)
                    return match.end()
            elif first == 0x22:  # the text goes on beyond the buffer
                self._depth = depth
                return match.start()
            elif depth == 1:
                self._end_member(offset + match.start())
        self._depth = depth
        return len(buffer)

    def _begin_member(self, quoted: bytes, start: int, stop: int) -> None:
        try:
            key = json.loads(quoted)
        except ValueError as error:
            raise self._fault(start, str(error)) from error
        if key in self._places:
            raise self._fault(start, translate("datasets", "the key {0!r:.60} a second time").format(key))
        if len(self._places) >= _COUNT_LIMIT:
            raise self._fault(start, translate("datasets", "more than {0} keys").format(_COUNT_LIMIT))
        self._key, self._value_start = key, stop

    def _end_member(self, stop: int, *, is_last: bool = False) -> None:
        if self._key is not None:
            self._places[self._key] = (self._value_start, stop)
            self._key = None
        elif not is_last or self._places:
            raise self._fault(stop, translate("datasets", "no key"))

    def _fault(self, place: int, found: str) -> FormatError:
        return FormatError(
            translate("datasets", "{0}, byte {1}: expected a JSON object, found {2}").format(
                self._path, place, found
            )
        )


def _unreadable(path: Path, error: OSError) -> FormatError:
    return FormatError(translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error))
