"""ReasonSeg: the areas that LISA's reader would paint, the texts, and what is to be ignored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from support.documents import HEIGHT, WIDTH
from support.expression_clips import CAT, DOG, export, read, still, told_clip

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, formats, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.errors import FormatError

SQUARE = [[2, 1], [5, 1], [5, 4], [2, 4]]


def picture(folder: Path, content: Any, *, split: str = "val", encoding: str = "utf-8") -> Path:
    home = folder / split
    home.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (WIDTH, HEIGHT)).save(home / "1.jpg")
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (home / "1.json").write_bytes(text.encode(encoding))
    return folder


def painted_by_the_published_rule(document: dict[str, Any]) -> np.ndarray:
    """Sorted by area, painted with border and filled."""

    def drawn(points: Any, value: int, onto: np.ndarray) -> np.ndarray:
        cv2.polylines(onto, np.array([points], dtype=np.int32), True, value, 1)
        cv2.fillPoly(onto, np.array([points], dtype=np.int32), value)
        return onto

    shapes = [each for each in document["shapes"] if each["label"] != "flag"]
    areas = [drawn(each["points"], 1, np.zeros((HEIGHT, WIDTH), np.uint8)).sum() for each in shapes]
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for index in np.argsort(areas)[::-1]:
        drawn(shapes[index]["points"], 255 if "ignore" in shapes[index]["label"].lower() else 1, mask)
    return mask


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clip = still("dog", split="test")

    out = export([clip], "reasonseg", tmp_path / "out")
    clips, report = read(out, "reasonseg")

    assert report.problems == []
    assert sorted(path.name for path in (out / "test").iterdir()) == [
        f"dog{ending}{suffix}" for ending in ("-2", "-3", "-4", "") for suffix in (".jpg", ".json")
    ]
    said = {each.expressions[0].text: each for each in clips if each.expressions[0].length == "short"}
    assert [each.text for clip_read in clips for each in clip_read.expressions].count("the brown dog") == 2
    assert said["the brown dog"].objects[0].track[0].rle == clip.tracks[DOG][0].rle
    assert said["die Katze – „Mimi“"].objects[0].track[0].rle == clip.tracks[CAT][0].rle
    union = rle_to_mask(clip.tracks[DOG][0].rle) | rle_to_mask(clip.tracks[CAT][0].rle)
    assert np.array_equal(rle_to_mask(said["both animals"].objects[0].track[0].rle), union)
    assert {each.split for each in clips} == {"test"}
    assert {each.source_name for each in clips} == {"dog.png"}


def test_the_published_rule_paints_the_same_masks_and_ignores_the_same(tmp_path: Path) -> None:
    clip = still("dog")
    ignored = replace(clip.objects[1], extras=with_extras("", "reasonseg", {"is_ignored": True}))
    clip = replace(clip, objects=(clip.objects[0], ignored), expressions=clip.expressions[:1])

    out = export([clip], "reasonseg", tmp_path / "out")
    [read_clip], _ = read(out / "train/dog.json", "reasonseg")

    dog, cat = (rle_to_mask(clip.tracks[each][0].rle) for each in (DOG, CAT))
    document = json.loads((out / "train/dog.json").read_text(encoding="utf-8"))
    assert np.array_equal(painted_by_the_published_rule(document), np.where(dog, 1, np.where(cat, 255, 0)))
    target, rest = read_clip.objects
    assert np.array_equal(rle_to_mask(target.track[0].rle), dog)
    assert np.array_equal(rle_to_mask(rest.track[0].rle), cat & ~dog)
    assert rest.extras == {"is_ignored": True}
    assert document["is_sentence"] is True


@pytest.mark.parametrize("inner", ["target", "Ignore area", "flag"])
def test_smaller_shapes_lie_above_larger_ones(tmp_path: Path, inner: str) -> None:
    shapes = [
        {"label": inner, "points": [[3.9, 2.2], [4.9, 2.2], [4.2, 3.8]]},
        {"label": "target", "points": SQUARE},
    ]
    document = {"text": ["who?"], "is_sentence": True, "shapes": shapes}

    [clip], report = read(picture(tmp_path, document), "reasonseg")

    truth = painted_by_the_published_rule(document)
    assert np.array_equal(rle_to_mask(clip.objects[0].track[0].rle), truth == 1)
    assert len(clip.objects) == 1 + (inner == "Ignore area")
    assert (clip.expressions[0].length, clip.split, report.problems) == ("long", "val", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_texts_of_either_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    document = {"text": ["the café’s sign", "a sign"], "is_sentence": False, "shapes": [], "version": "4"}

    [clip], _ = read(picture(tmp_path, document, encoding=encoding), "reasonseg")

    assert [(each.text, each.length) for each in clip.expressions] == [
        ("the café’s sign", "short"),
        ("a sign", "short"),
    ]
    assert clip.extras == {"version": "4"}
    assert clip.objects[0].track[0].rle.is_empty


def test_answers_in_words_come_with_their_picture(tmp_path: Path) -> None:
    source = picture(tmp_path, {"text": ["a"], "is_sentence": False, "shapes": []}, split="train")
    (tmp_path / "explanatory").mkdir()
    answers = [{"image": "1.jpg", "query": "Why?", "outputs": "Because."}, {"image": 5}]
    (tmp_path / "explanatory/train.json").write_text(json.dumps(answers))

    [clip], report = read(source, "reasonseg")

    assert [(each.instruction, each.text) for each in clip.turns] == [("Why?", "Because.")]
    assert len(report.problems) == 1
    assert report.problems[0].place.endswith("train.json[1]")


def test_losses_are_what_a_single_area_cannot_say() -> None:
    clip = still("dog")

    losses = {each.kind: each.count for each in formats()["reasonseg"].losses([clip], ExportOptions())}
    together = replace(clip, expressions=clip.expressions[2:3])
    of_union = {each.kind: each.count for each in formats()["reasonseg"].losses([together], ExportOptions())}

    assert losses[LossKind.MANY_OBJECTS] == losses[LossKind.NO_OBJECT] == 1
    assert LossKind.MASKS not in losses
    assert of_union[LossKind.MASKS] == 2


def test_nothing_to_ask_about_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no mask with a text"):
        export([replace(told_clip(), expressions=())], "reasonseg", tmp_path / "out")


def test_its_files_and_folders_are_recognised(tmp_path: Path) -> None:
    reasonseg = readable_formats()["reasonseg"]
    source = picture(tmp_path, {"text": ["a"], "is_sentence": False, "shapes": []})

    assert all(reasonseg.recognises(each) for each in (source, source / "val", source / "val/1.json"))
    assert not reasonseg.recognises(source / "val/1.jpg")
    assert not reasonseg.recognises(source / "nothing")
    with pytest.raises(FormatError, match=r"expected NAME\.json beside NAME\.jpg"):
        read(source / "nothing", "reasonseg")


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ("{", "1.json", "expected JSON"),
        ([], "1.json", "expected keys and values as a picture, found []"),
        ({"text": "a"}, "1.json", "expected a list as 'text'"),
        ({"text": [5]}, "1.json, text[0]", "expected a text, found 5"),
        ({"shapes": {}}, "1.json", "expected a list as 'shapes'"),
        ({"shapes": [5]}, "1.json, shapes[0]", "expected keys and values as shape"),
        ({"shapes": [{"points": SQUARE}]}, "1.json, shapes[0]", "expected a text as 'label'"),
        ({"shapes": [{"label": "target", "points": [[1, 1]]}]}, "1.json, shapes[0]", "at least 3 points"),
        (
            {"shapes": [{"label": "target", "points": [["a", 1], [2, 2], [3, 1]]}]},
            "1.json, shapes[0]",
            "expected",
        ),
    ],
)
def test_each_damaged_item_is_left_out_with_its_place(
    tmp_path: Path, content: Any, place: str, problem: str
) -> None:
    _, report = read(picture(tmp_path, content), "reasonseg")

    assert [each.place.endswith(place) for each in report.problems] == [True]
    assert problem in report.problems[0].sentence
