"""ReVOS: types of texts, the foreground, and videos that are called by paths."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from support.expression_clips import CAT, DOG, export, masks_of, read, texts_of, told_clip

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.errors import FormatError


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clip = told_clip("a", split="train")

    out = export([clip, told_clip("b", split="val")], "revos", tmp_path / "out")
    [first, second], report = read(out, "revos")

    assert report.problems == []
    assert sorted(path.name for path in out.glob("meta*")) == [
        "meta_expressions_train_.json",
        "meta_expressions_valid_.json",
    ]
    assert [(each.name, each.split, each.media) for each in (first, second)] == [
        ("a", "train", out / "JPEGImages/a"),
        ("b", "val", out / "JPEGImages/b"),
    ]
    assert [masks_of(each) for each in first.objects] == [clip.tracks[DOG], clip.tracks[CAT]]
    assert texts_of(first)[2:4] == [("both animals", ("Rex", "Mimi")), ("a unicorn", ())]
    assert [each.extras["type_id"] for each in first.expressions] == [0, 0, 0, 2, 0]


def test_the_foreground_is_the_union_of_all_objects_on_every_frame(tmp_path: Path) -> None:
    clip = told_clip()

    out = export([clip], "revos", tmp_path / "out")

    foreground = loaded(out / "mask_dict_foreground.json")["clip"]["masks_rle"]
    for frame, rle in enumerate(foreground):
        union = rle_to_mask(clip.tracks[DOG][frame].rle) | rle_to_mask(clip.tracks[CAT][frame].rle)
        assert np.array_equal(coco_mask.decode(rle).astype(bool), union)


def test_paths_and_types_of_a_file_are_kept(tmp_path: Path) -> None:
    told = told_clip()
    item = replace(told.item, extras=with_extras("", "revos", {"video": "TAO/train/clip 1"}))
    reasoning = replace(told.expressions[0], extras=with_extras("", "revos", {"type_id": 1}))

    out = export([replace(told, item=item, expressions=(reasoning,))], "revos", tmp_path / "out")
    [clip], _ = read(out, "revos")

    assert clip.name == "TAO/train/clip 1"
    assert clip.media == out / "JPEGImages/TAO/train/clip 1"
    assert clip.extras["video"] == "TAO/train/clip 1"
    assert clip.expressions[0].extras == {"exp_id": "0", "type_id": 1}
    assert "video" not in loaded(out / "meta_expressions_train_.json")["videos"]["TAO/train/clip 1"]


@pytest.mark.parametrize("key", ["../../out", "/etc", "a//b", "a/../b", "con:1/b"])
def test_a_path_that_leads_elsewhere_is_not_written(tmp_path: Path, key: str) -> None:
    told = told_clip()
    item = replace(told.item, extras=with_extras("", "revos", {"video": key}))

    out = export([replace(told, item=item)], "revos", tmp_path / "out")

    assert list(loaded(out / "meta_expressions_train_.json")["videos"]) == ["clip"]


def test_one_file_and_pictures_beside_it_are_enough(tmp_path: Path) -> None:
    out = export([told_clip("a", split="train"), told_clip("b", split="val")], "revos", tmp_path / "out")
    (out / "JPEGImages/b").rename(out / "b")
    revos = readable_formats()["revos"]

    [clip], report = read(out / "meta_expressions_valid_.json", "revos")

    assert (clip.name, clip.media, report.problems) == ("b", out / "b", [])
    assert revos.recognises(out)
    assert not readable_formats()["mevis"].recognises(out)
    assert not revos.recognises(out / "mask_dict.json")


def test_masks_that_nothing_names_and_lists_of_run_lengths(tmp_path: Path) -> None:
    out = export([told_clip()], "revos", tmp_path / "out")
    masks = loaded(out / "mask_dict.json")
    masks["99"] = [None] * 4
    masks["0"] = [[masks["0"][0], masks["1"][0]], *masks["0"][1:]]
    (out / "mask_dict.json").write_text(json.dumps(masks))

    [clip], report = read(out, "revos")

    assert [each.sentence for each in report.problems] == ["1 tracks of masks are named by no expression"]
    told = told_clip()
    union = rle_to_mask(told.tracks[DOG][0].rle) | rle_to_mask(told.tracks[CAT][0].rle)
    assert np.array_equal(rle_to_mask(clip.objects[0].track[0].rle), union)


def test_a_folder_without_it_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="expected meta_expressions_train_"):
        read(tmp_path, "revos")
