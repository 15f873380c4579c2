"""Masks of several objects combined frame by frame: united, subtracted, intersected, excluded, overlaps taken away."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.editing.mask_booleans import exclude, intersect, overlap_boxes, subtract, unite
from sa2va_desktop.operations.mask_edits import (
    EditScope,
    FrameUsed,
    MaskToEdit,
    PreparedEdit,
    frames_in,
    pick_masks,
    state_after,
)


class Combination(enum.Enum):
    """What becomes of one object's mask through others'."""

    SUBTRACT = "subtract"  # it loses what lies in any of the others
    UNITE = "unite"  # it gains what lies in the others
    INTERSECT = "intersect"  # it keeps what lies in all of them
    EXCLUDE = "exclude"  # what lies in an odd number of them: of two, what lies in one only


_VERBS: Mapping[Combination, Callable[..., MaskRle]] = MappingProxyType(
    {
        Combination.SUBTRACT: subtract,
        Combination.UNITE: unite,
        Combination.INTERSECT: intersect,
        Combination.EXCLUDE: exclude,
    }
)


def prepare_combination(
    project: Project,
    combination: Combination,
    changed: ObjectId,
    others: Sequence[ObjectId],
    scope: EditScope,
    *,
    onto: AnnotationObject | None = None,
) -> PreparedEdit:
    """One object's mask becomes what the combination with others gives, which stay as they are.

    A frame counts where there is something to do: the object has a mask, and one of the others too (for INTERSECT, all
    of them). UNITE also counts where only the others have one.

    Args:
        onto: a new object that gets the results, while the first stays, too; without one the first changes.
    """
    item = project.objects[changed]
    found, kept = _frames_to_combine(project, combination, item, scope, takes_all=onto is not None)
    masks = []
    for source in found:
        used = _masks_of(project, others, source.frame_index)
        if used and (combination is not Combination.INTERSECT or len(used) == len(set(others))):
            masks.append(replace(source, used=tuple(used)))
    return PreparedEdit(tuple(masks), _combining(_VERBS[combination]), kept, state_after(scope), onto)


def prepare_cut_out(project: Project, front: Sequence[ObjectId], scope: EditScope) -> PreparedEdit:
    """What lies in the front objects is taken from all others of the picture or clip that are shown."""
    if not front:
        return PreparedEdit((), _combining(subtract))
    media_id = project.objects[front[0]].media_id
    behind = [item.object_id for item in project.objects_of(media_id) if item.object_id not in set(front)]
    return _without_overlaps(project, dict.fromkeys(_visible(project, behind), tuple(front)), scope)


def prepare_overlaps(project: Project, object_ids: Sequence[ObjectId], scope: EditScope) -> PreparedEdit:
    """Each of several objects loses what lies under those that are drawn over it, so that no pixel is in two."""
    if not object_ids:
        return PreparedEdit((), _combining(subtract))
    order = _drawn(project, project.objects[object_ids[0]].media_id, object_ids)
    return _without_overlaps(
        project, {each: tuple(order[place + 1 :]) for place, each in enumerate(order)}, scope
    )


def _without_overlaps(
    project: Project, over: Mapping[ObjectId, Sequence[ObjectId]], scope: EditScope
) -> PreparedEdit:
    """Objects lose what lies in others; only masks whose boxes meet count, as changed or as kept."""
    masks: list[MaskToEdit] = []
    kept = 0
    for object_id, others in over.items():
        item = project.objects[object_id]
        tracks = [(project.objects[each], project.track(each)) for each in others]
        for frame_index, frame in frames_in(project.track(object_id), scope.frame_range):
            if frame.rle.is_empty:
                continue
            found = ((other, track.get(frame_index)) for other, track in tracks)
            used = tuple(
                FrameUsed(other, frame_index, there)
                for other, there in found
                if there is not None and _may_meet(frame, other, there)
            )
            if used and scope.keeps(item, frame):
                kept += 1
            elif used:
                masks.append(MaskToEdit(item, frame_index, frame, used))
    return PreparedEdit(tuple(masks), _combining(subtract), kept, state_after(scope))


def _may_meet(frame: ObjectFrame, item: AnnotationObject, other: ObjectFrame) -> bool:
    """Whether two masks may have a pixel in common; one that is cleaned up where it is shown may be larger than it is."""
    if item.clean_up is not None:
        return not other.rle.is_empty
    return overlap_boxes(frame.rle, other.rle)


def _frames_to_combine(
    project: Project, combination: Combination, item: AnnotationObject, scope: EditScope, *, takes_all: bool
) -> tuple[list[MaskToEdit], int]:
    """Frames of the object that may be changed, and how many stay. With `takes_all` none has to stay."""
    track = project.track(item.object_id)
    start, stop = scope.frame_range
    if takes_all:
        there = frames_in(track, scope.frame_range)
        masks, kept = [MaskToEdit(item, index, frame) for index, frame in there if not frame.rle.is_empty], 0
    else:
        masks, kept = pick_masks(project, [item.object_id], scope)
    if combination is Combination.UNITE and (takes_all or not item.is_locked):
        masks += [
            MaskToEdit(item, index, frame)
            for index in range(start, stop)
            if (frame := track.get(index)) is None or (frame.rle.is_empty and _may_fill(frame, scope))
        ]
        masks.sort(key=lambda each: each.frame_index)
    return masks, kept


def _may_fill(frame: ObjectFrame, scope: EditScope) -> bool:
    """Whether an object may be put where it has an empty mask: not where a person said that it is not there."""
    if frame.state is FrameState.LOCKED:
        return False
    return scope.is_one_frame or scope.with_settled or not frame.is_protected


def _masks_of(project: Project, object_ids: Sequence[ObjectId], frame_index: int) -> list[FrameUsed]:
    found = ((project.objects[each], project.frame(each, frame_index)) for each in object_ids)
    return [
        FrameUsed(item, frame_index, frame)
        for item, frame in found
        if frame is not None and not frame.rle.is_empty
    ]


def _visible(project: Project, object_ids: Sequence[ObjectId]) -> list[ObjectId]:
    return [each for each in object_ids if not project.objects[each].is_hidden]


def _drawn(project: Project, media_id: MediaId, object_ids: Sequence[ObjectId]) -> list[ObjectId]:
    """In the order in which they are drawn, one over the other."""
    meant = set(object_ids)
    return [item.object_id for item in project.objects_of(media_id) if item.object_id in meant]


def _combining(verb: Callable[..., MaskRle]) -> Callable[[MaskRle | None, MaskToEdit], MaskRle]:
    def compute(rle: MaskRle | None, source: MaskToEdit) -> MaskRle:
        others = source.others
        return verb(empty_rle(*others[0].size_hw) if rle is None else rle, *others)

    return compute
