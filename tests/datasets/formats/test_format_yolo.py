"""YOLO: what Ultralytics refuses is never written, the loss of outlines is measured, and any layout is read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support.masks import bool_masks
from support.properties import property_settings
from support.read_back import FRAMES, full_clip, read, sentences, tracks_of, written

from sa2va_desktop.annotation.records import FrameState, MediaKind
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.outline_loss import changed_pixels
from sa2va_desktop.datasets.yolo_rows import outlines_of, outlines_read_back
from sa2va_desktop.errors import FormatError

FORMAT = readable_formats()["yolo"]
SQUARE = "0 0.2 0.25 0.6 0.25 0.6 0.5 0.2 0.5"


def as_ultralytics(text: str, size_hw: tuple[int, int]) -> np.ndarray:
    """One row as its loader fills it at the picture's own size."""
    points = np.array(text.split(), np.float32).reshape(-1, 2) * np.array(size_hw[::-1], np.float32)
    mask = np.zeros(size_hw, np.uint8)
    return cv2.fillPoly(mask, [points.astype(np.int32)], (1,))


@property_settings()
@given(bool_masks(), st.booleans())
def test_rows_cover_the_mask_for_ultralytics_and_the_loss_is_what_differs(
    mask: BoolMask, is_bridged: bool
) -> None:
    rle = mask_to_rle(mask)
    rows = outlines_of(rle, is_bridged=is_bridged)

    if not mask.any():
        assert rows == []
        return
    filled = np.zeros(mask.shape, np.uint8)
    for row in rows:
        values = np.array(row.split(), float)
        assert len(values) >= 6
        assert values.min() >= 0
        assert values.max() <= 1
        assert np.all(values.reshape(-1, 2).max(axis=0) > values.reshape(-1, 2).min(axis=0))
        filled |= as_ultralytics(row, mask.shape)
    assert filled[mask].all()
    assert changed_pixels(rle, outlines_read_back(rle, is_bridged=is_bridged)) == np.count_nonzero(
        filled != mask
    )


@pytest.mark.parametrize("parts", ["bridge", "lines"])
def test_the_loss_is_what_reading_again_changes(parts: str, tmp_path: Path) -> None:
    clip = full_clip(kind=MediaKind.IMAGE)
    options = ExportOptions(choices={"parts": parts})

    losses = {each.kind.value: each.count for each in FORMAT.losses([clip], options)}
    out = written([clip], "yolo", tmp_path, choices=options.choices)
    [back], report = read("yolo", out)

    assert report.problem_count == 0
    labels = {"car; big": "3", "object": "7"}
    found = {
        labels[name]: mask_union([each.track[0].rle for each in back.objects if each.category == name])
        for name in labels
    }
    masks = {key: track[0].rle for key, track in tracks_of(clip).items() if track}
    changed = sum(changed_pixels(masks[key], found[key]) for key in masks)
    assert losses["outline"] == changed
    assert losses.get("holes", 0) == losses.get("parts", 0) == (1 if parts == "lines" else 0)
    assert len(back.objects) == (3 if parts == "lines" else 2)


def test_data_yaml_and_rows_are_as_ultralytics_wants_them(tmp_path: Path) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", split="valid"), full_clip("c", split="own")]
    out = written(clips, "yolo", tmp_path)

    data = yaml.safe_load((out / "data.yaml").read_text(encoding="utf-8"))

    assert data == {
        "train": "images/train",
        "val": "images/valid",
        "own": "images/own",
        "names": {0: "car; big", 1: "object"},
    }
    for split, name in (("train", "a"), ("valid", "b"), ("own", "c")):
        for frame in (0, 1, 4, 5):
            lines = (out / f"labels/{split}/{name}_{frame:05d}.txt").read_text(encoding="utf-8").splitlines()
            assert (out / f"images/{split}/{name}_{frame:05d}.jpg").is_file()
            assert len(lines) == (2 if frame in (0, 4) else 0)
            for line in lines:
                assert len(line.split()) > 6
                assert 0 <= int(line.split()[0]) < 2


def test_one_split_stands_for_both_that_readers_want(tmp_path: Path) -> None:
    data = yaml.safe_load((written([full_clip()], "yolo", tmp_path) / "data.yaml").read_text(encoding="utf-8"))

    assert (data["train"], data["val"]) == ("images/train", "images/train")


@pytest.mark.parametrize("has_pictures", [True, False])
def test_pictures_of_a_clip_say_where_they_come_from(has_pictures: bool, tmp_path: Path) -> None:
    out = written([full_clip(split="val")], "yolo", tmp_path, write_images=has_pictures)

    back, report = read("yolo", out)

    assert report.problem_count == 0
    assert FORMAT.recognises(out)
    assert [each.frame_indices for each in back] == [(0,), (1,), (4,), (5,)]
    assert {(each.source_name, each.source_hash, each.is_clip, each.split) for each in back} == {
        ("clip.mp4", "edgehash", True, "val")
    }
    assert [each.media is not None for each in back] == [has_pictures] * 4
    assert FRAMES == 6


def data_set(
    folder: Path, *, labels: str = SQUARE, data: str | None = None, size: tuple[int, int] = (5, 4)
) -> Path:
    for split in ("train", "val"):
        for kind in ("images", "labels"):
            (folder / kind / split).mkdir(parents=True, exist_ok=True)
        with Image.new("RGB", size) as picture:
            picture.save(folder / "images" / split / "a.png")
        (folder / "labels" / split / "a.txt").write_text(labels, encoding="utf-8")
    if data is None:
        data = "path: /somewhere/else\ntrain: images/train\nval: images/val\nnc: 2\nnames: [car, dog]\n"
    (folder / "data.yaml").write_text(data, encoding="utf-8")
    return folder


def test_what_others_write_is_read(tmp_path: Path) -> None:
    labels = "\ufeff" + SQUARE + "\n\n1 0.5 0.5 0.4 0.5\n"

    clips, report = read("yolo", data_set(tmp_path, labels=labels))

    assert [(each.name, each.split, each.media) for each in clips] == [
        (f"{split}/a", split, tmp_path / f"images/{split}/a.png") for split in ("train", "val")
    ]
    outline, box = clips[0].objects
    assert (outline.category, box.category) == ("car", "dog")
    assert rle_to_mask(outline.track[0].rle).sum() == 6
    assert (outline.track[0].state, box.track[0].state) == (FrameState.CONFIRMED, FrameState.FLAGGED)
    assert [line.partition("labels")[2] for line in sentences(report)] == [
        f"/{split}/a.txt: expected boxes or outlines, found both, which other readers refuse; read all the same"
        for split in ("train", "val")
    ]


@pytest.mark.parametrize(
    "data",
    [
        "train: ../images/train\nval: [images/val]\nnames: {0: car, 1: dog}\n",
        "train: lists/train.txt\nval: images/val\nnames: {0: car, 1: dog}\n",
    ],
)
def test_splits_may_be_folders_or_lists(data: str, tmp_path: Path) -> None:
    data_set(tmp_path, data=data)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/train.txt").write_text("../images/train/a.png\n../../outside.png\n", encoding="utf-8")
    (tmp_path.parent / "outside.png").touch()

    clips, report = read("yolo", tmp_path / "data.yaml")

    assert [each.name for each in clips] == ["train/a", "val/a"]
    assert [each.objects[0].category for each in clips] == ["car", "car"]
    assert report.problem_count == (1 if "lists" in data else 0)


def test_a_folder_without_data_yaml_is_read_with_the_numbers_of_classes(tmp_path: Path) -> None:
    (data_set(tmp_path) / "data.yaml").unlink()

    clips, _ = read("yolo", tmp_path)

    assert FORMAT.recognises(tmp_path)
    assert [each.objects[0].category for each in clips] == ["0", "0"]


def test_a_picture_turned_by_exif_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    data_set(tmp_path)
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.new("RGB", (5, 4)) as picture:
        picture.save(tmp_path / "images/train/a.png", exif=exif)

    clips, _ = read("yolo", tmp_path)

    assert [(each.height, each.width) for each in clips] == [(5, 4), (4, 5)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("0 0.1 x 0.2 0.3 0.4 0.5", "expected numbers, found '0 0.1 x"),
        ("0 0.1 0.2 0.3", "at least 3 points, found 4 numbers"),
        ("0 0.1 0.2 0.3 0.4 0.5", "at least 3 points, found 6 numbers"),
        ("0 0.1 0.2 0.3 0.4 0.5 0.6 0.7", "at least 3 points, found 8 numbers"),
        ("0 0.1 0.2 0.3 0.4 0.5 1.02", "coordinates from 0 to 1, found 1.02"),
        ("0 0.1 0.2 0.3 0.4 0.5 -0.02", "coordinates from 0 to 1, found -0.02"),
        ("0 0.1 0.2 0.3 0.4 0.5 nan", "coordinates from 0 to 1, found nan"),
        ("2 0.1 0.2 0.3 0.4 0.5 0.6", "a class from 0 to 1, found 2.0"),
        ("0.5 0.1 0.2 0.3 0.4 0.5 0.6", "a class from 0 to 1, found 0.5"),
        ("inf 0.1 0.2 0.3 0.4 0.5 0.6", "a class from 0 to 1, found inf"),
    ],
)
def test_a_broken_row_is_left_out_and_told(row: str, expected: str, tmp_path: Path) -> None:
    clips, report = read("yolo", data_set(tmp_path, labels=f"{SQUARE}\n{row}\n"))

    lines = sentences(report)
    assert len(lines) == 2
    assert "a.txt, line 2: expected" in lines[0]
    assert expected in lines[0]
    assert [len(each.objects) for each in clips] == [1, 1]


def test_labels_without_their_picture_and_broken_pictures_are_left_out_and_told(tmp_path: Path) -> None:
    data_set(tmp_path)
    (tmp_path / "images/train/a.png").unlink()
    (tmp_path / "images/val/a.png").write_bytes(b"no picture")

    clips, report = read("yolo", tmp_path)

    assert clips == []
    first, second = sentences(report)
    assert "labels/train/a.txt: expected the picture of these labels" in first
    assert "images/val/a.png" in second


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("names: [", r"data\.yaml: expected YAML"),
        ("[1, 2]", "expected keys such as train and names"),
        ("train: images/train\n", "expected names of classes, found none"),
        ("names: {a: car}\n", "expected numbers and names of classes"),
        ("names: !!python/object/apply:os.getcwd []\n", "expected YAML"),
        (BOMB + "names: [*i]\n", "expected numbers and names of classes"),
    ],
)
def test_a_broken_data_yaml_is_refused(data: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=expected):
        read("yolo", data_set(tmp_path, data=data))


def test_splits_outside_the_data_set_are_told(tmp_path: Path) -> None:
    folder = data_set(tmp_path / "set", data=BOMB + "train: /etc\nval: [*i]\nnames: [car]\n")

    clips, report = read("yolo", folder)

    assert clips == []
    lines = sentences(report)
    assert "data.yaml, train: expected a folder or list in the data set, found /etc" in lines[-2]
    assert "data.yaml, val: expected a folder or list in the data set, found list" in lines[-1]


def test_notes_that_are_damaged_do_no_harm(tmp_path: Path) -> None:
    out = written([replace(full_clip(), split="val")], "yolo", tmp_path)
    (out / "pictures.json").write_text(json.dumps({"val/clip_00000": 3}), encoding="utf-8")

    back, report = read("yolo", out)

    assert [each.is_clip for each in back] == [False] * 4
    assert report.problem_count == 0
