"""LabelMe: masks are exact in every form but outlines, whose loss is measured; every shape with an area is read."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from support.masks import bool_masks
from support.properties import property_settings
from support.read_back import CAR, check_everything, full_clip, read, sentences, tracks_of, written

from sa2va_desktop.annotation.records import ExpressionKind, FrameState, MediaKind
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, ReadableFormat, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.labelme_shapes import Form, mask_of_shape, shapes_of
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.outline_loss import changed_pixels
from sa2va_desktop.datasets.polygons import Painter
from sa2va_desktop.errors import FormatError

FORMAT = readable_formats()["labelme"]
X_FORMAT = readable_formats()["x-anylabeling"]
BOTH = [FORMAT, X_FORMAT]
SQUARE = [[1, 1], [3, 1], [3, 2], [1, 2]]


def shape(**fields: Any) -> dict[str, Any]:
    return {"label": "car", "points": SQUARE, "group_id": None, "shape_type": "polygon", "flags": {}, **fields}


def document(*shapes: Any, **fields: Any) -> dict[str, Any]:
    return {
        "version": "5.4.1",
        "flags": {},
        "shapes": list(shapes),
        "imagePath": "a.jpg",
        "imageData": "abcd" * 40000,
        "imageHeight": 4,
        "imageWidth": 5,
        **fields,
    }


def saved(folder: Path, value: Any, name: str = "a.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def png(mask: np.ndarray) -> str:
    stream = io.BytesIO()
    Image.fromarray(mask).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


@property_settings()
@given(bool_masks(), st.sampled_from(Form), st.sampled_from(Painter))
def test_shapes_of_a_mask_are_the_mask_in_every_form_that_says_so(
    mask: BoolMask, form: Form, painter: Painter
) -> None:
    if not mask.any():
        return
    shapes = shapes_of(mask_to_rle(mask), form)

    read_back = mask_union([mask_of_shape(each, mask.shape, painter) for each in shapes])

    if form is not Form.OUTLINES:
        assert read_back == mask_to_rle(mask)
    assert rle_to_mask(read_back)[mask].all()


@pytest.mark.parametrize("dataset_format", BOTH, ids=lambda each: each.format_id)
@pytest.mark.parametrize("form", ["", "pieces"])
def test_everything_comes_back_with_the_pictures(
    dataset_format: ReadableFormat, form: str, tmp_path: Path
) -> None:
    clips = [full_clip("a", split="train"), full_clip("b", kind=MediaKind.IMAGE), full_clip("c")]

    out = written(clips, dataset_format.format_id, tmp_path, choices={"masks": form} if form else {})
    back, report = read(dataset_format.format_id, out)

    assert [each.recognises(out) for each in BOTH] == [each is dataset_format for each in BOTH]
    assert report.problem_count == 0
    by_name = {each.name: each for each in back}
    assert len(back) == 3
    for clip in clips:
        check_everything(clip, by_name[clip.name])
    assert by_name["a"].media == out / "train/a"
    assert by_name["a"].frame_indices == (0, 1, 4, 5)
    assert by_name["b"].media == out / "b.jpg"
    assert (out / "train/a/00004.jpg").is_file()


@pytest.mark.parametrize("dataset_format", BOTH, ids=lambda each: each.format_id)
def test_the_loss_of_outlines_is_what_reading_them_again_changes(
    dataset_format: ReadableFormat, tmp_path: Path
) -> None:
    clip = full_clip()
    options = ExportOptions(choices={"masks": "outlines"})

    losses = {each.kind.value: each.count for each in dataset_format.losses([clip], options)}
    [back], _ = read(
        dataset_format.format_id,
        written([clip], dataset_format.format_id, tmp_path, choices=options.choices),
    )

    read_tracks = {each.key: each.track for each in back.objects}
    changed = sum(
        changed_pixels(record.rle, read_tracks[key][(0, 1, 4, 5).index(frame)].rle)
        for key, track in tracks_of(clip).items()
        for frame, record in track.items()
    )
    assert losses == {"holes": 2, "outline": changed, "phrases": 2, "turns": 1, "times": 1}
    assert changed == 24
    exact = {each.kind.value for each in dataset_format.losses([clip], ExportOptions())}
    assert exact == {"phrases", "turns", "times"}


def test_a_mask_shape_is_as_labelme_wants_it(tmp_path: Path) -> None:
    out = written([full_clip()], "labelme", tmp_path, write_images=False)

    value = json.loads((out / "clip/00000.json").read_text(encoding="utf-8"))

    assert (value["imagePath"], value["imageData"], value["imageHeight"]) == ("00000.jpg", None, 12)
    ring = value["shapes"][0]
    assert (ring["shape_type"], ring["points"]) == ("mask", [[2.0, 1.0], [15.0, 10.0]])
    with Image.open(io.BytesIO(base64.b64decode(ring["mask"]))) as picture:
        crop = np.array(picture)
    assert (crop.shape, crop.dtype, set(crop.ravel().tolist())) == ((10, 14), np.uint8, {0, 1})
    assert isinstance(ring["group_id"], int)
    assert ring["flags"] == {}
    assert value["shapes"][1]["flags"] == {}
    assert json.loads((out / "clip/00004.json").read_text(encoding="utf-8"))["shapes"][1]["flags"] == {
        "occluded": True
    }


def test_a_clip_that_was_only_talked_about_comes_back(tmp_path: Path) -> None:
    clip = full_clip()
    clip = replace(clip, tracks={each.object_id: {} for each in clip.objects})

    [back], _ = read("labelme", written([clip], "labelme", tmp_path, write_images=False))

    assert [each.name for each in back.objects] == [each.name for each in clip.objects]
    assert back.media is None


def painted(draw_shape: Any) -> int:
    with Image.new("L", (50, 40)) as picture:
        draw_shape(ImageDraw.Draw(picture))
        return int(np.asarray(picture).sum())


def test_every_shape_with_an_area_is_read_as_it_is_painted(tmp_path: Path) -> None:
    corners = [[10, 10], [30, 12], [28, 30], [9, 28]]
    mask = np.array([[0, 1, 1], [1, 0, 1]], np.uint8)
    shapes = [
        shape(points=corners),
        shape(points=[[30, 20], [10, 5]], shape_type="rectangle"),
        shape(points=corners, shape_type="oriented_rectangle"),
        shape(points=[[20, 20], [29, 20]], shape_type="circle"),
        shape(points=[[5, 6], [7, 7]], shape_type="mask", mask=png(mask)),
        shape(points=[[5.4, 6.4], [7.5, 7.5]], shape_type="mask", mask=png(mask != 0)),
        shape(points=[[-1, 39], [1, 40]], shape_type="mask", mask=png(mask * 255)),
        shape(points=[[str(x), str(y)] for x, y in corners], flags={"occluded": True}),
    ]

    [clip], report = read("labelme", saved(tmp_path, document(*shapes, imageHeight="40", imageWidth=50)))

    areas = [each.track[0].rle.area for each in clip.objects]
    polygon = painted(lambda draw: draw.polygon([(x, y) for x, y in corners], outline=1, fill=1))
    circle = painted(lambda draw: draw.ellipse([11, 11, 29, 29], outline=1, fill=1))
    assert areas[:3] == [polygon, 21 * 16, polygon]
    assert areas[3] == circle
    assert areas[4:] == [4, 4, 2, polygon]
    assert clip.objects[7].track[0].state is FrameState.OCCLUDED
    assert (clip.objects[4].track[0].rle.box_xywh, report.problem_count) == ((5, 6, 3, 2), 0)


def test_a_group_number_joins_shapes_of_one_label(tmp_path: Path) -> None:
    far = [[4, 3], [4, 3], [4, 3]]
    shapes = [
        shape(group_id=1, description="A car."),
        shape(group_id=1, points=far),
        shape(group_id=1, label="dog"),
        shape(),
    ]

    [clip], _ = read("labelme", saved(tmp_path, document(*shapes, keys=[1])))

    assert [(each.key, each.category, each.track[0].rle.area) for each in clip.objects] == [
        ("car 1", "car", 7),
        ("dog 1", "dog", 6),
        ("shape 3", "car", 6),
    ]
    assert [(each.text, each.objects, each.kind) for each in clip.expressions] == [
        ("A car.", (0,), ExpressionKind.CAPTION)
    ]
    assert clip.extras == {"keys": [1]}
    assert clip.objects[0].extras == {"group_id": 1}


def test_pictures_are_found_where_the_file_says_but_never_outside(tmp_path: Path) -> None:
    root = tmp_path / "set"
    for name in ("images/a.jpg", "labels/b.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (tmp_path / "secret.jpg").touch()
    paths = ["..\\images\\a.jpg", "b.jpg", "../../secret.jpg", str(tmp_path / "secret.jpg"), "C:/b.jpg"]
    for number, path in enumerate(paths):
        saved(root, document(imagePath=path), f"labels/{number}.json")

    clips, _ = read("labelme", root)

    beside = root / "labels/b.jpg"
    assert [each.media for each in clips] == [root / "images/a.jpg", beside, None, None, beside]
    assert [each.name for each in clips][:2] == ["labels/0", "labels/1"]


def test_the_size_of_a_picture_is_that_of_its_display(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.new("RGB", (8, 4)) as picture:
        picture.save(tmp_path / "a.jpg", exif=exif)
    value = document(shape())
    del value["imageHeight"], value["imageWidth"]

    [clip], _ = read("labelme", saved(tmp_path, value))

    assert (clip.height, clip.width) == (8, 4)


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (shape(points=[[1, 1], [2, 2]]), "at least 3 points, found 2"),
        (shape(points=[[1, 1], [2, 2], [3, "x"]]), "finite number, found 'x'"),
        (shape(points=[[1, 1]] * 3, shape_type="rectangle", label=None), "a text as 'label', found None"),
        (shape(points=[[1, 1]], shape_type="circle"), "expected 2 points, found 1"),
        (shape(points=[[1, 1], [10**400, 1]], shape_type="circle"), "expected a number as 'x', found 1000"),
        (shape(sa2va_desktop={"predicted_iou": 10**400}), "expected a number as 'predicted_iou', found 1000"),
        (shape(points=[[1, 1]], shape_type="point"), "a shape with an area, found 'point'"),
        (shape(points=SQUARE, shape_type="cuboid"), "a shape with an area, found 'cuboid'"),
        (shape(points=[[1, 1], [2, 2]], shape_type="mask"), "a PNG of one channel in base64, found None"),
        (shape(points=[[1, 1], [2, 2]], shape_type="mask", mask="!!"), "a PNG of one channel in base64"),
        (
            shape(points=[[1, 1], [2, 2]], shape_type="mask", mask=png(np.zeros((2, 2, 3), np.uint8))),
            "a PNG of one channel",
        ),
        (
            shape(points=[[1, 1], [2, 2]], shape_type="mask", mask=png(np.ones((2, 3), np.uint8))),
            "a mask of 2x2 pixels, found 3x2",
        ),
        (shape(points="x"), "a list as 'points'"),
        ([], "keys and values as a shape"),
    ],
)
def test_a_broken_shape_is_left_out_and_told(broken: Any, expected: str, tmp_path: Path) -> None:
    [clip], report = read("labelme", saved(tmp_path, document(shape(), broken)))

    [line] = sentences(report)
    assert "a.json, shape 1: expected" in line
    assert expected in line
    assert len(clip.objects) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{", "line 1, column 2: expected"),
        (document(imageWidth=None), "as 'imageWidth', found None"),
        (document(imageWidth=1 << 20, imageHeight=1 << 20), "at most"),
        (document(imagePath=3), "a text as 'imagePath'"),
    ],
)
def test_a_broken_file_is_left_out_and_told(value: Any, expected: str, tmp_path: Path) -> None:
    saved(tmp_path, value, "b.json")
    saved(tmp_path, {"info": {}}, "c.json")

    clips, report = read("labelme", saved(tmp_path, document(shape())).parent)

    [line] = sentences(report)
    assert "b.json" in line
    assert expected in line
    assert [each.name for each in clips] == ["a"]


def test_a_folder_without_shapes_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, {"info": {}})

    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(FormatError, match="expected JSON files with shapes"):
        read("labelme", tmp_path)


def test_points_and_unknown_keys_are_written_again(tmp_path: Path) -> None:
    point = shape(points=[[1, 1]], shape_type="point")
    [clip], _ = read("labelme", saved(tmp_path, document(shape(group_id=9, mine={"a": 1}), point, more="x")))
    base = full_clip(kind=MediaKind.IMAGE)
    item = replace(base.item, extras=with_extras("", "labelme", clip.extras))
    objects = (replace(base.objects[0], extras=with_extras("", "labelme", clip.objects[0].extras)),)
    again = replace(base, item=item, objects=objects, tracks={CAR: base.tracks[CAR]}, expressions=())

    value = json.loads((written([again], "labelme", tmp_path) / "clip.json").read_text(encoding="utf-8"))

    assert value["more"] == "x"
    assert (value["shapes"][0]["group_id"], value["shapes"][0]["mine"]) == (9, {"a": 1})
    assert value["shapes"][1] == point
