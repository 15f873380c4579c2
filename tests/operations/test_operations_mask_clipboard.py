"""Copied masks arrive where they are put, as a person's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import clip, state_of, thing
from support.masks import bool_masks
from support.properties import property_settings
from support.tracking import CLIP, SIZE_HW, add_clip, add_track, box_rle, states_of

from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.editing.commands import put_media, put_object, set_frame_states
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.frame_states import give_state
from sa2va_desktop.operations.marks import Marks, marks_of, put_marks
from sa2va_desktop.operations.mask_clipboard import (
    CopiedMask,
    copy_masks,
    duplicate_objects,
    paste_masks,
    paste_over,
)
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.storage.session import OpenProject, open_project

S = FrameState
OTHER = MediaId(2)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, 10)
        other = replace(clip(2, path="/media/other.mp4"), height=SIZE_HW[0], width=SIZE_HW[1])
        opened.do("Add other", put_media(opened.project, other))
        yield opened


def test_a_mask_is_pasted_on_another_frame_of_its_object(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 5: S.TRACKED}, box_rle(5, 5, 20, 20))
    copied = copy_masks(session.project, [dog], 0)

    pasted = paste_masks(session.project, CLIP, 7, copied)
    session.do("Paste", pasted.changes)

    assert pasted.object_ids == {dog}
    frame = session.project.frame(dog, 7)
    assert frame is not None
    assert frame.rle == box_rle(5, 5, 20, 20)
    assert frame.state is S.EDITED
    session.undo()
    assert set(states_of(session, dog)) == {0, 5}


@pytest.mark.parametrize("how", ["as new", "other clip", "source is gone"])
def test_a_mask_becomes_a_new_object(session: OpenProject, how: str) -> None:
    dog = add_track(session, {0: S.PROMPTED})
    cat = add_track(session, {0: S.PROMPTED}, name="cat")
    copied = copy_masks(session.project, [dog, cat], 0)
    if how == "source is gone":
        session.do("Delete", remove_objects(session.project, [dog, cat]))

    target = OTHER if how == "other clip" else CLIP
    pasted = paste_masks(session.project, target, 2, copied, as_new=how == "as new")
    session.do("Paste", pasted.changes)

    made = [session.project.objects[object_id] for object_id in sorted(pasted.object_ids)]
    assert not {dog, cat} & pasted.object_ids
    assert [item.media_id for item in made] == [target, target]
    names = ["dog 2", "cat 2"] if how == "as new" else ["dog", "cat"]
    assert [item.name for item in made] == names
    assert len({item.color for item in made}) == 2
    assert made[0].order < made[1].order


def test_copying_takes_what_is_there(session: OpenProject) -> None:
    dog = add_track(session, {0: S.ABSENT, 1: S.TRACKED})

    assert copy_masks(session.project, [dog], 0) == []
    assert copy_masks(session.project, [dog], 5) == []
    assert len(copy_masks(session.project, [dog], 1)) == 1


def test_what_cannot_be_pasted_is_one_sentence(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 3: S.TRACKED})
    session.do("Small", put_media(session.project, clip(3, path="/media/small.mp4")))
    session.do("Lock", set_frame_states(session.project, dog, [3], S.LOCKED))
    copied = copy_masks(session.project, [dog], 0)

    with pytest.raises(UsageError, match="60x40 but this picture is 8x6"):
        paste_masks(session.project, MediaId(3), 0, copied)
    with pytest.raises(UsageError, match="locked on frame 3"):
        paste_masks(session.project, CLIP, 3, copied)
    with pytest.raises(UsageError, match="copy one first"):
        paste_masks(session.project, CLIP, 3, [])


def test_masks_are_pasted_over_frames_but_not_over_what_is_settled(session: OpenProject) -> None:
    states = {0: S.TRACKED, 2: S.EDITED, 3: S.CONFIRMED, 4: S.LOCKED, 5: S.STALE, 6: S.ABSENT}
    dog = add_track(session, states, box_rle(5, 5, 20, 20))
    session.do("Marks", put_marks(session.project, dog, 5, Marks(box_xyxy=(1, 1, 4, 4))))
    other = box_rle(30, 5, 40, 15)

    pasted = paste_over(session.project, CLIP, range(1, 8), [CopiedMask(session.project.objects[dog], other)])
    session.do("Paste", pasted.changes)

    assert (pasted.count, pasted.kept, pasted.object_ids) == (4, 3, {dog})
    track = session.project.track(dog)
    assert {index for index, frame in track.items() if frame.rle == other} == {1, 5, 6, 7}
    assert states_of(session, dog)[5] is S.EDITED
    assert marks_of(session.project, dog, 5) is None
    session.undo()
    assert states_of(session, dog) == states


def test_nothing_is_pasted_over_a_locked_object_and_an_absent_one_said_so_stays(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED})
    session.do("Absent", give_state(session.project, [dog], [3], S.ABSENT))
    copied = copy_masks(session.project, [dog], 0)
    assert paste_over(session.project, CLIP, [2, 3], copied).kept == 1

    session.do("Lock", put_object(session.project, replace(session.project.objects[dog], is_locked=True)))

    assert paste_over(session.project, CLIP, [2, 3], copied).changes == []


@given(bool_masks(size_hw=SIZE_HW), st.sets(st.integers(0, 9), min_size=1))
@property_settings(share=0.1)
def test_what_is_pasted_as_new_is_the_mask_bit_for_bit_on_each_frame(
    session: OpenProject, mask: BoolMask, frames: set[int]
) -> None:
    rle = mask_to_rle(mask)
    copied = CopiedMask(thing(name="copied"), rle)

    pasted = paste_over(session.project, CLIP, sorted(frames), [copied], as_new=True)
    session.project.apply(pasted.changes)

    (made,) = pasted.object_ids
    assert session.project.track(made) == {index: ObjectFrame(rle, S.EDITED) for index in frames}


def test_duplicates_have_all_masks_and_marks(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 5: S.TRACKED})
    marks = Marks().with_point((12.0, 12.0))
    session.do("Mark", put_marks(session.project, dog, 0, marks))
    before = state_of(session.project)

    made = duplicate_objects(session.project, [dog])
    session.do("Duplicate", made.changes)

    (copy,) = made.object_ids
    assert states_of(session, copy) == states_of(session, dog)
    assert marks_of(session.project, copy, 0) == marks
    assert session.project.objects[copy].name == "dog 2"
    session.undo()
    assert state_of(session.project) == before
