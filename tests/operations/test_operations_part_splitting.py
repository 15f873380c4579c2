"""The parts of a mask become objects that keep their identity from frame to frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import clip, thing
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import edit_mask, put_media, put_object, put_track
from sa2va_desktop.editing.mask_booleans import unite
from sa2va_desktop.errors import CancelledError
from sa2va_desktop.operations.mask_edits import EditScope
from sa2va_desktop.operations.part_splitting import PreparedSplit, prepare_split
from sa2va_desktop.tasks import CancelToken

S = FrameState
SIZE_HW = (30, 90)
DOG = ObjectId(1)
COUNT = 6
ALL = EditScope((0, COUNT))


def left(step: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, 5 * step, 2, 5 * step + 8, 8))


def right(step: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, 80 - 5 * step, 15, 85 - 5 * step, 20))


def project_with(frames: dict[int, ObjectFrame], clean_up: CleanUp | None = None) -> Project:
    project = Project()
    item = replace(clip(frame_count=COUNT), height=SIZE_HW[0], width=SIZE_HW[1])
    project.apply(put_media(project, item))
    project.apply(put_object(project, replace(thing(), clean_up=clean_up)))
    project.apply(put_track(project, DOG, frames))
    return project


def pair_project(states: dict[int, FrameState] | None = None) -> Project:
    """Two parts in one object on each frame, the left one larger."""
    return project_with(
        {
            step: ObjectFrame(unite(left(step), right(step)), (states or {}).get(step, S.TRACKED), 0.9, 5.0)
            for step in range(COUNT)
        }
    )


def split(project: Project, scope: EditScope = ALL, *, shown: int = 0, least: int = 1) -> PreparedSplit:
    prepared = prepare_split(project, DOG, scope, shown_frame=shown, min_area_px=least)
    project.apply(prepared.changes(project, prepared.results(CancelToken())))
    return prepared


def others(project: Project) -> list[AnnotationObject]:
    return [item for item in project.objects.values() if item.object_id != DOG]


@pytest.mark.parametrize("shown", [0, 3, 5])
def test_each_part_is_one_object_over_all_frames(shown: int) -> None:
    project = pair_project()

    split(project, shown=shown)

    (made,) = others(project)
    assert [project.track(DOG)[step].rle for step in range(COUNT)] == [left(step) for step in range(COUNT)]
    assert [project.track(made.object_id)[step].rle for step in range(COUNT)] == [
        right(step) for step in range(COUNT)
    ]
    assert project.track(made.object_id)[2].predicted_iou == 0.9
    assert (made.name, made.category_id) == ("dog 2", None)
    assert made.color != project.objects[DOG].color


def test_settled_frames_stay_whole_and_are_counted() -> None:
    project = pair_project({2: S.EDITED, 3: S.CONFIRMED, 4: S.LOCKED})

    prepared = split(project)

    assert prepared.kept == 3
    (made,) = others(project)
    assert sorted(project.track(made.object_id)) == [0, 1, 5]
    assert project.track(DOG)[3].rle == unite(left(3), right(3))


def test_settled_frames_that_are_meant_keep_their_state() -> None:
    project = pair_project({2: S.EDITED, 3: S.CONFIRMED})

    split(project, replace(ALL, with_settled=True))

    (made,) = others(project)
    assert [project.track(each)[3].state for each in (DOG, made.object_id)] == [S.CONFIRMED] * 2
    assert project.track(made.object_id)[2] == ObjectFrame(right(2), S.EDITED, 0.9, 5.0)


def test_on_exactly_one_frame_the_parts_are_edited_by_hand() -> None:
    project = pair_project()

    split(project, EditScope.one_frame(4), shown=4)

    (made,) = others(project)
    assert project.track(DOG)[4] == ObjectFrame(left(4), S.EDITED)
    assert project.track(made.object_id) == {4: ObjectFrame(right(4), S.EDITED)}
    assert project.track(DOG)[3].rle == unite(left(3), right(3))


def test_where_the_object_has_no_part_it_is_absent_and_may_be_tracked_again() -> None:
    project = project_with(
        {
            0: ObjectFrame(unite(left(0), right(0)), S.TRACKED, 0.9, 5.0),
            1: ObjectFrame(right(1), S.TRACKED, 0.9, 5.0),
            2: ObjectFrame(right(2), S.TRACKED),
        }
    )

    split(project)

    assert (project.track(DOG)[1].state, project.track(DOG)[1].is_protected) == (S.ABSENT, False)
    assert 2 not in project.track(DOG)  # without a score, absent would be a person's word
    assert sorted(project.track(others(project)[0].object_id)) == [0, 1, 2]


def test_one_piece_is_not_split_and_small_pieces_are_no_parts() -> None:
    project = pair_project()

    prepared = prepare_split(project, DOG, ALL, shown_frame=0, min_area_px=26)

    assert prepared.changes(project, prepared.results(CancelToken())) == []


def test_the_parts_have_the_clean_up_of_the_object() -> None:
    spots = {0: ObjectFrame(unite(left(0), right(0)), S.TRACKED, 0.9, 5.0)}
    project = project_with(spots, CleanUp(margin_px=1))

    split(project)

    assert others(project)[0].clean_up == CleanUp(margin_px=1)
    assert project.track(DOG)[0].rle == left(0)


def test_what_changed_meanwhile_stays_whole_and_a_stop_changes_nothing() -> None:
    project = pair_project()
    prepared = prepare_split(project, DOG, ALL, shown_frame=0, min_area_px=1)
    results = list(prepared.results(CancelToken()))
    token = CancelToken()
    running = prepared.results(token)
    next(running)
    token.cancel()
    with pytest.raises(CancelledError):
        next(running)

    project.apply(edit_mask(project, DOG, 1, right(1)))
    project.apply(prepared.changes(project, results))

    assert project.track(DOG)[1].rle == right(1)
    assert sorted(project.track(others(project)[0].object_id)) == [0, 2, 3, 4, 5]


@given(st.lists(bool_masks(size_hw=SIZE_HW), min_size=1, max_size=COUNT), st.integers(1, 40))
@property_settings(share=0.1)
def test_no_pixel_is_lost_or_in_two_parts(masks: list[np.ndarray], least: int) -> None:
    project = project_with(
        {step: ObjectFrame(mask_to_rle(mask), S.TRACKED, 0.9, 5.0) for step, mask in enumerate(masks)}
    )

    split(project, shown=1, least=least)

    for step, mask in enumerate(masks):
        found = [project.frame(object_id, step) for object_id in project.objects]
        parts = [rle_to_mask(frame.rle) for frame in found if frame is not None]
        assert (np.sum(parts, axis=0) == mask).all()
