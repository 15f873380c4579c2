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
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.review.places import ReviewPlace
from sa2va_desktop.translation import translate


def confirm(project: Project, places: Iterable[ReviewPlace]) -> list[Change]:
    """All frames of the places are right: no automatic work changes them any more.

    Frames on which the object is not seen stay as they are, absent, and are vouched for by a person from now on.

    Raises:
        UsageError: an object is locked, or nothing is left of the places.
    """
    changes: list[Change] = []
    for place in places:
        for frame_index, frame in _frames(project, place):
            if not frame.is_protected:
                changes.append(put_frame(project, place.object_id, frame_index, _vouched_for(frame)))
            changes += _say(project, place.object_id, frame_index, Verdict.CONFIRMED)
    return _some(changes)


def reject(project: Project, places: Iterable[ReviewPlace], comment: str = "") -> list[Change]:
    """The masks are wrong: they are flagged, and stay in the queue until they are corrected.

    Raises: as `confirm`.
    """
    changes: list[Change] = []
    for place in places:
        for frame_index, frame in _frames(project, place):
            if frame.state is FrameState.LOCKED:
                continue
            flagged = replace(frame, state=FrameState.FLAGGED)
            if frame.state is not FrameState.FLAGGED:
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


def take_back(project: Project, places: Iterable[ReviewPlace]) -> list[Change]:
    """As if nobody had judged: verdicts go, confirmed and flagged masks are again what they came from. Comments stay.

    Raises: as `confirm`.
    """
    changes: list[Change] = []
    for place in places:
        for frame_index, frame in _frames(project, place):
            known = _review(project, place.object_id, frame_index)
            if known.verdict is Verdict.NONE:
                continue
            if frame.state in (FrameState.CONFIRMED, FrameState.FLAGGED):
                plain = replace(frame, state=_plain_state(frame))
                changes.append(put_frame(project, place.object_id, frame_index, plain))
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


def _vouched_for(frame: ObjectFrame) -> ObjectFrame:
    """A mask that is right; or, without scores, an absence that a person stated."""
    if frame.rle.is_empty:
        return ObjectFrame(frame.rle, FrameState.ABSENT)
    return replace(frame, state=FrameState.CONFIRMED)


def _plain_state(frame: ObjectFrame) -> FrameState:
    if frame.object_score is None:
        return FrameState.ABSENT if frame.rle.is_empty else FrameState.EDITED
    return FrameState.ABSENT if frame.rle.is_empty else FrameState.TRACKED


def _some(changes: list[Change]) -> list[Change]:
    if not changes:
        raise UsageError(translate("operations", "There is no mask here that could be judged."))
    return changes


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
