"""A window of a mask is read and written without touching the rest, and the result is the one canonical mask."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.mask_window import PixelBox, read_window, write_window


@st.composite
def masks_and_windows(draw: st.DrawFn) -> tuple[BoolMask, PixelBox, BoolMask]:
    mask = draw(bool_masks())
    height, width = mask.shape
    x0, x1 = sorted((draw(st.integers(0, width)), draw(st.integers(0, width))))
    y0, y1 = sorted((draw(st.integers(0, height)), draw(st.integers(0, height))))
    box = PixelBox(x0, y0, x1, y1)
    return mask, box, draw(bool_masks(size_hw=box.shape))


@given(masks_and_windows())
@property_settings(share=0.5)
def test_reading_a_window_is_slicing(given_case: tuple[BoolMask, PixelBox, BoolMask]) -> None:
    mask, box, _ = given_case

    np.testing.assert_array_equal(read_window(mask_to_rle(mask), box), mask[box.y0 : box.y1, box.x0 : box.x1])


@given(masks_and_windows())
@property_settings(share=0.5)
def test_writing_a_window_is_assigning_a_slice(given_case: tuple[BoolMask, PixelBox, BoolMask]) -> None:
    mask, box, window = given_case
    expected = mask.copy()
    expected[box.y0 : box.y1, box.x0 : box.x1] = window

    edit = write_window(mask_to_rle(mask), box, window)

    assert edit.rle == mask_to_rle(expected)
    assert edit.changed == tight_box(mask != expected)


def test_a_window_beyond_the_picture_reads_as_background() -> None:
    window = read_window(mask_to_rle(np.ones((2, 3), np.bool_)), PixelBox(-1, -1, 4, 3))

    np.testing.assert_array_equal(window, np.pad(np.ones((2, 3), np.bool_), 1))


def test_runs_over_the_end_of_a_line_are_joined_again() -> None:
    rle = mask_to_rle(box_mask((4, 6), 0, 0, 6, 4))

    edit = write_window(rle, PixelBox(2, 1, 4, 3), np.zeros((2, 2), np.bool_))
    mended = write_window(edit.rle, PixelBox(0, 1, 6, 3), np.ones((2, 6), np.bool_))

    assert edit.rle.area == 20
    assert mended.rle == rle
    assert rle_to_mask(mended.rle).all()


def tight_box(differs: BoolMask) -> PixelBox | None:
    rows, columns = np.nonzero(differs)
    if not rows.size:
        return None
    return PixelBox(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
