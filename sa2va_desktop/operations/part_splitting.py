"""The separate parts of an object's mask become objects of their own, followed from frame to frame by overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.editing.attribute_tracks import copy_values
from sa2va_desktop.editing.commands import put_frame, put_object
from sa2va_desktop.editing.mask_parts import split_parts
from sa2va_desktop.editing.part_tracks import PartFollower
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.operations.identity import new_like
from sa2va_desktop.operations.mask_edits import EditScope, MaskToEdit, frames_in
from sa2va_desktop.tasks import CancelToken

MOST_PARTS = 32
"""Objects that one becomes at most in either direction of time; smaller pieces go with the nearest part."""


@dataclass(frozen=True)
class FrameParts:
    """One frame and its parts by number; 0 is the one that stays the object."""

    source: MaskToEdit
    parts: Mapping[int, MaskRle]


@dataclass(frozen=True)
class PreparedSplit:
    """An object's masks as they are now, ascending by frame.

    Attributes:
        start: place in `masks` from which the parts are followed both ways; its largest part stays the object.
        min_area_px: smaller pieces go with the nearest part.
        whole: frames whose masks stay whole, because they are locked or were settled by hand; parts are followed through
            them all the same.
        is_one_frame: a person looks at exactly this frame, and it is edited by hand afterwards.
    """

    masks: tuple[MaskToEdit, ...]
    start: int
    min_area_px: int
    whole: frozenset[int] = frozenset()
    is_one_frame: bool = False

    @property
    def count(self) -> int:
        """How many masks may be split."""
        return len(self.masks) - len(self.whole)

    @property
    def kept(self) -> int:
        return len(self.whole)

    def results(self, token: CancelToken) -> Iterator[FrameParts]:
        """The parts of each frame: from the start onwards, then from the start backwards.

        Raises:
            CancelledError: between two frames.
        """
        if not self.masks:
            return
        token.raise_if_cancelled()
        first = self.masks[self.start]
        parts = dict(enumerate(split_parts(self._mask(first), self.min_area_px, MOST_PARTS)))
        yield FrameParts(first, parts)
        number = len(parts)
        for way in (self.masks[self.start + 1 :], self.masks[: self.start][::-1]):
            follower = PartFollower(parts, min_area_px=self.min_area_px, most=MOST_PARTS, next_number=number)
            for source in way:
                token.raise_if_cancelled()
                yield FrameParts(source, follower.step(self._mask(source)))
            number = follower.next_number

    def differs(self, one: FrameParts) -> bool:
        """Whether a frame that may be split is anything but the whole object."""
        return one.source.frame_index not in self.whole and set(one.parts) != {0}

    def changes(self, project: Project, results: Iterable[FrameParts]) -> list[Change]:
        """The changes that make the parts objects; what was changed or locked meanwhile is left whole."""
        changes: list[Change] = []
        made: dict[int, AnnotationObject] = {}
        for one in results:
            item, frame = one.source.item, one.source.frame
            if not self.differs(one) or frame is None or not one.source.is_current(project):
                continue
            for number, rle in one.parts.items():
                if number == 0:
                    continue
                if number not in made:
                    current, fresh = project.objects[item.object_id], list(made.values())
                    made[number] = new_like(project, current.media_id, current, fresh)
                    changes += put_object(project, made[number])
                    changes += copy_values(project, item.object_id, made[number].object_id)
                key = (made[number].object_id, one.source.frame_index)
                changes.append(Change(Table.FRAME, key, None, self._frame(frame, rle)))
            changes.append(self._rest(project, one, frame))
        return changes

    # ---- inside

    def _mask(self, source: MaskToEdit) -> MaskRle:
        """As it is seen if a person's word comes of it, else as it is stored."""
        assert source.frame is not None
        return shown_rle(source.item, source.frame) if self.is_one_frame else source.frame.rle

    def _frame(self, frame: ObjectFrame, rle: MaskRle) -> ObjectFrame:
        if self.is_one_frame and frame.state is not FrameState.CONFIRMED:
            return ObjectFrame(rle, FrameState.EDITED)
        return replace(frame, rle=rle)

    def _rest(self, project: Project, one: FrameParts, frame: ObjectFrame) -> Change:
        """What of the frame stays with the object."""
        object_id, frame_index = one.source.item.object_id, one.source.frame_index
        if 0 in one.parts:
            return put_frame(project, object_id, frame_index, self._frame(frame, one.parts[0]))
        if frame.object_score is None:  # absent without a score would mean that a person said so
            return Change(Table.FRAME, (object_id, frame_index), frame, None)
        gone = replace(frame, rle=empty_rle(*frame.rle.size_hw), state=FrameState.ABSENT)
        return put_frame(project, object_id, frame_index, gone)


def prepare_split(
    project: Project, object_id: ObjectId, scope: EditScope, *, shown_frame: int, min_area_px: int
) -> PreparedSplit:
    """Pick the masks of an object that may be split.

    Args:
        shown_frame: where the person looks: the parts are those of this frame, or of the nearest one that has a mask.
    """
    item, track = project.objects[object_id], project.track(object_id)
    there = sorted(index for index, frame in frames_in(track, scope.frame_range) if not frame.rle.is_empty)
    masks = tuple(MaskToEdit(item, index, track[index]) for index in there)
    whole = frozenset(index for index in there if scope.keeps(item, track[index]))
    first = min(range(len(there)), key=lambda place: abs(there[place] - shown_frame), default=0)
    return PreparedSplit(masks, first, min_area_px, whole, scope.is_one_frame)
