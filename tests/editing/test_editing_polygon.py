"""A closed line fills the pixels whose centre it goes round; neighbours share no pixel and leave none out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, empty_rle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.editing.polygon import add_polygon, enclosed, subtract_polygon

coordinates = st.floats(-5, 21, allow_nan=False, width=32)
corners = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=7)


@given(bool_masks(), corners)
@property_settings(share=0.25)
def test_adding_and_subtracting_use_the_same_pixels(mask: BoolMask, line: list[tuple[float, float]]) -> None:
    inside = enclosed(line, PixelBox(0, 0, mask.shape[1], mask.shape[0]))

    added = add_polygon(mask_to_rle(mask), line)
    removed = subtract_polygon(mask_to_rle(mask), line)

    assert added.rle == mask_to_rle(mask | inside)
    assert removed.rle == mask_to_rle(mask & ~inside)


@given(corners)
@property_settings(share=0.25)
def test_turning_direction_and_first_corner_do_not_matter(line: list[tuple[float, float]]) -> None:
    box = PixelBox(0, 0, 16, 16)

    np.testing.assert_array_equal(enclosed(line, box), enclosed(line[::-1], box))
    np.testing.assert_array_equal(enclosed(line, box), enclosed(line[2:] + line[:2], box))


@given(st.lists(st.tuples(coordinates, coordinates), min_size=4, max_size=4))
@property_settings(share=0.25)
def test_two_triangles_with_a_common_side_share_no_pixel_and_leave_none_out(
    points: list[tuple[float, float]],
) -> None:
    box = PixelBox(-6, -6, 22, 22)
    a, b, c, d = points
    sides = [np.sign((c[0] - a[0]) * (p[1] - a[1]) - (c[1] - a[1]) * (p[0] - a[0])) for p in (b, d)]
    if sides[0] * sides[1] >= 0:
        d = (a[0] + c[0] - b[0], a[1] + c[1] - b[1])  # b reflected, so that it lies on the other side

    left, right = enclosed([a, b, c], box), enclosed([a, c, d], box)

    assert not (left & right).any()
    np.testing.assert_array_equal(left | right, enclosed([a, b, c, d], box))


def test_a_rectangle_on_pixel_borders_is_exact() -> None:
    edit = add_polygon(empty_rle(8, 10), [(2, 1), (6, 1), (6, 5), (2, 5)])

    assert edit.rle.box_xywh == (2, 1, 4, 4)
    assert edit.rle.area == 16
    assert edit.changed == PixelBox(2, 1, 6, 5)


def test_a_lasso_that_runs_over_itself_has_no_hole() -> None:
    twice_round = [(1, 1), (9, 1), (9, 9), (1, 9), (1, 1), (9, 1), (9, 9), (1, 9)]

    assert add_polygon(empty_rle(10, 10), twice_round).rle.area == 64


def test_subtracting_inside_a_mask_makes_a_hole_and_adding_closes_it() -> None:
    full = mask_to_rle(np.ones((10, 10), np.bool_))
    ring = subtract_polygon(full, [(3, 3), (7, 3), (7, 7), (3, 7)])

    assert ring.rle.area == 84
    assert add_polygon(ring.rle, [(3, 3), (7, 3), (7, 7), (3, 7)]).rle == full


def test_fewer_than_three_corners_or_corners_outside_change_nothing() -> None:
    rle = mask_to_rle(np.eye(6, dtype=np.bool_))

    assert add_polygon(rle, [(0, 0), (5, 5)]).changed is None
    assert add_polygon(rle, [(10, 10), (20, 10), (15, 30)]).changed is None
    assert rle_to_mask(add_polygon(rle, [(-50, -50), (90, -50), (90, 90), (-50, 90)]).rle).all()
