"""A person's word about frames: said, taken back, kept by automatic work, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.documents import state_of
from support.tracking import CLIP, FollowingPredictor, add_clip, add_track, opener, states_of, stay

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.editing.commands import put_object
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.frame_states import (
    delete_masks,
    give_state,
    have_state,
    settled_frames,
    take_state,
)
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.marks import Marks, marks_of, put_marks
from sa2va_desktop.operations.track import prepare_track
from sa2va_desktop.operations.track_plan import TrackScope
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 10
S = FrameState


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def tracked(session: OpenProject) -> ObjectId:
    return add_track(session, {0: S.PROMPTED} | dict.fromkeys(range(1, 8), S.TRACKED))


@pytest.mark.parametrize("state", [S.CONFIRMED, S.LOCKED, S.FLAGGED])
def test_masks_and_scores_stay_when_a_frame_is_judged(session: OpenProject, state: FrameState) -> None:
    dog = tracked(session)
    before = session.project.frame(dog, 3)

    session.do("Say", give_state(session.project, [dog], [3], state))

    assert before is not None
    assert session.project.frame(dog, 3) == replace(before, state=state)
    assert have_state(session.project, [dog], [3], state)
    session.do("Take back", take_state(session.project, [dog], [3], state))
    assert session.project.frame(dog, 3) == before


def test_a_range_is_one_step(session: OpenProject) -> None:
    dog = tracked(session)
    before = state_of(session.project)

    session.do("Confirm", give_state(session.project, [dog], range(COUNT), S.CONFIRMED))
    assert states_of(session, dog) == dict.fromkeys(range(8), S.CONFIRMED)

    session.undo()
    assert state_of(session.project) == before


@pytest.mark.parametrize("state", [S.ABSENT, S.OCCLUDED])
def test_absent_and_occluded_may_be_said_of_untouched_frames(session: OpenProject, state: FrameState) -> None:
    dog = tracked(session)

    session.do("Say", give_state(session.project, [dog], [7, 9], state))

    frames = [session.project.frame(dog, index) for index in (7, 9)]
    assert [frame.state for frame in frames if frame] == [state, state]
    assert frames[1] is not None
    assert frames[1].rle.is_empty
    assert frames[0] is not None
    assert frames[0].rle.is_empty == (state is S.ABSENT)
    session.do("Take back", take_state(session.project, [dog], [9], state))
    assert session.project.frame(dog, 9) is None


@pytest.mark.parametrize("state", [S.ABSENT, S.OCCLUDED, S.PROMPTED])
def test_no_automatic_work_overwrites_what_was_said(session: OpenProject, state: FrameState) -> None:
    dog = tracked(session)
    session.do("Say", give_state(session.project, [dog], [4], state))
    said = session.project.frame(dog, 4)

    assert settled_frames(session.project, dog) == {4}
    track = prepare_track(session.project, CLIP, [dog], scope=TrackScope.ALL)
    assert 4 not in track.targets[dog]
    prepared = prepare_correction(session.project, dog, 2)
    writer = TrackWriter(session, prepared)
    run_to_end(writer, correction_events(FollowingPredictor(stay), prepared, opener(COUNT), CancelToken()))

    assert 4 not in prepared.before
    assert session.project.frame(dog, 4) == said


def test_a_run_that_was_planned_before_leaves_what_is_said_meanwhile(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 4: S.STALE})
    prepared = prepare_track(session.project, CLIP, [dog])
    writer = TrackWriter(session, prepared)
    session.do("Say", give_state(session.project, [dog], [4, 5], S.ABSENT))

    from sa2va_desktop.operations.track_run import track_events

    run_to_end(writer, track_events(FollowingPredictor(stay), prepared, opener(COUNT), CancelToken()))

    assert states_of(session, dog)[4] is S.ABSENT
    assert states_of(session, dog)[5] is S.ABSENT


def test_a_frame_that_was_marked_is_a_key_frame_again_when_its_lock_goes(session: OpenProject) -> None:
    dog = tracked(session)
    session.do("Mark", put_marks(session.project, dog, 0, Marks().with_point((12.0, 12.0))))
    session.do("Lock", give_state(session.project, [dog], [0], S.LOCKED))

    session.do("Unlock", take_state(session.project, [dog], [0], S.LOCKED))

    assert states_of(session, dog)[0] is S.PROMPTED


def test_locked_frames_are_left_alone_and_locked_objects_refused(session: OpenProject) -> None:
    dog = tracked(session)
    session.do("Lock", give_state(session.project, [dog], [3], S.LOCKED))

    session.do("Delete", delete_masks(session.project, [dog], range(2, 6)))
    assert set(states_of(session, dog)) == {0, 1, 3, 6, 7}
    with pytest.raises(UsageError, match="locked frames are left alone"):
        give_state(session.project, [dog], [3], S.FLAGGED)

    session.do("Lock", put_object(session.project, replace(session.project.objects[dog], is_locked=True)))
    for verb in (give_state, take_state):
        with pytest.raises(UsageError, match="“dog” is locked"):
            verb(session.project, [dog], [3], S.LOCKED)
    with pytest.raises(UsageError, match="“dog” is locked"):
        delete_masks(session.project, [dog], [3])


def test_deleting_takes_the_marks_along(session: OpenProject) -> None:
    dog = tracked(session)
    session.do("Mark", put_marks(session.project, dog, 0, Marks().with_point((12.0, 12.0))))

    session.do("Delete", delete_masks(session.project, [dog], [0]))

    assert marks_of(session.project, dog, 0) is None
    session.undo()
    assert marks_of(session.project, dog, 0) is not None


@pytest.mark.parametrize("state", [S.CONFIRMED, S.LOCKED, S.FLAGGED, S.PROMPTED])
def test_nothing_can_be_said_of_a_mask_that_is_not_there(session: OpenProject, state: FrameState) -> None:
    dog = tracked(session)

    with pytest.raises(UsageError, match="no mask here"):
        give_state(session.project, [dog], [9], state)
    with pytest.raises(UsageError, match="no mask here"):
        take_state(session.project, [dog], [1], state)
