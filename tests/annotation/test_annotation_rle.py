from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from support.properties import property_settings

from sa2va_desktop.annotation.rle import (
    PIXEL_LIMIT,
    RleError,
    empty_rle,
    mask_to_rle,
    rle_from_bytes,
    rle_to_box_mask,
    rle_to_bytes,
    rle_to_mask,
)

HEADER = struct.Struct("<BIIIIII")

MASKS = npst.arrays(
    np.bool_,
    npst.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40),
    elements=st.booleans(),
    fill=st.booleans(),
)


def blob_of(
    runs: list[int], *, size_hw: tuple[int, int] = (4, 6), box: tuple[int, int, int, int] = (1, 1, 3, 2)
) -> bytes:
    return HEADER.pack(1, *size_hw, *box) + zlib.compress(np.array(runs, "<u4").tobytes())


@property_settings()
@given(MASKS)
def test_any_mask_survives_encoding_and_storage(mask: np.ndarray) -> None:
    rle = mask_to_rle(mask)

    stored = rle_from_bytes(rle_to_bytes(rle), size_hw=mask.shape)

    assert np.array_equal(rle_to_mask(rle), mask)
    assert stored == rle
    assert hash(stored) == hash(rle)


@property_settings()
@given(MASKS)
def test_area_and_box_are_those_of_the_pixels(mask: np.ndarray) -> None:
    rle = mask_to_rle(mask)

    rows, columns = np.nonzero(mask)

    assert rle.area == rows.size
    assert rle.is_empty == (rows.size == 0)
    if rows.size:
        x0, y0 = columns.min(), rows.min()
        assert rle.box_xywh == (x0, y0, columns.max() - x0 + 1, rows.max() - y0 + 1)
        assert np.array_equal(rle_to_box_mask(rle), mask[y0 : rows.max() + 1, x0 : columns.max() + 1])


@pytest.mark.parametrize(
    "rows",
    [
        ["......", "......"],
        ["######", "######"],
        [".####.", ".#..#.", ".#..#.", ".####."],
        ["##..##", "......", "##..##"],
        ["#.....", ".....#"],
        ["#.#.#.", ".#.#.#"],
        ["#"],
        ["#", "#", ".", "#"],
    ],
    ids=["empty", "full", "hole", "islands", "corners", "checker", "one pixel", "column"],
)
def test_holes_islands_and_borders_are_kept(rows: list[str]) -> None:
    mask = np.array([[pixel == "#" for pixel in row] for row in rows])

    assert np.array_equal(rle_to_mask(rle_from_bytes(rle_to_bytes(mask_to_rle(mask)))), mask)


def test_any_non_zero_number_is_foreground() -> None:
    mask = np.array([[0, 255, 1], [0, 0, 7]], np.uint8)

    assert mask_to_rle(mask) == mask_to_rle(mask > 0)


def test_masks_of_other_sizes_differ_although_both_are_empty() -> None:
    assert empty_rle(3, 4) != empty_rle(4, 3)
    assert empty_rle(3, 4) == mask_to_rle(np.zeros((3, 4)))


def test_an_array_that_is_no_picture_is_refused() -> None:
    with pytest.raises(RleError, match="two axes"):
        mask_to_rle(np.zeros((1, 2, 3)))


@pytest.mark.parametrize(
    ("blob", "message"),
    [
        (b"", "at least"),
        (HEADER.pack(2, 4, 6, 0, 0, 0, 0) + zlib.compress(b""), "version"),
        (blob_of([0, 6], box=(4, 1, 3, 2)), "leaves its"),
        (blob_of([0, 6], box=(1, 3, 3, 2)), "leaves its"),
        (blob_of([], box=(1, 1, 0, 2)), "leaves its"),
        (blob_of([0, 5]), "sum to 6"),
        (blob_of([0, 7]), "sum to 6"),
        (blob_of([0, 2, 0, 4]), "alternate"),
        (blob_of([6]), "alternate"),
        (blob_of([0, 6])[:-1], "cut off"),
        (blob_of([0, 6]) + b"x", "cut off"),
        (blob_of([0] * 100), "longer"),
        (HEADER.pack(1, 4, 6, 1, 1, 3, 2) + zlib.compress(b"abcde"), "cut off"),
        (HEADER.pack(1, 4, 6, 1, 1, 3, 2) + b"not zlib", "decompress"),
    ],
)
def test_a_malformed_mask_is_refused_with_the_reason(blob: bytes, message: str) -> None:
    with pytest.raises(RleError, match=message):
        rle_from_bytes(blob)


def test_a_mask_of_another_picture_is_refused() -> None:
    with pytest.raises(RleError, match="its picture is 9x8"):
        rle_from_bytes(blob_of([0, 6]), size_hw=(8, 9))


def test_a_run_of_every_pixel_is_read_although_it_meets_the_limit_exactly() -> None:
    checker = (np.add.outer(np.arange(5), np.arange(7)) % 2).astype(bool)

    assert rle_from_bytes(rle_to_bytes(mask_to_rle(~checker))) == mask_to_rle(~checker)


def test_a_small_blob_cannot_claim_much_memory() -> None:
    bomb = zlib.compress(bytes(64 << 20), 9)
    side = 2**32 - 1

    with pytest.raises(RleError, match="longer than their box"):
        rle_from_bytes(HEADER.pack(1, 4, 6, 1, 1, 3, 2) + bomb)
    with pytest.raises(RleError, match=str(PIXEL_LIMIT)):
        rle_from_bytes(HEADER.pack(1, side, side, 0, 0, side, side) + bomb)


@property_settings()
@given(st.binary(max_size=200))
def test_random_bytes_give_one_error(blob: bytes) -> None:
    with pytest.raises(RleError):
        rle_from_bytes(b"\x01" + blob, size_hw=(1000, 1000))


@property_settings()
@given(MASKS, st.data())
def test_a_damaged_mask_is_refused_or_still_a_mask(mask: np.ndarray, data: st.DataObject) -> None:
    blob = bytearray(rle_to_bytes(mask_to_rle(mask)))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= data.draw(st.integers(1, 255))

    try:
        rle = rle_from_bytes(bytes(blob), size_hw=mask.shape)
    except RleError:
        return

    assert rle_to_mask(rle).shape == mask.shape
