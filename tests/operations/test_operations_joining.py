"""Join: the union where several have a mask, else what is there; one step of undo, and what is edited meanwhile counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documents import answer, state_of
from support.tracking import CLIP, add_clip, add_track, box_rle, states_of

from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.records import FrameState, Phrase
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.editing.commands import edit_mask, put_answer, put_review
from sa2va_desktop.errors import CancelledError, UsageError
from sa2va_desktop.operations.joining import join_changes, join_objects, joined_frames, prepare_join
from sa2va_desktop.operations.marks import Marks, marks_of, put_marks
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

S = FrameState
LEFT, RIGHT = box_rle(2, 10, 20, 30), box_rle(30, 10, 50, 30)
MARKS = Marks().with_point((12.0, 12.0))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, 10)
        yield opened


def test_joined_objects_have_the_union_where_both_are_and_whichever_else(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 1: S.TRACKED, 2: S.ABSENT, 5: S.LOCKED}, LEFT)
    tail = add_track(session, dict.fromkeys((1, 2, 3, 5), S.TRACKED) | {4: S.EDITED}, RIGHT, name="tail")
    session.do("Mark", put_marks(session.project, tail, 3, MARKS))
    text = "the dog and its tail"
    session.do(
        "Answer",
        put_answer(session.project, answer(text=text, phrases=(Phrase(0, 7, dog), Phrase(12, 20, tail)))),
    )
    before = state_of(session.project)

    session.do("Join", join_objects(session.project, [dog, tail]))

    track = session.project.track(dog)
    assert (rle_to_mask(track[1].rle) == rle_to_mask(LEFT) | rle_to_mask(RIGHT)).all()
    assert track[0].rle == LEFT
    assert track[2].rle == track[3].rle == track[4].rle == RIGHT
    assert track[5].rle == LEFT
    assert states_of(session, dog) == {
        0: S.PROMPTED,
        1: S.TRACKED,
        2: S.TRACKED,
        3: S.TRACKED,
        4: S.EDITED,
        5: S.LOCKED,
    }
    assert tail not in session.project.objects
    assert marks_of(session.project, dog, 3) == MARKS
    assert not any(name.startswith(f"marks/{tail}/") for name in session.project.settings)
    (told,) = session.project.answers_of(CLIP)
    assert {phrase.object_id for phrase in told.phrases} == {dog}
    session.undo()
    assert state_of(session.project) == before


def test_a_union_with_a_persons_mask_is_a_persons_mask(session: OpenProject) -> None:
    dog = add_track(session, {1: S.CONFIRMED}, LEFT)
    tail = add_track(session, {1: S.TRACKED}, RIGHT, name="tail")

    session.do("Join", join_objects(session.project, [dog, tail]))

    frame = session.project.frame(dog, 1)
    assert frame is not None
    assert frame.state is S.EDITED
    assert frame.object_score is None


@pytest.mark.parametrize("other", [S.TRACKED, S.EDITED, S.CONFIRMED])
def test_a_union_with_a_locked_mask_stays_locked(session: OpenProject, other: S) -> None:
    dog = add_track(session, {1: other}, LEFT)
    tail = add_track(session, {1: S.LOCKED}, RIGHT, name="tail")

    session.do("Join", join_objects(session.project, [dog, tail]))

    frame = session.project.frame(dog, 1)
    assert frame is not None
    assert frame.state is S.LOCKED
    assert (rle_to_mask(frame.rle) == rle_to_mask(LEFT) | rle_to_mask(RIGHT)).all()


def test_three_objects_become_one(session: OpenProject) -> None:
    ids = [add_track(session, {n: S.TRACKED}, LEFT, name=f"part {n}") for n in range(3)]

    session.do("Join", join_objects(session.project, ids))

    assert states_of(session, ids[0]) == dict.fromkeys(range(3), S.TRACKED)
    assert list(session.project.objects) == [ids[0]]


def test_only_what_is_different_by_now_is_computed_again(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(4), S.TRACKED), LEFT)
    tail = add_track(session, dict.fromkeys(range(4), S.TRACKED), RIGHT, name="tail")
    known = dict(joined_frames(prepare_join(session.project, [dog, tail]), CancelToken()))
    session.do("Paint", edit_mask(session.project, tail, 2, LEFT))

    again = prepare_join(session.project, [dog, tail], known)
    assert list(again.frames) == [2]

    known |= dict(joined_frames(again, CancelToken()))
    session.do("Join", join_changes(session.project, [dog, tail], known))
    track = session.project.track(dog)
    assert track[2].rle == LEFT
    assert [track[f].state for f in range(4)] == [S.TRACKED, S.TRACKED, S.EDITED, S.TRACKED]
    assert (rle_to_mask(track[3].rle) == rle_to_mask(LEFT) | rle_to_mask(RIGHT)).all()


def test_an_object_that_went_meanwhile_ends_it(session: OpenProject) -> None:
    ids = [add_track(session, {1: S.TRACKED}, LEFT, name=name) for name in ("dog", "tail")]
    session.do("Delete", remove_objects(session.project, ids[1:]))

    with pytest.raises(UsageError, match="no longer there"):
        prepare_join(session.project, ids)


def test_computing_is_cancelled_between_two_frames(session: OpenProject) -> None:
    ids = [add_track(session, dict.fromkeys(range(4), S.TRACKED), LEFT, name=name) for name in ("dog", "tail")]
    token = CancelToken()
    computed = joined_frames(prepare_join(session.project, ids), token)
    next(computed)
    token.cancel()

    with pytest.raises(CancelledError):
        next(computed)


def test_what_a_person_said_of_a_joined_object_comes_before_what_a_model_found(session: OpenProject) -> None:
    dog, tail = (add_track(session, dict.fromkeys(range(3), S.TRACKED), name=name) for name in ("dog", "tail"))
    for review in (
        FrameReview(dog, 0, asked_iou=0.25, asked_text="the dog", model_name="nano"),
        FrameReview(tail, 0, Verdict.REJECTED, "the tip is missing"),
        FrameReview(dog, 1, comment="blurred"),
        FrameReview(tail, 1, comment="too short"),
    ):
        session.do("Review", put_review(session.project, review))

    session.do("Join", join_objects(session.project, [dog, tail]))

    said = session.project.reviews_of(dog)
    assert (said[0].verdict, said[0].comment) == (Verdict.REJECTED, "the tip is missing")
    assert said[1].comment == "blurred; too short"
