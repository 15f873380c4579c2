"""Pascal VOC: class and object PNGs with one support, labels by colour, and what is wrong with broken files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.dataset_clips import CATEGORIES, bar, make_clip, masks_of, read, ring, write

from sa2va_desktop.annotation.records import Category, CategoryId, MediaKind
from sa2va_desktop.datasets.dataset_format import ExportOptions, format_by_id, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.errors import FormatError


def write_part(folder: Path, part: str, values: list[list[int]], name: str = "a") -> Path:
    path = folder / part / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_index_png(path, np.array(values, np.uint8))
    return path


def two_labels() -> dict[CategoryId, Category]:
    return CATEGORIES | {CategoryId(2): Category(CategoryId(2), "ape", (1, 2, 3))}


def test_what_is_written_is_read_again_as_single_pictures(tmp_path: Path) -> None:
    clip = make_clip("a clip", split="val")
    objects = (clip.objects[0], replace(clip.objects[1], category_id=CategoryId(2)))
    write([replace(clip, objects=objects, categories=two_labels())], "voc", tmp_path / "out")

    found, report = read("voc", tmp_path / "out")

    assert report.problem_count == 0
    assert [each.name for each in found] == ["a_clip_00000", "a_clip_00001", "a_clip_00002"]
    last = found[2]
    assert (last.split, last.is_clip, last.media) == (
        "val",
        False,
        tmp_path / "out/JPEGImages/a_clip_00002.jpg",
    )
    assert [each.category for each in last.objects] == ["thing", "ape"]
    assert np.array_equal(masks_of(last.objects[0])[0], ring() & ~bar())
    assert np.array_equal(masks_of(last.objects[1])[0], bar())


def test_class_and_object_pngs_have_one_support_and_the_colours_of_the_label_map(tmp_path: Path) -> None:
    out = write([make_clip(kind=MediaKind.IMAGE, frame_count=1)], "voc", tmp_path / "out")

    with (
        Image.open(out / "SegmentationClass/clip.png") as classes,
        Image.open(out / "SegmentationObject/clip.png") as objects,
    ):
        assert (classes.mode, len(classes.getpalette() or [])) == ("P", 768)
        assert np.array_equal(np.array(classes) > 0, np.array(objects) > 0)
        assert (classes.getpalette() or [])[3:6] == [128, 0, 0]
    assert (out / "labelmap.txt").read_text().splitlines() == [
        "# label:color_rgb:parts:actions",
        "background:0,0,0::",
        "thing:128,0,0::",
    ]
    assert (out / "ImageSets/Segmentation/train.txt").read_text() == "clip\n"


def test_names_that_would_be_equal_are_made_different(tmp_path: Path) -> None:
    still = make_clip("a_00000", kind=MediaKind.IMAGE, frame_count=1)

    write([make_clip("a", frame_count=1), still], "voc", tmp_path / "out")

    found, _ = read("voc", tmp_path / "out")
    assert sorted(each.name for each in found) == ["a_00000", "a_00000_2"]


def test_labels_that_the_map_cannot_hold_are_changed_and_counted(tmp_path: Path) -> None:
    categories = {CategoryId(1): Category(CategoryId(1), "#a: b", (1, 2, 3))}
    clip = replace(make_clip(kind=MediaKind.IMAGE, frame_count=1), categories=categories)

    write([clip], "voc", tmp_path / "out")

    [found], _ = read("voc", tmp_path / "out")
    assert found.objects[0].category == "a b"
    losses = {loss.kind: loss.count for loss in format_by_id("voc").losses([clip], ExportOptions())}
    assert losses[LossKind.LABELS] == 2


def test_tracks_fall_apart_and_that_is_counted() -> None:
    losses = {loss.kind: loss.count for loss in format_by_id("voc").losses([make_clip()], ExportOptions())}

    assert losses[LossKind.TRACKS] == 1
    assert losses[LossKind.OVERLAP] == int((ring() & bar()).sum())
    assert losses[LossKind.ABSENCE] == 1


def test_the_labels_of_the_challenge_and_void_are_known_without_a_map(tmp_path: Path) -> None:
    write_part(tmp_path, "SegmentationClass", [[15, 15, 255], [7, 0, 0]])
    write_part(tmp_path, "SegmentationObject", [[1, 2, 255], [3, 0, 0]])

    [clip], report = read("voc", tmp_path)

    assert report.problem_count == 0
    assert [each.category for each in clip.objects] == ["person", "person", "car"]


def test_pngs_of_colours_as_other_tools_write_them_are_read(tmp_path: Path) -> None:
    for part in ("SegmentationClass", "SegmentationObject"):
        (tmp_path / part).mkdir()
    classes = np.array([[[250, 50, 83], [250, 50, 83], [224, 224, 192]]], np.uint8)
    objects = np.array([[[128, 0, 0], [0, 128, 0], [224, 224, 192]]], np.uint8)
    Image.fromarray(classes).save(tmp_path / "SegmentationClass/a.png")
    Image.fromarray(objects).save(tmp_path / "SegmentationObject/a.png")
    (tmp_path / "labelmap.txt").write_text("background:0,0,0::\ncat:250,50,83::\n")

    [clip], report = read("voc", tmp_path)

    assert report.problem_count == 0
    assert [each.category for each in clip.objects] == ["cat", "cat"]


def test_classes_alone_give_one_object_each(tmp_path: Path) -> None:
    write_part(tmp_path, "SegmentationClass", [[8, 0], [12, 8]])

    [clip], _ = read("voc", tmp_path)

    assert [(each.category, each.track[0].rle.area) for each in clip.objects] == [("cat", 2), ("dog", 1)]


def test_objects_alone_have_no_label(tmp_path: Path) -> None:
    write_part(tmp_path, "SegmentationObject", [[1, 0]])

    [clip], _ = read("voc", tmp_path)

    assert [each.category for each in clip.objects] == [""]


@pytest.mark.parametrize(
    ("classes", "sentence"),
    [
        ([[1, 1, 1]], "expected the size of its class PNG, 3x1, found 2x1"),
        ([[1, 0]], "expected objects where its class PNG has classes, found 1 pixels that differ"),
    ],
)
def test_parts_that_do_not_go_together_are_reported(
    classes: list[list[int]], sentence: str, tmp_path: Path
) -> None:
    write_part(tmp_path, "SegmentationObject", [[1, 1]])
    write_part(tmp_path, "SegmentationClass", classes)

    _, report = read("voc", tmp_path)

    [problem] = report.problems
    assert problem.sentence == sentence
    assert problem.place == str(tmp_path / "SegmentationObject/a.png")


@pytest.mark.parametrize("line", ["cat", "cat:1,2::", "cat:a,b,c::", "cat:1,2,300::", ":1,2,3::"])
def test_a_broken_line_of_the_label_map_is_reported_with_its_number(line: str, tmp_path: Path) -> None:
    write_part(tmp_path, "SegmentationClass", [[1]])
    (tmp_path / "labelmap.txt").write_text(f"# labels\n{line}\n")

    _, report = read("voc", tmp_path)

    [problem] = report.problems
    assert problem.place.endswith("labelmap.txt, line 2")
    assert "name:red,green,blue:parts:actions" in problem.sentence


def test_broken_pictures_are_left_out_and_a_folder_without_any_is_refused(tmp_path: Path) -> None:
    write_part(tmp_path, "SegmentationClass", [[1]])
    (tmp_path / "SegmentationClass/b.png").write_bytes(b"\x89PNG")
    Image.new("LA", (2, 2)).save(tmp_path / "SegmentationClass/c.png")

    found, report = read("voc", tmp_path)

    assert [each.name for each in found] == ["a"]
    assert [Path(problem.place).name for problem in report.problems] == ["b.png", "c.png"]
    assert readable_formats()["voc"].recognises(tmp_path)
    assert not readable_formats()["voc"].recognises(tmp_path / "SegmentationClass")
    with pytest.raises(
        FormatError, match="expected PNGs in SegmentationClass or SegmentationObject, found none"
    ):
        read("voc", tmp_path / "SegmentationClass")


def test_more_labels_than_an_index_can_tell_apart_are_refused(tmp_path: Path) -> None:
    clip = make_clip()
    many = {
        CategoryId(number): Category(CategoryId(number), f"label {number}", (0, 0, 0)) for number in range(255)
    }
    objects = tuple(
        replace(clip.objects[0], object_id=number + 100, category_id=CategoryId(number))
        for number in range(255)
    )

    with pytest.raises(FormatError, match="Pascal VOC holds at most 254 labels, found 255"):
        write([replace(clip, objects=objects, categories=many)], "voc", tmp_path / "out")
