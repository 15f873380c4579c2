"""Shapes between two masks: the ends are the masks, a thing that moves is there all the way, holes and parts stay."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_booleans import unite
from sa2va_desktop.editing.mask_parts import split_parts
from sa2va_desktop.editing.shape_path import ShapePath, interpolate_masks

SIZE_HW = (60, 120)
weights = st.floats(0, 1)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[MaskRle, MaskRle]:
    left = draw(bool_masks())
    return mask_to_rle(left), mask_to_rle(draw(bool_masks(size_hw=left.shape)))


@given(pairs())
@property_settings(share=0.5)
def test_the_ends_are_the_masks(pair: tuple[MaskRle, MaskRle]) -> None:
    assert interpolate_masks(*pair, 0) == pair[0]
    assert interpolate_masks(*pair, 1) == pair[1]


@given(pairs(), weights)
@property_settings(share=0.5)
def test_between_there_is_a_shape_in_a_picture_of_the_same_size(
    pair: tuple[MaskRle, MaskRle], weight: float
) -> None:
    shape = interpolate_masks(*pair, weight)

    assert shape.size_hw == pair[0].size_hw
    if not (pair[0].is_empty or pair[1].is_empty):
        assert not shape.is_empty
    else:
        assert shape == (pair[1] if weight >= 0.5 else pair[0])


@given(bool_masks(), weights)
@property_settings(share=0.25)
def test_between_two_equal_masks_nothing_changes(mask: BoolMask, weight: float) -> None:
    assert interpolate_masks(mask_to_rle(mask), mask_to_rle(mask), weight) == mask_to_rle(mask)


@given(bool_masks(size_hw=(12, 12)), st.integers(0, 48), st.integers(0, 108), st.integers(1, 3))
@property_settings(share=0.25)
def test_a_thing_that_only_moves_keeps_every_pixel(mask: BoolMask, down: int, right: int, step: int) -> None:
    assume(mask.any())
    start, stop = placed(mask, 0, 0), placed(mask, down, right)

    between = interpolate_masks(start, stop, step / 4)

    assert between == placed(mask, round(down * step / 4), round(right * step / 4))


@given(pairs(), weights)
@property_settings(share=0.25)
def test_there_and_back_are_alike(pair: tuple[MaskRle, MaskRle], weight: float) -> None:
    """Up to the half pixels that are rounded on the way: the boxes differ by a pixel or two."""
    assume(not (pair[0].is_empty or pair[1].is_empty))
    assume(0.01 < weight < 0.99 and abs(weight - 0.5) > 0.01)
    assume(len(split_parts(pair[0])) == len(split_parts(pair[1])) == 1)

    there, back = interpolate_masks(*pair, weight), interpolate_masks(pair[1], pair[0], 1 - weight)

    for one, other in zip(edges(there), edges(back), strict=True):
        assert abs(one - other) <= 3


@pytest.mark.parametrize("weight", [0.25, 0.5, 0.75])
def test_a_thing_that_grows_and_moves_far_grows_and_moves_evenly(weight: float) -> None:
    small, large = box(5, 5, 15, 15), box(80, 30, 110, 60)

    shape = interpolate_masks(small, large, weight)

    side = 10 + 20 * weight
    assert shape.box_width == pytest.approx(side, abs=1.5)
    assert shape.area == pytest.approx(side**2, rel=0.15)
    assert shape.x0 + shape.box_width / 2 == pytest.approx(10 + 85 * weight, abs=1)
    assert shape.y0 + shape.box_height / 2 == pytest.approx(10 + 35 * weight, abs=1)


def test_a_hole_stays_a_hole_on_the_way() -> None:
    ring = box_mask((20, 20), 0, 0, 20, 20) & ~box_mask((20, 20), 6, 6, 14, 14)
    wider = box_mask((24, 24), 0, 0, 24, 24) & ~box_mask((24, 24), 7, 7, 17, 17)

    shape = interpolate_masks(placed(ring, 0, 0), placed(wider, 30, 90), 0.5)

    center = (shape.y0 + shape.box_height // 2, shape.x0 + shape.box_width // 2)
    assert not rle_to_mask(shape)[center]
    assert shape.area == pytest.approx((ring.sum() + wider.sum()) / 2, rel=0.15)


def test_two_parts_that_go_two_ways_are_two_parts_all_the_way() -> None:
    start = unite(box(10, 5, 20, 15), box(10, 40, 18, 48))
    stop = unite(box(100, 5, 110, 15), box(30, 50, 38, 58))

    parts = split_parts(interpolate_masks(start, stop, 0.5))

    assert [part.box_xywh for part in parts] == [(55, 5, 10, 10), (20, 45, 8, 8)]


def test_a_line_one_pixel_wide_does_not_vanish() -> None:
    path = ShapePath(box(10, 10, 11, 50), box(40, 13, 41, 53))

    assert [path.at(step / 7).area for step in range(1, 7)] == [40] * 6


def test_a_thing_that_leaves_over_the_border_goes_on_to_it() -> None:
    shape = interpolate_masks(box(60, 20, 80, 40), box(110, 20, 120, 40), 0.5)

    assert shape.box_xywh == pytest.approx((85, 20, 15, 20), abs=1)


def test_with_an_empty_end_the_nearer_one_is_taken() -> None:
    path = ShapePath(box(1, 1, 5, 5), empty_rle(*SIZE_HW))

    assert [path.at(weight).is_empty for weight in (0, 0.49, 0.5, 1)] == [False, False, True, True]


def test_masks_of_different_pictures_have_no_way_between_them() -> None:
    with pytest.raises(ValueError, match="one size"):
        ShapePath(empty_rle(4, 4), empty_rle(4, 5))


def box(x0: int, y0: int, x1: int, y1: int) -> MaskRle:
    return mask_to_rle(box_mask(SIZE_HW, x0, y0, x1, y1))


def placed(mask: BoolMask, down: int, right: int) -> MaskRle:
    picture = np.zeros(SIZE_HW, np.bool_)
    picture[down : down + mask.shape[0], right : right + mask.shape[1]] = mask
    return mask_to_rle(picture)


def edges(rle: MaskRle) -> tuple[int, int, int, int]:
    return rle.x0, rle.y0, rle.x0 + rle.box_width, rle.y0 + rle.box_height
