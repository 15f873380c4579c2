"""Deep pictures are shown by what all their channels hold, and without many copies of them in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media import deep_picture
from sa2va_desktop.media.deep_picture import show_deep_values, stretch_limits
from sa2va_desktop.media.picture import decode_picture


def test_large_pictures_are_sampled_in_every_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.zeros((60, 60, 3), np.uint16)
    values[..., 2] = np.linspace(0, 50_000, 60).astype(np.uint16)[:, None]
    monkeypatch.setattr(deep_picture, "_SAMPLE_COUNT", 60 * 60)  # a third of the values

    low, high = stretch_limits(values)

    assert low == 0
    assert high > 45_000


def test_rare_finite_values_are_found_although_the_sample_missed_them(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.full((40, 40, 1), np.nan, np.float32)
    values[1, 1:4, 0] = (1.0, 2.0, 3.0)
    monkeypatch.setattr(deep_picture, "_SAMPLE_COUNT", 16)

    low, high = stretch_limits(values)

    assert 1.0 <= low < high <= 3.0


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_bands_make_the_same_picture_as_one_piece(channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).integers(0, 65536, (23, 11, channels)).astype(np.uint16)
    whole = show_deep_values(values, (1000.0, 60_000.0))

    monkeypatch.setattr(deep_picture, "_BAND_VALUES", 11 * channels * 3)

    assert np.array_equal(show_deep_values(values, (1000.0, 60_000.0)), whole)


def test_a_picture_for_which_memory_is_not_enough_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "large.png")

    def allocate(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sa2va_desktop.media.picture._decode_8_bit", allocate)

    with pytest.raises(MediaError, match=r"large\.png' has 30x20 pixels, for which the memory is not enough"):
        decode_picture(tmp_path / "large.png", max_megapixels=1)
