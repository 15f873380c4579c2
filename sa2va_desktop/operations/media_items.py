"""Media items of a project: found, probed, added, opened. Translates between `media` and the document's records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.editing.commands import put_media
from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.file_identity import edge_hash
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.media_search import find_media
from sa2va_desktop.media.opening import media_files, open_media, probe_media
from sa2va_desktop.media.records import MediaIndex, MediaProbe, MediaSettings
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

__all__ = [
    "MediaId",
    "MediaProbe",
    "OpenProject",
    "add_probed_media",
    "doubt_about",
    "expand_media_paths",
    "media_item_of",
    "open_frames",
    "open_item",
    "probe",
]

_DEFAULT_SETTINGS = MediaSettings()


def open_frames(path: Path) -> MediaReader:
    """A reader of its own for the calling thread; a context manager. Raises MediaError."""
    return open_media(path)


def open_item(item: MediaItem, *, token: CancelToken | None = None) -> MediaReader:
    """A reader of a media item of the project; masks must not land on another picture than theirs.

    Raises:
        MediaError: what is at its path now cannot be read, or is a picture of another size.
    """
    path = Path(item.path)
    reader = open_media(path, token=token)
    height, width = reader.index.size_hw
    if (height, width) != (item.height, item.width):
        reader.close()
        raise MediaError(
            translate(
                "operations",
                "'{0}' is {1}x{2} now, but the masks of this project were made on {3}x{4}: it was replaced by another file.",
            ).format(path.name, width, height, item.width, item.height)
        )
    return reader


def doubt_about(item: MediaItem, index: MediaIndex) -> str:
    """A sentence when a file of the right size is not the one that was added to the project, else ""."""
    is_same = index.stamp.size_bytes == item.size_bytes and edge_hash(media_files(index)) == item.edge_hash
    if is_same or not item.edge_hash:
        return ""
    return translate(
        "operations",
        "'{0}' has changed since it was added to this project; its masks may not fit any more.",
    ).format(index.path.name)


def expand_media_paths(paths: Iterable[Path]) -> list[Path]:
    """Files stay as they are; a folder is a clip if it holds numbered pictures, else it stands for the media in it.

    Raises:
        MediaError: a folder that cannot be listed.
    """
    found: list[Path] = []
    for path in paths:
        found += find_media(path) or [path] if path.is_dir() else [path]
    return found


def probe(
    path: Path, *, settings: MediaSettings = _DEFAULT_SETTINGS, token: CancelToken | None = None
) -> MediaProbe:
    """Everything the document keeps of a media file; reads it, so not for the GUI thread. Raises MediaError."""
    return probe_media(path.absolute(), settings=settings, token=token)


def add_probed_media(session: OpenProject, probes: Sequence[MediaProbe]) -> list[MediaId]:
    """Add media to the project as one history entry; what the project has already is not added again.

    Returns: ids in the order of `probes`.
    """
    project = session.project
    media_ids, changes, added = [], [], []
    for each in probes:
        known = _known_media(project, each)
        if known is None:
            item = media_item_of(project.allocate_media_id(), each)
            changes += put_media(project, item)
            added.append(_readable(each.index.path.name))
            known = item.media_id
        media_ids.append(known)
    if changes:
        label = translate("operations", "Add {0}").format(added[0])
        if len(added) > 1:
            label = translate("operations", "Add {0} media").format(len(added))
        session.do(label, changes)
    return media_ids


def _readable(name: str) -> str:
    """A file name as text; bytes that are none, which Linux allows in names, are shown as question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _known_media(project: Project, probed: MediaProbe) -> MediaId | None:
    path = probed.index.path.as_posix()
    return next((item.media_id for item in project.media.values() if item.path == path), None)


def media_item_of(media_id: MediaId, probed: MediaProbe) -> MediaItem:
    """The record of a file that was looked at; it is not in the project yet."""
    index = probed.index
    height, width = index.size_hw
    return MediaItem(
        media_id=media_id,
        kind=MediaKind(index.kind.value),
        path=index.path.as_posix(),
        height=height,
        width=width,
        pts=index.pts,
        time_base=index.time_base,
        size_bytes=probed.size_bytes,
        edge_hash=probed.edge_hash,
    )
