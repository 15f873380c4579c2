"""Marks become candidates, and the chosen one becomes an object's mask in one history entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.scripted_predictor import ScriptedPredictor
from support.tracking import CLIP, SIZE_HW, add_clip, add_track, box_rle, opener

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.editing.commands import put_object, set_frame_states
from sa2va_desktop.errors import CancelledError, UsageError
from sa2va_desktop.operations.click import (
    Candidate,
    accept_candidate,
    add_objects,
    click_candidates,
    encode_ahead,
    prepare_click,
)
from sa2va_desktop.operations.marks import Marks, marks_of
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 10
POINT = Marks().with_point((20.0, 20.0))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def test_a_click_gives_candidates_best_first_and_touches_nothing(session: OpenProject) -> None:
    prepared = prepare_click(session.project, CLIP, 3, POINT)
    before = session.project.all_changes()

    candidates = click_candidates(ScriptedPredictor(), prepared, opener(COUNT), CancelToken())

    assert [candidate.predicted_iou for candidate in candidates] == [0.9, 0.7, 0.5]
    assert candidates[0].rle == box_rle(10, 10, 30, 30)
    assert session.project.all_changes() == before


def test_an_accepted_candidate_is_a_new_object_with_a_key_frame_and_its_marks(session: OpenProject) -> None:
    prepared = prepare_click(session.project, CLIP, 3, POINT)
    [best, *_] = click_candidates(ScriptedPredictor(), prepared, opener(COUNT), CancelToken())

    first = accept_candidate(session, prepared, best)
    second = accept_candidate(session, prepared, best)

    frame = session.project.frame(first, 3)
    assert frame is not None
    assert (frame.rle, frame.state, frame.predicted_iou) == (best.rle, FrameState.PROMPTED, 0.9)
    assert marks_of(session.project, first, 3) == POINT
    names = [session.project.objects[object_id].name for object_id in (first, second)]
    assert names == ["object", "object 2"]
    session.undo()
    session.undo()
    assert not session.project.objects
    assert not session.project.settings


@pytest.mark.parametrize("state", [FrameState.TRACKED, FrameState.EDITED, FrameState.CONFIRMED])
def test_a_click_on_an_object_replaces_its_mask_on_that_frame_only(
    session: OpenProject, state: FrameState
) -> None:
    dog = add_track(session, {2: state, 3: state})
    marks = POINT.with_point((30.0, 5.0), is_inside=False)
    prepared = prepare_click(session.project, CLIP, 3, marks, object_id=dog)

    assert accept_candidate(session, prepared, Candidate(box_rle(0, 0, 5, 5), 0.4, 1.0)) == dog

    track = session.project.track(dog)
    assert (track[3].rle, track[3].state) == (box_rle(0, 0, 5, 5), FrameState.PROMPTED)
    assert track[2].state is state
    assert session.history.undo_label == "Mark “dog”"
    session.undo()
    assert session.project.track(dog)[3].state is state


def test_what_is_locked_is_not_replaced_even_if_it_was_locked_after_the_click(session: OpenProject) -> None:
    dog = add_track(session, {3: FrameState.TRACKED})
    prepared = prepare_click(session.project, CLIP, 3, POINT, object_id=dog)
    candidate = Candidate(box_rle(0, 0, 5, 5))

    session.do("Lock", set_frame_states(session.project, dog, [3], FrameState.LOCKED))
    with pytest.raises(UsageError, match="frame 3 is locked"):
        accept_candidate(session, prepared, candidate)
    session.do("Lock", put_object(session.project, replace(session.project.objects[dog], is_locked=True)))
    with pytest.raises(UsageError, match="the object is locked"):
        prepare_click(session.project, CLIP, 4, POINT, object_id=dog)


def test_an_empty_candidate_or_one_for_an_object_that_is_gone_is_refused(session: OpenProject) -> None:
    prepared = prepare_click(session.project, CLIP, 3, POINT)

    with pytest.raises(UsageError, match="empty"):
        accept_candidate(session, prepared, Candidate(empty_rle(*SIZE_HW)))
    dog = add_track(session, {})
    gone = prepare_click(session.project, CLIP, 3, POINT, object_id=dog)
    session.undo()
    session.undo()
    with pytest.raises(UsageError, match="no longer there"):
        accept_candidate(session, gone, Candidate(box_rle(0, 0, 5, 5)))


def test_neighbouring_frames_are_shown_to_the_model_ahead(session: OpenProject) -> None:
    predictor = ScriptedPredictor()

    encode_ahead(predictor, session.project.media[CLIP], [0, -1, 1, COUNT], opener(COUNT), CancelToken())

    assert predictor.encoded == [0, 1]
    assert predictor.requests == []


def test_encoding_ahead_ends_when_it_is_cancelled(session: OpenProject) -> None:
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        encode_ahead(ScriptedPredictor(), session.project.media[CLIP], [0], opener(COUNT), token)


def test_objects_added_together_have_different_names_colours_and_places(session: OpenProject) -> None:
    add_track(session, {}, name="car")

    added = add_objects(session, CLIP, ["car", "car", "dog"])

    objects = [session.project.objects[object_id] for object_id in added]
    assert [each.name for each in objects] == ["car 2", "car 3", "dog"]
    assert len({each.color for each in session.project.objects.values()}) == 4
    assert [each.order for each in objects] == [1, 2, 3]
    session.undo()
    assert len(session.project.objects) == 1
