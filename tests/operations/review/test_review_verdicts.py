"""What a person says of a place: states and verdicts, back again, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.tracking import CLIP, add_clip, add_track

from sa2va_desktop.annotation.frame_review import Verdict
from sa2va_desktop.annotation.records import CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.editing.commands import put_frame, put_object
from sa2va_desktop.editing.shown_mask import mask_seen
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.review.places import PlaceState, ReviewPlace
from sa2va_desktop.operations.review.rest import rest_of
from sa2va_desktop.operations.review.scoring import ClipScorer, snapshot
from sa2va_desktop.operations.review.stale import objects_with_stale_frames
from sa2va_desktop.operations.review.verdicts import comment_on, confirm, reject, take_back
from sa2va_desktop.storage.session import OpenProject, open_project

S = FrameState


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, 30)
        yield opened


def place(object_id: ObjectId, start: int, stop: int) -> ReviewPlace:
    return ReviewPlace(CLIP, object_id, start, stop, start, 0.8, PlaceState.OPEN)


def states(session: OpenProject, object_id: ObjectId) -> dict[int, FrameState]:
    return {index: frame.state for index, frame in sorted(session.project.track(object_id).items())}


def verdicts(session: OpenProject, object_id: ObjectId) -> dict[int, Verdict]:
    return {index: each.verdict for index, each in sorted(session.project.reviews_of(object_id).items())}


def scored(session: OpenProject, object_id: ObjectId) -> None:
    """As a tracker leaves them."""
    for index, frame in dict(session.project.track(object_id)).items():
        with_scores = replace(frame, predicted_iou=0.9, object_score=5.0)
        session.do("Score", [put_frame(session.project, object_id, index, with_scores)])


def test_confirming_is_one_step_and_undone_by_one(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(5), S.TRACKED) | {2: S.LOCKED, 3: S.EDITED})

    session.do("Confirm", confirm(session.project, [place(dog, 1, 5)]))

    assert states(session, dog) == {0: S.TRACKED, 1: S.CONFIRMED, 2: S.LOCKED, 3: S.EDITED, 4: S.CONFIRMED}
    assert verdicts(session, dog) == dict.fromkeys(range(1, 5), Verdict.CONFIRMED)
    session.undo()
    assert states(session, dog)[1] is S.TRACKED
    assert verdicts(session, dog) == {}


def test_confirming_an_absence_makes_it_a_persons_word(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED})
    nothing = ObjectFrame(empty_rle(*session.project.frame(dog, 0).rle.size_hw), S.ABSENT, 0.1, -3.0)  # type: ignore[union-attr]
    session.do("Gone", [put_frame(session.project, dog, 1, nothing)])

    session.do("Confirm", confirm(session.project, [place(dog, 1, 2)]))

    frame = session.project.frame(dog, 1)
    assert frame is not None
    assert frame.is_protected
    assert frame.state is S.ABSENT


def test_a_rejected_mask_is_flagged_with_the_reason_and_may_be_tracked_again(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(3), S.TRACKED))

    session.do("Reject", reject(session.project, [place(dog, 1, 3)], "  the tail\nis missing "))

    assert states(session, dog) == {0: S.TRACKED, 1: S.FLAGGED, 2: S.FLAGGED}
    said = session.project.reviews_of(dog)
    assert (said[1].verdict, said[1].comment) == (Verdict.REJECTED, "the tail is missing")
    assert said[2].comment == ""
    assert said[1].reviewed_at
    assert not session.project.track(dog)[1].state.is_protected


def test_taking_back_leaves_what_the_tracker_made_and_the_words(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(3), S.TRACKED))
    scored(session, dog)
    session.do("Reject", reject(session.project, [place(dog, 0, 1)], "no"))
    session.do("Confirm", confirm(session.project, [place(dog, 1, 3)]))

    session.do("Back", take_back(session.project, [place(dog, 0, 3)]))

    assert states(session, dog) == dict.fromkeys(range(3), S.TRACKED)
    assert verdicts(session, dog) == {0: Verdict.NONE}
    assert session.project.reviews_of(dog)[0].comment == "no"


def test_a_comment_that_is_emptied_leaves_nothing_behind(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED})

    session.do("Comment", comment_on(session.project, dog, 0, " look \n here "))
    assert session.project.reviews_of(dog)[0].comment == "look here"
    assert comment_on(session.project, dog, 0, "look here") == []
    session.do("Comment", comment_on(session.project, dog, 0, ""))

    assert session.project.reviews_of(dog) == {}


def test_locked_objects_and_empty_places_are_refused(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED})
    with pytest.raises(UsageError, match="no mask here"):
        confirm(session.project, [place(dog, 5, 8)])
    locked = replace(session.project.objects[dog], is_locked=True)
    session.do("Lock", put_object(session.project, locked))

    for verb in (confirm, reject, take_back):
        with pytest.raises(UsageError, match="locked"):
            verb(session.project, [place(dog, 0, 1)])


def test_the_rest_is_what_is_seen_calm_and_not_settled(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(6), S.TRACKED) | {2: S.CONFIRMED, 4: S.FLAGGED, 9: S.TRACKED})
    scored(session, dog)
    scores = ClipScorer().score(snapshot(session.project, CLIP))

    rest = rest_of(session.project, CLIP, scores, 0.1)

    assert [(each.start, each.stop) for each in rest] == [(0, 2), (3, 4), (5, 6), (9, 10)]


def test_objects_with_stale_frames_are_those_that_may_be_changed(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 1: S.STALE})
    cat = add_track(session, {0: S.PROMPTED, 1: S.STALE}, name="cat")
    add_track(session, {0: S.PROMPTED}, name="bird")
    item = replace(session.project.objects[cat], is_locked=True)
    session.do("Lock", put_object(session.project, item))

    assert objects_with_stale_frames(session.project, CLIP) == [dog]


def test_a_confirmed_mask_is_seen_as_it_was_when_it_is_rejected_later(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED})
    grown = replace(session.project.objects[dog], clean_up=CleanUp(margin_px=2))
    session.do("Clean Up", put_object(session.project, grown))
    session.do("Confirm", confirm(session.project, [place(dog, 0, 1)]))
    confirmed = mask_seen(session.project, dog, 0)

    session.do("Reject", reject(session.project, [place(dog, 0, 1)], "too wide"))

    assert states(session, dog) == {0: S.FLAGGED}
    assert mask_seen(session.project, dog, 0) == confirmed
