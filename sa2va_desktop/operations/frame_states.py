"""What a person says about objects on frames: confirmed, locked, worth a look, absent, occluded, a key frame.

Every verb gives the changes of one history entry. Frames that are locked are left alone by all but unlocking; a locked
object is refused. A key frame, absent or occluded frame called so by hand has no scores, which is how automatic work
knows that a person said it (`ObjectFrame.is_protected`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.editing.commands import put_frame
from sa2va_desktop.editing.shown_mask import Seen, ShownRle, shown_rle, with_state
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.marks import marked_frames, put_marks, settled_by_marks
from sa2va_desktop.translation import translate

Frames = Sequence[int] | range

_NEED_NO_MASK = frozenset((FrameState.ABSENT, FrameState.OCCLUDED))


def settled_frames(project: Project, object_id: ObjectId) -> set[int]:
    """Frames that a person settled without a protected state: marked key frames, and what was called so by hand."""
    said = {f for f, frame in project.track(object_id).items() if frame.is_protected}
    protected = {f for f in said if project.track(object_id)[f].state.is_protected}
    return settled_by_marks(project, object_id) | (said - protected)


def have_state(project: Project, object_ids: Iterable[ObjectId], frames: Frames, state: FrameState) -> bool:
    """Whether every frame of these objects that has a record has that state, and there is one."""
    found = [project.frame(object_id, f) for object_id in object_ids for f in frames]
    records = [frame for frame in found if frame is not None]
    return bool(records) and all(frame.state is state for frame in records)


def looked_at(
    project: Project, object_ids: Iterable[ObjectId], frames: Frames, *, is_taken: bool
) -> list[Seen]:
    """Masks whose cleaned form `give_state`, or `take_state`, asks for: whoever has to can make them beforehand."""
    found = ((project.objects[each], project.frame(each, index)) for each in object_ids for index in frames)
    there = [(item, frame) for item, frame in found if frame is not None]
    return [(item, replace(frame, state=FrameState.TRACKED)) for item, frame in there] if is_taken else there


def give_state(
    project: Project,
    object_ids: Iterable[ObjectId],
    frames: Frames,
    state: FrameState,
    *,
    shown: ShownRle = shown_rle,
) -> list[Change]:
    """Say of objects on frames what they are. What is settled by that keeps the mask as it was seen.

    ABSENT empties the mask, and like OCCLUDED may be said of frames that have none; the others are about masks.

    Args:
        shown: where cleaned masks come from; see `editing.shown_mask`.

    Raises:
        UsageError: an object is locked, or there is no frame of which that can be said.
    """
    changes = []
    for object_id in _unlocked(project, object_ids):
        for frame_index in frames:
            frame = project.frame(object_id, frame_index)
            said = _said(project, object_id, frame, state, shown)
            if said is not None:
                changes.append(put_frame(project, object_id, frame_index, said))
                if state is FrameState.ABSENT:
                    changes += put_marks(project, object_id, frame_index, None)
    if not changes:
        raise _nothing()
    return changes


def take_state(
    project: Project,
    object_ids: Iterable[ObjectId],
    frames: Frames,
    state: FrameState,
    *,
    shown: ShownRle = shown_rle,
) -> list[Change]:
    """Take back what was said: frames of that state are again what their mask came from.

    A mask that the clean-up of its object would change again by that is EDITED: what was looked at stays.

    Raises:
        UsageError: an object is locked, or no frame has the state.
    """
    changes = []
    for object_id in _unlocked(project, object_ids):
        marked = set(marked_frames(project, object_id))
        for frame_index in frames:
            frame = project.frame(object_id, frame_index)
            if frame is None or frame.state is not state:
                continue
            if frame.rle.is_empty and frame.object_score is None:
                changes.append(_untouched(object_id, frame_index, frame))
            else:
                plain_state = _plain_state(frame, is_marked=frame_index in marked)
                plain = with_state(project.objects[object_id], frame, plain_state, shown)
                changes.append(put_frame(project, object_id, frame_index, plain))
    if not changes:
        raise _nothing()
    return changes


def delete_masks(project: Project, object_ids: Iterable[ObjectId], frames: Frames) -> list[Change]:
    """Make frames untouched, with the marks that made them.

    Raises:
        UsageError: an object is locked, or there is no mask on these frames that is not locked.
    """
    changes = []
    for object_id in _unlocked(project, object_ids):
        for frame_index in frames:
            frame = project.frame(object_id, frame_index)
            if frame is not None and frame.state is not FrameState.LOCKED:
                changes.append(_untouched(object_id, frame_index, frame))
                changes += put_marks(project, object_id, frame_index, None)
    if not changes:
        raise _nothing()
    return changes


def _nothing() -> UsageError:
    return UsageError(
        translate(
            "operations", "There is no mask here that this could be done to (locked frames are left alone)."
        )
    )


def _said(
    project: Project, object_id: ObjectId, frame: ObjectFrame | None, state: FrameState, shown: ShownRle
) -> ObjectFrame | None:
    """The frame with the state, or None where it cannot be said."""
    if frame is not None and frame.state is FrameState.LOCKED:
        return None
    if frame is None:
        if state not in _NEED_NO_MASK:
            return None
        media = project.media[project.objects[object_id].media_id]
        return ObjectFrame(empty_rle(media.height, media.width), state)
    if state is FrameState.ABSENT:
        return ObjectFrame(empty_rle(*frame.rle.size_hw), state)
    item = project.objects[object_id]
    if state is FrameState.OCCLUDED:
        return ObjectFrame(shown(item, frame), state)
    if state is FrameState.PROMPTED:
        return None if frame.rle.is_empty else ObjectFrame(shown(item, frame), state)
    return with_state(item, frame, state, shown)


def _untouched(object_id: ObjectId, frame_index: int, frame: ObjectFrame) -> Change:
    return Change(Table.FRAME, (object_id, frame_index), frame, None)


def _plain_state(frame: ObjectFrame, *, is_marked: bool) -> FrameState:
    if is_marked:
        return FrameState.PROMPTED
    if frame.object_score is None:
        return FrameState.EDITED
    return FrameState.ABSENT if frame.rle.is_empty else FrameState.TRACKED


def _unlocked(project: Project, object_ids: Iterable[ObjectId]) -> list[ObjectId]:
    found = list(object_ids)
    for object_id in found:
        if project.objects[object_id].is_locked:
            raise UsageError(
                translate("operations", "“{0}” is locked; unlock it first.").format(
                    project.objects[object_id].name
                )
            )
    return found
