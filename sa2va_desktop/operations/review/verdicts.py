"""What a person says of a place of the queue: right, wrong, or a few words. Each gives the changes of one history entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.editing.commands import put_frame, put_review
from sa2va_desktop.editing.shown_mask import ShownRle, shown_rle, with_state
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.frame_states import give_state, take_state
from sa2va_desktop.operations.review.places import ReviewPlace
from sa2va_desktop.translation import translate


def confirm(project: Project, places: Iterable[ReviewPlace], *, shown: ShownRle = shown_rle) -> list[Change]:
    """All frames of the places are right: no automatic work changes them any more.

    Where nothing is seen, a person says that the object is absent.

    Args:
        shown: where cleaned masks come from; see `editing.shown_mask`.

    Raises:
        UsageError: an object is locked, or nothing is left of the places.
    """
    changes: list[Change] = []
    for place in places:
        frames = _frames(project, place)
        is_open = {index: not frame.is_protected for index, frame in frames}
        seen = [index for index, frame in frames if is_open[index] and not frame.rle.is_empty]
        unseen = [index for index, frame in frames if is_open[index] and frame.rle.is_empty]
        if seen:
            changes += give_state(project, [place.object_id], seen, FrameState.CONFIRMED, shown=shown)
        if unseen:
            changes += give_state(project, [place.object_id], unseen, FrameState.ABSENT, shown=shown)
        for index, _ in frames:
            changes += _say(project, place.object_id, index, Verdict.CONFIRMED)
    return _some(changes)


def reject(
    project: Project, places: Iterable[ReviewPlace], comment: str = "", *, shown: ShownRle = shown_rle
) -> list[Change]:
    """The masks are wrong: they are flagged as they are seen, and stay in the queue until they are corrected.

    Raises: as `confirm`.
    """
    changes: list[Change] = []
    for place in places:
        for frame_index, frame in _frames(project, place):
            if frame.state is FrameState.LOCKED:
                continue
            if frame.state is not FrameState.FLAGGED:
                item = project.objects[place.object_id]
                flagged = with_state(item, frame, FrameState.FLAGGED, shown)
                changes.append(put_frame(project, place.object_id, frame_index, flagged))
            words = comment if frame_index == place.frame_index else ""
            changes += _say(project, place.object_id, frame_index, Verdict.REJECTED, words)
    return _some(changes)


def comment_on(project: Project, object_id: ObjectId, frame_index: int, words: str) -> list[Change]:
    """A reviewer's words about a mask; "" takes them away. No change when they are as before."""
    known = _review(project, object_id, frame_index)
    told = " ".join(words.split())
    if told == known.comment:
        return []
    return put_review(project, replace(known, comment=told, reviewed_at=_now()))


def take_back(project: Project, places: Iterable[ReviewPlace], *, shown: ShownRle = shown_rle) -> list[Change]:
    """As if nobody had judged: verdicts go, confirmed and flagged masks are again what they came from. Comments stay.

    Raises: as `confirm`.
    """
    changes: list[Change] = []
    for place in places:
        frames = [
            (index, frame)
            for index, frame in _frames(project, place)
            if _review(project, place.object_id, index).verdict is not Verdict.NONE
        ]
        for state in (FrameState.CONFIRMED, FrameState.FLAGGED):
            said = [index for index, frame in frames if frame.state is state]
            if said:
                changes += take_state(project, [place.object_id], said, state, shown=shown)
        for index, _ in frames:
            known = _review(project, place.object_id, index)
            changes += put_review(project, replace(known, verdict=Verdict.NONE, reviewed_at=_now()))
    return _some(changes)


def _frames(project: Project, place: ReviewPlace) -> list[tuple[int, ObjectFrame]]:
    item = project.objects.get(place.object_id)
    if item is None:
        return []
    if item.is_locked:
        raise UsageError(translate("operations", "“{0}” is locked; unlock it first.").format(item.name))
    found = ((index, project.frame(place.object_id, index)) for index in range(place.start, place.stop))
    return [(index, frame) for index, frame in found if frame is not None]


def _say(
    project: Project, object_id: ObjectId, frame_index: int, verdict: Verdict, words: str = ""
) -> list[Change]:
    known = _review(project, object_id, frame_index)
    told = " ".join(words.split()) or known.comment
    return put_review(project, replace(known, verdict=verdict, comment=told, reviewed_at=_now()))


def _review(project: Project, object_id: ObjectId, frame_index: int) -> FrameReview:
    return project.reviews_of(object_id).get(frame_index) or FrameReview(object_id, frame_index)


def _some(changes: list[Change]) -> list[Change]:
    if not changes:
        raise UsageError(translate("operations", "There is no mask here that could be judged."))
    return changes


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
