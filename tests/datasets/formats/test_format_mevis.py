"""MeViS: what is written is read again, by its own rules too, and every kind of damage is one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from support.documents import HEIGHT, WIDTH
from support.expression_clips import CAT, DOG, export, masks_of, read, texts_of, told_clip

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, formats, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.errors import FormatError

MASK = {"size": [HEIGHT, WIDTH], "counts": [5, 3, 40]}


def data_set(folder: Path, videos: Any, masks: Any = None) -> Path:
    part = folder / "train"
    part.mkdir(parents=True, exist_ok=True)
    (part / "meta_expressions.json").write_text(json.dumps({"videos": videos}), encoding="utf-8")
    if masks is not None:
        (part / "mask_dict.json").write_text(json.dumps(masks), encoding="utf-8")
    return folder


def video(**changes: Any) -> dict[str, Any]:
    expressions = {"0": {"exp": "the dog", "obj_id": [3], "anno_id": [7]}}
    return {"v": {"vid_id": 9, "frames": ["00001", "00000"], "expressions": expressions, **changes}}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clip = told_clip(split="val")

    out = export([clip, told_clip("other", split="val")], "mevis", tmp_path / "out")
    [first, second], report = read(out, "mevis")

    assert report.problems == []
    assert (first.name, second.name, first.split, first.is_clip) == ("clip", "other", "val", True)
    assert texts_of(first) == [
        ("the brown dog", ("Rex",)),
        ("the brown dog", ("Rex",)),
        ("both animals", ("Rex", "Mimi")),
        ("a unicorn", ()),
        ("die Katze – „Mimi“", ("Mimi",)),
    ]
    assert all(each.is_told for each in first.expressions)
    assert [each.category for each in first.objects] == ["dog", ""]
    assert [masks_of(each) for each in first.objects] == [clip.tracks[DOG], clip.tracks[CAT]]
    assert {each.key for each in first.objects}.isdisjoint(each.key for each in second.objects)
    assert first.media == out / "valid_u/JPEGImages/clip"
    assert sorted(path.stem for path in first.media.iterdir()) == list(first.frames)


def test_a_reader_by_the_rules_of_mevis_finds_each_union(tmp_path: Path) -> None:
    clip = told_clip()

    out = export([clip], "mevis", tmp_path / "out")

    meta = json.loads((out / "train/meta_expressions.json").read_text(encoding="utf-8"))["videos"]["clip"]
    masks = json.loads((out / "train/mask_dict.json").read_text(encoding="utf-8"))
    assert meta["frames"] == sorted(meta["frames"]) == ["00000", "00001", "00002", "00003"]
    for text, fields in zip(clip.expressions, meta["expressions"].values(), strict=True):
        for frame in range(4):
            union = np.zeros((HEIGHT, WIDTH), np.bool_)
            for anno_id in fields["anno_id"]:
                rle = masks[str(anno_id)][frame]
                union |= coco_mask.decode(rle).astype(bool) if rle else False
            expected = np.zeros((HEIGHT, WIDTH), np.bool_)
            for object_id in text.object_ids:
                expected |= rle_to_mask(clip.tracks[object_id][frame].rle)
            assert np.array_equal(union, expected)
        assert len(fields["obj_id"]) == len(fields["anno_id"]) == len(text.object_ids)
    assert [each is None for each in masks[str(meta["expressions"]["4"]["anno_id"][0])]] == [0, 1, 0, 0]


def test_ids_and_unknown_keys_of_a_file_are_written_again(tmp_path: Path) -> None:
    videos = video(source="LV-VIS")
    videos["v"]["expressions"]["0"]["motion"] = "fast"
    source = data_set(tmp_path, videos, {"7": [MASK, None]})
    [clip], _ = read(source, "mevis")
    [thing], [text] = clip.objects, clip.expressions
    told = told_clip()
    item = replace(told.item, extras=with_extras("", "mevis", clip.extras))
    dog = replace(told.objects[0], extras=with_extras("", "mevis", thing.extras))
    sentence = replace(told.expressions[0], extras=with_extras("", "mevis", text.extras))

    out = export([replace(told, item=item, objects=(dog,), expressions=(sentence,))], "mevis", tmp_path / "out")

    again = json.loads((out / "train/meta_expressions.json").read_text(encoding="utf-8"))["videos"]["clip"]
    assert (again["vid_id"], again["source"]) == (9, "LV-VIS")
    assert again["expressions"] == {
        "0": {"exp": "the brown dog", "obj_id": [3], "anno_id": [7], "motion": "fast"}
    }


def test_frames_are_in_the_order_of_their_names_and_texts_in_that_of_the_file(tmp_path: Path) -> None:
    expressions = {name: {"exp": name, "obj_id": [3], "anno_id": ["7"]} for name in ("10", "2", "1")}
    source = data_set(tmp_path, video(expressions=expressions), {"7": [MASK, None]})

    [clip], _ = read(source, "mevis")

    assert clip.frames == ("00000", "00001")
    assert [each.key for each in clip.expressions] == ["10", "2", "1"]
    [dog] = clip.objects
    assert [mask.rle.area for mask in dog.track.values()] == [3, 0]
    assert (clip.height, clip.width) == (HEIGHT, WIDTH)


@pytest.mark.parametrize("with_pictures", [True, False])
def test_texts_alone_do_not_say_that_nothing_is_meant(tmp_path: Path, with_pictures: bool) -> None:
    out = export([told_clip()], "mevis", tmp_path / "out")
    (out / "train/mask_dict.json").unlink()
    source = out
    if not with_pictures:
        source = data_set(tmp_path / "bare", {"v": {"frames": ["0"], "expressions": {"0": {"exp": "a dog"}}}})

    [clip], report = read(source, "mevis")

    assert not any(each.is_told or each.objects for each in clip.expressions)
    assert clip.objects == ()
    assert (clip.media is not None) == with_pictures
    assert (clip.height, clip.width) == ((HEIGHT, WIDTH) if with_pictures else (0, 0))
    assert report.problems == []


def test_its_folders_parts_and_files_are_recognised(tmp_path: Path) -> None:
    mevis = readable_formats()["mevis"]
    out = export([told_clip(split="test")], "mevis", tmp_path / "out")

    assert all(
        mevis.recognises(each) for each in (out, out / "test", out / "test/meta_expressions_release.json")
    )
    assert not mevis.recognises(tmp_path / "nothing")
    assert not mevis.recognises(out / "test/mask_dict.json")
    assert read(out / "test", "mevis")[0][0].split == "test"


def test_losses_name_frames_of_which_nothing_is_known() -> None:
    clip = told_clip()
    clip = replace(clip, tracks={**clip.tracks, DOG: {0: clip.tracks[DOG][0]}})

    losses = formats()["mevis"].losses([clip], ExportOptions())

    assert [(each.kind, each.count) for each in losses] == [
        (LossKind.STATES, 4),
        (LossKind.TIMES, 1),
        (LossKind.OTHER, 3),
    ]


@pytest.mark.parametrize(
    ("changes", "masks", "problem"),
    [
        ({"frames": "00000"}, {"7": [MASK, None]}, "expected names of frames, found '00000'"),
        ({"frames": ["0", "0"]}, {"7": [MASK, None]}, "2 with 1 names"),
        ({"expressions": []}, {"7": [MASK, None]}, "expected keys and values as expressions, found []"),
        ({}, {"7": [MASK]}, "for each of 2 frames, found 1"),
        ({}, {"7": {"a": 1}}, "for each of 2 frames, found {'a': 1}"),
        ({}, {"7": [MASK, {"size": [2, 2], "counts": [4]}]}, "expected a mask of 8x6 pixels, found 2x2"),
        ({}, {"7": [MASK, {"size": [6, 8], "counts": "zz~"}]}, "frame 00001: expected"),
        ({}, {"8": [MASK, None]}, "expected '7', found no such key"),
        ({"expressions": {"0": {"exp": " ", "anno_id": [7]}}}, {"7": [MASK, None]}, "expected a text"),
        (
            {"expressions": {"0": {"exp": 5, "anno_id": [7]}}},
            {"7": [MASK, None]},
            "expected a text as 'exp', found 5",
        ),
        (
            {"expressions": {"0": {"exp": "a", "anno_id": {}}}},
            {"7": [MASK, None]},
            "expected numbers as 'anno_id'",
        ),
        ({"expressions": {"0": None}}, {"7": [MASK, None]}, "expected keys and values as 0, found None"),
    ],
)
def test_each_damaged_item_is_left_out_with_its_place(
    tmp_path: Path, changes: dict[str, Any], masks: Any, problem: str
) -> None:
    sound = {"w": {"frames": ["0"], "expressions": {}}}

    clips, report = read(data_set(tmp_path, {**video(**changes), **sound}, masks), "mevis")

    assert clips[-1].name == "w"
    assert any(problem in each.sentence for each in report.problems)
    assert all(
        "meta_expressions.json, videos['v']" in each.place or "mask_dict" in each.place
        for each in report.problems
    )


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("meta_expressions.json", "{", "expected JSON"),
        ("meta_expressions.json", "{}", "expected 'videos' with expressions"),
        ("meta_expressions.json", "[1]", "expected 'videos' with expressions"),
        ("mask_dict.json", "[1]", "byte 0: expected a JSON object, found '[1]'"),
        ("mask_dict.json", '{"7": [null', "byte 11: expected a JSON object, found the end"),
        ("mask_dict.json", '{"7": [], "7": []}', "the key '7' a second time"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, name: str, content: str, problem: str) -> None:
    source = data_set(tmp_path, video(), {"7": [MASK, None]})
    (source / "train" / name).write_text(content, encoding="utf-8")

    with pytest.raises(FormatError) as error:
        read(source, "mevis")

    assert name in str(error.value)
    assert problem in str(error.value)


def test_a_folder_without_it_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"expected meta_expressions\.json"):
        read(tmp_path, "mevis")


def test_a_video_cannot_lead_out_of_the_data_set(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    fields = video()["v"]

    [clip], _ = read(data_set(tmp_path / "set", {"../../../secret": fields}, {"7": [MASK, None]}), "mevis")

    assert clip.media is None
