"""Clean up masks of objects on many frames, for good.

`prepare_clean_up` picks the masks on the document's thread, `cleaned_masks` computes on any other, and
`clean_up_changes` makes one edit of the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import put_frame
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.tasks import CancelToken


@dataclass(frozen=True)
class MaskToClean:
    object_id: ObjectId
    frame_index: int
    frame: ObjectFrame


@dataclass(frozen=True)
class PreparedCleanUp:
    """Masks as they are now.

    Attributes:
        is_one_frame: a person looks at exactly this frame.
        kept: how many masks of the range stay, because they are locked or were settled by hand.
    """

    clean_up: CleanUp
    masks: tuple[MaskToClean, ...]
    is_one_frame: bool
    kept: int


@dataclass(frozen=True)
class CleanedMask:
    source: MaskToClean
    rle: MaskRle


def prepare_clean_up(
    project: Project,
    object_ids: Iterable[ObjectId],
    clean_up: CleanUp,
    *,
    frame_range: tuple[int, int],
    is_one_frame: bool = False,
) -> PreparedCleanUp:
    """Pick the masks of objects in a half-open range.

    Locked objects and frames always stay. Frames that a person edited or confirmed stay too, unless exactly this frame
    is cleaned up.
    """
    start, stop = frame_range
    masks, kept = [], 0
    for object_id in object_ids:
        is_locked = project.objects[object_id].is_locked
        for frame_index, frame in project.track(object_id).items():
            if not start <= frame_index < stop or frame.rle.is_empty:
                continue
            is_settled = frame.state.is_protected and not is_one_frame
            if is_locked or is_settled or frame.state is FrameState.LOCKED:
                kept += 1
            else:
                masks.append(MaskToClean(object_id, frame_index, frame))
    return PreparedCleanUp(clean_up, tuple(masks), is_one_frame, kept)


def cleaned_masks(prepared: PreparedCleanUp, token: CancelToken) -> Iterator[CleanedMask]:
    """One result a mask, in order, changed or not.

    Raises:
        CancelledError: between two masks.
    """
    for source in prepared.masks:
        token.raise_if_cancelled()
        yield CleanedMask(source, cleaned(source.frame.rle, prepared.clean_up))


def clean_up_changes(
    project: Project, prepared: PreparedCleanUp, cleaned: Iterable[CleanedMask]
) -> list[Change]:
    """The changes that put cleaned masks into the document; what was changed or locked meanwhile is left alone.

    On exactly one frame the mask is edited by hand from now on, unless it is confirmed and stays so; elsewhere states
    and scores stay.
    """
    changes = []
    for one in cleaned:
        source = one.source
        owner, current = (
            project.objects.get(source.object_id),
            project.frame(source.object_id, source.frame_index),
        )
        if one.rle == source.frame.rle or current != source.frame or owner is None or owner.is_locked:
            continue
        frame = replace(source.frame, rle=one.rle)
        if prepared.is_one_frame and frame.state is not FrameState.CONFIRMED:
            frame = ObjectFrame(one.rle, FrameState.EDITED)
        changes.append(put_frame(project, source.object_id, source.frame_index, frame))
    return changes
