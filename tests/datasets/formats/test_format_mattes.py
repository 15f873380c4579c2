"""Mattes: overlaps, absences and names written and read again, pictures of other tools, and broken files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.dataset_clips import bar, make_clip, masks_of, nothing, read, ring, write

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.errors import FormatError


def grey(path: Path, values: list[list[int]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.array(values, np.uint8)).save(path)
    return path


def test_what_is_written_is_read_again_with_overlaps_and_absences(tmp_path: Path) -> None:
    write([make_clip("a"), make_clip("b", kind=MediaKind.IMAGE, frame_count=1)], "mattes", tmp_path / "out")

    found, report = read("mattes", tmp_path / "out")

    assert report.problem_count == 0
    assert [(clip.name, clip.is_clip) for clip in found] == [("a", True), ("b", False)]
    assert found[0].frames == ("00000", "00001", "00002")
    assert [each.name for each in found[0].objects] == ["ring", "bar"]
    ring_masks, bar_masks = map(masks_of, found[0].objects)
    assert np.array_equal(ring_masks[2], ring())
    assert list(bar_masks) == [0, 2]
    assert np.array_equal(bar_masks[0], nothing())
    assert np.array_equal(bar_masks[2], bar())


def test_mattes_are_grey_pictures_of_black_and_white(tmp_path: Path) -> None:
    out = write([make_clip()], "mattes", tmp_path / "out")

    with Image.open(out / "clip/001 ring/00001.png") as picture:
        assert picture.mode == "L"
        assert np.array_equal(np.array(picture), ring() * np.uint8(255))


def test_names_that_no_folder_can_have_are_changed_and_counted(tmp_path: Path) -> None:
    clip = make_clip()
    objects = (replace(clip.objects[0], name="../a:b"), replace(clip.objects[1], name=""))
    clip = replace(clip, objects=objects)

    write([clip], "mattes", tmp_path / "out")

    [found], _ = read("mattes", tmp_path / "out")
    assert [each.name for each in found.objects] == ["_a_b", ""]
    losses = {loss.kind: loss.count for loss in format_by_id("mattes").losses([clip], ExportOptions())}
    assert losses[LossKind.NAMES] == 1
    assert LossKind.ABSENCE not in losses
    assert LossKind.OVERLAP not in losses


def test_long_names_fit_into_the_file_system(tmp_path: Path) -> None:
    clip = make_clip()
    objects = tuple(replace(each, name="狗" * 200) for each in clip.objects)

    write([replace(clip, objects=objects)], "mattes", tmp_path / "out")

    [found], _ = read("mattes", tmp_path / "out")
    assert set("".join(each.name for each in found.objects)) == {"狗"}


def test_soft_edges_and_pictures_of_ones_are_read(tmp_path: Path) -> None:
    grey(tmp_path / "clip/dog/1.png", [[0, 127, 128, 255]])
    grey(tmp_path / "clip/dog/10.png", [[0, 1, 1, 1]])
    Image.new("1", (4, 1), 1).save(tmp_path / "clip/dog/2.png")

    [clip], report = read("mattes", tmp_path)

    assert (clip.frames, report.problem_count) == (("1", "2", "10"), 0)
    assert [mask.rle.area for mask in clip.objects[0].track.values()] == [2, 4, 3]
    assert (clip.objects[0].key, clip.objects[0].name) == ("dog", "dog")


def test_a_single_clips_folder_is_read(tmp_path: Path) -> None:
    write([make_clip()], "mattes", tmp_path / "out")

    [clip], _ = read("mattes", tmp_path / "out/clip")

    assert (clip.name, len(clip.objects)) == ("clip", 2)


def test_broken_files_other_sizes_and_colours_are_left_out(tmp_path: Path) -> None:
    grey(tmp_path / "clip/dog/0.png", [[255, 0]])
    grey(tmp_path / "clip/dog/1.png", [[255]])
    (tmp_path / "clip/dog/2.png").write_bytes(b"\x89PNG")
    Image.new("RGB", (2, 1)).save(tmp_path / "clip/dog/3.png")

    [clip], report = read("mattes", tmp_path)

    assert list(clip.objects[0].track) == [0]
    sentences = [problem.sentence for problem in report.problems]
    assert sentences[0] == "expected a mask of 2x1 pixels, found 1x1"
    assert sentences[1].startswith("expected a PNG, found")
    assert sentences[2] == "expected a black-and-white or grey PNG, found mode RGB"


def test_a_folder_without_mattes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"expected mattes as CLIP/OBJECT/00000\.png, found none"):
        read("mattes", tmp_path)


def test_formats_of_pictures_are_told_apart(tmp_path: Path) -> None:
    formats = readable_formats()
    names = ["cut-outs", "davis", "mattes", "mots", "sa-v", "voc", "youtube-vos"]
    for name in names:
        write([make_clip()], name, tmp_path / name)

    for name in names:
        assert [each for each in formats if formats[each].recognises(tmp_path / name)] == [name]
