"""Animated GIFs: what is written can be read, odd requests are refused, and nothing half-written stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sa2va_desktop.errors import MediaError, OutputError
from sa2va_desktop.media.gif_writer import GifWriter

FRAME = np.full((3, 5, 3), 77, np.uint8)


def test_colours_of_each_frame_are_its_own(tmp_path: Path) -> None:
    frames = [np.full((3, 5, 3), color, np.uint8) for color in ((255, 0, 0), (1, 2, 3), (250, 250, 0))]
    with GifWriter(tmp_path / "a.gif", size_hw=(3, 5), last_units=7) as writer:
        for number, frame in enumerate(frames):
            writer.write(frame, 5 * number)

    with Image.open(tmp_path / "a.gif") as picture:
        for number, frame in enumerate(frames):
            picture.seek(number)
            assert np.array_equal(np.array(picture.convert("RGB")), frame)


def write_frames(path: Path, *frames: tuple[np.ndarray, int]) -> None:
    with GifWriter(path, size_hw=(3, 5), last_units=2) as writer:
        for frame, units in frames:
            writer.write(frame, units)


def test_wrong_sizes_and_times_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    with pytest.raises(MediaError, match="takes frames of 5x3"):
        write_frames(path, (FRAME[:, :4], 0))
    with pytest.raises(MediaError, match="the time 4 does not come after 4"):
        write_frames(path, (FRAME, 4), (FRAME, 4))
    with pytest.raises(MediaError, match="without any frame"):
        write_frames(path)
    with pytest.raises(MediaError, match="at most 65535 pixels, found 70000x3"):
        GifWriter(path, size_hw=(3, 70000), last_units=2)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.gif' cannot be written"):
        GifWriter(tmp_path / "missing/a.gif", size_hw=(3, 5), last_units=2)
