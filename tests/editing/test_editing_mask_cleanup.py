"""Holes are filled, islands dropped, outlines moved: compared with slow, plain versions on whole pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.pieces import CORNERS, SIDES, pieces
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_cleanup import drop_islands, fill_holes, grow, shrink

radii = st.floats(0.5, 4, width=32)


@given(bool_masks(), st.one_of(st.none(), st.integers(0, 6)))
@property_settings(share=0.25)
def test_holes_are_background_that_cannot_reach_the_border(mask: BoolMask, max_area_px: int | None) -> None:
    expected = mask.copy()
    for piece in pieces(~mask, SIDES):
        rows, columns = np.array(piece).T
        at_border = {0} & {*rows, *columns} or mask.shape[0] - 1 in rows or mask.shape[1] - 1 in columns
        if not at_border and (max_area_px is None or len(piece) <= max_area_px):
            expected[rows, columns] = True

    assert fill_holes(mask_to_rle(mask), max_area_px).rle == mask_to_rle(expected)


@given(bool_masks(), st.integers(1, 8))
@property_settings(share=0.25)
def test_islands_below_the_limit_go(mask: BoolMask, min_area_px: int) -> None:
    expected = np.zeros_like(mask)
    for piece in pieces(mask, SIDES + CORNERS):
        if len(piece) >= min_area_px:
            expected[tuple(np.array(piece).T)] = True

    assert drop_islands(mask_to_rle(mask), min_area_px).rle == mask_to_rle(expected)


@given(bool_masks())
@property_settings(share=0.25)
def test_without_a_limit_only_a_largest_piece_stays(mask: BoolMask) -> None:
    found = pieces(mask, SIDES + CORNERS)

    kept = rle_to_mask(drop_islands(mask_to_rle(mask)).rle)

    assert kept.sum() == max(map(len, found), default=0)
    assert len(pieces(kept, SIDES + CORNERS)) == min(1, len(found))
    assert not (kept & ~mask).any()


@given(bool_masks(), radii)
@property_settings(share=0.25)
def test_growing_adds_every_pixel_near_the_mask(mask: BoolMask, radius_px: float) -> None:
    assert grow(mask_to_rle(mask), radius_px).rle == mask_to_rle(grown(mask, radius_px))


@given(bool_masks(), radii)
@property_settings(share=0.25)
def test_shrinking_a_mask_is_growing_what_it_leaves_out(mask: BoolMask, radius_px: float) -> None:
    assert shrink(mask_to_rle(mask), radius_px).rle == mask_to_rle(~grown(~mask, radius_px))


@given(bool_masks())
@property_settings(share=0.25)
def test_cleaning_twice_changes_nothing_more(mask: BoolMask) -> None:
    filled = fill_holes(mask_to_rle(mask)).rle
    largest = drop_islands(filled).rle

    assert fill_holes(filled).changed is None
    assert drop_islands(largest).changed is None


@pytest.mark.parametrize("tool", [grow, shrink])
def test_a_mask_of_the_whole_picture_and_an_empty_one_stay(tool) -> None:  # type: ignore[no-untyped-def]
    for mask in (np.ones((5, 7), np.bool_), np.zeros((5, 7), np.bool_)):
        edit = tool(mask_to_rle(mask), 2.0)
        assert (edit.rle, edit.changed) == (mask_to_rle(mask), None)


def test_an_object_cut_off_by_the_border_does_not_shrink_there() -> None:
    edit = shrink(mask_to_rle(box_mask((10, 10), 0, 2, 6, 8)), 1.0)

    assert edit.rle.box_xywh == (0, 3, 5, 4)


def grown(mask: BoolMask, radius_px: float) -> BoolMask:
    rows, columns = np.nonzero(mask)
    result = np.zeros_like(mask)
    for row, column in np.ndindex(*mask.shape):
        result[row, column] = (
            bool(rows.size) and np.hypot(rows - row, columns - column).min() <= radius_px + 1e-3
        )
    return result
