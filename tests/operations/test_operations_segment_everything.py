"""A grid of points gives proposals, and those that are accepted become objects in one history entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.scripted_predictor import POINTS_AT_ONCE, Script, ScriptedObject, ScriptedPredictor
from support.tracking import CLIP, SIZE_HW, add_clip, opener

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.errors import CancelledError, UsageError
from sa2va_desktop.inference.api import PointsRequest
from sa2va_desktop.operations.marks import marks_of
from sa2va_desktop.operations.segment_everything import (
    EverythingOptions,
    PreparedEverything,
    ProposalsFound,
    accept_proposals,
    everything_events,
    grid_points,
    prepare_everything,
    proposal_names,
)
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 4
THINGS = (ScriptedObject(box_xyxy=(4, 4, 24, 24)), ScriptedObject(box_xyxy=(30, 8, 44, 28)))
SCRIPT = Script(parts=("A red ball that rolls.",), things=THINGS)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def prepared(session: OpenProject, frame_index: int = 1) -> PreparedEverything:
    return prepare_everything(session.project, CLIP, frame_index, EverythingOptions())


def events(session: OpenProject, predictor: ScriptedPredictor) -> list[ProposalsFound]:
    return list(everything_events(predictor, prepared(session), opener(COUNT), CancelToken()))


@pytest.mark.parametrize(("size_hw", "side"), [((480, 640), 16), ((10, 1000), 8), ((7, 7), 1), ((3, 5), 48)])
def test_a_grid_has_a_point_in_the_middle_of_every_cell(size_hw: tuple[int, int], side: int) -> None:
    points = np.array(grid_points(size_hw, side))

    xs, ys = np.unique(points[:, 0]), np.unique(points[:, 1])
    assert max(len(xs), len(ys)) == side
    assert len(points) == len(xs) * len(ys)
    for places, length in ((xs, size_hw[1]), (ys, size_hw[0])):
        assert places == pytest.approx((np.arange(len(places)) + 0.5) * length / len(places))


def test_each_thing_is_proposed_once_and_the_frame_is_looked_at_once(session: OpenProject) -> None:
    predictor = ScriptedPredictor(SCRIPT)

    found = events(session, predictor)

    assert [event.done for event in found[:-1]] == [POINTS_AT_ONCE * n for n in range(1, len(found))]
    assert found[-1].done == found[-1].total
    (request,) = predictor.requests
    assert isinstance(request, PointsRequest)
    assert predictor.encoded == [1]
    assert [proposal.rle.box_xywh for proposal in found[-1].proposals] == [(4, 4, 20, 20), (30, 8, 14, 20)]


def test_accepted_ones_are_objects_with_key_frames_and_marks_in_one_entry(session: OpenProject) -> None:
    proposals = events(session, ScriptedPredictor(SCRIPT))[-1].proposals
    before = session.project.all_changes()

    ids = accept_proposals(session, prepared(session), proposals)

    project = session.project
    assert [project.objects[each].name for each in ids] == ["object 1", "object 2"]
    assert len({project.objects[each].color for each in ids}) == 2
    for object_id, proposal in zip(ids, proposals, strict=True):
        frame = project.frame(object_id, 1)
        assert frame is not None
        assert (frame.rle, frame.state) == (proposal.rle, FrameState.PROMPTED)
        marks = marks_of(project, object_id, 1)
        assert marks is not None
        assert marks.points[0].point_xy == proposal.point_xy
    assert session.history.undo_label == "Add 2 objects"
    session.undo()
    assert session.project.all_changes() == before


def test_names_that_are_given_are_taken_and_the_others_counted(session: OpenProject) -> None:
    proposals = events(session, ScriptedPredictor(SCRIPT))[-1].proposals

    accept_proposals(session, prepared(session), proposals[:1])
    ids = accept_proposals(session, prepared(session), proposals, ["", "ball"])

    assert [session.project.objects[each].name for each in ids] == ["object 2", "ball"]
    assert accept_proposals(session, prepared(session), []) == []


def test_the_model_says_short_names(session: OpenProject) -> None:
    predictor = ScriptedPredictor(SCRIPT)
    proposals = events(session, predictor)[-1].proposals

    names = proposal_names(predictor, prepared(session), proposals, opener(COUNT), CancelToken())

    assert list(names) == ["red ball", "red ball"]


def test_a_cancel_between_two_parts_ends_it(session: OpenProject) -> None:
    token = CancelToken()
    stream = everything_events(ScriptedPredictor(SCRIPT), prepared(session), opener(COUNT), token)
    assert next(stream).done == POINTS_AT_ONCE
    token.cancel()

    with pytest.raises(CancelledError):
        next(stream)


def test_frames_and_grids_that_are_not_there_are_refused(session: OpenProject) -> None:
    with pytest.raises(UsageError, match="the frames are 0 to 3"):
        prepare_everything(session.project, CLIP, COUNT, EverythingOptions())
    with pytest.raises(UsageError, match="expected 1 to 64 points a side, found 0"):
        prepare_everything(session.project, CLIP, 0, EverythingOptions(points_per_side=0))


def test_the_size_is_that_of_the_picture(session: OpenProject) -> None:
    assert prepared(session).size_hw == SIZE_HW
