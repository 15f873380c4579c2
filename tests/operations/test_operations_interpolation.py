"""Frames between key frames are filled with shapes on the way; what is there stays unless it is to be replaced."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.documents import clip, thing
from support.masks import box_mask

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.commands import edit_mask, put_frame, put_media, put_object
from sa2va_desktop.operations.interpolation import prepare_interpolation
from sa2va_desktop.operations.mask_edits import EditScope, PreparedEdit
from sa2va_desktop.tasks import CancelToken

S = FrameState
SIZE_HW = (20, 90)
DOG = ObjectId(1)
COUNT = 13
ALL = EditScope((0, COUNT))


def at(x: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, x, 5, x + 6, 11))


def empty() -> MaskRle:
    return mask_to_rle(np.zeros(SIZE_HW, np.bool_))


def project_with(**frames: ObjectFrame) -> Project:
    """`f3=…` is frame 3 of the dog."""
    project = Project()
    item = replace(clip(frame_count=COUNT), height=SIZE_HW[0], width=SIZE_HW[1])
    project.apply(put_media(project, item))
    project.apply(put_object(project, thing()))
    for name, frame in frames.items():
        project.apply([put_frame(project, DOG, int(name[1:]), frame)])
    return project


def edited(x: int) -> ObjectFrame:
    return ObjectFrame(at(x), S.EDITED)


def tracked(x: int, state: FrameState = S.TRACKED) -> ObjectFrame:
    return ObjectFrame(at(x), state, 0.9, 5.0)


def fill(project: Project, scope: EditScope = ALL, **options: object) -> PreparedEdit:
    prepared = prepare_interpolation(project, [DOG], scope, **options)  # type: ignore[arg-type]
    project.apply(prepared.at_once(project))
    return prepared


def places(project: Project) -> dict[int, int]:
    return {index: project.track(DOG)[index].rle.x0 for index in sorted(project.track(DOG))}


def test_frames_between_are_filled_as_tracked_without_a_score() -> None:
    project = project_with(f0=edited(0), f4=tracked(40, S.PROMPTED), f8=edited(0))

    prepared = fill(project)

    assert places(project) == {0: 0, 1: 10, 2: 20, 3: 30, 4: 40, 5: 30, 6: 20, 7: 10, 8: 0}
    assert (prepared.count, prepared.kept) == (6, 0)
    assert project.track(DOG)[2] == ObjectFrame(at(20), S.TRACKED)
    assert not project.track(DOG)[2].is_protected


def test_masks_that_are_there_stay_unless_they_are_to_be_replaced_but_stale_ones_go() -> None:
    project = project_with(f0=edited(0), f1=tracked(77), f2=tracked(77, S.STALE), f4=edited(40))

    prepared = fill(project)
    assert (places(project), prepared.kept) == ({0: 0, 1: 77, 2: 20, 3: 30, 4: 40}, 1)

    fill(project, replaces=True)
    assert places(project) == {0: 0, 1: 10, 2: 20, 3: 30, 4: 40}


def test_only_frames_of_the_scope_are_filled_from_key_frames_outside_it() -> None:
    project = project_with(f0=edited(0), f4=edited(40))

    fill(project, EditScope.one_frame(2))

    assert places(project) == {0: 0, 2: 20, 4: 40}
    assert project.track(DOG)[2].state is S.TRACKED


@pytest.mark.parametrize("gone", [ObjectFrame(empty(), S.ABSENT), ObjectFrame(empty(), S.LOCKED)])
def test_nothing_is_filled_towards_a_frame_on_which_the_object_is_absent(gone: ObjectFrame) -> None:
    project = project_with(f0=edited(0), f4=gone, f8=edited(40))

    assert fill(project).count == 0


def test_what_a_model_called_absent_is_filled() -> None:
    project = project_with(f0=edited(0), f1=ObjectFrame(empty(), S.ABSENT, 0.2, -4.0), f2=edited(20))

    fill(project)

    assert places(project) == {0: 0, 1: 10, 2: 20}


def test_there_is_no_way_over_a_scene_cut() -> None:
    project = project_with(f0=edited(0), f4=edited(40), f8=edited(80))

    assert fill(project, cuts=(4,)).count == 3  # the cut is before frame 4
    assert places(project) == {0: 0, 4: 40, 5: 50, 6: 60, 7: 70, 8: 80}


def test_time_counts_and_not_the_number_of_frames() -> None:
    project = project_with(f0=edited(0), f2=edited(40))
    item = project.media[project.objects[DOG].media_id]
    project.apply(put_media(project, replace(item, pts=(0, 30, 40, *range(50, 150, 10)))))

    fill(project)

    assert places(project)[1] == 30


def test_a_locked_object_and_a_key_frame_that_changed_meanwhile_are_left_alone() -> None:
    project = project_with(f0=edited(0), f2=edited(20), f4=edited(40))
    prepared = prepare_interpolation(project, [DOG], ALL)
    results = list(prepared.results(CancelToken()))

    project.apply(edit_mask(project, DOG, 4, at(60)))
    assert [change.key for change in prepared.changes(project, results)] == [(DOG, 1)]
    project.apply(put_object(project, replace(project.objects[DOG], is_locked=True)))
    assert prepared.changes(project, results) == []
    assert prepare_interpolation(project, [DOG], ALL).count == 0
