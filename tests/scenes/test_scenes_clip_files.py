"""Clips as files: what is written is what was drawn."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from sa2va_desktop.errors import UsageError
from sa2va_desktop.resources import resource_path
from sa2va_desktop.scenes.clip import Split, sample_clip
from sa2va_desktop.scenes.clip_files import write_clips
from sa2va_desktop.scenes.demo import INSTRUCTION, demo_clip
from sa2va_desktop.tasks import Progress


def _read_video(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def test_written_clips_read_back(tmp_path: Path) -> None:
    reports: list[Progress] = []

    folders = write_clips(
        tmp_path, clip_count=2, seed=11, size_hw=(96, 128), frame_count=6, on_progress=reports.append
    )

    assert [report.done for report in reports] == [1, 2]
    for index, folder in enumerate(folders):
        clip = sample_clip(Split.SYNTH, 11, index, size_hw=(96, 128), frame_count=6)
        frames = _read_video(folder / "video.mp4")
        assert frames.shape == clip.frames.shape
        assert np.abs(frames.astype(int) - clip.frames).mean() < 4, "the video is not visually lossless"
        masks = [Image.open(path) for path in sorted((folder / "masks").iterdir())]
        assert all(mask.mode == "P" for mask in masks)
        np.testing.assert_array_equal(np.stack([np.asarray(mask) for mask in masks]), clip.ids)
        description = json.loads((folder / "scene.json").read_text())
        assert [thing["id"] for thing in description["objects"]] == [t.object_id for t in clip.objects]
        assert [e["text"] for e in description["expressions"]] == [
            e.text for e in (*clip.expressions, *clip.more)
        ]
        assert [q["answer"] for q in description["questions"]] == [q.answer for q in clip.questions]
        assert (description["height"], description["width"], description["frame_count"]) == (96, 128, 6)


def test_palette_is_the_one_of_davis(tmp_path: Path) -> None:
    (folder,) = write_clips(tmp_path, clip_count=1, seed=12, size_hw=(64, 64), frame_count=1)

    palette = Image.open(folder / "masks" / "00000.png").getpalette()

    assert palette is not None
    assert palette[:12] == [0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0]


@pytest.mark.parametrize("size_hw", [(95, 128), (96, 30)])
def test_sizes_that_no_encoder_takes_are_refused(tmp_path: Path, size_hw: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="even"):
        write_clips(tmp_path, clip_count=1, seed=1, size_hw=size_hw)


def test_the_bundled_demo_is_what_the_generator_draws() -> None:
    clip = demo_clip()

    folder = resource_path("demo")

    stored = np.stack([np.asarray(Image.open(path)) for path in sorted((folder / "masks").iterdir())])
    np.testing.assert_array_equal(stored, clip.ids)
    description = json.loads((folder / "scene.json").read_text())
    assert description["instruction"] == INSTRUCTION
    assert INSTRUCTION in [e["text"] for e in description["expressions"]]
    assert np.abs(_read_video(folder / "video.mp4").astype(int) - clip.frames).mean() < 6
