"""Join objects that are one thing: the union where several have a mask, else what is there; one entry of the history.

`prepare_join` picks the masks on the document's thread, `joined_frames` computes on any other, and `join_changes` makes
one edit of the results. What is changed meanwhile is picked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.editing.attribute_tracks import join_values
from sa2va_desktop.editing.commands import put_answer, put_expression, put_object
from sa2va_desktop.editing.mask_booleans import unite
from sa2va_desktop.editing.review_tracks import join_reviews
from sa2va_desktop.editing.shown_mask import is_settled, shown_frame
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.identity import unlocked_objects
from sa2va_desktop.operations.marks import marks_of, put_marks
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_JOINED_STATES = (FrameState.FLAGGED, FrameState.PROMPTED, FrameState.STALE, FrameState.OCCLUDED)
"""Of two masks that become one the first of these that either has is kept; else the frame is TRACKED."""

Parts = tuple[ObjectFrame | None, ...]
"""What the joined objects have on one frame, in their order."""

CleanUps = tuple[CleanUp | None, ...]
"""How the joined objects are cleaned up, in their order."""


@dataclass(frozen=True)
class JoinedFrame:
    """What one frame becomes, as long as the parts are what is there and cleaned up so.

    Attributes:
        owner: the object whose marks go with it.
    """

    parts: Parts
    clean_ups: CleanUps
    owner: ObjectId
    frame: ObjectFrame


@dataclass(frozen=True)
class PreparedJoin:
    """Objects that become the first of them, and what is there on the frames that are not computed yet."""

    items: tuple[AnnotationObject, ...]
    frames: Mapping[int, Parts]

    @property
    def object_ids(self) -> tuple[ObjectId, ...]:
        return tuple(item.object_id for item in self.items)


def prepare_join(
    project: Project, object_ids: Sequence[ObjectId], known: Mapping[int, JoinedFrame] | None = None
) -> PreparedJoin:
    """Pick the frames that have to be computed.

    Args:
        known: frames that were computed already; they are picked again only if something else is there by now.

    Raises:
        UsageError: fewer than two objects, of different media, one is locked or no longer there.
    """
    if not all(object_id in project.objects for object_id in object_ids):
        raise UsageError(translate("operations", "An object that was to be joined is no longer there."))
    items = unlocked_objects(project, object_ids)
    if len(items) < 2 or len({item.media_id for item in items}) > 1:
        raise UsageError(
            translate("operations", "Select at least two objects of one picture or clip to join them.")
        )
    computed, frames, clean_ups = known or {}, {}, _clean_ups(items)
    for frame_index, parts in _frames_to_join(project, object_ids):
        earlier = computed.get(frame_index)
        if earlier is None or not _is_same(earlier.parts, parts) or earlier.clean_ups != clean_ups:
            frames[frame_index] = parts
    return PreparedJoin(tuple(items), frames)


def joined_frames(prepared: PreparedJoin, token: CancelToken) -> Iterator[tuple[int, JoinedFrame]]:
    """What each frame becomes, in order.

    Raises:
        CancelledError: between two frames.
    """
    for frame_index, parts in prepared.frames.items():
        token.raise_if_cancelled()
        yield frame_index, _joined(prepared.items, parts)


def join_changes(
    project: Project, object_ids: Sequence[ObjectId], joined: Mapping[int, JoinedFrame]
) -> list[Change]:
    """The changes that make several objects the first of them.

    Frames on which the first is locked stay as they are. A clean-up that all of them have stays a setting; where they
    are cleaned up differently, what is seen becomes what is stored, and the joined object has no setting.
    Phrases of answers, and expressions, that meant the others mean the first afterwards, and it has the values of their
    attributes and their reviews where it has none.

    Args:
        joined: every frame that `prepare_join` picks now.
    """
    kept, gone = object_ids[0], list(object_ids[1:])
    changes = []
    for frame_index, parts in _frames_to_join(project, object_ids):
        made = joined[frame_index]
        assert _is_same(made.parts, parts)
        if made.frame is not parts[0]:
            changes.append(Change(Table.FRAME, (kept, frame_index), parts[0], made.frame))
        if made.owner != kept:
            changes += put_marks(project, kept, frame_index, marks_of(project, made.owner, frame_index))
    item = project.objects[kept]
    if _differ(_clean_ups([project.objects[each] for each in object_ids])):
        changes += put_object(project, replace(item, clean_up=None))
    changes += join_values(project, object_ids)
    changes += join_reviews(project, object_ids)
    for answer in project.answers_of(project.objects[kept].media_id):
        phrases = tuple(
            replace(phrase, object_id=kept) if phrase.object_id in gone else phrase for phrase in answer.phrases
        )
        if phrases != answer.phrases:
            changes += put_answer(project, replace(answer, phrases=phrases))
    for expression in project.expressions_of(project.objects[kept].media_id):
        if not set(gone).isdisjoint(expression.object_ids):
            meant = {kept, *expression.object_ids} - set(gone)
            changes += put_expression(project, replace(expression, object_ids=tuple(sorted(meant))))
    rebound = {change.slot for change in changes}
    return changes + [each for each in remove_objects(project, gone) if each.slot not in rebound]


def join_objects(project: Project, object_ids: Sequence[ObjectId]) -> list[Change]:
    """All at once, for few frames.

    Raises:
        UsageError: as `prepare_join`.
    """
    prepared = prepare_join(project, object_ids)
    return join_changes(project, object_ids, dict(joined_frames(prepared, CancelToken())))


def _frames_to_join(project: Project, object_ids: Sequence[ObjectId]) -> Iterator[tuple[int, Parts]]:
    """Frames on which one of the others has something and the first is not locked, ascending.

    All that the first has count too where the objects are cleaned up differently.
    """
    tracks = [project.track(object_id) for object_id in object_ids]
    is_stored = _differ(_clean_ups([project.objects[each] for each in object_ids]))
    for frame_index in sorted({frame for track in tracks[0 if is_stored else 1 :] for frame in track}):
        parts = tuple(track.get(frame_index) for track in tracks)
        if parts[0] is None or parts[0].state is not FrameState.LOCKED:
            yield frame_index, parts


def _is_same(left: Parts, right: Parts) -> bool:
    return all(one is other for one, other in zip(left, right, strict=True))


def _clean_ups(items: Sequence[AnnotationObject]) -> CleanUps:
    return tuple(item.clean_up for item in items)


def _differ(clean_ups: CleanUps) -> bool:
    return len(set(clean_ups)) > 1


def _joined(items: Sequence[AnnotationObject], parts: Parts) -> JoinedFrame:
    clean_ups = _clean_ups(items)
    solid = [frame for frame in parts if frame is not None and not frame.rle.is_empty]
    # A union with what a person settled is settled, so that it is not cleaned up later: it is made of what is seen.
    is_seen = _differ(clean_ups) or (len(solid) > 1 and any(is_settled(frame) for frame in solid))
    there = [(item, frame) for item, frame in zip(items, parts, strict=True) if frame is not None]
    found = [(item.object_id, shown_frame(item, frame) if is_seen else frame) for item, frame in there]
    owner, joined = found[0]
    for each, frame in found[1:]:
        if joined.rle.is_empty and not frame.rle.is_empty:
            owner, joined = each, frame
        elif not frame.rle.is_empty:
            joined = _union(joined, frame)
    return JoinedFrame(parts, clean_ups, owner, joined)


def _union(first: ObjectFrame, second: ObjectFrame) -> ObjectFrame:
    """One mask of two: locked if either was, a person's if either was, else no more certain than the less certain."""
    rle = unite(first.rle, second.rle)
    if FrameState.LOCKED in (first.state, second.state):
        return ObjectFrame(rle, FrameState.LOCKED)
    if first.is_protected or second.is_protected:
        return ObjectFrame(rle, FrameState.EDITED)
    states = (first.state, second.state)
    state = next((each for each in _JOINED_STATES if each in states), FrameState.TRACKED)
    return ObjectFrame(
        rle,
        state,
        _lower(first.predicted_iou, second.predicted_iou),
        _lower(first.object_score, second.object_score),
    )


def _lower(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else min(first, second)
