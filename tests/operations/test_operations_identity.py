"""Split, join and swap: no mask is lost, marks and phrases go along, one step of undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.documents import state_of
from support.tracking import add_clip, add_track, box_rle, states_of

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.editing.commands import put_object
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.identity import split_object, swap_objects
from sa2va_desktop.operations.joining import join_objects
from sa2va_desktop.operations.marks import Marks, marks_of, put_marks
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.storage.session import OpenProject, open_project

COUNT = 10
S = FrameState
LEFT, RIGHT = box_rle(2, 10, 20, 30), box_rle(30, 10, 50, 30)
MARKS = Marks().with_point((12.0, 12.0))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, COUNT)
        yield opened


def mark(session: OpenProject, object_id: ObjectId, frame_index: int) -> None:
    session.do("Mark", put_marks(session.project, object_id, frame_index, MARKS))


def lock(session: OpenProject, object_id: ObjectId) -> None:
    item = session.project.objects[object_id]
    session.do("Lock", put_object(session.project, replace(item, is_locked=True)))


def test_a_split_makes_a_new_object_from_the_frame_on(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 3: S.TRACKED, 6: S.PROMPTED, 8: S.LOCKED}, LEFT)
    mark(session, dog, 0)
    mark(session, dog, 6)
    before = state_of(session.project)

    changes, fresh = split_object(session.project, dog, 5)
    session.do("Split", changes)

    assert states_of(session, dog) == {0: S.PROMPTED, 3: S.TRACKED}
    assert states_of(session, fresh.object_id) == {6: S.PROMPTED, 8: S.LOCKED}
    assert fresh.name == "dog 2"
    assert fresh.color != session.project.objects[dog].color
    assert marks_of(session.project, dog, 6) is None
    assert marks_of(session.project, fresh.object_id, 6) == MARKS
    assert marks_of(session.project, dog, 0) == MARKS
    session.undo()
    assert state_of(session.project) == before


@pytest.mark.parametrize("frame_index", [0, 2, 7, 9])
def test_a_split_needs_frames_on_both_sides(session: OpenProject, frame_index: int) -> None:
    dog = add_track(session, {2: S.PROMPTED, 6: S.TRACKED})

    with pytest.raises(UsageError, match=f"frame {frame_index} is not inside"):
        split_object(session.project, dog, frame_index)


def test_swapped_objects_are_each_other_from_the_frame_on(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys(range(8), S.TRACKED), LEFT)
    cat = add_track(session, dict.fromkeys(range(2, 6), S.TRACKED), RIGHT, name="cat")
    mark(session, dog, 5)
    before = state_of(session.project)

    session.do("Swap", swap_objects(session.project, dog, cat, 4))

    dogs, cats = session.project.track(dog), session.project.track(cat)
    assert [dogs[f].rle == LEFT for f in sorted(dogs)] == [True] * 4 + [False] * 2
    assert sorted(dogs) == list(range(6))
    assert {f: cats[f].rle == LEFT for f in sorted(cats)} == {
        2: False,
        3: False,
        4: True,
        5: True,
        6: True,
        7: True,
    }
    assert marks_of(session.project, cat, 5) == MARKS
    assert marks_of(session.project, dog, 5) is None
    session.do("Swap", swap_objects(session.project, dog, cat, 4))
    assert state_of(session.project) == before


def test_locked_objects_keep_their_identity(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED, 5: S.TRACKED})
    cat = add_track(session, {0: S.TRACKED, 5: S.TRACKED}, name="cat")
    lock(session, dog)

    for verb in (
        lambda: split_object(session.project, dog, 3),
        lambda: join_objects(session.project, [cat, dog]),
        lambda: swap_objects(session.project, cat, dog, 3),
    ):
        with pytest.raises(UsageError, match="“dog” is locked"):
            verb()


def test_what_makes_no_sense_is_one_sentence(session: OpenProject) -> None:
    dog = add_track(session, {0: S.TRACKED})
    cat = add_track(session, {0: S.TRACKED}, name="cat")

    with pytest.raises(UsageError, match="at least two objects"):
        join_objects(session.project, [dog])
    with pytest.raises(UsageError, match="from frame 5 on"):
        swap_objects(session.project, dog, cat, 5)


def test_removed_objects_take_their_marks_along_in_one_step(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED})
    mark(session, dog, 0)
    before = state_of(session.project)

    session.do("Delete", remove_objects(session.project, [dog]))

    assert not session.project.settings
    session.undo()
    assert state_of(session.project) == before
