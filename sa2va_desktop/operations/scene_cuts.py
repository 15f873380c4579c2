"""What is known of a clip's scene cuts: found in its pictures, and put right by a person.

Cuts that were found follow from the pictures alone, so they are kept beside the caches (`scene_cut_cache`) and are no
step of undo. What a person says about cuts is kept in the project as a setting, undoable like any edit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.editing.commands import set_setting
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.track_plan import FrameRange
from sa2va_desktop.translation import translate

_PREFIX = "scene-cuts/"
_MOST_FRAMES = 1 << 31


@dataclass(frozen=True)
class CutEdits:
    """What a person said: frames at which there is a cut, and frames at which there is none."""

    added: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class CutMap:
    """Cuts of one clip as far as they are known; immutable, so that a worker may hold it.

    A cut is named by the first frame of the new scene.

    Attributes:
        found: cuts that were found in the pictures.
        searched: ascending half-open ranges that were looked through, not touching each other.
    """

    found: frozenset[int] = frozenset()
    searched: tuple[FrameRange, ...] = ()
    edits: CutEdits = CutEdits()

    @property
    def frames(self) -> tuple[int, ...]:
        """All cuts, ascending."""
        return tuple(sorted((self.found - self.edits.removed) | self.edits.added))

    def knows(self, frame_index: int) -> bool:
        """Whether anybody looked if there is a cut."""
        if frame_index in self.edits.added or frame_index in self.edits.removed:
            return True
        return any(start <= frame_index < stop for start, stop in self.searched)

    def unsearched(self, frame_range: FrameRange) -> list[FrameRange]:
        """The parts of a range that were not looked through, ascending."""
        parts, position = [], frame_range[0]
        for start, stop in self.searched:
            if position < min(start, frame_range[1]):
                parts.append((position, min(start, frame_range[1])))
            position = max(position, stop)
        if position < frame_range[1]:
            parts.append((position, frame_range[1]))
        return parts

    def with_searched(self, frame_range: FrameRange, found: Iterable[int]) -> CutMap:
        """After a stretch was looked through."""
        return replace(
            self,
            found=self.found | frozenset(found),
            searched=_joined([*self.searched, frame_range]),
        )

    def with_edits(self, edits: CutEdits) -> CutMap:
        return replace(self, edits=edits)


def with_cuts(cuts: CutMap | None, found: Iterable[int]) -> CutMap | None:
    """With single cuts that a track came upon; None, which is across all cuts, stays None."""
    if cuts is None:
        return None
    for cut in found:
        cuts = cuts.with_searched((cut, cut + 1), [cut])
    return cuts


def cut_edits(project: Project, media_id: MediaId) -> CutEdits:
    """What a person said about the cuts of a clip.

    Raises:
        ProjectError: the project holds something else under that name.
    """
    text = project.settings.get(_name(media_id))
    if text is None:
        return CutEdits()
    try:
        stored = json.loads(text)
        return CutEdits(_frames(stored["added"]), _frames(stored["removed"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProjectError(
            translate("operations", "The scene cuts of media item {0} cannot be read: {1}").format(
                media_id, error
            )
        ) from error


def add_cut(project: Project, media_id: MediaId, frame_index: int) -> list[Change]:
    """Say that a new scene begins with a frame."""
    edits = cut_edits(project, media_id)
    return _put(project, media_id, CutEdits(edits.added | {frame_index}, edits.removed - {frame_index}))


def remove_cut(project: Project, media_id: MediaId, frame_index: int) -> list[Change]:
    """Say that a scene goes on over a frame."""
    edits = cut_edits(project, media_id)
    return _put(project, media_id, CutEdits(edits.added - {frame_index}, edits.removed | {frame_index}))


def forget_cut_edits(project: Project, media_id: MediaId) -> list[Change]:
    """What was said about a clip, to be removed together with it."""
    return set_setting(project, _name(media_id), None) if _name(media_id) in project.settings else []


def is_about_cuts(setting_name: str) -> bool:
    """Whether a setting of the project holds what a person said about cuts."""
    return setting_name.startswith(_PREFIX)


def _put(project: Project, media_id: MediaId, edits: CutEdits) -> list[Change]:
    text = json.dumps({"added": sorted(edits.added), "removed": sorted(edits.removed)})
    return set_setting(project, _name(media_id), text)


def _name(media_id: MediaId) -> str:
    return f"{_PREFIX}{media_id}"


def _frames(stored: Sequence[object]) -> frozenset[int]:
    if not isinstance(stored, list) or any(
        type(frame) is not int or not 0 <= frame < _MOST_FRAMES for frame in stored
    ):
        raise ValueError(f"expected a list of frames, found {str(stored)[:40]}")
    return frozenset(stored)


def _joined(ranges: list[FrameRange]) -> tuple[FrameRange, ...]:
    return tuple(_merge_touching(sorted(ranges)))


def _merge_touching(ranges: list[FrameRange]) -> Iterator[FrameRange]:
    start, stop = ranges[0]
    for next_start, next_stop in ranges[1:]:
        if next_start > stop:
            yield start, stop
            start, stop = next_start, next_stop
        stop = max(stop, next_stop)
    yield start, stop
