"""Rows as WebDataset shards: a tar with a sample of `NUMBER.json` and, if there is a picture, `NUMBER.jpg` for each row.

Source: the conventions of the `webdataset` library: the files of a sample follow each other and share the name up to its
first dot.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sa2va_desktop.datasets.data_set_paths import printable
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_FILE_ROWS = 2000
_MEMBER_LIMIT = 10_000_000
_ROW_LIMIT = 256 << 20
"""Bytes of one row as JSON."""


class ShardWriter:
    """Writes rows into tars of bounded length; equal rows give equal bytes. `name`: with a `*` for the shard's number."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._stack = ExitStack()
        self._row_count = 0
        self._tar: tarfile.TarFile | None = None

    def __enter__(self) -> ShardWriter:
        self._open()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def add(self, row: dict[str, Any]) -> None:
        """A row; the bytes of its `image`, if it has one, become a file."""
        if self._row_count and self._row_count % _FILE_ROWS == 0:
            self._stack.close()
            self._open()
        image = row.get("image")
        if image is not None:
            self._write("jpg", image["bytes"])
        plain = {key: value for key, value in row.items() if key != "image"}
        self._write("json", json.dumps(plain, allow_nan=False).encode("ascii"))
        self._row_count += 1

    def _open(self) -> None:
        path = self._folder / self._name.replace("*", f"{self._row_count // _FILE_ROWS:06d}")
        self._tar = self._stack.enter_context(tarfile.TarFile(path, "w", format=tarfile.USTAR_FORMAT))

    def _write(self, field: str, data: bytes) -> None:
        assert self._tar is not None
        member = tarfile.TarInfo(f"{self._row_count:08d}.{field}")  # time, owner and mode are those of no file
        member.size = len(data)
        self._tar.addfile(member, io.BytesIO(data))


def shard_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of a shard, one in memory at a time; pictures are passed over.

    Raises:
        FormatError: no tar, a member that is no plain file, too many or too large ones, or no JSON.
    """
    try:
        with tarfile.open(path, "r:") as tar:
            for number, member in enumerate(tar):
                place = translate("datasets", "{0}, {1}").format(path, printable(member.name))
                if not member.isfile() or number >= _MEMBER_LIMIT:
                    raise FormatError(
                        translate(
                            "datasets", "{0}: expected at most {1} plain files, found something else"
                        ).format(place, _MEMBER_LIMIT)
                    )
                if member.name.endswith(".json"):
                    yield place, _row(tar, member, place)
                tar.members = []  # type: ignore[attr-defined]  # the library keeps all of them
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected a tar archive, found {1}").format(path, error)
        ) from error
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error


def _row(tar: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> dict[str, Any]:
    file = tar.extractfile(member)
    if member.size > _ROW_LIMIT or file is None:
        raise FormatError(
            translate("datasets", "{0}: expected at most {1} MB of JSON, found {2}").format(
                place, _ROW_LIMIT >> 20, member.size >> 20
            )
        )
    try:
        value = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected JSON, found {1}").format(place, " ".join(str(error).split()))
        ) from error
    if not isinstance(value, dict):
        raise FormatError(
            translate("datasets", "{0}: expected keys and values, found {1:.60}").format(place, repr(value))
        )
    return value
