"""Edits of masks of objects on one frame or many, computed beside the document and put into it as one history entry.

`prepare_…` picks the masks on the document's thread, `PreparedEdit.results` computes on any other, and
`PreparedEdit.changes` makes one edit of the results. Locked objects and frames stay. Frames that a person
settled stay too, unless exactly this frame is meant or they are meant expressly. What was changed meanwhile is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import put_frame, put_object
from sa2va_desktop.editing.shown_mask import is_settled, shown_rle
from sa2va_desktop.tasks import CancelToken


@dataclass(frozen=True)
class EditScope:
    """Which frames are meant.

    Attributes:
        frame_range: half-open.
        is_one_frame: a person looks at exactly this frame and means it, settled or not.
        with_settled: frames that a person settled are meant too, see `shown_mask.is_settled`.
    """

    frame_range: tuple[int, int]
    is_one_frame: bool = False
    with_settled: bool = False

    @staticmethod
    def one_frame(frame_index: int) -> EditScope:
        """Exactly this frame."""
        return EditScope((frame_index, frame_index + 1), is_one_frame=True)

    def keeps(self, item: AnnotationObject, frame: ObjectFrame) -> bool:
        """Whether a mask stays as it is, because it is locked or settled."""
        is_kept = is_settled(frame) and not (self.is_one_frame or self.with_settled)
        return item.is_locked or is_kept or frame.state is FrameState.LOCKED


@dataclass(frozen=True)
class FrameUsed:
    """Another mask that a result depends on, as it was."""

    item: AnnotationObject
    frame_index: int
    frame: ObjectFrame

    @property
    def rle(self) -> MaskRle:
        """As it is seen."""
        return shown_rle(self.item, self.frame)


@dataclass(frozen=True)
class MaskToEdit:
    """One object on one frame as it was when the edit was prepared; `frame` is None where it has nothing yet."""

    item: AnnotationObject
    frame_index: int
    frame: ObjectFrame | None
    used: tuple[FrameUsed, ...] = ()

    @property
    def others(self) -> list[MaskRle]:
        """The other masks, as they are seen."""
        return [each.rle for each in self.used]

    def is_current(self, project: Project) -> bool:
        """Whether the document still has what was prepared, and nobody locked the object."""
        owner = project.objects.get(self.item.object_id)
        if owner is None or owner.is_locked:
            return False
        places = [(self.item.object_id, self.frame_index, self.frame)]
        places += [(each.item.object_id, each.frame_index, each.frame) for each in self.used]
        return all(
            object_id in project.objects and project.frame(object_id, index) == frame
            for object_id, index, frame in places
        )


@dataclass(frozen=True)
class EditedMask:
    source: MaskToEdit
    rle: MaskRle


Compute = Callable[[MaskRle | None, MaskToEdit], MaskRle]
"""From the mask that is to be changed (None: there is none yet) and what it depends on to the new one."""


@dataclass(frozen=True)
class PreparedEdit:
    """Masks as they are now, and what is to become of each.

    Attributes:
        compute: pure; called on a worker, in the order of `masks`.
        kept: how many masks stay, because they are locked or were settled by hand.
        state: of the frames afterwards, which then have no scores; confirmed ones stay confirmed. None: states and
            scores stay; a mask of which nothing is left makes the object absent.
        onto: the new object that gets the results, while the masks that they were made of stay.
    """

    masks: tuple[MaskToEdit, ...]
    compute: Compute
    kept: int = 0
    state: FrameState | None = None
    onto: AnnotationObject | None = None

    @property
    def count(self) -> int:
        """How many results there will be."""
        return len(self.masks)

    def results(self, token: CancelToken) -> Iterator[EditedMask]:
        """One result a mask, in order, changed or not.

        Raises:
            CancelledError: between two masks.
        """
        for source in self.masks:
            token.raise_if_cancelled()
            yield EditedMask(source, self.compute(self._begin(source), source))

    def differs(self, one: EditedMask) -> bool:
        """Whether a result is another mask than is there now."""
        if self.onto is not None:
            return not one.rle.is_empty
        return one.rle != self._begin(one.source)

    def changes(self, project: Project, edited: Iterable[EditedMask]) -> list[Change]:
        """The changes that put results into the document; what was changed or locked meanwhile is left alone."""
        changes: list[Change] = []
        for one in edited:
            if not self.differs(one) or not self._is_current(project, one.source):
                continue
            if self.onto is None:
                frame = self._edited_frame(one)
                changes.append(put_frame(project, one.source.item.object_id, one.source.frame_index, frame))
            else:
                key = (self.onto.object_id, one.source.frame_index)
                changes.append(Change(Table.FRAME, key, None, self._copied_frame(one)))
        if self.onto is not None and changes:
            label = self.onto.category_id if self.onto.category_id in project.categories else None
            return [*put_object(project, replace(self.onto, category_id=label)), *changes]
        return changes

    def at_once(self, project: Project) -> list[Change]:
        """Compute and give the changes, for few masks or where nobody waits."""
        return self.changes(project, self.results(CancelToken()))

    # ---- inside

    def _begin(self, source: MaskToEdit) -> MaskRle | None:
        """What one goes on from: the mask that is seen if a person's word comes of it, else the stored one."""
        if source.frame is None:
            return None
        settles = self.onto is not None or (self.state is not None and self.state.is_protected)
        return shown_rle(source.item, source.frame) if settles else source.frame.rle

    def _is_current(self, project: Project, source: MaskToEdit) -> bool:
        if self.onto is None or not source.item.is_locked:
            return source.is_current(project)
        return project.frame(source.item.object_id, source.frame_index) == source.frame

    def _edited_frame(self, one: EditedMask) -> ObjectFrame:
        before = one.source.frame
        if before is not None and before.state is FrameState.CONFIRMED:
            return replace(before, rle=one.rle)
        if self.state is not None or before is None:
            return ObjectFrame(one.rle, self.state or FrameState.TRACKED)
        # Without a score, absent would mean that a person said so.
        is_gone = one.rle.is_empty and before.object_score is not None and not before.state.is_protected
        return replace(before, rle=one.rle, state=FrameState.ABSENT if is_gone else before.state)

    def _copied_frame(self, one: EditedMask) -> ObjectFrame:
        """On the new object: nobody confirmed or locked it there."""
        before = one.source.frame
        if before is None or self.state is not None or before.is_protected:
            return ObjectFrame(one.rle, self.state or FrameState.EDITED)
        return replace(before, rle=one.rle)


def pick_masks(
    project: Project, object_ids: Iterable[ObjectId], scope: EditScope
) -> tuple[list[MaskToEdit], int]:
    """The masks of objects in the scope that may be changed, and how many stay as they are. Empty ones do not count."""
    masks, kept = [], 0
    for object_id in object_ids:
        item = project.objects[object_id]
        for frame_index, frame in frames_in(project.track(object_id), scope.frame_range):
            if frame.rle.is_empty:
                continue
            if scope.keeps(item, frame):
                kept += 1
            else:
                masks.append(MaskToEdit(item, frame_index, frame))
    return masks, kept


def frames_in(
    track: Mapping[int, ObjectFrame], frame_range: tuple[int, int]
) -> Iterator[tuple[int, ObjectFrame]]:
    """The frames of a track that lie in a range, in no particular order. Few frames of a long track are found at once."""
    start, stop = frame_range
    if stop - start >= len(track):
        return ((index, frame) for index, frame in track.items() if start <= index < stop)
    return ((index, track[index]) for index in range(start, stop) if index in track)


def state_after(scope: EditScope) -> FrameState | None:
    """On exactly one frame a mask is edited by hand from then on; elsewhere states and scores stay."""
    return FrameState.EDITED if scope.is_one_frame else None
