"""A drawn line becomes few marks, inside the picture."""

from __future__ import annotations

import pytest

from sa2va_desktop.operations.mark_shapes import lasso_box, scribble_points

SIZE_HW = (60, 100)


def test_a_scribble_is_marked_evenly_along_its_way() -> None:
    points = scribble_points([(10, 20), (30, 20), (50, 20)], SIZE_HW, is_inside=True)

    assert [point.point_xy for point in points] == [pytest.approx((20, 20)), pytest.approx((40, 20))]
    assert [point.label for point in points] == [1, 1]


def test_a_dab_is_one_point() -> None:
    (point,) = scribble_points([(10, 20), (10, 20)], SIZE_HW, is_inside=False)

    assert point.point_xy == (10, 20)
    assert point.label == 0


def test_points_outside_the_picture_are_left_out() -> None:
    points = scribble_points([(-40, 20), (40, 20)], SIZE_HW, is_inside=True)

    assert [point.point_xy for point in points] == [pytest.approx((20, 20))]


def test_a_lasso_is_the_box_round_it_inside_the_picture() -> None:
    assert lasso_box([(-5, 10), (50, -3), (120, 40)], SIZE_HW) == (0, 0, 100, 40)
    assert lasso_box([(-5, 10), (-3, 20)], SIZE_HW) is None
