"""Thumbnails."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from media_samples import read_barcode, write_video

from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.thumbnails import read_thumbnail, thumbnail


@pytest.mark.parametrize(
    ("size_hw", "expected"),
    [((100, 200), (25, 50)), ((200, 100), (50, 25)), ((9, 1000), (1, 50)), ((30, 40), (30, 40))],
)
def test_thumbnails_fit_their_square_and_keep_their_shape(
    size_hw: tuple[int, int], expected: tuple[int, int]
) -> None:
    small = thumbnail(np.full((*size_hw, 3), 90, np.uint8), 50)

    assert small.shape == (*expected, 3)
    assert (small == 90).all()


def test_a_thumbnail_shows_its_frame(tmp_path: Path) -> None:
    with open_media(write_video(tmp_path / "a.mp4", range(20), size_hw=(96, 192))) as reader:
        small = read_thumbnail(reader, 13, 96)

    assert small.shape == (48, 96, 3)
    assert read_barcode(small) == 13
