"""Masks of several objects are combined frame by frame: what is settled stays, what changed meanwhile is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import HEIGHT, WIDTH, clip, state_of, thing
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Category, CleanUp, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.commands import (
    edit_mask,
    new_object,
    put_category,
    put_media,
    put_object,
    put_track,
    remove_category,
    remove_objects,
)
from sa2va_desktop.operations.mask_combining import (
    Combination,
    prepare_combination,
    prepare_cut_out,
    prepare_overlaps,
)
from sa2va_desktop.operations.mask_edits import EditScope
from sa2va_desktop.tasks import CancelToken

S = FrameState
SIZE_HW = (HEIGHT, WIDTH)
A, B, C = map(ObjectId, (1, 2, 3))
ALL = EditScope((0, 4))
LEFT, RIGHT = box_mask(SIZE_HW, 0, 0, 5, 6), box_mask(SIZE_HW, 3, 0, 8, 6)


def frame(mask: BoolMask, state: FrameState = S.TRACKED) -> ObjectFrame:
    scored = state in (S.TRACKED, S.STALE, S.FLAGGED)
    return ObjectFrame(mask_to_rle(mask), state, 0.5 if scored else None, 2.0 if scored else None)


def project_of(**tracks: dict[int, ObjectFrame]) -> Project:
    """Objects 1, 2, 3 … with these tracks, drawn one over the other in their order."""
    project = Project()
    project.apply(put_media(project, clip()))
    for number, (name, track) in enumerate(tracks.items(), start=1):
        project.apply(put_object(project, replace(thing(number, name=name), order=number)))
        project.apply(put_track(project, ObjectId(number), track))
    return project


def pixels(project: Project, object_id: ObjectId, frame_index: int = 0) -> BoolMask:
    found = project.frame(object_id, frame_index)
    assert found is not None
    return rle_to_mask(found.rle)


@given(bool_masks(size_hw=SIZE_HW), bool_masks(size_hw=SIZE_HW), st.sampled_from(Combination), st.booleans())
@property_settings(share=0.25)
def test_a_combination_is_that_of_the_pixels_and_leaves_the_other_alone(
    left: BoolMask, right: BoolMask, combination: Combination, is_one_frame: bool
) -> None:
    project = project_of(a={0: frame(left)}, b={0: frame(right)})
    expected = {
        Combination.SUBTRACT: left & ~right,
        Combination.UNITE: left | right,
        Combination.INTERSECT: left & right if right.any() else left,
        Combination.EXCLUDE: left ^ right if left.any() else left,
    }[combination]

    project.apply(
        prepare_combination(project, combination, A, [B], EditScope((0, 1), is_one_frame)).at_once(project)
    )

    assert (pixels(project, A) == expected).all()
    assert (pixels(project, B) == right).all()


def test_over_a_range_states_and_scores_stay_and_so_does_what_is_settled() -> None:
    states = (S.TRACKED, S.EDITED, S.CONFIRMED, S.LOCKED)
    project = project_of(
        a={index: frame(LEFT, state) for index, state in enumerate(states)},
        b={index: frame(RIGHT) for index in range(4)},
    )

    prepared = prepare_combination(project, Combination.SUBTRACT, A, [B], ALL)
    project.apply(prepared.at_once(project))

    assert (prepared.count, prepared.kept) == (1, 3)
    assert [project.track(A)[index].rle.area for index in range(4)] == [18, 30, 30, 30]
    assert [project.track(A)[index].state for index in range(4)] == list(states)
    assert project.track(A)[0].predicted_iou == 0.5


def test_settled_frames_are_changed_when_they_are_meant_but_never_locked_ones() -> None:
    states = (S.TRACKED, S.EDITED, S.CONFIRMED, S.LOCKED)
    project = project_of(
        a={index: frame(LEFT, state) for index, state in enumerate(states)},
        b={index: frame(RIGHT) for index in range(4)},
    )

    scope = EditScope((0, 4), with_settled=True)
    project.apply(prepare_combination(project, Combination.SUBTRACT, A, [B], scope).at_once(project))

    assert [project.track(A)[index].rle.area for index in range(4)] == [18, 18, 18, 30]
    assert [project.track(A)[index].state for index in range(4)] == list(states)


def test_exactly_one_frame_is_edited_by_hand_afterwards() -> None:
    project = project_of(a={0: frame(LEFT)}, b={0: frame(RIGHT)})

    project.apply(
        prepare_combination(project, Combination.SUBTRACT, A, [B], EditScope.one_frame(0)).at_once(project)
    )

    assert project.track(A)[0] == ObjectFrame(mask_to_rle(LEFT & ~RIGHT), S.EDITED)


def test_a_tracked_mask_of_which_nothing_is_left_makes_the_object_absent_and_may_be_tracked_again() -> None:
    project = project_of(a={0: frame(LEFT)}, b={0: frame(np.ones(SIZE_HW, np.bool_))})

    project.apply(prepare_combination(project, Combination.SUBTRACT, A, [B], ALL).at_once(project))

    gone = project.track(A)[0]
    assert (gone.rle.is_empty, gone.state, gone.is_protected) == (True, S.ABSENT, False)


def test_uniting_fills_frames_without_a_mask_but_not_those_said_to_be_absent() -> None:
    empty = np.zeros(SIZE_HW, np.bool_)
    project = project_of(
        a={0: frame(empty, S.ABSENT), 1: ObjectFrame(mask_to_rle(empty), S.ABSENT, 0.1, -3.0)},
        b={index: frame(RIGHT) for index in range(3)},
    )

    project.apply(prepare_combination(project, Combination.UNITE, A, [B], ALL).at_once(project))

    assert [project.track(A)[index].rle.is_empty for index in range(3)] == [True, False, False]
    assert project.track(A)[2] == ObjectFrame(mask_to_rle(RIGHT), S.TRACKED)


def test_the_result_can_be_a_new_object_while_both_stay() -> None:
    project = project_of(a={0: frame(LEFT, S.CONFIRMED), 1: frame(LEFT)}, b={0: frame(RIGHT), 1: frame(RIGHT)})
    project.apply(put_object(project, replace(project.objects[A], is_locked=True)))
    before = state_of(project)

    onto = new_object(project, project.objects[A].media_id, "both", category_id=project.objects[A].category_id)
    prepared = prepare_combination(project, Combination.INTERSECT, A, [B], ALL, onto=onto)
    project.apply(prepared.at_once(project))

    (made,) = [item for item in project.objects.values() if item.name == "both"]
    assert [project.track(made.object_id)[index].state for index in (0, 1)] == [S.EDITED, S.TRACKED]
    assert (pixels(project, made.object_id) == (LEFT & RIGHT)).all()
    assert before.items() <= state_of(project).items()


def test_a_label_that_was_deleted_while_the_result_was_computed_is_left_out() -> None:
    project = project_of(a={0: frame(LEFT)}, b={0: frame(RIGHT)})
    car = Category(project.allocate_category_id(), "car", (1, 2, 3))
    project.apply(put_category(project, car))
    onto = new_object(project, project.objects[A].media_id, "both", category_id=car.category_id)
    prepared = prepare_combination(project, Combination.UNITE, A, [B], ALL, onto=onto)
    results = list(prepared.results(CancelToken()))

    project.apply(remove_category(project, car.category_id))
    project.apply(prepared.changes(project, results))

    assert project.objects[onto.object_id].category_id is None


def test_what_is_cut_out_is_taken_from_every_visible_object_that_is_not_locked() -> None:
    tracks = {name: {index: frame(RIGHT) for index in range(2)} for name in ("b", "hidden", "locked")}
    project = project_of(a={0: frame(LEFT)}, **tracks)
    project.apply(put_object(project, replace(project.objects[ObjectId(3)], is_hidden=True)))
    project.apply(put_object(project, replace(project.objects[ObjectId(4)], is_locked=True)))

    prepared = prepare_cut_out(project, [A], ALL)
    project.apply(prepared.at_once(project))

    assert (prepared.count, prepared.kept) == (1, 1)
    assert (pixels(project, B) == (RIGHT & ~LEFT)).all()
    assert (pixels(project, B, 1) == RIGHT).all()  # the front object is not there
    assert (pixels(project, ObjectId(3)) == RIGHT).all()
    assert (pixels(project, ObjectId(4)) == RIGHT).all()


@given(st.lists(bool_masks(size_hw=SIZE_HW), min_size=1, max_size=4))
@property_settings(share=0.25)
def test_without_overlaps_every_pixel_is_in_the_object_drawn_on_top(masks: list[BoolMask]) -> None:
    project = project_of(**{f"o{number}": {0: frame(mask)} for number, mask in enumerate(masks)})
    ids = list(project.objects)

    project.apply(prepare_overlaps(project, ids, ALL).at_once(project))

    after = [pixels(project, object_id) for object_id in ids]
    assert (np.sum(after, axis=0) == np.logical_or.reduce(masks)).all()
    assert (after[-1] == masks[-1]).all()
    assert prepare_overlaps(project, ids, ALL).at_once(project) == []  # once is enough


def test_what_changed_meanwhile_is_left_alone_whichever_object_it_is() -> None:
    project = project_of(
        a={index: frame(LEFT) for index in range(4)}, b={index: frame(RIGHT) for index in range(4)}
    )
    prepared = prepare_combination(project, Combination.SUBTRACT, A, [B], ALL)
    results = list(prepared.results(CancelToken()))

    project.apply(edit_mask(project, A, 0, mask_to_rle(RIGHT)))
    project.apply(edit_mask(project, B, 1, mask_to_rle(LEFT)))

    assert [change.key for change in prepared.changes(project, results)] == [(A, 2), (A, 3)]
    project.apply(remove_objects(project, [B]))
    assert prepared.changes(project, results) == []


def test_others_count_as_they_are_seen() -> None:
    spot = box_mask(SIZE_HW, 4, 2, 5, 3)
    project = project_of(a={0: frame(np.ones(SIZE_HW, np.bool_))}, b={0: frame(spot)})
    project.apply(put_object(project, replace(project.objects[B], clean_up=CleanUp(margin_px=1))))

    project.apply(prepare_combination(project, Combination.SUBTRACT, A, [B], ALL).at_once(project))

    assert project.track(A)[0].rle.area == HEIGHT * WIDTH - 5


@pytest.mark.parametrize("prepare", [prepare_cut_out, prepare_overlaps])
def test_of_nothing_nothing_is_prepared(prepare) -> None:  # type: ignore[no-untyped-def]
    prepared = prepare(project_of(a={0: frame(LEFT)}), [], ALL)

    assert (prepared.count, prepared.kept) == (0, 0)
