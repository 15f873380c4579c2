"""COCO: exact for pycocotools in both forms, everything comes back, and what others write is read item by item."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from support.read_back import (
    CAR,
    HEIGHT,
    WIDTH,
    check_everything,
    expression,
    full_clip,
    read,
    sentences,
    texts_of,
    tracks_of,
    written,
)

from sa2va_desktop.annotation.records import AnnotationObject, ExpressionKind, FrameState, MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.errors import FormatError

FORMAT = readable_formats()["coco"]
SQUARE = [1, 1, 4, 1, 4, 3, 1, 3]


def instances(*annotations: Any, images: list[Any] | None = None, **fields: Any) -> dict[str, Any]:
    """As others write it: one picture of 5 x 4 pixels, two categories."""
    return {
        "images": images or [{"id": 1, "file_name": "a/b.jpg", "width": 5, "height": 4}],
        "annotations": list(annotations),
        "categories": [
            {"id": 1, "name": "car", "supercategory": "vehicle"},
            {"id": 2, "name": "dog"},
        ],
        **fields,
    }


def one(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"id": number, "image_id": 1, "category_id": 1, "segmentation": [SQUARE], **fields}


def saved(folder: Path, value: Any, name: str = "annotations/instances_train2017.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def masks_of_file(path: Path) -> dict[tuple[str, int], np.ndarray]:
    coco = COCO(str(path))
    return {
        (each["attributes"]["object"], coco.imgs[each["image_id"]]["frame_index"]): coco.annToMask(each) != 0
        for each in coco.anns.values()
    }


@pytest.mark.parametrize("form", ["rle", "polygons"])
def test_pycocotools_reads_every_mask_bit_for_bit_and_scores_it_one(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = full_clip()
    path = written([clip], "coco", tmp_path, choices={"masks": form}) / "annotations/instances.json"

    read_masks = masks_of_file(path)

    expected = {
        (key, frame): rle_to_mask(record.rle)
        for key, track in tracks_of(clip).items()
        for frame, record in track.items()
        if not record.rle.is_empty
    }
    assert read_masks.keys() == expected.keys()
    assert all(np.array_equal(read_masks[key], mask) for key, mask in expected.items())
    truth = COCO(str(path))
    assert {each["iscrowd"] for each in truth.anns.values()} == {0}
    found = truth.loadRes(
        [
            {key: each[key] for key in ("image_id", "category_id", "segmentation")} | {"score": 1.0}
            for each in json.loads(
                (written([clip], "coco", tmp_path) / "annotations/instances.json").read_text(encoding="utf-8")
            )["annotations"]
        ]
    )
    judge = COCOeval(truth, found, "segm")
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
    capsys.readouterr()
    assert judge.stats[0] == 1.0


@pytest.mark.parametrize("form", ["rle", "polygons"])
def test_everything_comes_back_clip_by_clip_with_the_pictures(form: str, tmp_path: Path) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", kind=MediaKind.IMAGE), full_clip("c", split="train")]

    out = written(clips, "coco", tmp_path, choices={"masks": form})
    back, report = read("coco", out)

    assert FORMAT.recognises(out)
    assert report.problem_count == 0
    by_name = {each.name: each for each in back}
    assert len(back) == 3
    for clip in clips:
        check_everything(clip, by_name[clip.name])
    assert by_name["a"].media == out / "images/a"
    assert by_name["a"].frame_indices == (0, 1, 4, 5)
    assert by_name["b"].media == out / "images/b/00000.jpg"
    assert sorted(path.name for path in (out / "annotations").iterdir()) == [
        "instances.json",
        "instances_train.json",
    ]


def test_losses_are_what_it_cannot_hold() -> None:
    losses = {each.kind.value: each.count for each in FORMAT.losses([full_clip()], ExportOptions())}

    assert losses == {"phrases": 2, "turns": 1, "times": 1}


def test_expressions_and_captions_stand_where_other_tools_look(tmp_path: Path) -> None:
    clip = full_clip(kind=MediaKind.IMAGE)
    said = (*clip.expressions, expression(9, "A street.", (), kind=ExpressionKind.CAPTION))
    out = written([replace(clip, expressions=said)], "coco", tmp_path)

    document = json.loads((out / "annotations/instances.json").read_text(encoding="utf-8"))
    captions = json.loads((out / "annotations/captions.json").read_text(encoding="utf-8"))

    by_key = {each["attributes"]["object"]: each for each in document["annotations"]}
    assert by_key[str(CAR)]["expressions"] == ["das Auto \u0007"]
    assert by_key[str(CAR)]["caption"] == "A car that turns."
    assert [(each["image_id"], each["caption"]) for each in captions["annotations"]] == [(1, "A street.")]
    [back], _ = read("coco", out)
    assert len(back.expressions) == len(texts_of(clip)) + 1


def test_every_form_of_a_mask_is_read(tmp_path: Path) -> None:
    rle = {"size": [4, 5], "counts": "5220003"}
    counts = {"size": [4, 5], "counts": [5, 2, 2, 2, 2, 2, 5]}
    path = saved(
        tmp_path,
        instances(
            one(1),
            one(2, segmentation=rle, iscrowd=1, category_id=2, area=6.0),
            one(3, segmentation=counts, colour="red", attributes={"occluded": True}),
            one(4, segmentation=[rle, counts]),
            one(5, segmentation=[[0, 0, 1, 0, 1, 1, 0, 1], SQUARE]),
            one(6, segmentation=[], bbox=[0, 0, 2, 1]),
            one("7", image_id="1", category_id="1", segmentation=[[str(each) for each in SQUARE]]),
        ),
    )

    [clip], report = read("coco", path)

    expected = np.zeros((4, 5), np.bool_)
    expected[1:3, 1:4] = True
    masks = [each.track[0] for each in clip.objects]
    assert [np.array_equal(rle_to_mask(each.rle), expected) for each in masks] == [
        *[True] * 4,
        False,
        False,
        True,
    ]
    assert [each.rle.area for each in masks] == [6, 6, 6, 6, 7, 2, 6]
    assert [each.state for each in masks[4:6]] == [FrameState.CONFIRMED, FrameState.FLAGGED]
    assert [each.category for each in clip.objects[:2]] == ["car", "dog"]
    assert clip.objects[1].extras == {"id": 2, "category_id": 2, "iscrowd": 1}
    assert clip.objects[2].extras["attributes"] == {"occluded": True}
    assert (clip.name, clip.split, clip.is_clip) == ("a/b.jpg", "train", False)
    assert report.problem_count == 0


def test_annotations_before_their_pictures_and_in_any_order_are_found(tmp_path: Path) -> None:
    images = [{"id": number, "file_name": f"{number}.jpg", "width": 5, "height": 4} for number in (7, 3)]
    document = instances(one(1, image_id=3), one(2, image_id=7), one(3, image_id=3), images=images)
    (tmp_path / "train2017").mkdir()
    (tmp_path / "train2017/3.jpg").touch()

    clips, _ = read("coco", saved(tmp_path, dict(reversed(document.items()))))

    assert [(each.name, [thing.key for thing in each.objects]) for each in clips] == [
        ("7.jpg", ["2"]),
        ("3.jpg", ["1", "3"]),
    ]
    assert [each.media for each in clips] == [None, tmp_path / "train2017/3.jpg"]


def test_captions_are_read_with_the_instances_and_alone(tmp_path: Path) -> None:
    captions = instances(
        {"id": 5, "image_id": 1, "caption": "A car."}, {"id": 6, "image_id": 1, "caption": "One."}
    )
    path = saved(tmp_path, captions, "annotations/captions_val2017.json")

    [alone], _ = read("coco", path)
    saved(tmp_path, instances(one()), "annotations/instances_val2017.json")
    [both], report = read("coco", tmp_path)

    assert [each.text for each in alone.expressions] == ["A car.", "One."]
    assert {each.kind for each in alone.expressions} == {ExpressionKind.CAPTION}
    assert (len(both.objects), len(both.expressions)) == (1, 2)
    assert report.problem_count == 0


def test_results_are_predictions_with_scores(tmp_path: Path) -> None:
    rle = {"size": [4, 5], "counts": "5220003"}
    results = [
        {"image_id": 9, "category_id": 3, "segmentation": rle, "score": 0.75},
        {"image_id": 8, "category_id": 3, "segmentation": rle, "score": 1.5},
        {"image_id": 9, "category_id": 3, "segmentation": rle, "score": "0.5"},
        {"image_id": 7, "category_id": 3, "bbox": [0, 0, 1, 1], "score": 0.5},
    ]
    path = saved(tmp_path, results, "results.json")

    clips, report = read("coco", path)

    assert FORMAT.recognises(path)
    assert [each.name for each in clips] == ["9", "8"]
    found = [each.track[0] for each in clips[0].objects]
    assert [(each.state, each.predicted_iou) for each in found] == [
        (FrameState.TRACKED, 0.75),
        (FrameState.TRACKED, 0.5),
    ]
    assert clips[1].objects[0].track[0].predicted_iou is None
    assert "annotation 3: expected run lengths, without which" in sentences(report)[0]


def test_unknown_keys_and_ids_are_written_again(tmp_path: Path) -> None:
    image = {"id": 42, "file_name": "b.jpg", "width": 5, "height": 4, "license": 3, "date_captured": "2013"}
    document = instances(
        one(17, image_id=42, category_id=2, keypoints=[1, 2, 2], iscrowd=1),
        images=[image],
        licenses=[{"id": 3, "name": "CC BY"}],
    )

    [clip], _ = read("coco", saved(tmp_path, document))
    again = imported(clip)
    written_again = json.loads(
        (written([again], "coco", tmp_path) / "annotations/instances.json").read_text(encoding="utf-8")
    )

    [annotation], [picture], [category] = (
        written_again[key] for key in ("annotations", "images", "categories")
    )
    assert (annotation["id"], annotation["image_id"], annotation["category_id"]) == (17, 42, 2)
    assert (annotation["keypoints"], annotation["iscrowd"]) == ([1, 2, 2], 1)
    assert (picture["id"], picture["license"], picture["date_captured"]) == (42, 3, "2013")
    assert category == {"id": 2, "name": "dog", "supercategory": ""}
    assert written_again["licenses"] == [{"id": 3, "name": "CC BY"}]


def imported(clip: ImportedClip) -> AnnotatedClip:
    """The document of a picture after its import."""
    base = full_clip(kind=MediaKind.IMAGE)
    [thing] = clip.objects
    category = replace(next(iter(base.categories.values())), name=thing.category)
    item = replace(base.item, height=clip.height, width=clip.width, extras=with_extras("", "coco", clip.extras))
    own = AnnotationObject(
        CAR,
        item.media_id,
        thing.name,
        (1, 2, 3),
        category.category_id,
        extras=with_extras("", "coco", thing.extras),
    )
    mask = thing.track[0]
    track = {0: replace(base.tracks[CAR][0], rle=mask.rle, state=mask.state)}
    return replace(
        base,
        item=item,
        objects=(own,),
        tracks={CAR: track},
        categories={category.category_id: category},
        expressions=(),
    )


@pytest.mark.parametrize(
    ("annotation", "expected", "left"),
    [
        (one(2, segmentation={"size": [4, 5], "counts": [5, 2]}), "run lengths of 20 pixels, found 7", 1),
        (one(2, segmentation={"size": [4, 5], "counts": [5, 2, 50]}), "run lengths of 20 pixels, found 57", 1),
        (one(2, segmentation={"size": [5, 4], "counts": [20]}), "a mask of 5x4 pixels, found 4x5", 1),
        (one(2, segmentation=[[1, 2, 3, 4]]), "polygon 0: expected a polygon of at least 3 points, found 2", 1),
        (one(2, segmentation=[[1, 2, 3, 4], SQUARE]), "polygon 0: expected a polygon of at least 3 points", 2),
        (one(2, segmentation=[["x"] * 6]), "finite number, found 'x'", 1),
        (one(2, segmentation="abc"), "polygons or run lengths, found 'abc'", 1),
        (one(2, segmentation=None), "a segmentation or a bbox, found neither", 1),
        (one(2, segmentation=[], bbox=[1, 2]), "a number as 'w', found None", 1),
        (one(2, segmentation=[], bbox=[1, 2, -3, 4]), "no negative size", 1),
        (one(1), "an id of its own, found 1 a second time", 1),
        (one(2, image_id=5), "the id of an image, found 5", 1),
        (one(2, image_id=None), "a number as 'image_id', found None", 1),
        (one(2, category_id=9), "the id of a category, found 9", 2),
        (one(2, attributes=[1]), "keys and values as attributes, found [1]", 1),
        ("x", "keys and values as an annotation, found 'x'", 1),
    ],
)
def test_a_broken_annotation_is_left_out_and_told(
    annotation: Any, expected: str, left: int, tmp_path: Path
) -> None:
    [clip], report = read("coco", saved(tmp_path, instances(one(1), annotation)))

    [line] = sentences(report)
    assert "instances_train2017.json, annotation 1: " in line
    assert expected in line
    assert len(clip.objects) == left


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ({"id": 2, "file_name": "x.jpg"}, "as 'height', found None"),
        ({"id": 2, "file_name": "x.jpg", "width": 0, "height": 4}, "as 'width', found 0"),
        ({"id": 2, "file_name": "x.jpg", "width": 1 << 20, "height": 1 << 20}, "at most"),
        ({"id": 1, "file_name": "x.jpg", "width": 5, "height": 4}, "an id of its own, found 1 a second time"),
        ({"file_name": "x.jpg", "width": 5, "height": 4}, "a number as 'id', found None"),
        ([], "keys and values as an image"),
    ],
)
def test_a_broken_picture_is_left_out_and_told(image: Any, expected: str, tmp_path: Path) -> None:
    good = {"id": 1, "file_name": "a.jpg", "width": "5", "height": "4"}

    clips, report = read("coco", saved(tmp_path, instances(one(), images=[good, image])))

    [line] = sentences(report)
    assert "image 1: expected" in line
    assert expected in line
    assert [each.name for each in clips] == ["a.jpg"]


def test_pictures_of_one_name_in_two_folders_stay_apart(tmp_path: Path) -> None:
    names = ("x/a.jpg", "y/a.jpg", "y/a.jpg")
    images = [{"id": n, "file_name": name, "width": 5, "height": 4} for n, name in enumerate(names, start=1)]

    clips, _ = read("coco", saved(tmp_path, instances(one(), images=images)))

    assert [each.name for each in clips] == ["x/a.jpg", "y/a.jpg", "y/a.jpg (3)"]


@pytest.mark.parametrize(
    "text",
    [
        '{"images": [',
        '{"images": 1} x',
        '[{"image_id": 1, "bbox": }]',
    ],
)
def test_what_is_no_json_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"instances_train2017\.json: expected JSON"):
        read("coco", saved(tmp_path, text))


def test_what_is_not_coco_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, {"videos": [], "annotations": [], "categories": []}, "annotations/instances.json")

    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(FormatError, match="expected a COCO file"):
        read("coco", tmp_path)


def test_masks_keep_their_size(tmp_path: Path) -> None:
    [back], _ = read("coco", written([full_clip()], "coco", tmp_path))

    assert {mask.rle.size_hw for each in back.objects for mask in each.track.values()} == {(HEIGHT, WIDTH)}


def test_a_file_of_one_picture_needs_no_ids_of_images(tmp_path: Path) -> None:
    rle = {"size": [4, 5], "counts": [5, 2, 13]}
    for number in (1, 2):
        image = {"image_id": number, "width": 5, "height": 4, "file_name": f"sa_{number}.jpg"}
        masks = [
            {"id": each, "segmentation": rle, "bbox": [1, 1, 1, 2], "predicted_iou": 0.9} for each in (7, 8)
        ]
        (tmp_path / f"sa_{number}.json").write_text(
            json.dumps({"image": image, "annotations": masks}), encoding="utf-8"
        )

    clips, report = read("coco", tmp_path)

    assert FORMAT.recognises(tmp_path)
    assert sentences(report) == []
    assert [(each.name, each.height, each.width) for each in clips] == [
        ("sa_1.jpg", 4, 5),
        ("sa_2.jpg", 4, 5),
    ]
    assert [[each.key for each in clip.objects] for clip in clips] == [["7", "8"]] * 2
    assert [mask.rle.area for each in clips[1].objects for mask in each.track.values()] == [2, 2]
