"""Ref-YouTube-VOS: texts by the values of index PNGs, and parts whose masks a server keeps."""

from __future__ import annotations

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from support.documents import HEIGHT, WIDTH
from support.expression_clips import CAT, DOG, export, read, told_clip

from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, formats, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.errors import FormatError


def apart(name: str = "clip", *, split: str = "") -> AnnotatedClip:
    """The told clip without overlap: the upper object keeps its pixels."""
    clip = told_clip(name, split=split)
    tracks = dict(clip.tracks)
    for frame, record in clip.tracks[DOG].items():
        below = rle_to_mask(record.rle) & ~rle_to_mask(clip.tracks[CAT][frame].rle)
        tracks[DOG] = {**tracks[DOG], frame: replace(record, rle=mask_to_rle(below))}
    return replace(clip, tracks=tracks)


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def data_set(folder: Path, expressions: Any, values: list[list[int]]) -> Path:
    """One video of two frames with these index PNGs."""
    meta = folder / "meta_expressions/train"
    meta.mkdir(parents=True)
    videos = {"v": {"frames": ["00000", "00005"], "expressions": expressions}}
    (meta / "meta_expressions.json").write_text(json.dumps({"videos": videos}))
    pictures = folder / "train/Annotations/v"
    pictures.mkdir(parents=True)
    for name, row in zip(("00000", "00005"), values, strict=True):
        write_index_png(pictures / f"{name}.png", np.array([row], np.uint8))
    return folder


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    clip = apart(split="train")

    out = export([apart("other", split="val"), clip], "ref-youtube-vos", tmp_path / "out")
    clips, report = read(out, "ref-youtube-vos")

    assert report.problems == []
    assert [(each.name, each.split) for each in clips] == [("clip", "train"), ("other", "val")]
    assert [(each.text, each.objects, each.key) for each in clips[0].expressions] == [
        ("the brown dog", (0,), "0"),
        ("the brown dog", (0,), "1"),
        ("die Katze – „Mimi“", (1,), "2"),
    ]
    assert [each.category for each in clips[0].objects] == ["dog", "object"]
    for thing, object_id in zip(clips[0].objects, (DOG, CAT), strict=True):
        assert {frame: mask.rle for frame, mask in thing.track.items()} == {
            frame: record.rle for frame, record in clip.tracks[object_id].items()
        }
    assert clips[0].media == out / "train/JPEGImages/clip"


def test_the_way_of_its_loader_gives_the_same_masks(tmp_path: Path) -> None:
    clip = apart()
    out = export([clip], "ref-youtube-vos", tmp_path / "out")

    videos = loaded(out / "meta_expressions/train/meta_expressions.json")["videos"]
    meta = loaded(out / "train/meta.json")["videos"]
    for fields in videos["clip"]["expressions"].values():
        assert meta["clip"]["objects"][fields["obj_id"]]["category"] in ("dog", "object")
        for frame, name in enumerate(videos["clip"]["frames"]):
            with Image.open(out / f"train/Annotations/clip/{name}.png") as picture:
                mask = np.array(picture.convert("P")) == int(fields["obj_id"])
            thing = DOG if "dog" in fields["exp"] else CAT
            assert np.array_equal(mask, rle_to_mask(clip.tracks[thing][frame].rle))


@pytest.mark.parametrize("suffix", ["json", "pkl"])
def test_a_file_of_masks_by_running_numbers_keeps_overlaps(tmp_path: Path, suffix: str) -> None:
    clips = [told_clip("b"), told_clip("a")]
    out = export(clips, "ref-youtube-vos", tmp_path / "out", masks="both")
    videos = loaded(out / "meta_expressions/train/meta_expressions.json")["videos"]
    masks = loaded(out / "train/mask_dict.json")
    ids = [(name, exp_id) for name in videos for exp_id in sorted(videos[name]["expressions"])]
    assert [videos[name]["expressions"][exp_id]["anno_id"] for name, exp_id in ids] == [[n] for n in range(6)]
    assert list(masks) == [str(number) for number in range(6)]
    katze = masks[str(ids.index(("b", "2")))][0]
    assert np.array_equal(coco_mask.decode(katze).astype(bool), rle_to_mask(clips[0].tracks[CAT][0].rle))
    shutil.rmtree(out / "train/Annotations")
    if suffix == "pkl":
        (out / "train/mask_dict.json").unlink()
        as_bytes = {
            key: [rle and {**rle, "counts": rle["counts"].encode()} for rle in track]
            for key, track in masks.items()
        }
        (out / "train/mask_dict.pkl").write_bytes(pickle.dumps(as_bytes))

    read_clips, report = read(out, "ref-youtube-vos")

    assert report.problems == []
    assert [each.name for each in read_clips] == ["a", "b"]
    first = read_clips[0]
    assert [each.objects for each in first.expressions] == [(0,), (0,), (1,)]
    assert [each.track[0].rle for each in first.objects] == [
        clips[1].tracks[DOG][0].rle,
        clips[1].tracks[CAT][0].rle,
    ]


def test_texts_alone_do_not_say_what_is_meant(tmp_path: Path) -> None:
    out = export([told_clip(split="val")], "ref-youtube-vos", tmp_path / "out")
    shutil.rmtree(out / "valid/Annotations")
    path = out / "meta_expressions/valid/meta_expressions.json"
    meta = loaded(path)
    for fields in meta["videos"]["clip"]["expressions"].values():
        del fields["obj_id"]
    path.write_text(json.dumps(meta))

    [clip], report = read(path, "ref-youtube-vos")

    assert (clip.objects, report.problems, clip.height, clip.width) == ((), [], HEIGHT, WIDTH)
    assert not any(each.is_told for each in clip.expressions)
    youtube = readable_formats()["ref-youtube-vos"]
    assert youtube.recognises(out)
    assert youtube.recognises(path)
    assert not readable_formats()["mevis"].recognises(out)
    assert not readable_formats()["youtube-vos"].recognises(out)


def test_losses_are_those_of_single_objects_in_pictures() -> None:
    clip = told_clip()
    hidden = replace(clip, tracks={**clip.tracks, CAT: {}})

    losses = {each.kind: each.count for each in formats()["ref-youtube-vos"].losses([clip], ExportOptions())}
    of_hidden = {
        each.kind: each.count for each in formats()["ref-youtube-vos"].losses([hidden], ExportOptions())
    }

    assert losses[LossKind.MANY_OBJECTS] == losses[LossKind.NO_OBJECT] == 1
    assert LossKind.OVERLAP in losses
    assert LossKind.EXPRESSIONS not in losses
    assert of_hidden[LossKind.EXPRESSIONS] == of_hidden[LossKind.OBJECTS] == 1


def test_an_object_that_is_never_seen_is_absent_everywhere(tmp_path: Path) -> None:
    source = data_set(tmp_path, {"0": {"exp": "a ghost", "obj_id": 2}}, [[0, 1, 255], [0, 1, 1]])

    [clip], _ = read(source, "ref-youtube-vos")

    assert [[mask.rle.area for mask in each.track.values()] for each in clip.objects] == [[1, 2], [0, 0]]
    assert clip.expressions[0].objects == (1,)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"exp": "a", "obj_id": "x"}, "expected a number from 1 to 254 as obj_id, found 'x'"),
        ({"exp": "a", "obj_id": 0}, "found 0"),
        ({"exp": "a", "obj_id": ["1"]}, "found ['1']"),
        ({"exp": ""}, "expected a text, found an empty one"),
        ({}, "expected a text as 'exp', found None"),
        ([], "expected keys and values as 0, found []"),
    ],
)
def test_each_damaged_text_is_left_out_with_its_place(tmp_path: Path, fields: Any, problem: str) -> None:
    [clip], report = read(data_set(tmp_path, {"0": fields}, [[0, 1], [1, 0]]), "ref-youtube-vos")

    assert clip.expressions == ()
    assert [each.place for each in report.problems] == [
        "train/meta_expressions.json, videos['v'], expressions['0']"
    ]
    assert problem in report.problems[0].sentence


def test_damaged_files_are_one_sentence(tmp_path: Path) -> None:
    source = data_set(tmp_path, {"0": {"exp": "a", "obj_id": "1"}}, [[0, 1], [1, 0]])
    (source / "train/Annotations/v/00005.png").write_bytes(b"no picture")
    (source / "train/meta.json").write_text("[]")

    [clip], report = read(source, "ref-youtube-vos")

    assert list(clip.objects[0].track) == [0]
    assert [Path(each.place).name for each in report.problems] == ["meta.json", "00005.png"]
    (source / "meta_expressions/train/meta_expressions.json").write_text('{"videos": 5}')
    with pytest.raises(FormatError, match=r"meta_expressions\.json: expected 'videos' with expressions"):
        read(source, "ref-youtube-vos")
    with pytest.raises(FormatError, match="expected meta_expressions/train"):
        read(tmp_path / "train", "ref-youtube-vos")
