"""Regions that are too small for the model to see are found by the same sampling that the model uses."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.inference.picture_tiles import region_cells
from sa2va_desktop.operations.region_size import enlarged, is_too_small, region_token_count


@given(st.integers(1, 200), st.integers(1, 200), st.sampled_from([2, 6, 16]), st.integers(0, 2**32 - 1))
def test_tokens_are_counted_as_the_model_takes_them(height: int, width: int, grid: int, seed: int) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < 0.5

    assert region_token_count(mask, grid) == region_cells(mask, grid).sum()


def test_what_lies_between_the_tokens_is_too_small() -> None:
    mask = np.zeros((96, 96), np.bool_)
    mask[5:14, 5:14] = True  # tokens of a 6 x 6 grid are taken at 0, 16, 32, …
    assert is_too_small(mask_to_rle(mask), 6, least=1)
    mask[5:34, 5:34] = True
    assert not is_too_small(mask_to_rle(mask), 6)


def test_the_enlarged_part_holds_the_whole_region_and_its_surroundings() -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (100, 200, 3), np.uint8)
    mask = np.zeros((100, 200), np.bool_)
    mask[40:50, 90:96] = True

    picture, region = enlarged(rgb, mask_to_rle(mask))

    assert region.shape == picture.size_hw == (40, 36)
    assert region.sum() == 60
    np.testing.assert_array_equal(picture.read_rgb(0)[region], rgb[mask])
