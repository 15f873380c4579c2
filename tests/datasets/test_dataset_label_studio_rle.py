"""Label Studio's run lengths: recorded bytes, random masks there and back, and streams that are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.label_studio_rle import label_studio_to_rle, mask_to_label_studio
from sa2va_desktop.errors import FormatError

# Recorded from label_studio_sdk.converter.brush: 6 rows x 7 columns, 255 at rows 2..3, columns 1..4.
GOLDEN = [0, 0, 0, 168, 57, 27, 254, 59, 0, 191, 255, 108, 2, 255, 254, 63, 0, 0]


def block() -> np.ndarray:
    mask = np.zeros((6, 7), np.bool_)
    mask[2:4, 1:5] = True
    return mask


def test_recorded_bytes_are_written_and_read() -> None:
    assert mask_to_label_studio(mask_to_rle(block())) == GOLDEN
    assert np.array_equal(rle_to_mask(label_studio_to_rle(GOLDEN, (6, 7))), block())


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1), st.sampled_from([0, 0.02, 0.5, 1]))
def test_every_mask_comes_back(height: int, width: int, seed: int, share: float) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < share

    data = mask_to_label_studio(mask_to_rle(mask))

    assert np.array_equal(rle_to_mask(label_studio_to_rle(data, (height, width))), mask)


def test_runs_longer_than_their_widest_length_are_split() -> None:
    mask = np.zeros((200, 331), np.bool_)
    mask[190:, :] = True

    assert np.array_equal(
        rle_to_mask(label_studio_to_rle(mask_to_label_studio(mask_to_rle(mask)), mask.shape)), mask
    )


def test_values_that_do_not_repeat_are_read_by_their_alpha() -> None:
    # 2 pixels: 8 values in one run of single values; only the second pixel has alpha.
    bits = f"{8:032b}" + "00111" + "0010001101111111" + "0" + "00" + "111"
    bits += "".join(f"{value:08b}" for value in (9, 9, 9, 0, 0, 0, 0, 3))
    bits += "0" * (-len(bits) % 8)
    data = [int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)]

    assert rle_to_mask(label_studio_to_rle(data, (1, 2))).tolist() == [[False, True]]


def test_runs_that_end_inside_a_pixel_are_read_by_their_alpha() -> None:
    # 2 pixels: 3 single values, 3 times 7, 2 single values: alphas are a repeated value and the last single one.
    bits = f"{8:032b}" + "00111" + "0010001101111111"
    bits += "0" + "00" + "010" + "".join(f"{value:08b}" for value in (1, 1, 1))
    bits += "1" + "00" + "010" + f"{7:08b}"
    bits += "0" + "00" + "001" + "".join(f"{value:08b}" for value in (5, 0))
    bits += "0" * (-len(bits) % 8)
    data = [int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)]

    assert rle_to_mask(label_studio_to_rle(data, (1, 2))).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (GOLDEN[:9], "cut-off end"),
        ([], "cut-off end"),
        ([0, 0, 0, 160, *GOLDEN[4:]], "expected 168 values for 7x6 pixels, found 160"),
        ([*GOLDEN[:4], 1, *GOLDEN[5:]], "expected values of 8 bits, found 1"),
        ([*GOLDEN[:7], 255, 0, 255, 255, 255, 255, 255, 255, 255], "found more"),
        ("text", "bytes from 0 to 255"),
        ([256], "bytes from 0 to 255"),
        ([0.5], "bytes from 0 to 255"),
    ],
)
def test_what_is_no_stream_is_refused(data: object, expected: str) -> None:
    with pytest.raises(FormatError, match=expected):
        label_studio_to_rle(data, (6, 7))
