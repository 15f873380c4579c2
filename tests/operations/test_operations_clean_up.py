"""Masks over many frames are cleaned up in one edit that leaves what a person settled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.documents import clip, mask_frame, thing

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import put_frame, put_media, put_object, put_track, remove_objects
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.errors import CancelledError
from sa2va_desktop.operations.clean_up import prepare_clean_up
from sa2va_desktop.operations.mask_edits import EditScope
from sa2va_desktop.tasks import CancelToken

DOG = ObjectId(1)
ISLANDS = CleanUp(island_px=3)


def spotted() -> BoolMask:
    mask = np.zeros((6, 8), np.bool_)
    mask[1:4, 1:4] = True
    mask[2, 2] = False
    mask[5, 7] = True
    return mask


def project_with(*states: FrameState) -> Project:
    project = Project()
    project.apply(put_media(project, clip()))
    project.apply(put_object(project, thing()))
    frames = {index: ObjectFrame(mask_to_rle(spotted()), state, 0.5, 1.0) for index, state in enumerate(states)}
    project.apply(put_track(project, DOG, frames))
    return project


def clean(project: Project, clean_up: CleanUp, frame_range: tuple[int, int], *, is_one_frame: bool) -> None:
    prepared = prepare_clean_up(project, [DOG], clean_up, EditScope(frame_range, is_one_frame))
    project.apply(prepared.at_once(project))


def test_the_steps_are_islands_holes_margin() -> None:
    mask = rle_to_mask(cleaned(mask_to_rle(spotted()), CleanUp(island_px=3, hole_px=1, margin_px=1)))

    expected = np.zeros((6, 8), np.bool_)
    expected[1:4, 0:5] = expected[0:5, 1:4] = True
    assert (mask == expected).all()


def test_a_range_keeps_states_and_scores_and_what_a_person_settled() -> None:
    states = (FrameState.TRACKED, FrameState.CONFIRMED, FrameState.LOCKED, FrameState.EDITED)
    project = project_with(*states)

    clean(project, ISLANDS, (0, 4), is_one_frame=False)

    frames = [project.track(DOG)[index] for index in range(4)]
    assert [frame.state for frame in frames] == list(states)
    assert [frame.rle.area for frame in frames] == [8, 9, 9, 9]
    assert frames[0].predicted_iou == 0.5


@pytest.mark.parametrize(
    ("state", "after", "area"),
    [
        (FrameState.TRACKED, FrameState.EDITED, 8),
        (FrameState.EDITED, FrameState.EDITED, 8),
        (FrameState.CONFIRMED, FrameState.CONFIRMED, 8),
        (FrameState.LOCKED, FrameState.LOCKED, 9),
    ],
)
def test_exactly_one_frame_may_be_settled_but_not_locked(
    state: FrameState, after: FrameState, area: int
) -> None:
    project = project_with(state)

    clean(project, ISLANDS, (0, 1), is_one_frame=True)

    assert (project.track(DOG)[0].state, project.track(DOG)[0].rle.area) == (after, area)


def test_a_locked_object_stays_and_is_counted() -> None:
    project = project_with(FrameState.TRACKED, FrameState.TRACKED)
    project.apply(put_object(project, replace(project.objects[DOG], is_locked=True)))

    prepared = prepare_clean_up(project, [DOG], ISLANDS, EditScope((0, 4)))

    assert (prepared.masks, prepared.kept) == ((), 2)


def test_a_mask_that_was_changed_meanwhile_is_left_alone() -> None:
    project = project_with(FrameState.TRACKED, FrameState.TRACKED)
    prepared = prepare_clean_up(project, [DOG], ISLANDS, EditScope((0, 4)))
    cleaned = list(prepared.results(CancelToken()))

    project.apply([put_frame(project, DOG, 0, mask_frame(2))])

    assert [change.key for change in prepared.changes(project, cleaned)] == [(DOG, 1)]


def test_it_can_be_stopped_between_two_masks() -> None:
    prepared = prepare_clean_up(
        project_with(FrameState.TRACKED, FrameState.TRACKED), [DOG], ISLANDS, EditScope((0, 4))
    )
    token = CancelToken()
    cleaned = prepared.results(token)
    next(cleaned)

    token.cancel()

    with pytest.raises(CancelledError):
        next(cleaned)


def test_an_object_that_was_locked_or_removed_meanwhile_is_left_alone() -> None:
    project = project_with(FrameState.TRACKED)
    prepared = prepare_clean_up(project, [DOG], ISLANDS, EditScope((0, 1)))
    cleaned = list(prepared.results(CancelToken()))

    project.apply(put_object(project, replace(project.objects[DOG], is_locked=True)))
    assert prepared.changes(project, cleaned) == []
    project.apply(put_object(project, replace(project.objects[DOG], is_locked=False)))
    assert len(prepared.changes(project, cleaned)) == 1
    project.apply(remove_objects(project, [DOG]))
    assert prepared.changes(project, cleaned) == []
