"""JSON as some programs write it, with NaN and Infinity for numbers: what these stand in is refused, the rest is read."""

from __future__ import annotations

import re
from typing import BinaryIO

_TOKEN = re.compile(
    rb'(?P<text>"(?:[^"\\]|\\.)*")|(?P<begun>"(?:[^"\\]|\\.)*\\?\Z)|(?P<constant>-?(?:NaN|Infinity)\b)',
    re.DOTALL,
)
_BEGUN_WORD = re.compile(rb"[-A-Za-z]{1,16}\Z")
_CHUNK = 1 << 16
_TEXT_LIMIT = 64 << 20


class WithoutConstants:
    """A file whose NaN and Infinity outside of texts are objects, which no reader takes for a number or a text."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ready, self._left = b"", b""
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, b"" at the end; all for a negative one."""
        while not self._is_over and (size < 0 or len(self._ready) < size):
            self._fill()
        count = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:count], self._ready[count:]
        return given

    def _fill(self) -> None:
        chunk = self._file.read(_CHUNK)
        self._is_over = not chunk
        data, kept = self._left + chunk, b""
        if not self._is_over:
            begun = next((m for m in _TOKEN.finditer(data) if m["begun"] is not None), None)
            word = _BEGUN_WORD.search(data) if begun is None else None
            start = begun.start() if begun is not None else word.start() if word is not None else len(data)
            if len(data) - start <= _TEXT_LIMIT:
                data, kept = data[:start], data[start:]
        self._left = kept
        self._ready += _TOKEN.sub(_replaced, data)


def _replaced(match: re.Match[bytes]) -> bytes:
    constant = match["constant"]
    return match[0] if constant is None else b'{"not a number": "' + constant + b'"}'
