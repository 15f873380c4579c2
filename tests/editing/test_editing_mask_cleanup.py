"""Holes are filled, islands dropped, outlines moved: compared with slow, plain versions on whole pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.pieces import CORNERS, SIDES, pieces
from support.properties import property_settings

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_cleanup import cleaned, drop_islands, fill_holes, grow, shrink, smooth

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


@given(bool_masks(), radii)
@property_settings(share=0.25)
def test_smoothing_keeps_what_most_of_its_surroundings_belong_to(mask: BoolMask, radius_px: float) -> None:
    share = blurred(mask, radius_px)

    smoothed = rle_to_mask(smooth(mask_to_rle(mask), radius_px).rle)

    sure = np.abs(share - 0.499) > 1e-4  # sums of float32
    assert (smoothed == (share >= 0.499))[sure].all()


@given(bool_masks(), bool_masks(), radii)
@property_settings(share=0.25)
def test_what_is_inside_another_mask_is_inside_it_afterwards(
    mask: BoolMask, other: BoolMask, radius_px: float
) -> None:
    more = mask.copy()
    common = tuple(slice(0, min(sides)) for sides in zip(mask.shape, other.shape, strict=True))
    more[common] |= other[common]
    small, large = mask_to_rle(mask), mask_to_rle(more)

    for tool in (grow, shrink, smooth):
        assert not (rle_to_mask(tool(small, radius_px).rle) & ~rle_to_mask(tool(large, radius_px).rle)).any()
    assert not (rle_to_mask(fill_holes(small).rle) & ~rle_to_mask(fill_holes(large).rle)).any()


@given(bool_masks(), radii)
@property_settings(share=0.25)
def test_growing_and_shrinking_back_closes_and_doing_so_again_changes_nothing(
    mask: BoolMask, radius_px: float
) -> None:
    rle = mask_to_rle(mask)
    closed = shrink(grow(rle, radius_px).rle, radius_px).rle
    opened = grow(shrink(rle, radius_px).rle, radius_px).rle

    assert not (mask & ~rle_to_mask(closed)).any()
    assert not (rle_to_mask(opened) & ~mask).any()
    assert shrink(grow(closed, radius_px).rle, radius_px).rle == closed
    assert grow(shrink(opened, radius_px).rle, radius_px).rle == opened


@pytest.mark.parametrize("radius_px", [1, 2, 5, 9])
def test_a_straight_edge_stays_where_it_is_when_smoothed_also_where_the_picture_ends(radius_px: int) -> None:
    half = mask_to_rle(box_mask((20, 30), 0, 0, 13, 20))

    assert smooth(half, radius_px).rle == half


def test_smoothing_rounds_corners_and_takes_spikes_and_notches_away() -> None:
    mask = box_mask((40, 40), 10, 10, 30, 30)
    mask[20, 30:36] = True
    mask[20, 10:13] = False

    smoothed = rle_to_mask(smooth(mask_to_rle(mask), 4).rle)

    assert not smoothed[20, 31:].any()
    assert smoothed[20, 11:30].all()
    assert not smoothed[10, 10]
    assert smoothed[12:28, 12:28].all()


def test_a_mask_that_is_too_thin_to_be_smoothed_is_not_cleaned_away() -> None:
    thin = mask_to_rle(box_mask((20, 20), 4, 9, 7, 10))

    assert smooth(thin, 4).rle.is_empty
    assert cleaned(thin, CleanUp(smooth_px=4)) == thin


@given(bool_masks(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 3), st.integers(-2, 2))
@property_settings(share=0.25)
def test_every_clean_up_is_its_steps_one_after_the_other(
    mask: BoolMask, island_px: int, hole_px: int, smooth_px: int, margin_px: int
) -> None:
    rle = mask_to_rle(mask)
    steps = (
        CleanUp(island_px=island_px),
        CleanUp(hole_px=hole_px),
        CleanUp(smooth_px=smooth_px),
        CleanUp(margin_px=margin_px),
    )
    expected = rle
    for step in steps:
        expected = cleaned(expected, step)

    whole = cleaned(rle, CleanUp(island_px, hole_px, smooth_px, margin_px))

    assert whole == expected
    assert whole.size_hw == rle.size_hw


@pytest.mark.parametrize("tool", [grow, shrink, smooth])
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


def blurred(mask: BoolMask, radius_px: float) -> np.ndarray:
    """The mean of what is around each pixel, by a Gaussian with a sigma of half the radius; the border goes on outside."""
    sigma = radius_px / 2
    reach = int(np.rint(sigma * 8 + 1)) // 2  # the width of OpenCV's kernel for floats
    places = np.arange(-reach, reach + 1)
    kernel = np.exp(-(places**2) / (2 * sigma**2))
    kernel /= kernel.sum()
    padded = np.pad(mask.astype(np.float64), reach, mode="edge")
    rows = np.apply_along_axis(np.convolve, 1, padded, kernel, mode="valid")
    return np.apply_along_axis(np.convolve, 0, rows, kernel, mode="valid")
