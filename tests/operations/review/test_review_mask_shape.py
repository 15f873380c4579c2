"""What run lengths tell of a mask agrees with its pixels."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks

from sa2va_desktop.annotation.rle import BoolMask, empty_rle, mask_to_rle
from sa2va_desktop.operations.review.mask_shape import SpanBatch, span_batches


def moved(mask: BoolMask, dx: int, dy: int) -> BoolMask:
    """On a plane so large that nothing leaves it."""
    height, width = mask.shape
    plane = np.zeros((5 * height, 5 * width), np.bool_)
    plane[2 * height + dy : 3 * height + dy, 2 * width + dx : 3 * width + dx] = mask
    return plane


def batch_of(masks: list[BoolMask]) -> SpanBatch:
    [(_, batch)] = span_batches([mask_to_rle(mask) for mask in masks])
    return batch


@given(st.lists(bool_masks(), min_size=1, max_size=4))
def test_size_place_and_border_are_those_of_the_pixels(masks: list[BoolMask]) -> None:
    shapes = batch_of(masks).shapes()

    for place, mask in enumerate(masks):
        assert shapes.areas[place] == mask.sum()
        if not mask.any():
            assert shapes.xs[place] == shapes.ys[place] == shapes.part_counts[place] == 0
            assert shapes.border_px[place] == 0
            continue
        rows, columns = np.nonzero(mask)
        assert np.isclose(shapes.xs[place], columns.mean() + 0.5)
        assert np.isclose(shapes.ys[place], rows.mean() + 0.5)
        inner = mask.copy()
        inner[0], inner[-1], inner[:, 0], inner[:, -1] = False, False, False, False
        on_edge = mask & ~inner if min(mask.shape) > 1 else mask
        # A pixel in the corner of a single column lies on both sides of the picture.
        assert shapes.border_px[place] >= on_edge.sum()
        if mask.shape[1] > 1:
            assert shapes.border_px[place] == on_edge.sum()


@given(st.lists(bool_masks(size_hw=(12, 14)), min_size=1, max_size=4))
def test_parts_are_the_connected_pieces_that_are_no_specks(masks: list[BoolMask]) -> None:
    counts = batch_of(masks).shapes().part_counts

    for mask, found in zip(masks, counts, strict=True):
        count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
        sizes = [int((labels == each).sum()) for each in range(1, count)]
        assert found == sum(size >= max(1, 0.02 * mask.sum()) for size in sizes)


@given(st.data())
def test_iou_after_a_move_is_that_of_moved_pixels(data: st.DataObject) -> None:
    masks = [data.draw(bool_masks(size_hw=(9, 11))) for _ in range(3)]
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4))
    dx, dy = (np.array([data.draw(st.integers(-limit, limit)) for _ in pairs], np.int64) for limit in (10, 8))
    left, right = np.array(pairs, np.int64).T

    found = batch_of(masks).ious(left, right, dx, dy)

    for place, (one, other) in enumerate(pairs):
        here, there = moved(masks[one], 0, 0), moved(masks[other], int(dx[place]), int(dy[place]))
        union = (here | there).sum()
        assert np.isclose(found[place], (here & there).sum() / union if union else 1.0)


def test_a_move_by_the_width_of_the_picture_finds_nothing() -> None:
    full, same = batch_of([np.ones((4, 6), np.bool_)]), np.zeros(3, np.int64)

    found = full.ious(same, same, np.array([6, 5, 0]), np.array([0, 0, 4]))

    assert found.tolist() == [0.0, 4 / 44, 0.0]


def test_masks_are_read_once_in_bounded_batches_that_share_a_mask() -> None:
    striped = mask_to_rle(np.arange(20_000).reshape(100, 200) % 2 == 0)
    assert striped.runs.size > 19_000

    for masks, most in (([striped] * 20, 4), ([empty_rle(8, 8)] * 3000, 1025)):
        batches = [(start, batch.size) for start, batch in span_batches(masks)]
        assert [start for start, _ in batches[1:]] == [start + size - 1 for start, size in batches[:-1]]
        assert (batches[0][0], sum(batches[-1])) == (0, len(masks))
        assert max(size for _, size in batches) <= most
