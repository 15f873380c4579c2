"""Damaged files of every kind: reading gives frames or one MediaError, never anything else.

Run with `-m fuzz`. SA2VA_FUZZ_EXAMPLES sets how many damaged copies of each file are tried (default 200).
"""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from media_samples import barcode_frame, write_video
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.opening import open_media, probe_media
from sa2va_desktop.media.records import MediaSettings

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(3600), pytest.mark.filterwarnings("ignore")]

EXAMPLES = int(os.environ.get("SA2VA_FUZZ_EXAMPLES", "200"))
KINDS = ("mp4", "mkv", "ts", "avi", "webm", "nut", "mpg", "gif", "png", "jpg", "webp", "bmp", "tiff", "tif")
SETTINGS = MediaSettings(max_megapixels=4)


def sound_file(folder: Path, name: str) -> Path:
    path = folder / name
    kind = path.suffix[1:]
    if kind in ("png", "jpg", "webp", "bmp", "tiff"):
        Image.fromarray(barcode_frame(77)).save(path)
    elif kind == "tif":
        cv2.imwrite(str(path), barcode_frame(5).astype(np.uint16) * 200)
    elif kind == "gif":
        frames = [Image.fromarray(barcode_frame(number)) for number in range(4)]
        frames[0].save(path, save_all=True, append_images=frames[1:])
    else:
        codec = {"webm": "libvpx-vp9", "nut": "ffv1", "mpg": "mpeg2video"}.get(kind, "libx264")
        write_video(path, range(20), codec=codec)
    return path


def damaged_copy(content: bytes, generator: np.random.Generator) -> bytes:
    """A few bytes changed (headers more often than not), and sometimes a piece cut out or the end cut off."""
    damaged = bytearray(content)
    reach = len(damaged) if generator.random() < 0.5 else min(len(damaged), 400)
    for place in generator.integers(0, reach, generator.integers(1, 12)):
        damaged[place] = generator.integers(0, 256)
    if generator.random() < 0.3:
        start = int(generator.integers(0, len(damaged)))
        del damaged[start : start + int(generator.integers(1, 200))]
    if damaged and generator.random() < 0.3:
        del damaged[int(generator.integers(1, len(damaged) + 1)) :]
    return bytes(damaged)


def check_sentence(error: MediaError, path: Path) -> None:
    assert str(path) in str(error)
    assert str(error).endswith(".")


@pytest.mark.parametrize("name", [f"a.{kind}" for kind in KINDS])
def test_damaged_files_give_frames_or_one_sentence(name: str, tmp_path: Path) -> None:
    content = sound_file(tmp_path, name).read_bytes()
    generator = np.random.default_rng(len(content))

    for _ in range(EXAMPLES):
        path = tmp_path / f"damaged-{name}"
        path.write_bytes(damaged_copy(content, generator))
        try:
            index = probe_media(path, settings=SETTINGS).index
        except MediaError as error:
            check_sentence(error, path)
            continue
        with open_media(path, settings=SETTINGS, index=index) as reader:
            for frame_index in {0, reader.frame_count // 2, reader.frame_count - 1}:
                try:
                    frame = reader.read_rgb(frame_index)
                except MediaError as error:
                    check_sentence(error, path)
                else:
                    assert frame.shape == (*reader.size_hw, 3)
