"""What is seen of masks: cleaned up, except where a person settled them, and kept as it was seen when one does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.documents import HEIGHT, WIDTH, clip, state_of, thing
from support.masks import bool_masks
from support.properties import property_settings

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.history import History
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.editing.shown_mask import (
    ShownMasks,
    is_settled,
    known_rle,
    quick_rle,
    shown_rle,
    shown_track,
    unknown_masks,
    with_state,
)
from sa2va_desktop.operations.export import annotated_clips
from sa2va_desktop.operations.frame_states import give_state, take_state

S = FrameState
DOG = ObjectId(1)
SIZE_HW = (HEIGHT, WIDTH)
COUNT = 4
clean_ups = st.builds(
    CleanUp, st.integers(0, 6), st.integers(0, 6), st.integers(0, 2), st.integers(-2, 2)
) | st.just(CleanUp())


@st.composite
def frames(draw: st.DrawFn) -> ObjectFrame:
    state = draw(st.sampled_from([each for each in S if each is not S.UNTOUCHED]))
    score = draw(st.sampled_from((None, 0.5)))
    return ObjectFrame(mask_to_rle(draw(bool_masks(size_hw=SIZE_HW))), state, score, score)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(frame_count=COUNT)))
    item = replace(thing(), clean_up=draw(st.none() | clean_ups))
    project.apply(commands.put_object(project, item))
    track = draw(st.dictionaries(st.integers(0, COUNT - 1), frames()))
    project.apply(commands.put_track(project, DOG, track))
    return project


def seen(project: Project) -> dict[int, MaskRle]:
    return {index: shown_rle(project.objects[DOG], frame) for index, frame in project.track(DOG).items()}


@given(projects(), clean_ups)
@property_settings(share=0.4)
def test_settled_frames_never_change_and_undo_brings_all_back(project: Project, clean_up: CleanUp) -> None:
    history = History(project, lambda _: None)
    before, state = seen(project), state_of(project)

    history.do(
        "Set", commands.put_object(project, replace(project.objects[DOG], clean_up=clean_up)), merge_key=None
    )
    after = seen(project)

    for index, frame in project.track(DOG).items():
        if is_settled(frame):
            assert after[index] == before[index] == frame.rle
        else:
            assert after[index] == cleaned(frame.rle, clean_up)
    if history.can_undo:
        history.undo()
    assert state_of(project) == state
    assert seen(project) == before


@given(projects())
@property_settings(share=0.4)
def test_what_is_exported_is_what_is_seen(project: Project) -> None:
    (exported,) = annotated_clips(project, [MediaId(1)])

    assert {index: frame.rle for index, frame in exported.tracks[DOG].items()} == seen(project)
    assert {index: frame.state for index, frame in exported.tracks[DOG].items()} == {
        index: frame.state for index, frame in project.track(DOG).items()
    }


@given(projects(), st.sampled_from((S.CONFIRMED, S.LOCKED, S.OCCLUDED, S.PROMPTED, S.FLAGGED)))
@property_settings(share=0.4)
def test_what_is_said_of_frames_and_taken_back_never_changes_what_is_seen(
    project: Project, state: FrameState
) -> None:
    before = seen(project)
    wanted = [
        index
        for index, frame in project.track(DOG).items()
        if frame.state is not S.LOCKED and not (frame.rle.is_empty and state is S.PROMPTED)
    ]
    if not wanted:
        return

    project.apply(give_state(project, [DOG], wanted, state))
    assert seen(project) == before
    assert all(project.track(DOG)[index].state is state for index in wanted)

    said = [index for index in wanted if not project.track(DOG)[index].rle.is_empty]
    if said:
        project.apply(take_state(project, [DOG], said, state))
        assert {index: mask for index, mask in seen(project).items() if index in said} == {
            index: before[index] for index in said
        }


def spotted() -> MaskRle:
    mask = np.zeros(SIZE_HW, np.bool_)
    mask[1:4, 1:4] = True
    mask[5, 7] = True
    return mask_to_rle(mask)


def test_confirming_keeps_the_cleaned_mask_when_the_clean_up_goes() -> None:
    item, frame = replace(thing(), clean_up=CleanUp(island_px=3)), ObjectFrame(spotted(), S.TRACKED, 0.5, 0.5)

    confirmed = with_state(item, frame, S.CONFIRMED)

    assert confirmed.rle == cleaned(spotted(), CleanUp(island_px=3)) != spotted()
    assert (confirmed.predicted_iou, confirmed.state) == (0.5, S.CONFIRMED)
    assert shown_rle(replace(item, clean_up=None), confirmed) == confirmed.rle


def test_a_margin_is_not_added_again_when_a_confirmation_is_taken_back() -> None:
    item, frame = replace(thing(), clean_up=CleanUp(margin_px=1)), ObjectFrame(spotted(), S.TRACKED, 0.5, 0.5)
    confirmed = with_state(item, frame, S.CONFIRMED)

    plain = with_state(item, confirmed, S.TRACKED)

    assert (plain.rle, plain.state, plain.object_score) == (confirmed.rle, S.EDITED, None)


def test_a_flag_on_a_drawn_mask_does_not_have_it_cleaned_up() -> None:
    item = replace(thing(), clean_up=CleanUp(island_px=3))
    drawn = ObjectFrame(spotted(), S.EDITED)

    assert shown_rle(item, with_state(item, drawn, S.FLAGGED)) == spotted()


def test_cleaned_masks_are_made_once_and_the_memory_is_bounded() -> None:
    item = replace(thing(), clean_up=CleanUp(island_px=3))
    made = [ObjectFrame(replace(spotted(), x0=0), S.TRACKED, 0.5, 0.5) for _ in range(50)]
    memory = ShownMasks(limit_bytes=2000)

    first = memory.rle(item, made[0])
    assert memory.rle(item, made[0]) is first
    for frame in made:
        memory.rle(item, frame)

    assert memory.known(item, made[0]) is None
    assert memory.known(item, made[-1]) is not None


def test_a_large_mask_is_not_cleaned_up_on_the_way() -> None:
    item = replace(thing(), clean_up=CleanUp(margin_px=1))
    mask = np.zeros((600, 600), np.bool_)
    mask[10:590, 10:590] = True
    frame = ObjectFrame(mask_to_rle(mask), S.TRACKED, 0.5, 0.5)

    assert quick_rle(item, frame) is frame.rle
    assert known_rle(item, frame) is None
    assert unknown_masks([(item, frame)]) == [(item, frame)]
    made = shown_rle(item, frame)
    assert quick_rle(item, frame) is made
    assert unknown_masks([(item, frame)]) == []


def test_a_track_without_a_clean_up_is_only_copied() -> None:
    project = Project()
    project.apply(commands.put_media(project, clip()))
    project.apply(commands.put_object(project, thing()))
    frame = ObjectFrame(spotted(), S.TRACKED, 0.5, 0.5)
    project.apply(commands.put_track(project, DOG, {0: frame}))

    track = shown_track(project, DOG)
    project.apply(commands.remove_masks(project, DOG, (0, 1)))

    assert track[0] is frame
