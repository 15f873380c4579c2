"""Masks as polygons: exact for the readers that they are made for, whatever the mask; bad polygons are refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from pycocotools import mask as coco_mask
from scipy import ndimage
from support.masks import bool_masks
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets import polygons
from sa2va_desktop.datasets.polygon_bridge import bridged_polygon
from sa2va_desktop.datasets.polygons import (
    Painter,
    flat,
    hole_free_center_pieces,
    hole_free_pieces,
    polygons_to_rle_coco,
    polygons_to_rle_filled,
    rle_to_center_polygons,
    rle_to_edge_polygons,
)
from sa2va_desktop.errors import FormatError


def as_pycocotools(polygon: np.ndarray, size_hw: tuple[int, int]) -> np.ndarray:
    return coco_mask.decode(coco_mask.frPyObjects([flat(polygon)], *size_hw))[:, :, 0]


@property_settings()
@given(bool_masks())
def test_rings_are_the_mask_for_pycocotools(mask: BoolMask) -> None:
    total = np.zeros(mask.shape, np.int64)
    for ring in rle_to_edge_polygons(mask_to_rle(mask)):
        total += as_pycocotools(ring.points, mask.shape) * np.int64(-1 if ring.is_hole else 1)

    np.testing.assert_array_equal(total, mask)


@property_settings()
@given(bool_masks())
def test_pieces_sum_to_the_mask_and_none_touches_itself(mask: BoolMask) -> None:
    pieces = hole_free_pieces(mask_to_rle(mask))

    total = np.zeros(mask.shape, np.uint8)  # as the reader of Sa2VA's own data adds them
    for piece in pieces:
        total += as_pycocotools(piece, mask.shape)
        assert len({tuple(point) for point in piece.tolist()}) == len(piece) >= 4
    np.testing.assert_array_equal(total, mask)
    assert polygons_to_rle_coco(pieces, mask.shape) == mask_to_rle(mask)


@property_settings()
@given(bool_masks())
def test_pieces_through_pixel_centres_are_the_mask_for_both_painters(mask: BoolMask) -> None:
    pieces = hole_free_center_pieces(mask_to_rle(mask))

    assert all(len(piece) >= 3 for piece in pieces)
    for painter in Painter:
        assert polygons_to_rle_filled(pieces, mask.shape, painter=painter) == mask_to_rle(mask)


@property_settings()
@given(bool_masks())
def test_outlines_through_pixel_centres_are_the_mask_with_its_holes_filled(mask: BoolMask) -> None:
    outlines = rle_to_center_polygons(mask_to_rle(mask))

    filled = mask_to_rle(ndimage.binary_fill_holes(mask))
    for painter in Painter:
        assert polygons_to_rle_filled(outlines, mask.shape, painter=painter) == filled


@property_settings()
@given(bool_masks())
def test_a_bridged_polygon_covers_the_mask_and_is_exact_for_one_part_with_holes(mask: BoolMask) -> None:
    polygon = bridged_polygon(mask_to_rle(mask))

    if not mask.any():
        assert len(polygon) == 0
        return
    read = rle_to_mask(polygons_to_rle_filled([polygon], mask.shape))
    assert read[mask].all()
    if cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] == 2:
        np.testing.assert_array_equal(read, mask)


def test_a_mask_cut_through_its_hole_has_two_pieces() -> None:
    mask = np.zeros((9, 9), np.bool_)
    mask[1:8, 1:8] = True
    mask[3:6, 3:6] = False

    assert len(hole_free_pieces(mask_to_rle(mask))) == 2
    assert [ring.is_hole for ring in rle_to_edge_polygons(mask_to_rle(mask))] == [False, True]


@pytest.mark.parametrize(
    ("polygon", "pixels"),
    [
        ([2, 2, 5, 2, 5, 5, 2, 5], 9),
        ([2, 2, 6, 2, 6, 6, 2, 6], 16),
        ([2, 2, 5, 2, 5, 5], 3),
        ([-3, -3, 5, -3, 5, 5, -3, 5], 25),
        ([-1e300, -1e300, 5, -1e300, 5, 5, -1e300, 5], 25),
        ([[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]], 100),
        ([20, 20, 30, 20, 30, 30], 0),
        ([1e12, 1e12, 2e12, 1e12, 2e12, 2e12], 0),
        (["2", "2", "5", 2.0, 5, 5, 2, 5], 9),
    ],
)
def test_known_areas_of_edge_polygons(polygon: list[object], pixels: int) -> None:
    assert polygons_to_rle_coco([polygon], (10, 10)).area == pixels


def test_the_three_conventions_differ_by_a_pixel_line() -> None:
    square = [[2, 2], [5, 2], [5, 5], [2, 5]]

    assert polygons_to_rle_coco([square], (10, 10)).area == 9
    assert polygons_to_rle_filled([square], (10, 10)).area == 16
    assert polygons_to_rle_filled([square], (10, 10), painter=Painter.PILLOW).area == 16


@pytest.mark.parametrize(
    ("polygon", "sentence"),
    [
        ([1, 1, 5, 5], "polygon 1: expected a polygon of at least 3 points, found 2"),
        ([], "at least 3 points, found 0"),
        ([1, 2, 3, 4, 5, 6, 7], "even count of coordinates, found 7"),
        ([1, 2, 3, 4, 5, float("nan")], "finite number, found nan"),
        ([1, 2, 3, 4, 5, float("inf")], "finite number, found inf"),
        ([1, 2, 3, 4, 5, "x"], "finite number, found 'x'"),
        ([1, 2, 3, 4, 5, True], "finite number, found True"),
        ([1, 2, 3, 4, 5, 10**400], "finite number, found 1000"),
        ([[1, 2], [3, 4], [5]], "points of x and y"),
        ("1 2 3 4 5 6", "expected a polygon, found"),
        ([0, 0, 10, 10, 10, 0] * 40, "outlines of at most 1000 pixels"),
    ],
)
def test_a_polygon_that_cannot_be_used_is_named_or_left_out(
    polygon: object, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polygons, "_LENGTH_LIMIT", 1000)
    good = [2, 2, 5, 2, 5, 5, 2, 5]
    for paint in (polygons_to_rle_coco, polygons_to_rle_filled):
        with pytest.raises(FormatError, match=sentence):
            paint([good, polygon], (10, 10))
        told: list[str] = []
        assert paint([good, polygon], (10, 10), told.append) == paint([good], (10, 10))
        assert len(told) == 1


def test_no_polygons_are_an_empty_mask_and_a_monstrous_picture_is_refused() -> None:
    assert polygons_to_rle_coco([], (4, 5)) == mask_to_rle(np.zeros((4, 5)))
    with pytest.raises(FormatError, match="expected a picture of 1 to"):
        polygons_to_rle_coco([], (1 << 20, 1 << 20))
