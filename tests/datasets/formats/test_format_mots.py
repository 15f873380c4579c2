"""MOTS: 16-bit PNGs and text written and read again, the numbers of its classes, and what is wrong with broken files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from support.dataset_clips import bar, make_clip, masks_of, read, record, ring, write

from sa2va_desktop.annotation.records import Category, CategoryId
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.datasets.index_png import write_deep_index_png
from sa2va_desktop.datasets.mots_numbers import class_numbers, label_lines
from sa2va_desktop.errors import FormatError

AS_TEXT = ExportOptions(choices={"container": "txt"})
EMPTY_4X5, BOX_4X5 = "d0", "5220003"


def number_png(path: Path, values: list[list[int]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_deep_index_png(path, np.array(values, np.uint16))


@pytest.mark.parametrize(
    ("options", "pictures", "names"),
    [
        (ExportOptions(), "clip/images", ("000000", "000001", "000002")),
        (AS_TEXT, "MOTS-train/clip/img1", ("000001", "000002", "000003")),
    ],
)
def test_what_is_written_is_read_again(
    options: ExportOptions, pictures: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    write([make_clip()], "mots", tmp_path / "out", options)

    [clip], report = read("mots", tmp_path / "out")

    assert report.problem_count == 0
    assert (clip.name, clip.frames, clip.media) == ("clip", names, tmp_path / "out" / pictures)
    assert [(each.key, each.category) for each in clip.objects] == [("1001", "thing"), ("1002", "thing")]
    ring_masks, bar_masks = map(masks_of, clip.objects)
    assert np.array_equal(ring_masks[0], ring())
    assert np.array_equal(ring_masks[2], ring() & ~bar())
    assert list(bar_masks) == [2]
    assert np.array_equal(bar_masks[2], bar())


def test_pngs_have_sixteen_bits_and_labels_beside_them(tmp_path: Path) -> None:
    write([make_clip()], "mots", tmp_path / "out")

    with Image.open(tmp_path / "out/clip/instances/000002.png") as picture:
        assert picture.mode.startswith("I;16")
        values = np.array(picture)
    assert np.array_equal(values, np.where(bar(), 1002, np.where(ring(), 1001, 0)))
    assert (tmp_path / "out/clip/instances/labels.txt").read_text() == "thing\n"


def test_text_has_what_its_evaluation_reads(tmp_path: Path) -> None:
    write([make_clip("a b"), make_clip("c", split="val")], "mots", tmp_path / "out", AS_TEXT)

    home = tmp_path / "out/MOTS-train/a_b"
    assert (tmp_path / "out/seqmaps/MOTS-train.txt").read_text() == "name\na_b\n"
    assert (tmp_path / "out/seqmaps/MOTS-val.txt").read_text() == "name\nc\n"
    assert "seqLength=3" in (home / "seqinfo.ini").read_text().splitlines()
    lines = [line.split(" ") for line in (home / "gt/gt.txt").read_text().splitlines()]
    assert [line[:5] for line in lines] == [
        ["1", "1001", "1", "24", "31"],
        ["2", "1001", "1", "24", "31"],
        ["3", "1001", "1", "24", "31"],
        ["3", "1002", "1", "24", "31"],
    ]
    masks = [{"size": [24, 31], "counts": line[5].encode()} for line in lines]
    assert np.array_equal(coco_mask.decode(masks[0]).astype(bool), ring())
    assert coco_mask.area(coco_mask.merge(masks[2:], intersect=True)) == 0


def test_cars_and_pedestrians_have_the_numbers_of_the_benchmarks() -> None:
    clip = make_clip()
    labels = ["pedestrian", *[f"label {number}" for number in range(10)]]
    categories = {
        CategoryId(number): Category(CategoryId(number), label, (0, 0, 0))
        for number, label in enumerate(labels, start=1)
    }
    objects = tuple(replace(clip.objects[0], object_id=n, category_id=CategoryId(n)) for n in categories)

    numbers = class_numbers([replace(clip, objects=objects, categories=categories)])

    assert numbers["pedestrian"] == 2
    assert sorted(numbers.values()) == [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]
    lines = label_lines(numbers).splitlines()
    assert (lines[0], lines[1], lines[9], len(lines)) == ("car", "pedestrian", "ignored", 13)


def test_more_objects_or_labels_than_there_are_numbers_are_refused(tmp_path: Path) -> None:
    clip = make_clip(frame_count=1000)
    objects = tuple(replace(clip.objects[0], object_id=number) for number in range(1000))
    tracks = {each.object_id: {each.object_id: record(ring())} for each in objects}
    with pytest.raises(
        FormatError, match="clip: MOTS holds at most 999 objects of a label, found 1000 of 'thing'"
    ):
        write([replace(clip, objects=objects, tracks=tracks)], "mots", tmp_path / "out")

    categories = {CategoryId(n): Category(CategoryId(n), f"label {n}", (0, 0, 0)) for n in range(64)}
    objects = tuple(replace(clip.objects[0], object_id=n, category_id=CategoryId(n)) for n in range(64))
    with pytest.raises(FormatError, match="MOTS holds at most 63 labels, found 64"):
        class_numbers([replace(clip, objects=objects, categories=categories)])


def test_a_step_keeps_the_numbers_of_the_frames(tmp_path: Path) -> None:
    options = ExportOptions(frame_step=2, write_images=False, choices={"container": "txt"})
    write([make_clip()], "mots", tmp_path / "out", options)

    [clip], _ = read("mots", tmp_path / "out")

    assert (clip.frames, clip.frame_indices, clip.media) == (("000001", "000003"), (0, 2), None)


def test_regions_that_evaluations_ignore_are_left_out_and_said(tmp_path: Path) -> None:
    number_png(tmp_path / "instances/0002/000000.png", [[2001, 10000], [1003, 0]])

    [clip], report = read("mots", tmp_path)

    assert clip.name == "0002"
    assert [(each.key, each.category) for each in clip.objects] == [("1003", "car"), ("2001", "pedestrian")]
    [problem] = report.problems
    assert problem.sentence == "1 regions that evaluations ignore are left out"


def test_kitti_counts_frames_from_zero_and_may_give_the_instance_alone(tmp_path: Path) -> None:
    (tmp_path / "label_02").mkdir()
    lines = [f"3 2001 2 4 5 {BOX_4X5}", f"4 1 2 4 5 {BOX_4X5}", f"4 10000 10 4 5 {BOX_4X5}"]
    (tmp_path / "label_02/0000.txt").write_text("\n".join(lines))

    [clip], _ = read("mots", tmp_path)

    assert (clip.name, clip.frame_indices, clip.height, clip.width) == ("0000", (3, 4), 4, 5)
    [person] = clip.objects
    assert (person.key, [mask.rle.box_xywh for mask in person.track.values()]) == ("2001", [(1, 1, 3, 2)] * 2)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1 2001 2 4 5", "expected: frame id class height width run-lengths, found '1 2001 2 4 5'"),
        ("one 2001 2 4 5 d0", "expected: frame id class height width run-lengths"),
        ("-1 2001 2 4 5 d0", "expected: frame id class height width run-lengths"),
        ("99999999999 2001 2 4 5 d0", "expected: frame id class height width run-lengths"),
        ("1, 2001, [1.5, 2.5, 3.5]", "expected: frame id class height width run-lengths"),
        ("1 2001 2 9 9 d0", "expected a mask of 5x4 pixels, found 9x9"),
        ("1 2001 2 4 5 c0", "expected run lengths of 20 pixels, found 19"),
        ("1 2001 2 4 5 \x7f", "as character 1"),
        (f"1 2001 2 4 5 {BOX_4X5}", "expected object 2001 once, found it again"),
    ],
)
def test_a_broken_line_is_reported_with_its_place(line: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"1 2001 2 4 5 {BOX_4X5}\n{line}\n")

    [clip], report = read("mots", tmp_path / "a.txt")

    assert [len(each.track) for each in clip.objects] == [1]
    [problem] = report.problems
    assert sentence in problem.sentence
    assert problem.place.startswith(f"{tmp_path / 'a.txt'}, ")


def test_other_sizes_and_broken_pictures_are_left_out(tmp_path: Path) -> None:
    number_png(tmp_path / "instances/000000.png", [[1001, 0]])
    number_png(tmp_path / "instances/000001.png", [[1001]])
    (tmp_path / "instances/000002.png").write_bytes(b"")
    Image.new("RGB", (2, 1)).save(tmp_path / "instances/000003.png")

    [clip], report = read("mots", tmp_path)

    assert list(clip.objects[0].track) == [0]
    assert [Path(problem.place).name for problem in report.problems] == [
        "000001.png",
        "000002.png",
        "000003.png",
    ]


def test_text_of_other_formats_is_not_taken_for_mots(tmp_path: Path) -> None:
    (tmp_path / "custom_gt.txt").write_text("1, 1, [[1.0, 2.0]], 1, 1, 1\n")
    mots = readable_formats()["mots"]

    assert not mots.recognises(tmp_path)
    assert not mots.recognises(tmp_path / "custom_gt.txt")
    with pytest.raises(FormatError, match=r"instances/000000\.png or gt/gt\.txt, found neither"):
        read("mots", tmp_path)
    found, report = read("mots", tmp_path / "custom_gt.txt")
    assert (found, report.problem_count) == ([], 2)


def test_an_empty_mask_says_that_the_object_is_absent(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"0 1001 1 4 5 {EMPTY_4X5}\n1 1001 1 4 5 {BOX_4X5}\n")

    [clip], _ = read("mots", tmp_path / "a.txt")

    assert [mask.rle.is_empty for mask in clip.objects[0].track.values()] == [True, False]
    assert clip.frame_indices == (0, 1)
