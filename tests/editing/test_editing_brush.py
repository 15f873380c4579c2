"""A stroke covers exactly the pixels near the pointer's way, whatever the mask was before."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, empty_rle, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.brush import brush, eraser
from sa2va_desktop.editing.mask_window import PixelBox

coordinates = st.floats(-4, 20, allow_nan=False, width=32)
ways = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4)
radii = st.floats(0.5, 7, width=32)


@given(bool_masks(), ways, radii)
@property_settings(share=0.25)
def test_brush_adds_and_eraser_removes_the_swept_disk(
    mask: BoolMask, way: list[tuple[float, float]], radius_px: float
) -> None:
    swept, doubtful = swept_pixels(mask.shape, way, radius_px)

    added, removed = brush(mask_to_rle(mask), way, radius_px), eraser(mask_to_rle(mask), way, radius_px)

    for edit, expected in ((added, mask | swept), (removed, mask & ~swept)):
        np.testing.assert_array_equal(rle_to_mask(edit.rle)[~doubtful], expected[~doubtful])
        differs = rle_to_mask(edit.rle) != mask
        assert (edit.changed is None) == (not differs.any())


@given(bool_masks(), ways, radii)
@property_settings(share=0.25)
def test_a_stroke_done_in_pieces_is_the_stroke(
    mask: BoolMask, way: list[tuple[float, float]], radius_px: float
) -> None:
    whole = brush(mask_to_rle(mask), way, radius_px).rle

    pieces = brush(mask_to_rle(mask), way[:1], radius_px).rle
    for start, stop in pairwise(way):
        pieces = brush(pieces, [start, stop], radius_px).rle

    assert pieces == whole


def test_erasing_what_was_just_painted_on_nothing_leaves_nothing() -> None:
    empty = empty_rle(40, 60)

    painted = brush(empty, [(5.2, 7.9), (50.5, 30.1)], 6.5).rle
    edit = eraser(painted, [(5.2, 7.9), (50.5, 30.1)], 6.5)

    assert not painted.is_empty
    assert edit.rle == empty
    assert edit.changed == PixelBox(
        *painted.box_xywh[:2], *(np.add(painted.box_xywh[:2], painted.box_xywh[2:]))
    )


def test_radius_of_a_fraction_of_a_pixel_matters() -> None:
    dabs = [brush(empty_rle(9, 9), [(4.5, 4.5)], radius_px).rle.area for radius_px in (0.9, 1.0, 1.5, 2.0)]

    assert dabs == [1, 5, 9, 13]


@pytest.mark.parametrize("point_xy", [(4.0, 4.0), (4.999, 4.001), (0.0, 0.0)])
def test_the_thinnest_dab_still_marks_the_pixel_under_the_pointer(point_xy: tuple[float, float]) -> None:
    painted = rle_to_mask(brush(empty_rle(9, 9), [point_xy], 0.1).rle)

    assert painted[math.floor(point_xy[1]), math.floor(point_xy[0])]


def test_a_thin_slanted_stroke_has_no_gaps() -> None:
    painted = rle_to_mask(brush(empty_rle(30, 60), [(1.3, 2.2), (57.9, 27.4)], 0.5).rle)

    assert painted[:, 2:57].any(axis=0).all()


def test_a_stroke_beside_the_picture_changes_nothing() -> None:
    rle = mask_to_rle(np.eye(5, dtype=np.bool_))

    edit = brush(rle, [(-30.0, -30.0), (-20.0, 50.0)], 4)

    assert (edit.rle, edit.changed) == (rle, None)
    assert brush(rle, [], 4).changed is None


def swept_pixels(
    shape: tuple[int, ...], way: list[tuple[float, float]], radius_px: float
) -> tuple[BoolMask, BoolMask]:
    """Pixel by pixel, and those so near to the limit that rounding may decide."""
    swept, doubtful = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for row, column in np.ndindex(*shape):
        centre = (column + 0.5, row + 0.5)
        legs = list(pairwise(way)) or [(way[0], way[0])]
        distance = min(distance_to_leg(centre, *leg) for leg in legs)
        is_under = any(math.floor(x) == column and math.floor(y) == row for x, y in way)
        swept[row, column] = distance <= radius_px or is_under
        doubtful[row, column] = abs(distance - radius_px) < 1e-6 and not is_under
    return swept, doubtful


def distance_to_leg(point: tuple[float, float], start: tuple[float, float], stop: tuple[float, float]) -> float:
    dx, dy = stop[0] - start[0], stop[1] - start[1]
    length_squared = dx * dx + dy * dy
    along = 0.0
    if length_squared:
        along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length_squared
        along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)
