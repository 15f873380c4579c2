"""A corrected mask is followed by its track exactly as far as it matters, in one history entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.masks import box_mask
from support.tracking import (
    SIZE_HW,
    Follow,
    FollowingPredictor,
    add_clip,
    add_track,
    box_rle,
    opener,
    states_of,
    stay,
)

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.editing.commands import edit_mask
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import ObjectPrompt
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.marks import Marks, put_marks
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 60
OLD, NEW = box_rle(10, 10, 30, 30), box_rle(10, 10, 40, 30)
TRACKED, EDITED, STALE = FrameState.TRACKED, FrameState.EDITED, FrameState.STALE
FLAGGED, LOCKED = FrameState.FLAGGED, FrameState.LOCKED


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def correct(
    session: OpenProject,
    object_id: ObjectId,
    frame_index: int,
    follow: Follow,
    *,
    cancel_after: int | None = None,
) -> tuple[TrackWriter, FollowingPredictor]:
    """Edit one mask and let the track follow."""
    session.do("Brush", edit_mask(session.project, object_id, frame_index, NEW))
    predictor = FollowingPredictor(follow)
    predictor.cancel_after = cancel_after
    prepared = prepare_correction(session.project, object_id, frame_index)
    writer = TrackWriter(session, prepared)
    run_to_end(writer, correction_events(predictor, prepared, opener(COUNT), CancelToken()))
    return writer, predictor


def test_a_correction_follows_to_both_ends_of_the_track(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(5, 40), TRACKED))

    _, predictor = correct(session, dog, 20, stay)

    track = session.project.track(dog)
    assert sorted(track) == list(range(5, 40))
    assert {frame.rle for frame in track.values()} == {NEW}
    assert states_of(session, dog) == {i: EDITED if i == 20 else TRACKED for i in range(5, 40)}
    assert predictor.visited == [*range(21, 40), *range(19, 4, -1)]


def test_the_correction_and_what_follows_are_undone_one_after_the_other(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED))
    before = dict(session.project.track(dog))
    correct(session, dog, 20, stay)

    assert session.history.undo_label == "Correct the track of “dog”"
    session.undo()
    assert [i for i, frame in session.project.track(dog).items() if frame != before[i]] == [20]
    session.undo()
    assert dict(session.project.track(dog)) == before


def test_settled_frames_end_it_and_never_change(session: OpenProject) -> None:
    settled = {4: LOCKED, 12: EDITED, 30: FrameState.CONFIRMED, 45: LOCKED}
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | settled, NEW)
    before = dict(session.project.track(dog))

    correct(session, dog, 20, lambda prompt, frame: box_mask(SIZE_HW, 10, 10, 35, 30))

    changed = [i for i, frame in session.project.track(dog).items() if frame.rle != before[i].rle]
    assert changed == [*range(13, 20), *range(21, 30)]


def test_it_ends_early_where_ten_frames_agree_with_what_is_there(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | {55: LOCKED})
    before = dict(session.project.track(dog))

    def follow(prompt: ObjectPrompt, frame_index: int) -> BoolMask:
        return box_mask(SIZE_HW, 10, 10, 40 if 17 < frame_index < 24 else 30, 30)

    writer, predictor = correct(session, dog, 20, follow)

    track = session.project.track(dog)
    assert predictor.visited == [*range(21, 34), *range(19, 7, -1)]
    assert [i for i in track if track[i].rle != before[i].rle and i != 20] == [18, 19, 21, 22, 23]
    assert all(track[i] == before[i] for i in (*range(0, 8), *range(34, 60)))
    assert writer.frames_kept == 8 + 21


def test_stale_frames_further_on_are_computed_although_the_near_ones_agree(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | {50: STALE}, NEW)

    _, predictor = correct(session, dog, 20, stay)

    assert set(range(21, 51)) <= set(predictor.visited)
    assert states_of(session, dog)[50] is TRACKED


def test_both_sides_are_blended_where_they_agree(session: OpenProject) -> None:
    dog = add_track(
        session, dict.fromkeys(range(COUNT), TRACKED) | {0: EDITED, 40: LOCKED}, box_rle(10, 10, 34, 30)
    )

    correct(session, dog, 20, stay)

    widths = [session.project.track(dog)[i].rle.box_width for i in range(21, 40)]
    assert widths == sorted(widths, reverse=True)
    assert (widths[0], widths[9], widths[-1]) == (30, 27, 24)
    assert set(states_of(session, dog).values()) == {TRACKED, EDITED, LOCKED}


def test_both_sides_are_flagged_where_they_do_not_agree(session: OpenProject) -> None:
    dog = add_track(
        session, dict.fromkeys(range(COUNT), TRACKED) | {0: LOCKED, 40: LOCKED}, box_rle(45, 5, 55, 15)
    )

    correct(session, dog, 20, stay)

    states, track = states_of(session, dog), session.project.track(dog)
    assert {states[i] for i in (*range(1, 20), *range(21, 40))} == {FLAGGED}
    assert track[22].rle == NEW
    assert track[38].rle == box_rle(45, 5, 55, 15)


def test_the_far_side_ends_early_where_it_agrees_with_the_near_one(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | {19: EDITED, 50: LOCKED})

    def follow(prompt: ObjectPrompt, frame_index: int) -> BoolMask:
        return box_mask(SIZE_HW, 10, 10, 40, 30)

    _, predictor = correct(session, dog, 20, follow)

    assert predictor.visited == [*range(21, 50), *range(49, 39, -1)]


def test_a_stopped_correction_keeps_done_frames_and_leaves_the_others_stale(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED))

    correct(session, dog, 20, stay, cancel_after=5)

    states = states_of(session, dog)
    assert [i for i in states if states[i] is TRACKED] == [21, 22, 23, 24, 25]
    assert [i for i in states if states[i] is STALE] == [*range(0, 20), *range(26, 60)]
    assert states[20] is EDITED


def test_an_object_that_is_erased_is_followed_from_the_other_ends(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | {30: LOCKED})
    session.do("Erase", edit_mask(session.project, dog, 20, box_rle(0, 0, 0, 0)))

    prepared = prepare_correction(session.project, dog, 20)

    assert [side.frame_range for side in prepared.sides] == [(21, 30)]
    predictor = FollowingPredictor(stay)
    events = list(correction_events(predictor, prepared, opener(COUNT), CancelToken()))
    assert predictor.visited == list(range(29, 20, -1))
    assert len(events) == 9


def test_key_frames_that_a_person_marked_end_it_and_those_of_the_language_model_do_not(
    session: OpenProject,
) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | dict.fromkeys((5, 50), FrameState.PROMPTED))
    session.do("Mark", put_marks(session.project, dog, 50, Marks().with_point((20.0, 20.0))))
    session.do("Brush", edit_mask(session.project, dog, 20, NEW))

    prepared = prepare_correction(session.project, dog, 20)

    assert [(side.frame_range, side.far_anchor) for side in prepared.sides] == [((21, 50), 50), ((0, 20), None)]


def test_a_mask_alone_on_its_frame_has_nothing_to_follow(session: OpenProject) -> None:
    dog = add_track(session, {20: EDITED})

    prepared = prepare_correction(session.project, dog, 20)

    assert prepared.is_empty
    assert list(correction_events(FollowingPredictor(stay), prepared, opener(COUNT), CancelToken())) == []
    with pytest.raises(UsageError, match="no mask on frame 21"):
        prepare_correction(session.project, dog, 21)
