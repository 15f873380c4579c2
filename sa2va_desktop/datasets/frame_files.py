"""Finding the frames of a data set on disk: files by name in the order of time, and which picture each mask belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES, VIDEO_SUFFIXES, list_visible
from sa2va_desktop.translation import translate

_LIST_LIMIT = 64 << 20
"""Bytes of a text file that lists names."""


@dataclass(frozen=True)
class FrameNames:
    """The frames of a clip: their names in order of time, and the folder that has their pictures, or None."""

    names: tuple[str, ...]
    media: Path | None = None

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.names)}

    def position(self, name: str) -> int | None:
        """Place of a frame in `names`, or None."""
        return self._positions.get(name)


def files_by_name(folder: Path, suffixes: Collection[str] = (".png",)) -> dict[str, Path]:
    """Name without suffix → file, in natural order; {} where there is no such folder. Of two with one name the first."""
    found: dict[str, Path] = {}
    for path in entries(folder):
        if path.suffix.lower() in suffixes and path.is_file():
            found.setdefault(path.stem, path)
    return found


def subfolders(folder: Path) -> list[Path]:
    """In natural order; [] where there is no such folder."""
    return [path for path in entries(folder) if path.is_dir()]


def entries(folder: Path) -> list[Path]:
    """What is in a folder and not hidden, in natural order; [] where there is no such folder."""
    try:
        return list_visible(folder) if folder.is_dir() else []
    except (MediaError, OSError):
        return []


def first_of(folders: Iterable[Path]) -> Path | None:
    """The first of some folders that exists."""
    return next((folder for folder in folders if folder.is_dir()), None)


def frames_of(mask_names: Collection[str], pictures: Path | None) -> FrameNames:
    """The frames of a clip: those of its folder of pictures where it has one that goes with the masks, else the masks' own."""
    names = tuple(files_by_name(pictures, PICTURE_SUFFIXES)) if pictures is not None else ()
    if pictures is not None and (not mask_names or not set(names).isdisjoint(mask_names)) and names:
        return FrameNames(names, pictures)
    return FrameNames(tuple(mask_names))


def video_beside(folder: Path, name: str) -> Path | None:
    """The video called `name` in a folder, or None."""
    suffixes = [".mp4", *sorted(VIDEO_SUFFIXES - {".mp4"})]
    return next(
        (path for suffix in suffixes if (path := folder / f"{name}{suffix}").is_file()),
        None,
    )


def read_lines(path: Path) -> list[str]:
    """Stripped lines of a text file that are not empty.

    Raises:
        FormatError: it cannot be read, or is too large for a list of names.
    """
    try:
        if (size := path.stat().st_size) > _LIST_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected a list of at most {1} bytes, found {2}").format(
                    path, _LIST_LIMIT, size
                )
            )
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    return [stripped for line in text.split("\n") if (stripped := line.strip())]


def is_plain_name(name: object) -> bool:
    """Whether a name in a file can be looked up in a folder without leaving it."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= 255
        and name not in (".", "..")
        and not set(name) & set("/\\\x00:")
    )


def report_file(report: ImportReport, path: Path, error: Exception) -> None:
    """Note a file that is left out; the sentence does not name it twice."""
    sentence = str(error)
    for start in (f"{path}: ", f"'{path}': ", f"'{path}' "):
        sentence = sentence.removeprefix(start)
    report.add(str(path), sentence)
