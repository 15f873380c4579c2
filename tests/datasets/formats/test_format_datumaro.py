"""Datumaro: what is written comes back, what others write is read, what is broken is told in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from support.read_back import CAR, check_everything, full_clip, read, sentences, texts_of, told_values, written

from sa2va_desktop.annotation.records import FrameState, MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.errors import FormatError

DATUMARO = readable_formats()["datumaro"]


def foreign(*annotations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """As datumaro writes a picture of 5 x 4 pixels."""
    item = {
        "id": "a/b",
        "annotations": [{"attributes": {}, "group": 0, "id": 1, **each} for each in annotations],
        "attr": {"frame": 3},
        "image": {"path": "b.jpg", "size": [4, 5]},
        **fields,
    }
    labels = [{"name": name, "parent": "", "attributes": []} for name in ("car", "dog")]
    return {
        "dm_format_version": "1.0",
        "media_type": 2,
        "infos": {},
        "categories": {"label": {"labels": labels, "attributes": []}},
        "items": [item],
    }


def saved(folder: Path, value: Any) -> Path:
    path = folder / "annotations" / "train.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return folder


def test_everything_comes_back_clip_by_clip_with_the_pictures(tmp_path: Path) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", kind=MediaKind.IMAGE), full_clip("c", split="train")]

    out = written(clips, "datumaro", tmp_path)
    back, report = read("datumaro", out)

    assert DATUMARO.recognises(out)
    assert report.problem_count == 0
    assert [each.name for each in back] == ["b", "a", "c"]  # by split
    for clip, read_clip in zip((clips[1], clips[0], clips[2]), back, strict=True):
        check_everything(clip, read_clip)
    assert back[1].media == out / "images/train/a"
    assert (back[1].frames, back[1].frame_indices) == (
        ("00000.jpg", "00001.jpg", "00004.jpg", "00005.jpg"),
        (0, 1, 4, 5),
    )
    assert all((back[1].media / name).is_file() for name in back[1].frames)
    assert back[0].media == out / "images/default/b/00000.jpg"


def test_every_file_has_the_same_head_because_datumaro_wants_it(tmp_path: Path) -> None:
    out = written(
        [full_clip("a", split="train"), full_clip("b", split="val")], "datumaro", tmp_path, write_images=False
    )

    one, two = (
        json.loads((out / f"annotations/{name}.json").read_text(encoding="utf-8")) for name in ("train", "val")
    )

    assert (one["infos"], one["categories"]) == (two["infos"], two["categories"])
    (out / "annotations/train.json").rename(out / "annotations/renamed.json")
    back, _ = read("datumaro", out / "annotations/renamed.json")
    check_everything(full_clip("a", split="train"), back[0])


def test_pictures_of_a_clip_may_come_in_any_order(tmp_path: Path) -> None:
    clips = [full_clip("a"), full_clip("b")]
    out = written(clips, "datumaro", tmp_path, write_images=False)
    path = out / "annotations/default.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["items"] = document["items"][::2] + document["items"][1::2]
    path.write_text(json.dumps(document), encoding="utf-8")

    back, _ = read("datumaro", out)

    for clip, read_clip in zip(clips, back, strict=True):
        check_everything(clip, read_clip)


def test_a_clip_that_was_only_talked_about_comes_back(tmp_path: Path) -> None:
    clip = full_clip()
    clip = replace(clip, tracks={each.object_id: {} for each in clip.objects})

    [back], _ = read("datumaro", written([clip], "datumaro", tmp_path))

    assert len(back.expressions) == len(texts_of(clip))
    assert back.frames == ()


def test_losses_are_what_it_cannot_hold() -> None:
    losses = {each.kind.value: each.count for each in DATUMARO.losses([full_clip()], ExportOptions())}

    assert losses == {"phrases": 2, "turns": 1, "times": 1}


def test_what_others_write_is_read(tmp_path: Path) -> None:
    document = foreign(
        {"type": "mask", "label_id": 1, "rle": {"size": [4, 5], "counts": "5220003"}, "z_order": 2, "id": 5},
        {"type": "polygon", "label_id": 0, "points": [1, 1, 4, 1, 4, 3, 1, 3], "attributes": {"colour": "red"}},
        {"type": "bbox", "label_id": 0, "bbox": [0, 0, 2, 1]},
        {"type": "caption", "caption": "A dog."},
        {"type": "label", "label_id": 0},
    )
    (tmp_path / "images/train").mkdir(parents=True)
    (tmp_path / "images/train/b.jpg").touch()

    [clip], report = read("datumaro", saved(tmp_path, document))

    expected = np.zeros((4, 5), np.bool_)
    expected[1:3, 1:4] = True
    masks = [each.track[0] for each in clip.objects]
    assert [rle_to_mask(each.rle).sum() for each in masks] == [6, 6, 2]
    assert np.array_equal(rle_to_mask(masks[0].rle), expected)
    assert np.array_equal(rle_to_mask(masks[1].rle), expected)
    assert [each.state for each in masks] == [FrameState.CONFIRMED, FrameState.CONFIRMED, FrameState.FLAGGED]
    assert [each.category for each in clip.objects] == ["dog", "car", "car"]
    assert list(told_values(clip).values()) == [{"colour": ((0, "red"),)}]
    assert [(each.text, each.kind.value) for each in clip.expressions] == [("A dog.", "caption")]
    assert clip.extras["labels"] == ["car"]
    assert (clip.name, clip.media, clip.split) == ("a/b", tmp_path / "images/train/b.jpg", "train")
    assert report.problem_count == 0


def test_a_track_id_makes_one_object_of_parts(tmp_path: Path) -> None:
    parts = [
        {
            "type": "polygon",
            "label_id": 0,
            "points": [x, 0, x + 1, 0, x + 1, 1, x, 1],
            "attributes": {"track_id": 4},
        }
        for x in (0, 3)
    ]

    [clip], _ = read("datumaro", saved(tmp_path, foreign(*parts)))

    assert [(each.key, each.track[0].rle.area) for each in clip.objects] == [("4", 2)]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (
            {"type": "mask", "rle": {"size": [4, 5], "counts": [5, 2]}},
            "expected run lengths of 20 pixels, found 7",
        ),
        ({"type": "mask", "rle": {"size": [4, 5], "counts": [5, 2, 50]}}, "expected run lengths of 20 pixels"),
        ({"type": "mask", "rle": {"size": [5, 4], "counts": [20]}}, "expected a mask of 5x4 pixels, found 4x5"),
        ({"type": "mask"}, "expected run lengths with size and counts"),
        ({"type": "polygon", "points": [1, 2, 3, 4]}, "at least 3 points"),
        ({"type": "bbox", "bbox": [1, 2]}, "expected a number as 'w'"),
        (
            {"type": "mask", "label_id": 9, "rle": {"size": [4, 5], "counts": [20]}},
            "from 0 to 1 as 'label_id', found 9",
        ),
        ({"type": "cuboid"}, "expected a mask, polygon, bbox, caption or label, found 'cuboid'"),
        (
            {"type": "mask", "rle": {"size": [4, 5], "counts": [20]}, "attributes": {"state": "x"}},
            "expected a state of",
        ),
    ],
)
def test_a_broken_annotation_is_left_out_and_told(
    annotation: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    good = {"type": "mask", "label_id": 0, "rle": {"size": [4, 5], "counts": [20]}}

    [clip], report = read("datumaro", saved(tmp_path, foreign(annotation, good)))

    [line] = sentences(report)
    assert "train.json, item 0, annotation 0: " in line
    assert expected in line
    assert len(clip.objects) == 1


@pytest.mark.parametrize(
    ("image", "expected"),
    [({}, "as 'height', found None"), ({"size": [4]}, "as 'width'"), ({"size": [1 << 20, 1 << 20]}, "at most")],
)
def test_a_picture_of_no_size_is_left_out(image: dict[str, Any], expected: str, tmp_path: Path) -> None:
    clips, report = read("datumaro", saved(tmp_path, foreign(image={"path": "x.jpg", **image})))

    assert clips == []
    assert expected in sentences(report)[0]


@pytest.mark.parametrize("path", ["../../secret.jpg", "/etc/hostname", "C:\\x.jpg"])
def test_pictures_outside_the_folder_are_no_pictures(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").touch()
    folder = tmp_path / "deep/set"

    [clip], _ = read("datumaro", saved(folder, foreign(image={"path": path, "size": [4, 5]})))

    assert clip.media is None


@pytest.mark.parametrize(
    "text", ["{", '{"dm_format_version": "1.0", "items": [{"id": "a"}, nonsense', "\x00\x01"]
)
def test_what_is_no_json_is_refused(text: str, tmp_path: Path) -> None:
    path = saved(tmp_path, text) / "annotations/train.json"

    with pytest.raises(FormatError, match=r"train\.json: expected JSON"):
        read("datumaro", path)


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="expected a Datumaro file"):
        read("datumaro", tmp_path)
    assert not DATUMARO.recognises(tmp_path)


def test_damaged_notes_of_a_clip_leave_its_pictures(tmp_path: Path) -> None:
    out = written([full_clip()], "datumaro", tmp_path, write_images=False)
    path = out / "annotations/default.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["infos"]["clips"][0]["absent"] = [[99, 0, "absent", None, None]]
    path.write_text(json.dumps(document), encoding="utf-8")

    clips, report = read("datumaro", out)

    assert "notes of clip 0: expected a whole number from 0 to 2 as 'object', found 99" in sentences(report)[0]
    assert [each.name for each in clips] == ["clip/00000", "clip/00001", "clip/00004", "clip/00005"]
    assert {each.key for each in clips[0].objects} == {str(CAR), "7"}


def test_an_older_file_without_sizes_takes_them_from_the_picture(tmp_path: Path) -> None:
    content = foreign({"type": "label", "label_id": 1})
    del content["dm_format_version"], content["items"][0]["image"]["size"]
    source = saved(tmp_path, content)
    (tmp_path / "images").mkdir()
    Image.new("RGB", (5, 4)).save(tmp_path / "images/b.jpg")

    [clip], report = read("datumaro", source)

    assert sentences(report) == []
    assert (clip.height, clip.width) == (4, 5)
    assert not readable_formats()["coco"].recognises(source)
