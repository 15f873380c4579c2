"""What run lengths tell of a mask agrees with its pixels."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.operations.review.mask_shape import EMPTY, Spans


def moved(mask: BoolMask, dx: int, dy: int) -> BoolMask:
    """On a plane so large that nothing leaves it."""
    height, width = mask.shape
    plane = np.zeros((5 * height, 5 * width), np.bool_)
    plane[2 * height + dy : 3 * height + dy, 2 * width + dx : 3 * width + dx] = mask
    return plane


@given(bool_masks())
def test_size_place_and_border_are_those_of_the_pixels(mask: BoolMask) -> None:
    shape = Spans(mask_to_rle(mask)).shape()

    if not mask.any():
        assert shape == EMPTY
        return
    rows, columns = np.nonzero(mask)
    assert shape.area == mask.sum()
    assert np.isclose(shape.x, columns.mean() + 0.5)
    assert np.isclose(shape.y, rows.mean() + 0.5)
    inner = mask.copy()
    inner[0], inner[-1], inner[:, 0], inner[:, -1] = False, False, False, False
    on_edge = mask & ~inner if min(mask.shape) > 1 else mask
    # A pixel in the corner of a single column lies on both sides of the picture.
    assert shape.border_px >= on_edge.sum()
    if mask.shape[1] > 1:
        assert shape.border_px == on_edge.sum()


@given(bool_masks(size_hw=(12, 14)))
def test_parts_are_the_connected_pieces_that_are_no_specks(mask: BoolMask) -> None:
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    sizes = [int((labels == each).sum()) for each in range(1, count)]
    large = sum(size >= max(1, 0.02 * mask.sum()) for size in sizes)

    assert Spans(mask_to_rle(mask)).shape().part_count == large


@given(st.data())
def test_iou_after_a_move_is_that_of_moved_pixels(data: st.DataObject) -> None:
    left, right = data.draw(bool_masks(size_hw=(9, 11))), data.draw(bool_masks(size_hw=(9, 11)))
    dx, dy = data.draw(st.integers(-10, 10)), data.draw(st.integers(-9, 9))

    found = Spans(mask_to_rle(left)).iou(Spans(mask_to_rle(right)), dx, dy)

    here, there = moved(left, 0, 0), moved(right, dx, dy)
    union = (here | there).sum()
    assert np.isclose(found, (here & there).sum() / union if union else 1.0)


def test_a_move_by_the_width_of_the_picture_finds_nothing() -> None:
    full = Spans(mask_to_rle(np.ones((4, 6), np.bool_)))

    assert full.iou(full, 6, 0) == 0.0
    assert full.iou(full, 5, 0) == 4 / 44
