"""Marks are edited as values, checked before a model sees them, and come back with their frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.tracking import CLIP, add_clip, add_track, box_rle

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.annotation.rle import empty_rle, mask_to_rle
from sa2va_desktop.editing.commands import set_setting
from sa2va_desktop.errors import ProjectError, UsageError
from sa2va_desktop.operations.marks import (
    Marks,
    box_between,
    check_marks,
    forget_marks,
    marked_frames,
    marks_of,
    put_marks,
)
from sa2va_desktop.storage.session import OpenProject, open_project

MARKS = Marks().with_point((5.25, 6.0)).with_point((7.0, 8.5), is_inside=False).with_box((1.0, 2.0, 30.5, 40.0))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, 10)
        yield opened


def test_marks_are_changed_point_by_point() -> None:
    moved = MARKS.with_moved_point(0, (9.0, 9.0))

    assert [point.point_xy for point in moved.points] == [(9.0, 9.0), (7.0, 8.5)]
    assert [point.label for point in moved.points] == [1, 0]
    assert moved.without_point(0).points == MARKS.points[1:]
    assert moved.without_point(0).without_point(0).with_box(None).is_empty
    assert MARKS.points[0].point_xy == (5.25, 6.0)


@pytest.mark.parametrize("other", [(3.0, 9.0), (9.0, 2.0), (3.0, 2.0), (9.0, 9.0)])
def test_a_box_is_the_same_in_whatever_direction_it_is_drawn(other: tuple[float, float]) -> None:
    corner = (12.0 - other[0], 11.0 - other[1])

    assert box_between(corner, other) == box_between(other, corner)
    assert box_between((9.0, 9.0), (3.0, 2.0)) == (3.0, 2.0, 9.0, 9.0)


def test_a_prompt_holds_what_was_marked() -> None:
    prompt = MARKS.with_mask(box_rle(2, 3, 8, 9)).as_prompt(4, 7)

    assert (prompt.object_index, prompt.frame_index, prompt.box_xyxy) == (4, 7, MARKS.box_xyxy)
    assert prompt.points == MARKS.points
    assert prompt.mask is not None
    assert mask_to_rle(prompt.mask) == box_rle(2, 3, 8, 9)


@pytest.mark.parametrize(
    "marks", [MARKS, MARKS.with_mask(box_rle(2, 3, 8, 9)), Marks(mask=box_rle(0, 0, 60, 40))]
)
def test_stored_marks_come_back_after_opening_the_project_again(tmp_path: Path, marks: Marks) -> None:
    path = tmp_path / "kept.sa2va"
    with open_project(path, create=True) as session:
        add_clip(session, 10)
        dog = add_track(session, {3: FrameState.PROMPTED})
        session.do("Mark", put_marks(session.project, dog, 3, marks))

    with open_project(path) as session:
        assert marks_of(session.project, dog, 3) == marks
        assert marks_of(session.project, dog, 4) is None
        session.undo()
        assert marks_of(session.project, dog, 3) is None


def test_marks_are_found_by_object_and_forgotten_with_it(session: OpenProject) -> None:
    dog, cat = add_track(session, {}), add_track(session, {}, name="cat")
    for object_id, frame_index in ((dog, 9), (dog, 2), (cat, 5)):
        session.do("Mark", put_marks(session.project, object_id, frame_index, MARKS))

    session.do("Forget", forget_marks(session.project, [dog]))

    assert marked_frames(session.project, dog) == []
    assert marked_frames(session.project, cat) == [5]
    assert put_marks(session.project, dog, 2, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"points": [[1]], "box": null, "mask": null}',
        '{"points": [], "box": [1], "mask": "?"}',
        '{"points": [[1, 1, Infinity]], "box": null, "mask": null}',
        "[" * 100_000,
    ],
    ids=["empty", "list", "short point", "short box", "infinite label", "deep"],
)
def test_damaged_marks_are_one_error_that_names_object_and_frame(session: OpenProject, text: str) -> None:
    dog = add_track(session, {})
    session.do("Damage", set_setting(session.project, f"marks/{dog}/3", text))

    with pytest.raises(ProjectError, match=f"object {dog} on frame 3"):
        marks_of(session.project, dog, 3)


@pytest.mark.parametrize(
    ("frame_index", "marks", "sentence"),
    [
        (10, MARKS, "frames are 0 to 9"),
        (0, Marks(), "found none"),
        (0, Marks().with_point((5.0, 5.0), is_inside=False), "at least one point inside"),
        (0, Marks().with_point((60.0, 5.0)), "outside the 60x40 picture"),
        (0, Marks(box_xyxy=(5.0, 5.0, 5.0, 9.0)), "with an area"),
        (0, Marks(box_xyxy=(-9.0, 5.0, 0.0, 9.0)), "with an area"),
        (0, Marks(mask=empty_rle(40, 60)), "empty"),
        (0, Marks(mask=mask_to_rle(box_rle(0, 0, 1, 1).runs[None] >= 0)), "but the picture is 60x40"),
    ],
)
def test_marks_that_nothing_can_be_made_of_are_refused(
    session: OpenProject, frame_index: int, marks: Marks, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        check_marks(session.project.media[CLIP], frame_index, marks)
