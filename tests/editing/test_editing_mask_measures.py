"""Masks compared and blended."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_measures import blend_masks, mask_iou


@st.composite
def pairs(draw: st.DrawFn) -> tuple[BoolMask, BoolMask]:
    left = draw(bool_masks())
    return left, draw(bool_masks(size_hw=left.shape))


@given(pairs())
@property_settings(share=0.5)
def test_iou_is_that_of_the_pixels(pair: tuple[BoolMask, BoolMask]) -> None:
    left, right = pair
    union = int((left | right).sum())

    iou = mask_iou(mask_to_rle(left), mask_to_rle(right))

    assert iou == (int((left & right).sum()) / union if union else 1.0)


@given(pairs(), st.floats(0, 1))
@property_settings(share=0.5)
def test_a_blend_lies_between_what_both_have_and_what_either_has(
    pair: tuple[BoolMask, BoolMask], weight: float
) -> None:
    left, right = pair

    blended = rle_to_mask(blend_masks(mask_to_rle(left), mask_to_rle(right), weight))

    assert not (blended & ~(left | right)).any()
    assert not ((left & right) & ~blended).any()


@given(pairs())
@property_settings(share=0.5)
def test_a_blend_ends_at_either_mask(pair: tuple[BoolMask, BoolMask]) -> None:
    left, right = map(mask_to_rle, pair)

    assert blend_masks(left, right, 0.0) == left
    assert blend_masks(left, right, 1.0) == right


@pytest.mark.parametrize(("weight", "right_edge"), [(0.25, 12), (0.5, 14), (0.75, 16)])
def test_the_outline_moves_from_one_to_the_other(weight: float, right_edge: int) -> None:
    short, long = (mask_to_rle(box_mask((30, 40), 2, 5, stop, 25)) for stop in (10, 18))

    blended = rle_to_mask(blend_masks(short, long, weight))

    assert int(np.flatnonzero(blended[15])[-1]) + 1 == right_edge
