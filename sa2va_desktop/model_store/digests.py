"""The two kinds of checksum that the hub names: SHA-256 of large files, git's blob id (SHA-1) of small ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sa2va_desktop.model_store.records import PlannedFile

_READ_BYTES = 4 << 20


class Digest:
    """Sums bytes as they come, for comparison with a file's own checksum."""

    def __init__(self, file: PlannedFile) -> None:
        self._expected = file.digest
        if len(file.digest) == 64:
            self._sum = hashlib.sha256()
        else:
            self._sum = hashlib.sha1(f"blob {file.size_bytes}\0".encode(), usedforsecurity=False)

    def add(self, data: bytes) -> None:
        self._sum.update(data)

    @property
    def is_right(self) -> bool:
        return self._sum.hexdigest() == self._expected

    @property
    def found(self) -> str:
        return self._sum.hexdigest()


def read_into(digest: Digest, path: Path) -> Iterator[int]:
    """Sum a file; yields the number of bytes of each piece. Raises OSError."""
    with path.open("rb") as stream:
        while data := stream.read(_READ_BYTES):
            digest.add(data)
            yield len(data)
