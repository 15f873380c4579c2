"""The bucket on masks with holes, islands, pieces on the border, empty and full, compared with a plain version."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.pieces import CORNERS, SIDES, pieces
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.editing.area_fill import empty_piece, fill_area


@st.composite
def clicked_masks(draw: st.DrawFn) -> tuple[BoolMask, int, int]:
    mask = draw(bool_masks())
    return mask, draw(st.integers(0, mask.shape[1] - 1)), draw(st.integers(0, mask.shape[0] - 1))


def area(piece: list[tuple[int, int]], size_hw: tuple[int, int]) -> BoolMask:
    mask = np.zeros(size_hw, np.bool_)
    mask[tuple(np.array(piece).T)] = True
    return mask


@given(clicked_masks())
@property_settings(share=0.5)
def test_what_is_enclosed_is_filled_and_what_reaches_the_border_is_refused(
    case: tuple[BoolMask, int, int],
) -> None:
    mask, x, y = case
    rle = mask_to_rle(mask)

    edit = fill_area(rle, (x, y))

    if mask[y, x]:
        assert edit is not None
        assert (edit.rle, edit.changed) == (rle, None)
        return
    hole = area(next(piece for piece in pieces(~mask, SIDES) if (y, x) in piece), mask.shape)
    if hole[0].any() or hole[-1].any() or hole[:, 0].any() or hole[:, -1].any():
        assert edit is None
    else:
        assert edit is not None
        assert edit.rle == mask_to_rle(mask | hole)


@given(clicked_masks())
@property_settings(share=0.5)
def test_the_piece_at_the_point_goes_and_no_other(case: tuple[BoolMask, int, int]) -> None:
    mask, x, y = case
    expected = mask.copy()
    if mask[y, x]:
        expected &= ~area(next(piece for piece in pieces(mask, SIDES + CORNERS) if (y, x) in piece), mask.shape)

    edit = empty_piece(mask_to_rle(mask), (x, y))

    assert edit.rle == mask_to_rle(expected)
    assert (edit.changed is None) == (not mask[y, x])


def test_outside_the_picture_nothing_happens() -> None:
    rle = mask_to_rle(box_mask((6, 6), 1, 1, 5, 5))

    assert fill_area(rle, (-1, 3)) is None
    assert fill_area(rle, (3, 6)) is None
    assert empty_piece(rle, (7, 3)).changed is None
