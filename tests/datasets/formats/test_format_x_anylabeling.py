"""X-AnyLabeling: polygons that its reader takes, told from LabelMe by its keys. Shared behaviour: test_format_labelme."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.read_back import expression, full_clip, read, written

from sa2va_desktop.annotation.records import ExpressionKind, MediaKind
from sa2va_desktop.datasets.dataset_format import readable_formats

FORMAT = readable_formats()["x-anylabeling"]
SQUARE = [[1, 1], [3, 1], [3, 2], [1, 2]]


def shape(**fields: Any) -> dict[str, Any]:
    return {"label": "car", "points": SQUARE, "group_id": None, "shape_type": "polygon", "flags": {}, **fields}


def test_x_anylabeling_is_told_by_its_keys_and_keeps_what_it_says(tmp_path: Path) -> None:
    shapes = [
        shape(
            score=0.75,
            difficult=True,
            attributes={"colour": "red"},
            kie_linking=[],
            description="a red car",
            points=[[1.9, 1.2], [3.8, 1], [3, 2], [1, 2]],
            shape_type="rectangle",
        ),
        shape(points=SQUARE, shape_type="rotation", direction=0.1),
        shape(points=SQUARE, shape_type="quadrilateral"),
    ]
    value = {"version": "4.0.2", "flags": {}, "checked": True, "description": "A street.", "shapes": shapes}
    value |= {"imagePath": "a.jpg", "imageData": None, "imageHeight": 4, "imageWidth": 5}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value), encoding="utf-8")

    [clip], report = read("x-anylabeling", path)

    assert (FORMAT.recognises(tmp_path), readable_formats()["labelme"].recognises(tmp_path)) == (True, False)
    assert report.problem_count == 0
    assert [each.track[0].rle.area for each in clip.objects] == [6, 6, 6]
    assert clip.objects[0].track[0].predicted_iou == 0.75
    assert clip.objects[0].extras == {"score": 0.75, "difficult": True, "attributes": {"colour": "red"}}
    assert [(each.text, each.objects) for each in clip.expressions] == [("a red car", (0,)), ("A street.", ())]
    assert clip.extras == {"checked": True}


def test_x_anylabeling_gets_no_mask_shapes_and_texts_where_it_shows_them(tmp_path: Path) -> None:
    clip = full_clip(kind=MediaKind.IMAGE)
    said = (*clip.expressions, expression(9, "A street.", (), kind=ExpressionKind.CAPTION))
    out = written([replace(clip, expressions=said)], "x-anylabeling", tmp_path)

    value = json.loads((out / "clip.json").read_text(encoding="utf-8"))

    assert {each["shape_type"] for each in value["shapes"]} == {"polygon"}
    assert value["description"] == "A street."
    assert value["shapes"][0]["description"] == "A car that turns."
    assert value["shapes"][0]["score"] == pytest.approx(0.3)
    # Parts of one object have its group in common.
    groups = {each["sa2va_desktop"]["object"]: each["group_id"] for each in value["shapes"]}
    assert len(set(groups.values())) == len(groups) == 2
