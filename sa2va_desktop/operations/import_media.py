"""Which media item an imported clip is about: one of the project, the data set's own picture, or one in a named folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES, VIDEO_SUFFIXES
from sa2va_desktop.operations.import_frames import frames_in, picture_in_sequence
from sa2va_desktop.operations.media_items import media_item_of, probe
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

NEW = MediaId(0)
"""The id of a media item that is not in the project yet."""

_FILES_LIMIT = 2_000_000
"""So many names of the folder that a person names are looked at."""


@dataclass(frozen=True)
class Match:
    """A media item, with `media_id` `NEW` when it is to be added, and the frame index of each frame of the clip."""

    item: MediaItem
    frame_indices: tuple[int, ...]


class MediaMatcher:
    """Finds media for clips, one after the other; reads files, so it is used on a worker.

    Args:
        items: the media of the project as they were when the import began.
        pictures: a folder that the person named, in which pictures and videos lie, at any depth; or None.
        report: what was found but does not fit is told there.
    """

    def __init__(
        self, items: Iterable[MediaItem], pictures: Path | None, report: ImportReport, token: CancelToken
    ) -> None:
        self._known = list(items)
        self._report = report
        self._token = token
        self._by_path = {item.path: item for item in self._known}
        self._by_hash = {item.edge_hash: item for item in self._known if item.edge_hash}
        self._by_stem: dict[str, list[MediaItem]] = {}
        for item in self._known:
            self._by_stem.setdefault(PurePosixPath(item.path).stem.casefold(), []).append(item)
            name = PurePosixPath(item.path).name.casefold()
            if item.kind is MediaKind.SEQUENCE and name != PurePosixPath(item.path).stem.casefold():
                self._by_stem.setdefault(name, []).append(item)
        self._pictures = pictures
        self._files: dict[str, list[Path]] | None = None
        self._unreadable: set[Path] = set()

    def find(self, clip: ImportedClip) -> Match | None:
        """The best fitting media item; None when there is none, and the report says why."""
        reasons: list[str] = []
        for item, is_own in self._candidates(clip):
            try:
                return Match(item, _frames_of_own(item, clip) if is_own else _frames(item, clip))
            except FormatError as error:
                if str(error) not in reasons:
                    reasons.append(str(error))
        if not reasons:
            reasons.append(
                translate(
                    "operations",
                    "{0}: no picture or clip of the project is called so, and the data set has none; "
                    "name the folder in which the pictures are",
                ).format(clip.name)
            )
        self._report.add(clip.name, reasons[0])
        return None

    def _candidates(self, clip: ImportedClip) -> Iterator[tuple[MediaItem, bool]]:
        """In the order of certainty, and whether it is the data set's own picture or one in the named folder."""
        if clip.source_hash and clip.source_hash in self._by_hash:
            yield self._by_hash[clip.source_hash], False
        own = None
        if clip.media is not None:
            path = clip.media.absolute().as_posix()
            if path in self._by_path:
                yield self._by_path[path], True
                return
            own = self._probed(clip.media)
            if own is not None and own.edge_hash in self._by_hash:
                yield self._by_hash[own.edge_hash], True
        yield from ((item, False) for item in self._by_name(clip, own))
        if own is not None:
            yield own, True
        for file in self._in_folder(clip):
            found = self._probed(file)
            if found is not None:
                yield self._by_hash.get(found.edge_hash, found), True

    def _by_name(self, clip: ImportedClip, own: MediaItem | None) -> Iterator[MediaItem]:
        """Items of the project with the clip's name; where the data set has a picture of the same kind but with other
        content, the name alone means nothing."""
        found: list[tuple[int, MediaItem]] = []
        for name in _names(clip):
            stem = PurePosixPath(name).stem.casefold()
            whole = PurePosixPath(name).name.casefold()
            for item in {id(i): i for key in (stem, whole) for i in self._by_stem.get(key, ())}.values():
                is_other = own is not None and own.kind is item.kind
                if not is_other and _is_right_kind(item, clip):
                    found.append((_common_tail(item.path, name), item))
        best: dict[str, tuple[int, MediaItem]] = {}
        for tail, item in found:
            if item.path not in best or best[item.path][0] < tail:
                best[item.path] = (tail, item)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        fitting = [item for tail, item in ranked if tail == ranked[0][0] and _fits(item, clip)]
        if len(fitting) > 1:  # which one is meant is for the person to say
            others = ", ".join(sorted(item.path for item in fitting)[:3])
            self._report.add(
                clip.name,
                translate("operations", "{0}: several media fit: {1}; the first one was taken").format(
                    clip.name, others
                ),
            )
            yield min(fitting, key=lambda item: item.path)
        yield from (item for _, item in ranked)
        yield from self._sequences_around(clip)

    def _sequences_around(self, clip: ImportedClip) -> Iterator[MediaItem]:
        """Clips of pictures of which the single picture that a file speaks of is one."""
        if not _is_single(clip):
            return
        for name in _names(clip):
            folder = PurePosixPath(name).parent.name.casefold()
            for item in self._by_stem.get(folder, ()) if folder else ():
                if picture_in_sequence(item, name) is not None:
                    yield item

    def _probed(self, path: Path) -> MediaItem | None:
        """A file as a media item, the one of the project where it has it; unreadable ones are told once."""
        known = self._by_path.get(path.absolute().as_posix())
        if known is not None or path in self._unreadable:
            return known
        self._token.raise_if_cancelled()
        try:
            item = media_item_of(NEW, probe(path, token=self._token))
        except MediaError as error:
            self._unreadable.add(path)
            self._report.add(path.name, str(error))
            return None
        if item.edge_hash not in self._by_hash:
            # The next clip about the same file gets the same item. Its stem is not noted: names are for the project's.
            self._by_path[item.path] = item
        return item

    def _in_folder(self, clip: ImportedClip) -> Iterator[Path]:
        """Files and folders below the named folder that are called as the clip, or what it was made of."""
        if self._pictures is None:
            return
        if self._files is None:
            self._files = _names_below(self._pictures, self._token)
        seen = set()
        for name in _names(clip):
            keys = (PurePosixPath(name).name.casefold(), PurePosixPath(name).stem.casefold())
            paths = {path: None for key in keys for path in self._files.get(key, ())}
            for path in sorted(paths, key=lambda each: (-_common_tail(each.as_posix(), name), each)):
                is_folder = os.path.isdir(path)
                if path not in seen and (not is_folder or not _is_single(clip)):
                    seen.add(path)
                    yield path


def _frames(item: MediaItem, clip: ImportedClip) -> tuple[int, ...]:
    if _is_single(clip) and clip.frame_indices is None and item.kind is MediaKind.SEQUENCE:
        for name in (clip.frames[0], clip.name):
            frame = picture_in_sequence(item, name)
            if frame is not None:
                return frames_in(item, replace(clip, frame_indices=(frame,)))
    return frames_in(item, clip)


def _frames_of_own(item: MediaItem, clip: ImportedClip) -> tuple[int, ...]:
    """Pictures that are only some frames of the source are counted by themselves, whatever frames they were there."""
    if item.kind is not MediaKind.VIDEO and clip.frame_indices is not None:
        with suppress(FormatError):  # it may be the whole source after all
            return _frames(item, replace(clip, frame_indices=None))
    return _frames(item, clip)


def _fits(item: MediaItem, clip: ImportedClip) -> bool:
    try:
        _frames(item, clip)
    except FormatError:
        return False
    return True


def _is_single(clip: ImportedClip) -> bool:
    return len(clip.frames) == 1 and not clip.is_clip


def _is_right_kind(item: MediaItem, clip: ImportedClip) -> bool:
    return clip.frame_indices is not None or (item.kind is MediaKind.IMAGE) == _is_single(clip)


def _names(clip: ImportedClip) -> list[str]:
    """What the media may be called, the surest first."""
    names = [clip.source_name, clip.frames[0] if _is_single(clip) and clip.frames else "", clip.name]
    if not _is_single(clip) and clip.frames and PurePosixPath(clip.frames[0]).parent.name:
        names.append(PurePosixPath(clip.frames[0]).parent.as_posix())
    return list(dict.fromkeys(name.replace("\\", "/") for name in names if name))


def _common_tail(path: str, name: str) -> int:
    """How many parts two paths have in common at their ends; the suffix of the last part may differ."""
    ours, theirs = list(PurePosixPath(path).parts), list(PurePosixPath(name).parts)
    count = 0
    while ours and theirs:
        a, b = ours.pop().casefold(), theirs.pop().casefold()
        is_same = a == b or (count == 0 and PurePosixPath(a).stem == PurePosixPath(b).stem)
        if not is_same:
            break
        count += 1
    return count


def _names_below(folder: Path, token: CancelToken) -> dict[str, list[Path]]:
    """Media files and folders below a folder, by name and by stem."""
    found: dict[str, list[Path]] = {}
    count = 0
    for root, folders, files in os.walk(folder):
        token.raise_if_cancelled()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        media = [name for name in sorted(files) if _is_media(name)]
        for name in (*folders, *media):
            for key in {name.casefold(), PurePosixPath(name).stem.casefold()}:
                found.setdefault(key, []).append(Path(root, name))
        count += len(media)
        if count >= _FILES_LIMIT:
            break
    if not folder.is_dir():
        raise FormatError(translate("operations", "{0}: expected a folder with pictures").format(folder))
    return found


def _is_media(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES | VIDEO_SUFFIXES
