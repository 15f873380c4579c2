"""Label Studio: what is written comes back, exports of others are read, broken regions are told."""

from __future__ import annotations

import base64
import io
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from support.read_back import check_everything, full_clip, read, sentences, texts_of, written

from sa2va_desktop.annotation.records import FrameState, MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.errors import FormatError

LABEL_STUDIO = readable_formats()["label-studio"]
BRUSH = [0, 0, 0, 168, 57, 27, 254, 59, 0, 191, 255, 108, 2, 255, 254, 63, 0, 0]


def region(kind: str, value: dict[str, Any], *, number: str = "r1", **fields: Any) -> dict[str, Any]:
    size = {"original_width": 7, "original_height": 6, "image_rotation": 0}
    return {"id": number, "type": kind, "from_name": "x", "to_name": "image", **size, "value": value, **fields}


def brush(**fields: Any) -> dict[str, Any]:
    return region("brushlabels", {"format": "rle", "rle": BRUSH, "brushlabels": ["Car"]}, **fields)


def saved(folder: Path, *results: Any, data: Any = None, stage: str = "annotations") -> Path:
    data = {"image": "/data/local-files/?d=images/a.png"} if data is None else data
    task = {"id": 12, "data": data, stage: [{"id": 1, "completed_by": 1, "result": list(results)}]}
    path = folder / "export.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    return path


def png(mask: np.ndarray, *, with_alpha: bool = True) -> str:
    pixels = np.zeros((*mask.shape, 4), np.uint8)
    pixels[..., 3] = 255 * mask
    picture = Image.fromarray(pixels) if with_alpha else Image.fromarray(255 * mask.astype(np.uint8))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize("stage", ["annotations", "predictions"])
def test_everything_comes_back(stage: str, tmp_path: Path) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", kind=MediaKind.IMAGE), full_clip("c")]

    out = written(clips, "label-studio", tmp_path, choices={"stage": stage})
    back, report = read("label-studio", out)

    assert LABEL_STUDIO.recognises(out)
    assert LABEL_STUDIO.recognises(out / "tasks.json")
    assert report.problem_count == 0
    for clip, read_clip in zip(clips, back, strict=True):
        check_everything(clip, read_clip)
    assert back[0].media == out / "images/a"
    lost = {each.kind.value: each.count for each in LABEL_STUDIO.losses([clips[0]], ExportOptions())}
    assert lost == {"phrases": 2, "turns": 1, "times": 1}


def test_a_clip_that_was_only_talked_about_comes_back(tmp_path: Path) -> None:
    clip = full_clip()
    clip = replace(clip, tracks={each.object_id: {} for each in clip.objects})

    [back], _ = read("label-studio", written([clip], "label-studio", tmp_path))

    assert (back.frames, len(back.expressions)) == (("00000.jpg",), len(texts_of(clip)))


def test_regions_have_their_texts_and_labels_a_config(tmp_path: Path) -> None:
    out = written([full_clip()], "label-studio", tmp_path, choices={"stage": "predictions"})

    task = json.loads((out / "tasks.json").read_text(encoding="utf-8"))[2]
    [prediction] = task["predictions"]
    dog = [each for each in prediction["result"] if each["id"] == "7-4"]
    assert [each["type"] for each in dog] == ["brushlabels", "textarea"]
    assert dog[1]["value"] == {"text": ["the dog, in front"]}
    assert (dog[0]["meta"]["track_id"], dog[0]["value"]["brushlabels"]) == ("7", ["object"])
    assert prediction["score"] == 0.5
    labels = ElementTree.parse(out / "label_config.xml").getroot().iterfind("BrushLabels/Label")
    assert [each.get("value") for each in labels] == ["car; big", "object"]


def test_every_kind_of_region_is_read(tmp_path: Path) -> None:
    mask = np.zeros((6, 7), np.bool_)
    mask[2:4, 1:5] = True
    corners = [[100 / 7, 100 / 3], [500 / 7, 100 / 3], [500 / 7, 200 / 3], [100 / 7, 200 / 3]]
    box = {"x": 100 / 7, "y": 100 / 3, "width": 400 / 7, "height": 100 / 3, "rotation": 0}
    results = [
        brush(),
        region("textarea", {"text": ["A red car."]}, from_name="caption"),
        region("textarea", {"text": ["the car"]}, from_name="expression"),
        region("brush", {"format": "rle", "rle": BRUSH}, number="r2"),
        region("labels", {"labels": ["Dog"]}, number="r2"),
        region("bitmasklabels", {"imageDataURL": png(mask), "bitmasklabels": ["Car"]}, number="r3"),
        region("bitmask", {"imageDataURL": png(mask, with_alpha=False)}, number="r4"),
        region("polygonlabels", {"points": corners, "polygonlabels": ["Car"]}, number="r5"),
        region("rectanglelabels", {**box, "rectanglelabels": ["Car"]}, number="r6", score=0.25),
        region(
            "ellipse", {"x": 50, "y": 50, "radiusX": 100 / 7, "radiusY": 100 / 6, "rotation": 0}, number="r7"
        ),
        {
            "id": "t",
            "type": "textarea",
            "from_name": "note",
            "to_name": "image",
            "value": {"text": "A street."},
        },
        {
            "id": "u",
            "type": "choices",
            "from_name": "time",
            "to_name": "image",
            "value": {"choices": ["night"]},
        },
    ]
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").touch()

    [clip], report = read("label-studio", saved(tmp_path, *results))

    assert report.problem_count == 0
    assert [each.key for each in clip.objects] == [f"r{number}" for number in range(1, 8)]
    assert all(np.array_equal(rle_to_mask(each.track[0].rle), mask) for each in clip.objects[:6])
    assert clip.objects[6].track[0].rle.area > 0
    assert [each.category for each in clip.objects] == ["Car", "Dog", "Car", "", "Car", "Car", ""]
    assert clip.objects[5].track[0].state is FrameState.FLAGGED
    assert clip.objects[5].extras == {"shape": "rectangle", "score": 0.25}
    texts = [(each.text, each.objects, each.kind.value) for each in clip.expressions]
    assert texts == [
        ("A red car.", (0,), "caption"),
        ("the car", (0,), "referring"),
        ("A street.", (), "caption"),
    ]
    assert clip.extras == {"id": 12, "choices": ["night"]}
    assert (clip.name, clip.media) == ("images/a.png", tmp_path / "images/a.png")


def test_predictions_are_read_where_nobody_answered_and_one_answer_of_several(tmp_path: Path) -> None:
    path = saved(tmp_path, brush(), stage="predictions")
    assert len(read("label-studio", path)[0][0].objects) == 1
    skipped = {"was_cancelled": True, "result": [brush(), brush(number="r2")]}
    task = {
        "id": 1,
        "data": {"image": "a.png"},
        "annotations": [skipped, {"result": [brush()]}, {"result": []}],
    }
    path.write_text(json.dumps([task]), encoding="utf-8")

    [clip], report = read("label-studio", path)

    assert len(clip.objects) == 1
    assert "found 2, of which the first is read" in sentences(report)[0]


def test_a_rectangle_turns_around_its_first_corner(tmp_path: Path) -> None:
    box = {"x": 300 / 7, "y": 0, "width": 200 / 7, "height": 100 / 6, "rotation": 90}

    [clip], _ = read("label-studio", saved(tmp_path, region("rectangle", box)))

    assert clip.objects[0].track[0].rle.box_xywh == (2, 0, 1, 2)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (region("brushlabels", {"rle": BRUSH[:9]}), "result[0]: expected complete run lengths"),
        (region("brushlabels", {"rle": "x"}), "bytes from 0 to 255"),
        (
            region("brushlabels", {"rle": [0, 0, 1, *BRUSH[3:]]}),
            "expected 168 values for 7x6 pixels, found 424",
        ),
        (region("polygon", {"points": [[1, 2], [3]]}), "a number as '1'"),
        (region("polygon", {"points": [[1, 2], [3, 4]]}), "at least 3 points"),
        (region("rectangle", {"x": 1, "y": "2"}), "a number as 'y', found '2'"),
        (region("bitmask", {"imageDataURL": "http://x/y.png"}), "expected a PNG as imageDataURL"),
        (region("bitmask", {"imageDataURL": "data:image/png;base64,AAAA"}), "expected a PNG"),
        (region("bitmask", {"imageDataURL": "data:image/png;base64,A"}), "expected a PNG"),
        (
            region("bitmask", {"imageDataURL": png(np.ones((2, 2), bool))}),
            "expected a mask of 7x6 pixels, found 2x2",
        ),
        (region("keypointlabels", {}), "expected brush, bitmask, polygon"),
        (region("brush", {"rle": BRUSH}, image_rotation=90), "found image_rotation 90"),
        (region("brush", {"rle": BRUSH}, meta={"object_score": "x"}), "a number as 'object_score'"),
        ("nonsense", "keys and values as a result"),
        ({"id": "a", "type": "brush"}, "keys and values as value"),
    ],
)
def test_a_broken_region_is_left_out_and_told(result: Any, expected: str, tmp_path: Path) -> None:
    [clip], report = read("label-studio", saved(tmp_path, result, brush(number="good")))

    assert len(clip.objects) == 1
    assert expected in sentences(report)[0]
    assert "export.json, task 0, annotations[0].result[0]: " in sentences(report)[0]


@pytest.mark.parametrize(
    ("data", "results", "expected"),
    [
        ([], [brush()], "task 0: expected keys and values as data"),
        ({"image": 3}, [brush()], "expected a picture as data.image, found 3"),
        ({"image": "a"}, [], "expected regions or the picture itself"),
        ({"image": "a"}, [region("brush", {"rle": []}, original_width=1 << 30, original_height=9)], "at most"),
        ({"image": "a"}, [region("brush", {"rle": []}, original_width=0)], "'original_width', found 0"),
    ],
)
def test_a_broken_task_is_left_out_and_told(
    data: Any, results: list[Any], expected: str, tmp_path: Path
) -> None:
    clips, report = read("label-studio", saved(tmp_path, *results, data=data))

    assert clips == []
    assert expected in sentences(report)[0]


def test_the_picture_gives_the_size_of_a_task_without_regions(tmp_path: Path) -> None:
    Image.new("RGB", (9, 5)).save(tmp_path / "a.png")

    [clip], _ = read("label-studio", saved(tmp_path, data={"image": "a.png", "weather": "rain"}))

    assert (clip.height, clip.width, clip.extras["data"]) == (5, 9, {"weather": "rain"})


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"data": {}', "[1, 2"])
def test_what_has_no_tasks_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    assert not LABEL_STUDIO.recognises(path)
    with pytest.raises(FormatError, match=r"a\.json: expected") as told:
        read("label-studio", path)
    assert "\n" not in str(told.value)
    with pytest.raises(FormatError, match="found none"):
        read("label-studio", tmp_path)
