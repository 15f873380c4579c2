"""Overlay: a step keeps the times of its frames, and everything that a picture cannot hold is counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.dataset_clips import make_clip, write

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.media.opening import open_media


def test_a_step_keeps_the_times_of_its_frames(tmp_path: Path) -> None:
    write([make_clip(frame_count=5)], "overlay", tmp_path / "out", ExportOptions(frame_step=2))

    with open_media(tmp_path / "out/clip.mp4") as reader:
        times_s = [reader.index.time_s(index) for index in range(reader.frame_count)]
    assert times_s == pytest.approx([0.0, 0.08, 0.16])


def test_a_picture_becomes_a_png(tmp_path: Path) -> None:
    write([make_clip(kind=MediaKind.IMAGE, frame_count=1)], "overlay", tmp_path / "out")

    with Image.open(tmp_path / "out/clip.png") as picture:
        pixels = np.array(picture).astype(int)
    assert pixels[6, 8, 0] > pixels[6, 8, 1] + 40  # the ring is red


def test_masks_are_counted_as_lost_and_times_are_kept() -> None:
    losses = {loss.kind: loss.count for loss in format_by_id("overlay").losses([make_clip()], ExportOptions())}

    assert losses[LossKind.MASKS] == 4
    assert LossKind.TIMES not in losses
