"""COCO panoptic: every number of a PNG is listed and the reverse, what is visible comes back, what is wrong is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from support.read_back import CAR, DOG, check_everything, full_clip, read, sentences, tracks_of, written

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.errors import FormatError

FORMAT = readable_formats()["coco-panoptic"]


def apart(name: str, **fields: Any) -> AnnotatedClip:
    """The full clip with the dog only where the car is not, so that nothing is covered."""
    clip = full_clip(name, **fields)
    tracks = {key: dict(track) for key, track in clip.tracks.items()}
    for frame in (0, 4):
        tracks[DOG].pop(frame, None)
    return replace(clip, tracks=tracks)


def test_every_number_of_a_png_is_listed_and_the_reverse(tmp_path: Path) -> None:
    clip = full_clip()
    out = written([clip], "coco-panoptic", tmp_path)
    document = json.loads((out / "annotations/panoptic.json").read_text(encoding="utf-8"))

    assert [each["isthing"] for each in document["categories"]] == [1, 1]
    assert document["annotations"][0]["file_name"] == "clip_00000.png"
    for image, annotation in zip(document["images"], document["annotations"], strict=True):
        with Image.open(out / "annotations/panoptic" / annotation["file_name"]) as picture:
            assert picture.mode == "RGB"
            numbers = np.array(picture).astype(int) @ (1, 256, 65536)
        listed = {each["id"]: each for each in annotation["segments_info"]}
        assert set(np.unique(numbers)) - {0} == set(listed)
        for number, each in listed.items():
            ys, xs = np.nonzero(numbers == number)
            assert each["area"] == len(xs)
            assert each["bbox"] == [xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1]
        assert image["id"] == annotation["image_id"]


def test_everything_comes_back_where_nothing_is_covered(tmp_path: Path) -> None:
    clips = [apart("a", split="train"), apart("b", kind=MediaKind.IMAGE), apart("c", split="train")]

    out = written(clips, "coco-panoptic", tmp_path)
    back, report = read("coco-panoptic", out)

    assert FORMAT.recognises(out)
    assert not readable_formats()["coco"].recognises(out)
    assert report.problem_count == 0
    by_name = {each.name: each for each in back}
    for clip in clips:
        check_everything(clip, by_name[clip.name])
    assert by_name["a"].media == out / "images/a"


def test_what_is_covered_is_lost_as_was_told(tmp_path: Path) -> None:
    clip = full_clip()
    losses = {each.kind.value: each.count for each in FORMAT.losses([clip], ExportOptions())}

    [back], _ = read("coco-panoptic", written([clip], "coco-panoptic", tmp_path))

    car = rle_to_mask(tracks_of(clip)[str(CAR)][0].rle)
    dog = rle_to_mask(tracks_of(clip)[str(DOG)][0].rle)
    found = {each.key: each.track for each in back.objects}
    assert np.array_equal(rle_to_mask(found[str(CAR)][0].rle), car & ~dog)
    assert np.array_equal(rle_to_mask(found[str(DOG)][0].rle), dog)
    both = {frame: [tracks_of(clip)[str(key)][frame].rle for key in (CAR, DOG)] for frame in (0, 4)}
    covered = sum(int((rle_to_mask(low) & rle_to_mask(high)).sum()) for low, high in both.values())
    assert losses == {"overlap": covered, "phrases": 2, "turns": 1, "times": 1}


def data_set(folder: Path, *, mode: str = "RGB", segments: Any = None, **fields: Any) -> Path:
    numbers = np.zeros((4, 5), int)
    numbers[1:3, 1:4] = 70000
    numbers[0, 0] = 3
    colours = np.stack([numbers % 256, numbers // 256 % 256, numbers // 65536], axis=2).astype(np.uint8)
    (folder / "annotations/panoptic_val2017").mkdir(parents=True)
    with Image.fromarray(colours) as picture:
        picture.convert(mode).save(folder / "annotations/panoptic_val2017/a.png")
    info = [
        {"id": 70000, "category_id": 1, "area": 6, "bbox": [1, 1, 3, 2], "iscrowd": 0},
        {"id": 3, "category_id": 200, "area": 1, "bbox": [0, 0, 1, 1], "iscrowd": 1},
    ]
    document = {
        "images": [{"id": 9, "file_name": "a.jpg", "width": 5, "height": 4, "license": 2}],
        "annotations": [
            {
                "image_id": 9,
                "file_name": "a.png",
                "segments_info": info if segments is None else segments,
                **fields,
            }
        ],
        "categories": [
            {"id": 1, "name": "car", "supercategory": "vehicle", "isthing": 1},
            {"id": 200, "name": "sky", "supercategory": "sky", "isthing": 0},
        ],
    }
    path = folder / "annotations/panoptic_val2017.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_what_others_write_is_read(tmp_path: Path) -> None:
    path = data_set(tmp_path)
    (tmp_path / "val2017").mkdir()
    (tmp_path / "val2017/a.jpg").touch()

    [clip], report = read("coco-panoptic", path)

    assert report.problem_count == 0
    assert [(each.key, each.category, each.track[0].rle.area) for each in clip.objects] == [
        ("70000", "car", 6),
        ("3", "sky", 1),
    ]
    assert clip.objects[1].extras == {
        "id": 3,
        "category_id": 200,
        "iscrowd": 1,
        "supercategory": "sky",
        "isthing": 0,
    }
    assert (clip.name, clip.split, clip.media) == ("a.jpg", "val", tmp_path / "val2017/a.jpg")
    assert clip.extras == {"id": 9, "license": 2}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"segments": [{"id": 70000, "category_id": 1}]}, "only segments of the list in the PNG, found 3"),
        (
            {"segments": [{"id": n, "category_id": 1} for n in (70000, 3, 4)]},
            "segment 2: expected the number of a segment in the PNG, each once, found 4",
        ),
        (
            {"segments": [{"id": n, "category_id": 1} for n in (70000, 3, 3)]},
            "segment 2: expected the number of a segment in the PNG, each once, found 3",
        ),
        (
            {"segments": [{"id": 70000, "category_id": 1}, {"id": 3, "category_id": 5}]},
            "segment 1: expected the id of a category, found 5",
        ),
        ({"segments": "x"}, "a list as 'segments_info'"),
        ({"mode": "L"}, "expected RGB of 5x4 pixels, found L of 5x4"),
        ({"mode": "P"}, "expected RGB of 5x4 pixels, found P of 5x4"),
        ({"file_name": "b.png"}, "expected a PNG in panoptic_val2017, found none called b.png"),
        ({"file_name": "../../secret.png"}, "expected a PNG in panoptic_val2017, found none"),
        ({"image_id": 8}, "the id of an image, each once, found 8"),
    ],
)
def test_what_is_broken_is_left_out_and_told(fields: dict[str, Any], expected: str, tmp_path: Path) -> None:
    _, report = read("coco-panoptic", data_set(tmp_path / "set", **fields))

    [line] = sentences(report)
    assert "panoptic_val2017.json, annotation 0" in line
    assert expected in line


def test_what_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"images": []}', encoding="utf-8")

    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(FormatError, match="expected a panoptic file"):
        read("coco-panoptic", tmp_path)
