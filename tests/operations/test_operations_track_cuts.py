"""Tracks and corrections end at scene cuts, known ones and ones they come upon; nothing beyond is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.properties import property_settings
from support.shots import shot
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
from sa2va_desktop.editing.commands import edit_mask
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.inference.api import FrameProvider, RgbFrame, TrackDirection
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.scene_cuts import CutEdits, CutMap
from sa2va_desktop.operations.track import prepare_track
from sa2va_desktop.operations.track_plan import TrackScope, frames_to_compute, plan_runs, scene_around
from sa2va_desktop.operations.track_run import PreparedTrack, track_events
from sa2va_desktop.operations.track_writer import TrackWriter
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken

COUNT = 24
CUT = 12
PROMPTED, TRACKED, STALE, EDITED = (
    FrameState.PROMPTED,
    FrameState.TRACKED,
    FrameState.STALE,
    FrameState.EDITED,
)
KNOWN = CutMap().with_searched((0, COUNT), [CUT])
UNKNOWN = CutMap()


class TwoShots:
    """A clip with a hard cut at CUT."""

    frame_count = COUNT
    size_hw = SIZE_HW

    def __init__(self) -> None:
        self._frames = [*shot(1, CUT, size_hw=SIZE_HW), *shot(2, COUNT - CUT, size_hw=SIZE_HW)]

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return self._frames[frame_index]


def two_shots() -> Callable[[], AbstractContextManager[FrameProvider]]:
    return lambda: nullcontext(TwoShots())


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def run(
    session: OpenProject, prepared: PreparedTrack
) -> tuple[TrackWriter, FollowingPredictor, Sa2vaDesktopError | None]:
    writer, predictor = TrackWriter(session, prepared), FollowingPredictor(stay)
    error = run_to_end(writer, track_events(predictor, prepared, two_shots(), CancelToken()))
    return writer, predictor, error


@pytest.mark.parametrize("start", [3, 11])
def test_a_track_ends_at_a_known_cut_and_computes_nothing_beyond(session: OpenProject, start: int) -> None:
    dog = add_track(session, {start: PROMPTED})

    prepared = prepare_track(session.project, CLIP, [dog], cuts=KNOWN)
    _, predictor, error = run(session, prepared)

    assert error is None
    assert prepared.ends_at == (CUT,)
    assert set(states_of(session, dog)) == set(range(CUT))
    assert max(predictor.visited) < CUT


def test_a_track_ends_at_a_cut_that_nobody_knew(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED})

    prepared = prepare_track(session.project, CLIP, [dog], cuts=UNKNOWN)
    writer, predictor, error = run(session, prepared)

    assert error is None
    assert prepared.ends_at == ()
    assert writer.cuts_found == [CUT]
    assert set(states_of(session, dog)) == set(range(CUT))
    assert max(predictor.visited) == CUT


def test_backward_a_track_ends_before_the_cut_too(session: OpenProject) -> None:
    dog = add_track(session, {20: PROMPTED})

    for cuts in (KNOWN, UNKNOWN):
        run(session, prepare_track(session.project, CLIP, [dog], cuts=cuts))

        assert set(states_of(session, dog)) == set(range(CUT, COUNT))
        session.undo()


def test_without_cuts_a_track_goes_across(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED})

    writer, _, _ = run(session, prepare_track(session.project, CLIP, [dog]))

    assert set(states_of(session, dog)) == set(range(COUNT))
    assert writer.cuts_found == []


def test_a_cut_that_a_person_removed_ends_nothing(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED})
    removed = UNKNOWN.with_edits(CutEdits(removed=frozenset({CUT})))

    run(session, prepare_track(session.project, CLIP, [dog], cuts=removed))

    assert set(states_of(session, dog)) == set(range(COUNT))


@pytest.mark.parametrize("cuts", [KNOWN, UNKNOWN])
def test_an_object_of_the_other_scene_goes_on_in_the_same_pass(session: OpenProject, cuts: CutMap) -> None:
    dog = add_track(session, {3: PROMPTED})
    cat = add_track(session, {15: PROMPTED}, name="cat")

    run(session, prepare_track(session.project, CLIP, [dog, cat], cuts=cuts))

    assert set(states_of(session, dog)) == set(range(CUT))
    assert set(states_of(session, cat)) == set(range(CUT, COUNT))


@pytest.mark.parametrize("cuts", [KNOWN, UNKNOWN])
def test_frames_beyond_a_cut_are_as_they_were(session: OpenProject, cuts: CutMap) -> None:
    dog = add_track(session, {index: PROMPTED if index == 3 else TRACKED for index in range(COUNT)})

    run(session, prepare_track(session.project, CLIP, [dog], scope=TrackScope.ALL, cuts=cuts))

    states = states_of(session, dog)
    assert all(state in (PROMPTED, TRACKED) for state in states.values())


def test_nothing_is_said_of_a_cut_beyond_which_all_is_there(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED} | dict.fromkeys(range(CUT, COUNT), TRACKED))

    assert prepare_track(session.project, CLIP, [dog], cuts=KNOWN).ends_at == ()


def test_a_key_frame_in_each_scene_covers_the_clip(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED, 20: PROMPTED})

    prepared = prepare_track(session.project, CLIP, [dog], cuts=KNOWN)
    run(session, prepared)

    assert prepared.ends_at == ()
    assert set(states_of(session, dog)) == set(range(COUNT))


@pytest.mark.parametrize("cuts", [KNOWN, UNKNOWN])
@pytest.mark.parametrize("corrected", [4, 18])
def test_a_correction_ends_at_a_cut(session: OpenProject, cuts: CutMap, corrected: int) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED))
    new = box_rle(10, 10, 40, 30)
    session.do("Brush", edit_mask(session.project, dog, corrected, new))

    prepared = prepare_correction(session.project, dog, corrected, cuts=cuts)
    writer = TrackWriter(session, prepared)
    events = correction_events(FollowingPredictor(stay), prepared, two_shots(), CancelToken())
    assert run_to_end(writer, events) is None

    scene = scene_around((CUT,), corrected, (0, COUNT))
    track = session.project.track(dog)
    assert {f for f in track if track[f].rle == new} == set(range(*scene))
    assert all(track[f].state is TRACKED for f in range(COUNT) if f != corrected)
    assert prepared.ends_at == ((CUT,) if cuts is KNOWN else ())
    assert writer.cuts_found == ([] if cuts is KNOWN else [CUT])


def test_a_correction_whose_far_end_lies_beyond_an_unknown_cut_ends_there(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(COUNT), TRACKED) | {20: EDITED})
    new = box_rle(10, 10, 40, 30)
    session.do("Brush", edit_mask(session.project, dog, 4, new))

    prepared = prepare_correction(session.project, dog, 4, cuts=UNKNOWN)
    writer = TrackWriter(session, prepared)
    run_to_end(writer, correction_events(FollowingPredictor(stay), prepared, two_shots(), CancelToken()))

    track = session.project.track(dog)
    assert {f for f in track if track[f].rle == new} == set(range(CUT))


def test_grey_frames_have_no_cuts(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED})

    prepared = prepare_track(session.project, CLIP, [dog], cuts=UNKNOWN)
    writer = TrackWriter(session, prepared)
    run_to_end(writer, track_events(FollowingPredictor(stay), prepared, opener(COUNT), CancelToken()))

    assert set(states_of(session, dog)) == set(range(COUNT))


@given(
    st.sets(st.integers(0, COUNT - 1), min_size=1),
    st.sets(st.integers(1, COUNT - 1)),
    st.sampled_from(TrackDirection),
)
@property_settings()
def test_no_run_and_none_of_its_anchors_crosses_a_cut(
    marked: set[int], cuts: set[int], direction: TrackDirection
) -> None:
    targets = frames_to_compute({}, marked, (0, COUNT), direction, cuts=cuts)
    runs = plan_runs(ObjectId(1), targets, marked, direction, cuts=cuts)

    assert sorted(f for run in runs for f in range(*run.frame_range)) == targets
    for run in runs:
        scenes = {scene_around(sorted(cuts), f, (0, COUNT)) for f in (*run.anchors, *range(*run.frame_range))}
        assert len(scenes) == 1


def test_only_stale_frames_are_computed_again_when_asked_for(session: OpenProject) -> None:
    dog = add_track(session, {3: PROMPTED, 4: TRACKED, 5: STALE, 6: STALE})

    prepared = prepare_track(session.project, CLIP, [dog], scope=TrackScope.STALE)

    assert prepared.targets == {dog: (5, 6)}
