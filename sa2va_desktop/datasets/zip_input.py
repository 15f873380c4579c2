"""Zip archives that strangers made: what is inside is checked before any of it is read, and nothing is unpacked."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from sa2va_desktop.datasets.data_set_paths import printable
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

MEMBER_LIMIT = 1_000_000
SIZE_LIMIT = 64 << 30
"""Bytes that all members say they unpack to."""
FILE_LIMIT = 4 << 30
"""Bytes that one member may unpack to; reading stops at the size that it says."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class ZipInput:
    """The members of an archive by name, each a plain file inside it.

    Use as a context. Raises:
        FormatError: from the constructor and while a member is read: no archive, encrypted, damaged, a name that leads
            out of it, a link, too many members or too large ones.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            self._zip = zipfile.ZipFile(path)
        try:
            self._members = self._checked(self._zip.infolist())
        except FormatError:
            self._zip.close()
            raise

    def __enter__(self) -> ZipInput:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """Of the files inside, with forward slashes, sorted."""
        return sorted(self._members)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member as a stream of bytes. Raises: FormatError, while it is read, too."""
        with self._told(name), self._zip.open(self._members[name]) as file:
            yield file

    @contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        place = f"{self.path}, {printable(name)}" if name else str(self.path)
        try:
            yield
        except OSError as error:
            raise FormatError(
                translate("datasets", "{0} cannot be read: {1}").format(place, error.strerror or error)
            ) from error
        except _BROKEN as error:
            raise FormatError(
                translate("datasets", "{0}: expected a zip archive, found {1}").format(place, error)
            ) from error

    def _checked(self, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(members) > MEMBER_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} files in the archive, found {2}").format(
                    self.path, MEMBER_LIMIT, len(members)
                )
            )
        checked: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            if problem := _problem_of(member):
                raise FormatError(f"{self.path}, {member.filename[:200]!r}: {problem}")
            if not member.is_dir():
                checked[member.filename] = member
        if (total := sum(member.file_size for member in checked.values())) > SIZE_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} MB in the archive, found {2}").format(
                    self.path, SIZE_LIMIT >> 20, total >> 20
                )
            )
        return checked


def _problem_of(member: zipfile.ZipInfo) -> str:
    name = member.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name or ":" in path.parts[0]:
        return translate("datasets", "expected a name inside the archive, found one that leads out of it")
    if stat.S_ISLNK(member.external_attr >> 16):
        return translate("datasets", "expected a file, found a link")
    if member.flag_bits & 1:
        return translate("datasets", "expected a readable file, found an encrypted one")
    if member.file_size > FILE_LIMIT:
        return translate("datasets", "expected at most {0} MB, found {1}").format(
            FILE_LIMIT >> 20, member.file_size >> 20
        )
    return ""
