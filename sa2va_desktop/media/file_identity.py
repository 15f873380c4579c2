"""How a media file is recognised after it was moved or renamed: stamps and hashes of files and folders of pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.records import MIB, FileStamp
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


def stamp_of(files: Iterable[Path]) -> FileStamp:
    """Total size and latest change of some files."""
    sizes = []
    changes = []
    for file in files:
        try:
            status = file.stat()
        except OSError as error:
            raise MediaError(
                translate("media", "'{0}' cannot be read: {1}.").format(file, error.strerror or error)
            ) from error
        sizes.append(status.st_size)
        changes.append(status.st_mtime_ns)
    return FileStamp(sum(sizes), max(changes, default=0))


def edge_hash(files: tuple[Path, ...]) -> str:
    """SHA-256 (hex) over names (of a sequence), sizes, and the first and last MiB of the first and last file.

    The name of a single file does not count, so that a renamed file is still recognised.
    """
    digest = hashlib.sha256()
    _add_list(digest, files)
    for file in dict.fromkeys((files[0], files[-1])):
        try:
            with file.open("rb") as stream:
                digest.update(stream.read(MIB))
                size = file.stat().st_size
                stream.seek(max(MIB, size - MIB))
                digest.update(stream.read(MIB))
        except OSError as error:
            raise MediaError(
                translate("media", "'{0}' cannot be read: {1}.").format(file, error.strerror or error)
            ) from error
    return digest.hexdigest()


def full_hash(files: tuple[Path, ...], token: CancelToken) -> str:
    """SHA-256 (hex) over every byte, read a MiB at a time. For a single file it is what `sha256sum` prints.

    Raises:
        CancelledError: `token` was cancelled.
    """
    digest = hashlib.sha256()
    if len(files) > 1:
        _add_list(digest, files)
    for file in files:
        try:
            with file.open("rb") as stream:
                while chunk := stream.read(MIB):
                    token.raise_if_cancelled()
                    digest.update(chunk)
        except OSError as error:
            raise MediaError(
                translate("media", "'{0}' cannot be read: {1}.").format(file, error.strerror or error)
            ) from error
    return digest.hexdigest()


def _add_list(digest: hashlib._Hash, files: tuple[Path, ...]) -> None:
    for file in files:
        name = file.name if len(files) > 1 else ""
        digest.update(f"{name}\0{file.stat().st_size}\n".encode("utf-8", "surrogateescape"))
