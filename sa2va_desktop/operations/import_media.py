"""Which media item an imported clip is about: one of the project, the data set's own picture, or one in a named folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.datasets.clip_frames import frames_of, is_single, picture_in_sequence
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.picture_folder import PictureFolder, clip_names, common_tail
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.operations.media_items import media_item_of, probe
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

NEW = MediaId(0)
"""The id of a media item that is not in the project yet."""


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
        self._pictures = None if pictures is None else PictureFolder(pictures, token)
        self._unreadable: set[Path] = set()

    def find(self, clip: ImportedClip) -> Match | None:
        """The best fitting media item; None when there is none, and the report says why."""
        reasons: list[str] = []
        for item, is_own in self._candidates(clip):
            try:
                return Match(item, frames_of(item, clip, is_own=is_own))
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
        for file in self._pictures.paths_of(clip) if self._pictures is not None else ():
            found = self._probed(file)
            if found is not None:
                yield self._by_hash.get(found.edge_hash, found), True

    def _by_name(self, clip: ImportedClip, own: MediaItem | None) -> Iterator[MediaItem]:
        """Items of the project with the clip's name; where the data set has a picture of the same kind but with other
        content, the name alone means nothing."""
        found: list[tuple[int, MediaItem]] = []
        for name in clip_names(clip):
            stem = PurePosixPath(name).stem.casefold()
            whole = PurePosixPath(name).name.casefold()
            for item in {id(i): i for key in (stem, whole) for i in self._by_stem.get(key, ())}.values():
                is_other = own is not None and own.kind is item.kind
                if not is_other and _is_right_kind(item, clip):
                    found.append((common_tail(item.path, name), item))
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
        if not is_single(clip):
            return
        for name in clip_names(clip):
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


def _fits(item: MediaItem, clip: ImportedClip) -> bool:
    try:
        frames_of(item, clip)
    except FormatError:
        return False
    return True


def _is_right_kind(item: MediaItem, clip: ImportedClip) -> bool:
    return clip.frame_indices is not None or (item.kind is MediaKind.IMAGE) == is_single(clip)
