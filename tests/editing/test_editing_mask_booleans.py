"""Masks united, subtracted, intersected and excluded: laws of sets, and the same as on pixels."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, mask_to_rle, rle_to_bytes, rle_to_mask
from sa2va_desktop.editing.mask_booleans import exclude, intersect, overlap_area, subtract, unite


@st.composite
def several(draw: st.DrawFn) -> list[BoolMask]:
    first = draw(bool_masks())
    return [first, *(draw(bool_masks(size_hw=first.shape)) for _ in range(draw(st.integers(1, 3))))]


@given(several())
@property_settings(share=0.25)
def test_they_are_what_they_are_on_pixels(masks: list[BoolMask]) -> None:
    rles = [mask_to_rle(mask) for mask in masks]

    assert same(unite(*rles), reduce(np.logical_or, masks))
    assert same(intersect(*rles), reduce(np.logical_and, masks))
    assert same(exclude(*rles), reduce(np.logical_xor, masks))
    assert same(subtract(*rles), masks[0] & ~reduce(np.logical_or, masks[1:]))
    assert overlap_area(rles[0], rles[1]) == np.count_nonzero(masks[0] & masks[1])


@given(several())
@property_settings(share=0.25)
def test_the_laws_of_sets_hold(masks: list[BoolMask]) -> None:
    a, b = map(mask_to_rle, masks[:2])
    empty = empty_rle(a.height, a.width)

    assert unite(subtract(a, b), intersect(a, b)) == a
    assert unite(exclude(a, b), intersect(a, b)) == unite(a, b)
    assert intersect(subtract(a, b), b) == empty
    assert exclude(exclude(a, b), b) == a
    assert unite(a, b) == unite(b, a)
    assert (unite(a, a), intersect(a, a), subtract(a, a), exclude(a, a)) == (a, a, empty, empty)
    assert (unite(a, empty), intersect(a, empty), subtract(a, empty), exclude(a, empty)) == (a, empty, a, a)
    assert unite(a, b).area + intersect(a, b).area == a.area + b.area


def test_masks_of_pictures_of_different_sizes_are_no_set() -> None:
    large, small = mask_to_rle(np.ones((4, 4), np.bool_)), mask_to_rle(np.ones((3, 4), np.bool_))
    for verb in (unite, intersect, subtract, exclude):
        with pytest.raises(ValueError, match="one size"):
            verb(large, small)


def test_a_large_picture_costs_runs_and_not_pixels() -> None:
    """Four by four giga-pixels could not be expanded."""
    size = (1 << 16, 1 << 16)
    left = MaskRle(*size, 0, 0, 60_000, 2, np.array([0, 120_000], np.uint32))
    right = MaskRle(*size, 30_000, 1, 30_000, 60_000, np.array([0, 1_800_000_000], np.uint32))

    assert subtract(left, right).area == 90_000
    assert intersect(left, right).box_xywh == (30_000, 1, 30_000, 1)
    assert unite(left, right).area == 120_000 + 1_800_000_000 - 30_000


def test_the_whole_picture_minus_a_hole_is_a_frame_round_it() -> None:
    whole, hole = np.ones((6, 8), np.bool_), box_mask((6, 8), 2, 2, 5, 4)

    assert same(subtract(mask_to_rle(whole), mask_to_rle(hole)), whole & ~hole)


def same(rle: MaskRle, mask: BoolMask) -> bool:
    """Also the bytes: the result is stored like any other mask."""
    assert (rle_to_mask(rle) == mask).all()
    return rle_to_bytes(rle) == rle_to_bytes(mask_to_rle(mask))
