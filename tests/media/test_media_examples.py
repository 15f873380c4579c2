"""Real files, read from the folder named by SA2VA_EXAMPLES when it is set."""

from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import pytest

from sa2va_desktop.media.media_search import find_media
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.records import MediaKind

pytestmark = pytest.mark.skipif("SA2VA_EXAMPLES" not in os.environ, reason="SA2VA_EXAMPLES is not set")


@pytest.fixture
def examples() -> Path:
    return Path(os.environ["SA2VA_EXAMPLES"])


@pytest.mark.parametrize(
    ("name", "frame_count", "fps"),
    [("01_dog.mp4", 289, 30000 / 1001), ("05_default_juggle.mp4", 247, 24)],
)
def test_random_frames_of_real_videos_equal_sequential_decoding(
    name: str, frame_count: int, fps: float, examples: Path
) -> None:
    with open_media(examples / "videos" / name) as reader, reader.reopen() as seeking:
        wanted = random.Random(1).choices(range(frame_count), k=12)
        sequential = {index: reader.read_rgb(index) for index in range(frame_count) if index in wanted}

        assert (reader.frame_count, reader.size_hw, reader.kind) == (frame_count, (720, 1280), MediaKind.VIDEO)
        assert reader.fps == pytest.approx(fps)
        for index in wanted:
            np.testing.assert_array_equal(seeking.read_rgb(index), sequential[index])


def test_a_folder_of_frames_is_found_and_read_as_a_clip(examples: Path) -> None:
    folder = examples / "frames" / "bedroom"

    assert find_media(folder) == [folder]
    with open_media(folder) as reader:
        assert (reader.frame_count, reader.size_hw) == (6, (540, 960))
        assert reader.read_rgb(5).shape == (540, 960, 3)


@pytest.mark.parametrize(
    ("name", "size_hw"), [("cars", (1500, 2250)), ("groceries", (534, 800)), ("truck", (1200, 1800))]
)
def test_pictures_are_read(name: str, size_hw: tuple[int, int], examples: Path) -> None:
    with open_media(examples / "images" / f"{name}.jpg") as reader:
        assert reader.read_rgb(0).shape == (*size_hw, 3)
