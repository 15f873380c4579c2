"""Media whose files are gone or replaced: noticed, looked for, compared, and bound to the file that was found."""

from __future__ import annotations

import enum
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.editing.commands import put_media
from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.file_identity import edge_hash, stamp_of
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES, list_pictures
from sa2va_desktop.media.records import MediaProbe
from sa2va_desktop.operations.media_items import probe
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_FOLDERS_LIMIT = 100_000
"""So many folders are looked into at most; a search from the root of a disk ends some time."""


class FileState(enum.Enum):
    """What is at the path of a media item, as far as names and sizes tell."""

    FINE = "fine"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True)
class Candidate:
    """A file or folder that can take the place of a media item's file: as many frames, of the same size.

    Attributes:
        is_same: size and hash say that it is the very file; else `difference` says in a sentence what is different.
    """

    item: MediaItem
    probe: MediaProbe
    is_same: bool
    difference: str = ""


def file_states(items: Iterable[MediaItem], token: CancelToken) -> dict[MediaId, FileState]:
    """Look at each path; a file system that does not answer takes its time, so not for the GUI thread."""
    states = {}
    for item in items:
        token.raise_if_cancelled()
        states[item.media_id] = file_state(item)
    return states


def file_state(item: MediaItem) -> FileState:
    """By existence and size only; the contents are compared when the item is opened."""
    try:
        size_bytes = stamp_of(_files(Path(item.path))).size_bytes
    except MediaError:
        return FileState.MISSING
    return FileState.FINE if size_bytes == item.size_bytes or not item.edge_hash else FileState.CHANGED


def is_changed(item: MediaItem) -> bool:
    """Whether another content is at its path now, by size and hash; a file that is gone has not changed. Reads it."""
    try:
        files = _files(Path(item.path))
        return bool(item.edge_hash) and edge_hash(files) != item.edge_hash
    except (MediaError, OSError):
        return False


def compare(item: MediaItem, path: Path, token: CancelToken) -> Candidate:
    """What a file that the person chose is to a media item.

    Raises:
        MediaError: it cannot be read, or has other frames than the masks of the item were made for.
    """
    found = probe(path, token=token)
    height, width = found.size_hw
    if (height, width, len(found.pts)) != (item.height, item.width, item.frame_count):
        raise MediaError(
            translate(
                "operations",
                "'{0}' has {1} frames of {2}x{3}, but the masks were made on {4} frames of {5}x{6}: it cannot take their place.",
            ).format(path.name, len(found.pts), width, height, item.frame_count, item.width, item.height)
        )
    if found.size_bytes == item.size_bytes and found.edge_hash == item.edge_hash:
        return Candidate(item, found, is_same=True)
    difference = translate(
        "operations",
        "'{0}' is another file than '{1}' ({2} bytes instead of {3}), although it has as many frames of the same size.",
    ).format(path.name, PurePosixPath(item.path).name, found.size_bytes, item.size_bytes)
    return Candidate(item, found, is_same=False, difference=difference)


def search(
    items: Sequence[MediaItem], folder: Path, token: CancelToken
) -> Iterator[tuple[int, dict[MediaId, Path]]]:
    """Look for the files of media items in a folder and all below it, by size and hash, whatever their names.

    Yields (folders looked into, everything found so far) once a folder; ends when all are found.
    """
    wanted = {item.media_id: item for item in items}
    found: dict[MediaId, Path] = {}
    for number, (root, folders, names) in enumerate(os.walk(folder), start=1):
        token.raise_if_cancelled()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found |= _matches_in(Path(root), sorted(names), [wanted[key] for key in wanted if key not in found])
        yield number, found
        if len(found) == len(wanted) or number >= _FOLDERS_LIMIT:
            return


def siblings(moved: MediaItem, path: Path, others: Iterable[MediaItem], token: CancelToken) -> list[Candidate]:
    """Other missing media that moved along: the very same files, at the same place relative to `path`."""
    old_root, new_root = _roots(Path(moved.path), path)
    candidates = []
    for item in others:
        if item.media_id == moved.media_id or file_state(item) is not FileState.MISSING:
            continue
        place = _moved(Path(item.path), old_root, new_root)
        if place is not None and _is_same(item, place):
            candidates.append(compare(item, place, token))
    return candidates


def relink(session: OpenProject, candidates: Sequence[Candidate], label: str) -> None:
    """Bind media items to the files that were found, one entry of the history.

    Items that were removed or changed since they were compared, or that belong to another project, are left alone.
    """
    changes = []
    for candidate in candidates:
        if session.project.media.get(candidate.item.media_id) == candidate.item:
            changes += put_media(session.project, _bound(candidate))
    session.do(label, changes)


def _bound(candidate: Candidate) -> MediaItem:
    found = candidate.probe
    return replace(
        candidate.item,
        kind=MediaKind(found.kind.value),
        path=found.index.path.as_posix(),
        pts=found.pts,
        time_base=found.time_base,
        size_bytes=found.size_bytes,
        edge_hash=found.edge_hash,
        full_hash=candidate.item.full_hash if candidate.is_same else "",
    )


def _files(path: Path) -> tuple[Path, ...]:
    """The files at a path. Raises MediaError when there is nothing."""
    if not os.path.isdir(path):
        return (path,)
    pictures = tuple(list_pictures(path))
    if not pictures:
        raise MediaError(translate("operations", "'{0}' has no pictures any more.").format(path))
    return pictures


def _is_same(item: MediaItem, path: Path) -> bool:
    """Whether size and hash are those of the item. A file that cannot be read is none."""
    try:
        files = _files(path)
        return stamp_of(files).size_bytes == item.size_bytes and edge_hash(files) == item.edge_hash
    except MediaError:
        return False


def _matches_in(folder: Path, names: Sequence[str], wanted: Sequence[MediaItem]) -> Mapping[MediaId, Path]:
    found: dict[MediaId, Path] = {}
    clips = [item for item in wanted if item.kind is MediaKind.SEQUENCE]
    files = [item for item in wanted if item.kind is not MediaKind.SEQUENCE]
    if clips and any(Path(name).suffix.lower() in PICTURE_SUFFIXES for name in names):
        found |= {item.media_id: folder for item in clips if _is_same(item, folder)}
    sizes = {item.size_bytes for item in files}
    for name in names if files else ():
        path = folder / name
        try:
            size_bytes = path.stat().st_size
        except OSError:
            continue  # gone meanwhile, or a link to nowhere
        if size_bytes in sizes:  # hashing is what costs, so only what may be it is hashed
            alike = (item for item in files if item.media_id not in found and item.size_bytes == size_bytes)
            found |= {item.media_id: path for item in alike if _is_same(item, path)}
    return found


def _roots(old: Path, new: Path) -> tuple[Path, Path]:
    """The folders above the stretch that both paths end with; the file's own name may differ."""
    old_root, new_root = old.parent, new.parent
    while old_root.name and old_root.name == new_root.name:
        old_root, new_root = old_root.parent, new_root.parent
    return old_root, new_root


def _moved(path: Path, old_root: Path, new_root: Path) -> Path | None:
    return new_root / path.relative_to(old_root) if path.is_relative_to(old_root) else None
