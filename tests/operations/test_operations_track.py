"""Tracks go where they are asked to and nowhere else, as one history entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.masks import box_mask
from support.tracking import (
    CLIP,
    SIZE_HW,
    FollowingPredictor,
    add_clip,
    add_track,
    box_rle,
    opener,
    states_of,
    stay,
)

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.editing.commands import edit_mask, put_object
from sa2va_desktop.errors import CancelledError, Sa2vaDesktopError, UsageError
from sa2va_desktop.inference.api import ObjectPrompt, TrackDirection
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.marks import Marks, marks_of, put_marks
from sa2va_desktop.operations.track import prepare_track
from sa2va_desktop.operations.track_plan import TrackReach, TrackScope
from sa2va_desktop.operations.track_run import PreparedTrack, track_events
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 12
PROMPTED, TRACKED, STALE = FrameState.PROMPTED, FrameState.TRACKED, FrameState.STALE


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def run(
    session: OpenProject, prepared: PreparedTrack, predictor: FollowingPredictor
) -> tuple[TrackWriter, Sa2vaDesktopError | None]:
    writer = TrackWriter(session, prepared)
    return writer, run_to_end(writer, track_events(predictor, prepared, opener(COUNT), CancelToken()))


def test_a_key_frame_is_carried_both_ways_as_one_entry(session: OpenProject) -> None:
    dog = add_track(session, {5: PROMPTED})
    predictor = FollowingPredictor(stay)

    writer, error = run(session, prepare_track(session.project, CLIP, [dog]), predictor)

    assert error is None
    assert states_of(session, dog) == {i: PROMPTED if i == 5 else TRACKED for i in range(COUNT)}
    assert predictor.visited == [6, 7, 8, 9, 10, 11, 4, 3, 2, 1, 0]
    assert (writer.frames_done, writer.frames_total) == (11, 11)
    assert session.history.undo_label == "Track “dog”"
    session.undo()
    assert states_of(session, dog) == {5: PROMPTED}


def test_points_on_an_untouched_frame_become_a_key_frame_that_keeps_them(session: OpenProject) -> None:
    dog = add_track(session, {})
    marks = Marks().with_point((20.0, 20.0)).with_point((3.0, 3.0), is_inside=False)

    prepared = prepare_track(session.project, CLIP, [dog], marks={(dog, 4): marks})
    writer, _ = run(session, prepared, FollowingPredictor(stay))

    assert states_of(session, dog) == {i: PROMPTED if i == 4 else TRACKED for i in range(COUNT)}
    assert writer.frames_done == writer.frames_total == COUNT
    assert marks_of(session.project, dog, 4) == marks
    session.undo()
    assert marks_of(session.project, dog, 4) is None


def test_only_untouched_and_stale_frames_are_computed(session: OpenProject) -> None:
    states = {i: TRACKED for i in range(COUNT)} | {0: PROMPTED, 6: STALE, 7: STALE}
    dog = add_track(session, states)
    predictor = FollowingPredictor(stay)

    run(session, prepare_track(session.project, CLIP, [dog]), predictor)

    assert predictor.visited == [6, 7]
    assert set(states_of(session, dog).values()) == {PROMPTED, TRACKED}


def test_protected_frames_stay_even_when_all_is_computed_again(session: OpenProject) -> None:
    kept = {3: FrameState.EDITED, 5: FrameState.CONFIRMED, 7: FrameState.LOCKED}
    dog = add_track(session, {i: TRACKED for i in range(COUNT)} | kept | {0: PROMPTED})
    before = {i: session.project.frame(dog, i) for i in kept}

    prepared = prepare_track(session.project, CLIP, [dog], scope=TrackScope.ALL)
    predictor = FollowingPredictor(lambda prompt, frame: box_mask(SIZE_HW, 0, 0, 9, 9))
    run(session, prepared, predictor)

    assert {i: session.project.frame(dog, i) for i in kept} == before
    assert not set(predictor.visited) & set(kept)
    assert all(session.project.track(dog)[i].rle == box_rle(0, 0, 9, 9) for i in (1, 4, 6, 8, 11))


def test_frames_that_a_person_marked_are_not_computed_again(session: OpenProject) -> None:
    dog = add_track(session, {i: TRACKED for i in range(COUNT)} | {3: PROMPTED, 6: PROMPTED})
    session.do("Mark", put_marks(session.project, dog, 6, Marks().with_point((5.0, 5.0))))

    prepared = prepare_track(session.project, CLIP, [dog], start_frame=0, scope=TrackScope.ALL)

    assert prepared.targets[dog] == tuple(i for i in range(1, COUNT) if i != 6)


@pytest.mark.parametrize(
    ("options", "visited"),
    [
        ({"direction": TrackDirection.FORWARD, "frame_range": (0, 8)}, [6, 7]),
        ({"direction": TrackDirection.BACKWARD, "frame_range": (2, 8)}, [4, 3, 2]),
        ({"reach": TrackReach.NEXT_KEY}, [6, 7, 8, 4, 3, 2, 1, 0]),
        ({"start_frame": 9, "direction": TrackDirection.FORWARD}, [10, 11]),
    ],
)
def test_a_track_stops_where_it_is_told(session: OpenProject, options, visited: list[int]) -> None:  # type: ignore[no-untyped-def]
    dog = add_track(session, {5: PROMPTED, 9: PROMPTED})
    if "start_frame" not in options:
        options = {**options, "start_frame": 5}
    predictor = FollowingPredictor(stay)

    run(session, prepare_track(session.project, CLIP, [dog], **options), predictor)

    assert predictor.visited == visited


def test_objects_marked_on_different_frames_are_tracked_together(session: OpenProject) -> None:
    dog, cat = add_track(session, {0: PROMPTED}), add_track(session, {6: PROMPTED}, name="cat")
    predictor = FollowingPredictor(stay)

    prepared = prepare_track(session.project, CLIP, [dog, cat], direction=TrackDirection.FORWARD)
    run(session, prepared, predictor)

    assert len(predictor.requests) == 1
    assert sorted(predictor.visited) == list(range(1, COUNT))
    assert sorted(states_of(session, cat)) == list(range(6, COUNT))
    assert session.history.undo_label == "Track 2 objects"


def test_a_stopped_track_keeps_done_frames_and_leaves_the_others_stale(session: OpenProject) -> None:
    dog = add_track(session, {i: TRACKED for i in range(COUNT)} | {0: PROMPTED})
    predictor = FollowingPredictor(stay)
    predictor.cancel_after = 4

    prepared = prepare_track(session.project, CLIP, [dog], scope=TrackScope.ALL)
    writer, error = run(session, prepared, predictor)

    assert isinstance(error, CancelledError)
    states = states_of(session, dog)
    assert [states[i] for i in range(COUNT)] == [PROMPTED] + [TRACKED] * 4 + [STALE] * 7
    assert writer.message == "Stopped; 4 of 11 masks are kept."


def test_a_frame_edited_while_the_track_runs_is_not_overwritten(session: OpenProject) -> None:
    dog = add_track(session, {0: PROMPTED})
    drawn = box_rle(1, 1, 4, 4)

    def follow(prompt: ObjectPrompt, frame_index: int):  # type: ignore[no-untyped-def]
        if frame_index == 2:
            session.do("Brush", edit_mask(session.project, dog, 7, drawn))
        return stay(prompt, frame_index)

    run(session, prepare_track(session.project, CLIP, [dog]), FollowingPredictor(follow))

    assert session.project.track(dog)[7].rle == drawn
    assert states_of(session, dog)[7] is FrameState.EDITED
    assert states_of(session, dog)[8] is TRACKED


def test_an_object_that_leaves_is_absent_and_one_that_is_covered_is_occluded(session: OpenProject) -> None:
    dog = add_track(session, {0: PROMPTED})
    widths = [20, 20, 20, 5, 5, 20, 0, 0, 20, 60, 20, 20]

    def follow(prompt: ObjectPrompt, frame_index: int):  # type: ignore[no-untyped-def]
        width = widths[frame_index]
        return box_mask(SIZE_HW, 0, 0, width, 40 if width == 60 else 20)

    run(session, prepare_track(session.project, CLIP, [dog]), FollowingPredictor(follow))

    states = states_of(session, dog)
    assert [i for i in states if states[i] is FrameState.OCCLUDED] == [3, 4]
    assert [i for i in states if states[i] is FrameState.ABSENT] == [6, 7]
    assert [i for i in states if states[i] is FrameState.FLAGGED] == [9]


def test_what_cannot_be_tracked_is_refused_in_a_sentence(session: OpenProject) -> None:
    project = session.project
    empty, confirmed = add_track(session, {}), add_track(session, {3: FrameState.CONFIRMED}, name="cat")
    locked = add_track(session, {0: PROMPTED}, name="bird")
    session.do("Lock", put_object(project, replace(project.objects[locked], is_locked=True)))
    point = Marks().with_point((5.0, 5.0))

    cases: list[tuple[ObjectId, dict[str, object], str]] = [
        (empty, {}, "no mask to start from"),
        (confirmed, {"start_frame": 4}, "no mask on frame 4"),
        (locked, {}, "is locked"),
        (confirmed, {"frame_range": (4, 40)}, "range 4:40"),
        (confirmed, {"marks": {(confirmed, 3): point}}, "is confirmed on frame 3"),
        (empty, {"marks": {(empty, 99): point}}, "the frames are 0 to 11"),
    ]
    for object_id, options, sentence in cases:
        with pytest.raises(UsageError, match=sentence):
            prepare_track(project, CLIP, [object_id], **options)  # type: ignore[arg-type]
