"""Edits of an object's masks over many frames for scripts: the verbs of the Masks menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import CleanUp, ObjectId
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.clean_up import prepare_clean_up
from sa2va_desktop.operations.interpolation import prepare_interpolation
from sa2va_desktop.operations.mask_combining import Combination, prepare_combination
from sa2va_desktop.operations.mask_edits import EditScope
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.operations.part_splitting import prepare_split
from sa2va_desktop.tasks import CancelToken

FrameRange = tuple[int, int]


class MaskEdits:
    """What `ScriptObject` does to its masks. Frames that are locked stay, and those that a person settled,
    unless they are asked for (`with_settled`). Ranges are half-open, None is the whole clip.
    """

    def __init__(self, session: OpenProject, object_id: ObjectId) -> None:
        self._session = session
        self.object_id = object_id

    def clean_up(
        self,
        *,
        islands: int = 0,
        holes: int = 0,
        smooth: int = 0,
        margin: int = 0,
        frame_range: FrameRange | None = None,
        with_settled: bool = False,
    ) -> int:
        """Drop islands below so many pixels, fill holes up to so many, smooth over a radius, grow (or below 0 shrink).

        Returns: how many masks changed.
        """
        clean_up, scope = CleanUp(islands, holes, smooth, margin), self._scope(frame_range, with_settled)
        prepared = prepare_clean_up(self._session.project, [self.object_id], clean_up, scope)
        return self._do("Clean up “{0}”", prepared.at_once(self._session.project))

    def combine(
        self,
        how: str,
        others: Sequence[Self],
        *,
        frame_range: FrameRange | None = None,
        with_settled: bool = False,
    ) -> int:
        """The object's mask becomes what it gives with others of the same picture or clip, which stay as they are.

        Args:
            how: "subtract", "unite", "intersect" or "exclude".

        Returns: how many masks changed.

        Raises:
            ValueError: `how` is something else.
            UsageError: another object is of another picture or clip, or is this one.
        """
        ids = [other.object_id for other in others]
        objects = self._session.project.objects
        for each in ids:
            if each == self.object_id or objects[each].media_id != objects[self.object_id].media_id:
                raise UsageError(
                    f"“{objects[self.object_id].name}”: expected other objects of the same picture or clip,"
                    f" found “{objects[each].name}”"
                )
        scope = self._scope(frame_range, with_settled)
        prepared = prepare_combination(self._session.project, Combination(how), self.object_id, ids, scope)
        return self._do("Combine “{0}”", prepared.at_once(self._session.project))

    def interpolate(self, *, frame_range: FrameRange | None = None, replaces: bool = False) -> int:
        """Fill frames between key frames with shapes on the way.

        Args:
            replaces: also frames that have a mask which nobody settled.

        Returns: how many frames were filled.
        """
        scope = self._scope(frame_range, with_settled=False)
        prepared = prepare_interpolation(self._session.project, [self.object_id], scope, replaces=replaces)
        return self._do("Interpolate “{0}”", prepared.at_once(self._session.project))

    def split_parts(
        self,
        *,
        min_area: int = 20,
        frame_index: int = 0,
        frame_range: FrameRange | None = None,
        with_settled: bool = False,
    ) -> list[Self]:
        """Make objects of the separate parts of its masks; the largest stays this one.

        Args:
            min_area: smaller pieces, in pixels, go with the nearest part.
            frame_index: where the parts are found, to be followed both ways; the nearest frame that has a mask.

        Returns: the new objects.
        """
        project, scope = self._session.project, self._scope(frame_range, with_settled)
        known = set(project.objects)
        prepared = prepare_split(
            project, self.object_id, scope, shown_frame=frame_index, min_area_px=max(1, min_area)
        )
        self._do("Split “{0}” into Parts", prepared.changes(project, prepared.results(CancelToken())))
        return [type(self)(self._session, each) for each in project.objects if each not in known]

    def _scope(self, frame_range: FrameRange | None, with_settled: bool) -> EditScope:
        project = self._session.project
        item = project.media[project.objects[self.object_id].media_id]
        return EditScope(frame_range or (0, item.frame_count), with_settled=with_settled)

    def _do(self, label: str, changes: list[Change]) -> int:
        if changes:
            self._session.do(label.format(self._session.project.objects[self.object_id].name), changes)
        return sum(change.table is Table.FRAME for change in changes)
