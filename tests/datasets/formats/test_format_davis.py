"""DAVIS: index PNGs written and read again, its real files, and what is wrong with broken ones."""

from __future__ import annotations

import os
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.dataset_clips import BAR, RING, bar, make_clip, masks_of, read, record, ring, write

from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.errors import FormatError


def index_png(path: Path, value: int = 1, size_hw: tuple[int, int] = (4, 5)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_index_png(path, np.full(size_hw, value, np.uint8))
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clips = [make_clip("a", split="train"), make_clip("b", has_pictures=False)]
    write(clips, "davis", tmp_path / "out")

    found, report = read("davis", tmp_path / "out")

    assert report.problem_count == 0
    assert [(clip.name, clip.split) for clip in found] == [("a", "train"), ("b", "val")]
    first = found[0]
    assert (first.frames, first.is_clip) == (("00000", "00001", "00002"), True)
    assert first.media == tmp_path / "out/JPEGImages/480p/a"
    assert found[1].media is None
    assert [each.category for each in first.objects] == ["thing", "thing"]
    ring_masks, bar_masks = map(masks_of, first.objects)
    assert list(ring_masks) == [0, 1, 2]
    assert np.array_equal(ring_masks[0], ring())
    assert np.array_equal(ring_masks[2], ring() & ~bar())
    assert list(bar_masks) == [2]
    assert np.array_equal(bar_masks[2], bar())


def test_objects_of_the_first_frame_get_the_low_numbers(tmp_path: Path) -> None:
    clip = make_clip()
    tracks = {RING: {2: record(ring())}, BAR: {0: record(bar()), 2: record(bar())}}

    write([replace(clip, tracks=tracks)], "davis", tmp_path / "out")

    with Image.open(tmp_path / "out/Annotations/480p/clip/00000.png") as picture:
        assert np.array_equal(np.array(picture), bar().astype(np.uint8))
    with Image.open(tmp_path / "out/Annotations/480p/clip/00002.png") as picture:
        assert np.array_equal(np.array(picture), np.where(bar(), 1, np.where(ring(), 2, 0)))


def test_an_object_that_others_cover_wholly_gets_no_number(tmp_path: Path) -> None:
    clip = make_clip(frame_count=1)
    tracks = {RING: {0: record(bar())}, BAR: {0: record(bar())}}

    write([replace(clip, tracks=tracks)], "davis", tmp_path / "out")

    [found], _ = read("davis", tmp_path / "out")
    assert [each.key for each in found.objects] == ["1"]
    losses = {
        loss.kind: loss.count
        for loss in format_by_id("davis").losses([replace(clip, tracks=tracks)], ExportOptions())
    }
    assert losses[LossKind.OBJECTS] == 1


def test_frames_between_the_grid_are_counted_and_left_out(tmp_path: Path) -> None:
    options = ExportOptions(frame_step=2)
    clip = make_clip(frame_count=4)

    write([clip], "davis", tmp_path / "out", options)

    [found], _ = read("davis", tmp_path / "out")
    assert found.frames == ("00000", "00002")
    losses = {loss.kind: loss.count for loss in format_by_id("davis").losses([clip], options)}
    assert losses[LossKind.FRAMES] == 2


def test_void_pixels_belong_to_no_object(tmp_path: Path) -> None:
    indices = np.array([[0, 1, 255], [2, 255, 0]], np.uint8)
    (tmp_path / "sequence").mkdir()
    write_index_png(tmp_path / "sequence/00000.png", indices)

    [clip], _ = read("davis", tmp_path)

    assert [each.key for each in clip.objects] == ["1", "2"]


def test_white_on_black_without_a_palette_is_one_object(tmp_path: Path) -> None:
    (tmp_path / "sequence").mkdir()
    Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8)).save(tmp_path / "sequence/00000.png")

    [clip], _ = read("davis", tmp_path / "sequence")

    assert clip.name == "sequence"
    assert [each.key for each in clip.objects] == ["1"]
    assert clip.objects[0].track[0].rle.area == 2


@pytest.mark.parametrize("start", ["", "Annotations/480p", "Annotations_unsupervised/480p", "Annotations"])
def test_masks_are_found_where_the_releases_and_results_have_them(start: str, tmp_path: Path) -> None:
    index_png(tmp_path / start / "bear/00000.png")

    [clip], report = read("davis", tmp_path)

    assert (clip.name, report.problem_count) == ("bear", 0)
    assert readable_formats()["davis"].recognises(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"no picture", None])
def test_a_broken_picture_is_reported_with_its_name_and_left_out(content: bytes | None, tmp_path: Path) -> None:
    good = index_png(tmp_path / "bear/00000.png")
    broken = tmp_path / "bear/00001.png"
    broken.write_bytes(good.read_bytes()[:-30] if content is None else content)

    [clip], report = read("davis", tmp_path)

    assert list(clip.objects[0].track) == [0]
    [problem] = report.problems
    assert problem.place == str(broken)
    assert "\n" not in problem.sentence
    assert "BufferedReader" not in problem.sentence
    assert str(broken) not in problem.sentence


def test_pictures_of_colours_other_sizes_and_too_many_pixels_are_left_out(tmp_path: Path) -> None:
    index_png(tmp_path / "bear/00000.png")
    Image.new("RGB", (5, 4)).save(tmp_path / "bear/00001.png")
    index_png(tmp_path / "bear/00002.png", size_hw=(5, 4))
    huge = bytearray((tmp_path / "bear/00000.png").read_bytes())
    huge[16:24] = (60000).to_bytes(4, "big") * 2
    huge[29:33] = zlib.crc32(huge[12:29]).to_bytes(4, "big")
    (tmp_path / "bear/00003.png").write_bytes(huge)

    [clip], report = read("davis", tmp_path)

    assert list(clip.objects[0].track) == [0]
    colours, size, pixels = [problem.sentence for problem in report.problems]
    assert "RGB" in colours
    assert size == "expected a mask of 5x4 pixels, found 4x5"
    assert "60000x60000" in pixels


def test_masks_without_their_picture_and_names_without_masks_are_reported(tmp_path: Path) -> None:
    write([make_clip()], "davis", tmp_path / "out")
    (tmp_path / "out/JPEGImages/480p/clip/00001.jpg").unlink()
    (tmp_path / "out/ImageSets/2017/val.txt").write_text("clip\nother\n")

    [clip], report = read("davis", tmp_path / "out")

    assert clip.frames == ("00000", "00002")
    places = [problem.place for problem in report.problems]
    assert places[0].endswith("val.txt, line 2")
    assert places[1].endswith("00001.png")


def test_a_folder_without_masks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"expected DAVIS masks as Annotations/480p"):
        read("davis", tmp_path)
    assert not readable_formats()["davis"].recognises(tmp_path)
    assert not readable_formats()["davis"].recognises(tmp_path / "missing")


def test_a_picture_of_few_colors_with_its_labels_is_no_mask(tmp_path: Path) -> None:
    index_png(tmp_path / "fruit.png")
    (tmp_path / "fruit.json").write_text('{"shapes": []}')

    assert not readable_formats()["davis"].recognises(tmp_path)


def test_damaged_labels_are_reported(tmp_path: Path) -> None:
    index_png(tmp_path / "Annotations/480p/bear/00000.png")
    (tmp_path / "davis_semantics.json").write_text("{")

    [clip], report = read("davis", tmp_path)

    assert clip.objects[0].category == ""
    assert "line 1, column 2" in report.problems[0].sentence


def test_more_objects_than_an_index_can_tell_apart_are_refused(tmp_path: Path) -> None:
    clip = make_clip(frame_count=255)
    objects = tuple(replace(clip.objects[0], object_id=number) for number in range(255))
    tracks = {each.object_id: {each.object_id: record(ring())} for each in objects}

    with pytest.raises(FormatError, match=r"clip: index PNGs hold at most 254 objects, found 255"):
        write([replace(clip, objects=objects, tracks=tracks)], "davis", tmp_path / "out")


@pytest.mark.skipif("SA2VA_EXAMPLES" not in os.environ, reason="SA2VA_EXAMPLES is not set")
def test_results_of_the_public_evaluation_are_read() -> None:
    source = Path(os.environ["SA2VA_EXAMPLES"]) / "davis2017-eval"

    [clip], report = read("davis", source)

    assert readable_formats()["davis"].recognises(source)
    assert report.problem_count == 0
    assert (clip.name, clip.height, clip.width, len(clip.frames)) == ("bike-packing", 480, 910, 4)
    assert [each.key for each in clip.objects] == ["1", "2"]
    for position, name in enumerate(clip.frames):
        with Image.open(source / "bike-packing" / f"{name}.png") as picture:
            indices = np.array(picture)
        for each in clip.objects:
            assert np.array_equal(masks_of(each)[position], indices == int(each.key))
