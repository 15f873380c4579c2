"""Cut-outs: the alpha channel is the mask, the colours are those of the picture, and broken files are left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.dataset_clips import bar, make_clip, masks_of, nothing, read, ring, write

from sa2va_desktop.errors import FormatError


def test_what_is_written_is_read_again_with_overlaps_and_absences(tmp_path: Path) -> None:
    write([make_clip()], "cut-outs", tmp_path / "out")

    [clip], report = read("cut-outs", tmp_path / "out")

    assert (clip.name, clip.frames, report.problem_count) == ("clip", ("00000", "00001", "00002"), 0)
    ring_masks, bar_masks = map(masks_of, clip.objects)
    assert np.array_equal(ring_masks[2], ring())
    assert np.array_equal(bar_masks[0], nothing())
    assert np.array_equal(bar_masks[2], bar())


def test_colours_are_kept_inside_and_gone_outside(tmp_path: Path) -> None:
    out = write([make_clip()], "cut-outs", tmp_path / "out")

    with Image.open(out / "clip/001 ring/00001.png") as picture:
        pixels = np.array(picture)
    assert pixels.shape[2] == 4
    assert np.all(pixels[ring()] == (61, 61, 61, 255))
    assert np.all(pixels[~ring()] == 0)


def test_pixels_count_from_half_opaque_on(tmp_path: Path) -> None:
    (tmp_path / "clip/dog").mkdir(parents=True)
    alpha = np.zeros((1, 3, 4), np.uint8)
    alpha[0, :, 3] = [127, 128, 255]
    Image.fromarray(alpha).save(tmp_path / "clip/dog/0.png")

    [clip], _ = read("cut-outs", tmp_path)

    assert clip.objects[0].track[0].rle.box_xywh == (1, 0, 2, 1)


def test_pictures_without_alpha_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "clip/dog").mkdir(parents=True)
    Image.new("RGBA", (2, 2)).save(tmp_path / "clip/dog/0.png")
    Image.new("RGB", (2, 2)).save(tmp_path / "clip/dog/1.png")
    (tmp_path / "clip/dog/2.png").write_bytes(b"")

    [clip], report = read("cut-outs", tmp_path)

    assert list(clip.objects[0].track) == [0]
    assert report.problems[0].sentence == "expected a PNG with an alpha channel, found mode RGB"
    assert report.problems[1].sentence.startswith("expected a PNG, found")
    with pytest.raises(FormatError, match=r"expected cut-outs as CLIP/OBJECT/00000\.png, found none"):
        read("cut-outs", tmp_path / "clip/dog")


def test_clips_without_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="clip: cut-outs need the pictures"):
        write([make_clip(has_pictures=False)], "cut-outs", tmp_path / "out")
