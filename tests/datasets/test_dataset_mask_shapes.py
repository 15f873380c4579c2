"""Rectangles and ellipses as masks: along pixel edges, cut at the picture, refused when they are none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.mask_shapes import ellipse_rle, rectangle_rle
from sa2va_desktop.errors import FormatError


def test_a_rectangle_runs_along_pixel_edges_and_is_cut() -> None:
    mask = rle_to_mask(rectangle_rle((2, 1, 3, 2), (6, 8)))
    assert np.argwhere(mask).tolist() == [[1, 2], [1, 3], [1, 4], [2, 2], [2, 3], [2, 4]]
    assert rectangle_rle((-5, -5, 100, 100), (6, 8)).area == 48
    assert rectangle_rle((20, 20, 3, 3), (6, 8)).is_empty


def test_a_rectangle_turns_clockwise_around_its_centre_or_a_point() -> None:
    assert rectangle_rle((4, 5, 4, 2), (12, 12), degrees=90).box_xywh == (5, 4, 2, 4)
    assert rectangle_rle((6, 5, 4, 2), (12, 12), degrees=90, around=(6, 5)).box_xywh == (4, 5, 2, 4)


def test_an_ellipse_has_the_pixels_whose_centres_it_holds() -> None:
    circle = rle_to_mask(ellipse_rle(10, 10, 4, 4, (20, 20)))
    y, x = np.mgrid[0:20, 0:20] + 0.5
    assert np.array_equal(circle, (x - 10) ** 2 + (y - 10) ** 2 <= 16)
    assert ellipse_rle(10, 10, 6, 2, (20, 20), degrees=90).box_xywh == (8, 4, 4, 12)
    assert ellipse_rle(50, 50, 3, 3, (20, 20)).is_empty


@pytest.mark.parametrize("width", [-1.0, math.nan, math.inf])
def test_what_has_no_size_is_refused(width: float) -> None:
    with pytest.raises(FormatError, match="finite numbers"):
        rectangle_rle((0, 0, width, 1), (5, 5))
    with pytest.raises(FormatError, match="finite numbers"):
        ellipse_rle(0, 0, width, 1, (5, 5))
