"""Dots and the sides of the box are found under the pointer and moved inside the picture."""

from __future__ import annotations

import pytest

from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.ui.canvas.tools.mark_handles import MarkHandle, handle_at, moved, without

SIZE_WH = (100, 60)
BOX = Marks(box_xyxy=(10, 10, 50, 40))


def sides(*numbers: int) -> MarkHandle:
    return MarkHandle(sides=frozenset(numbers))


def test_of_dots_on_one_another_the_newest_is_found() -> None:
    marks = Marks().with_point((20, 20)).with_point((21, 20), is_inside=False)

    assert handle_at(marks, (20.5, 20), 3) == MarkHandle(point=1)
    assert handle_at(marks, (40, 20), 3) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ((11, 25), sides(0)),
        ((30, 9), sides(1)),
        ((49, 41), sides(2, 3)),
        ((11, 39), sides(0, 3)),
        ((30, 25), None),
        ((70, 41), None),
    ],
)
def test_sides_and_corners_of_the_box(at: tuple[float, float], expected: MarkHandle | None) -> None:
    assert handle_at(BOX, at, 3) == expected


def test_of_a_very_thin_box_the_nearer_side_is_found() -> None:
    marks = Marks(box_xyxy=(10, 10, 12, 40))

    assert handle_at(marks, (11.5, 25), 3) == sides(2)


def test_moving_keeps_marks_inside_the_picture_and_sides_in_their_order() -> None:
    dot = Marks().with_point((20, 20))

    assert moved(dot, MarkHandle(point=0), (500, -5), SIZE_WH).points[0].point_xy == (99.99, 0)
    assert moved(BOX, sides(2, 3), (80, 50), SIZE_WH).box_xyxy == (10, 10, 80, 50)
    assert moved(BOX, sides(0), (90, 50), SIZE_WH).box_xyxy == (49, 10, 50, 40)


def test_taking_a_handle_away() -> None:
    marks = BOX.with_point((20, 20))

    assert without(marks, MarkHandle(point=0)) == BOX
    assert without(marks, sides(0)) == Marks().with_point((20, 20))
