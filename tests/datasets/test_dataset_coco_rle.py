"""COCO run lengths agree with `pycocotools`, and what it lets pass is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pycocotools import mask as coco_mask
from support.properties import property_settings

from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.coco_rle import coco_to_rle, rle_to_coco, rle_to_coco_counts
from sa2va_desktop.errors import FormatError

MASKS = hnp.arrays(np.bool_, st.tuples(st.integers(1, 30), st.integers(1, 30)))


@property_settings()
@given(MASKS)
def test_both_forms_are_read_as_they_were_written_and_as_pycocotools_reads_them(mask: np.ndarray) -> None:
    compressed, plain = rle_to_coco(mask_to_rle(mask)), rle_to_coco_counts(mask_to_rle(mask))

    for value in (compressed, plain):
        np.testing.assert_array_equal(rle_to_mask(coco_to_rle(value, size_hw=mask.shape)), mask)
    np.testing.assert_array_equal(coco_mask.decode(coco_mask.frPyObjects(plain, *mask.shape)), mask)


@pytest.mark.parametrize(
    ("size", "rows", "columns", "counts"),
    [((4, 5), (0, 0), (0, 0), "d0"), ((4, 5), (0, 4), (0, 5), "0d0"), ((4, 5), (1, 3), (1, 4), "5220003")],
)
def test_known_strings(
    size: tuple[int, int], rows: tuple[int, int], columns: tuple[int, int], counts: str
) -> None:
    mask = np.zeros(size, np.bool_)
    mask[slice(*rows), slice(*columns)] = True

    assert rle_to_coco(mask_to_rle(mask))["counts"] == counts


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([1, 2], "size and counts"),
        ({"size": [4], "counts": "d0"}, "height and width"),
        ({"size": [0, 5], "counts": "d0"}, "height and width"),
        ({"size": [1 << 20, 1 << 20], "counts": "d0"}, "at most"),
        ({"size": [4, 5], "counts": None}, "as text or numbers"),
        ({"size": [4, 5], "counts": [5, 2]}, "of 20 pixels, found 7"),
        ({"size": [4, 5], "counts": [5, 2, 2, 2, 2, 2, 50]}, "of 20 pixels, found 65"),
        ({"size": [4, 5], "counts": [5, -2, 17]}, "whole numbers"),
        ({"size": [4, 5], "counts": [5, 2.0, 13]}, "whole numbers"),
        ({"size": [4, 5], "counts": "5"}, "of 20 pixels"),
        ({"size": [4, 5], "counts": "52 0003"}, "as character 3"),
        ({"size": [4, 5], "counts": "ooooooooooo0"}, "as character"),
        ({"size": [4, 5], "counts": "52o"}, "cut-off"),
        ({"size": [4, 5], "counts": "l0d0"}, "between 0 and 20"),
        ({"size": [4, 6], "counts": "0h0"}, "5x4 pixels, found 6x4"),
    ],
)
def test_run_lengths_that_do_not_fill_the_picture_are_refused(value: Any, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        coco_to_rle(value, size_hw=(4, 5))
