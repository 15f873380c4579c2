"""Ref-SAV: lengths as types, frames by their numbers in the video, and the training form on top of SA-V's files."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from support.expression_clips import CAT, DOG, export, masks_of, read, texts_of, told_clip

from sa2va_desktop.annotation.records import MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.dataset_format import ExportOptions, formats, readable_formats
from sa2va_desktop.datasets.extras import with_extras
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.errors import FormatError

FRAMES = 9
WRITTEN = (0, 4, 8)


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def kept(clip: Any, object_id: int) -> dict[int, Any]:
    """The track on every fourth frame, by position."""
    return {place: clip.tracks[object_id][frame] for place, frame in enumerate(WRITTEN)}


def test_what_is_written_for_evaluation_is_read_again(tmp_path: Path) -> None:
    clip = told_clip(frame_count=FRAMES)

    out = export([clip], "ref-sav", tmp_path / "out")
    [read_clip], report = read(out, "ref-sav")

    assert report.problems == []
    assert (read_clip.frames, read_clip.frame_indices) == (("00000", "00004", "00008"), WRITTEN)
    assert (read_clip.split, read_clip.media) == ("val", out / "videos/clip")
    assert [each.length for each in read_clip.expressions] == ["long", "short", "short", "short", "short"]
    assert texts_of(read_clip)[2:4] == [("both animals", ("Rex", "Mimi")), ("a unicorn", ())]
    assert [masks_of(each) for each in read_clip.objects] == [kept(clip, DOG), kept(clip, CAT)]


def test_a_folder_of_pictures_is_not_thinned_out_again(tmp_path: Path) -> None:
    [first], _ = read(export([told_clip(frame_count=FRAMES)], "ref-sav", tmp_path / "first"), "ref-sav")
    clip = told_clip(frame_count=len(WRITTEN))
    item = replace(clip.item, kind=MediaKind.SEQUENCE, extras=with_extras("", "ref-sav", first.extras))

    out = export([replace(clip, item=item)], "ref-sav", tmp_path / "out")
    [second], _ = read(out, "ref-sav")

    assert second.frame_indices == WRITTEN
    assert sorted(path.stem for path in (out / "videos/clip").iterdir()) == list(second.frames)
    assert second.extras == first.extras


def test_the_way_of_its_evaluation_finds_each_mask(tmp_path: Path) -> None:
    clip = told_clip(frame_count=FRAMES)

    out = export([clip], "ref-sav", tmp_path / "out")

    video = loaded(out / "meta_expressions_valid.json")["videos"]["clip"]
    masks = loaded(out / "mask_dict.json")
    assert [each["type_id"] for each in video["expressions"].values()] == [0, 1, 1, 1, 1]
    truth = np.zeros((len(video["frames"]), video["height"], video["width"]), np.uint8)
    [anno_id] = video["expressions"]["0"]["anno_id"]
    for place in range(len(video["frames"])):
        if rle := masks[str(anno_id)][place]:
            truth[place] += coco_mask.decode(rle)
    expected = [rle_to_mask(clip.tracks[DOG][frame].rle) for frame in WRITTEN]
    assert np.array_equal(truth, np.array(expected, np.uint8))


def test_a_text_of_unknown_length_counts_its_words(tmp_path: Path) -> None:
    clip = told_clip(frame_count=FRAMES)
    wordy = replace(clip.expressions[2], text="word " * 20)

    out = export([replace(clip, expressions=(wordy,))], "ref-sav", tmp_path / "out")

    video = loaded(out / "meta_expressions_valid.json")["videos"]["clip"]
    assert video["expressions"]["0"]["type_id"] == 0


def test_what_is_written_for_training_is_read_again(tmp_path: Path) -> None:
    clip = told_clip(frame_count=FRAMES)

    out = export([clip], "ref-sav", tmp_path / "out", form="training")
    [read_clip], report = read(out, "ref-sav")

    assert report.problems == []
    assert [(each.text, each.objects, each.length) for each in read_clip.expressions] == [
        ("the brown dog", (0,), "long"),
        ("the brown dog", (0,), "short"),
        ("die Katze – „Mimi“", (1,), ""),
    ]
    assert read_clip.frame_indices == WRITTEN
    assert read_clip.media == out / "sam_v_full/sav_train/clip.mp4"
    for thing, object_id in zip(read_clip.objects, (DOG, CAT), strict=True):
        assert {place: mask.rle for place, mask in thing.track.items()} == {
            place: record.rle for place, record in kept(clip, object_id).items()
        }


def test_a_training_loader_finds_texts_files_and_masklets(tmp_path: Path) -> None:
    out = export([told_clip(frame_count=FRAMES)], "ref-sav", tmp_path / "out", form="training")

    video = loaded(out / "Ref-SAV.json")["clip"]

    assert (out / "sam_v_full" / video["video_path"]).is_file()
    masklets = loaded(out / "sam_v_full" / video["anno_path"])["masklet"]
    assert len(masklets) == len(range(FRAMES)[::4])
    assert [each["formated"] for each in video["objects"].values()] == ["the brown dog", "die Katze – „Mimi“"]
    assert all(int(index) < len(masklets[0]) for index in video["objects"])


def test_a_published_file_with_a_folder_named_twice_is_read(tmp_path: Path) -> None:
    out = export([told_clip(frame_count=FRAMES)], "ref-sav", tmp_path / "out", form="training")
    home = out / "sam_v_full/sav_train"
    (home / "sav_000").mkdir()
    for name in ("clip.mp4", "clip_manual.json"):
        shutil.move(home / name, home / "sav_000" / name)
    path = "sav_000/sav_train/sav_000/clip"
    objects = {"1": {"formated": "A cat walks.", "video_cap": 3}}
    text = {"clip": {"video_path": f"{path}.mp4", "anno_path": f"{path}_manual.json", "objects": objects}}
    (out / "Ref-SAV.json").write_text(json.dumps(text))

    [clip], report = read(out / "Ref-SAV.json", "ref-sav")

    assert report.problems == []
    assert clip.media == home / "sav_000/clip.mp4"
    [text_read] = clip.expressions
    assert (text_read.text, text_read.objects, text_read.length) == ("A cat walks.", (1,), "long")
    assert text_read.extras == {"video_cap": 3}


def test_losses_are_those_of_the_form() -> None:
    clip = told_clip(frame_count=FRAMES)
    ref_sav = formats()["ref-sav"]

    evaluation = {each.kind: each.count for each in ref_sav.losses([clip], ExportOptions())}
    training = {
        each.kind: each.count for each in ref_sav.losses([clip], ExportOptions(choices={"form": "training"}))
    }

    assert evaluation[LossKind.FRAMES] == training[LossKind.FRAMES] == FRAMES - len(WRITTEN)
    assert LossKind.MANY_OBJECTS not in evaluation
    assert training[LossKind.MANY_OBJECTS] == training[LossKind.NO_OBJECT] == 1


def test_its_files_are_recognised_and_others_are_not(tmp_path: Path) -> None:
    ref_sav = readable_formats()["ref-sav"]
    evaluation = export([told_clip(frame_count=FRAMES)], "ref-sav", tmp_path / "evaluation")
    training = export([told_clip(frame_count=FRAMES)], "ref-sav", tmp_path / "training", form="training")
    revos = export([told_clip()], "revos", tmp_path / "revos")
    mevis = export([told_clip(split="test")], "mevis", tmp_path / "mevis")

    for source in (
        evaluation,
        evaluation / "meta_expressions_valid.json",
        training,
        training / "Ref-SAV.json",
    ):
        assert ref_sav.recognises(source)
    for source in (
        revos,
        mevis / "test",
        mevis / "test/meta_expressions_release.json",
        evaluation / "mask_dict.json",
    ):
        assert not ref_sav.recognises(source)
    assert not any(
        readable_formats()[each].recognises(evaluation) for each in ("mevis", "revos", "ref-youtube-vos")
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"objects": []}, "expected keys and values as objects, found []"),
        ({"objects": {"2": {"formated": "a"}}}, "expected one of 2 masklets, counted from 0, found '2'"),
        ({"objects": {"0": {"formated": ""}}}, "expected a text, found an empty one"),
        ({"objects": {"0": {}}}, "expected a text as 'formated', found None"),
        ({"anno_path": "sav_train/other.json"}, "expected the file 'sav_train/other.json'"),
        ({"anno_path": "../../../etc/passwd"}, "expected the file '../../../etc/passwd'"),
        ({"anno_path": None}, "expected a text as 'anno_path'"),
    ],
)
def test_each_damaged_item_is_left_out_with_its_place(
    tmp_path: Path, changes: dict[str, Any], problem: str
) -> None:
    out = export([told_clip(frame_count=FRAMES)], "ref-sav", tmp_path / "out", form="training")
    path = out / "Ref-SAV.json"
    path.write_text(json.dumps({"clip": {**loaded(path)["clip"], **changes}}))

    _, report = read(out, "ref-sav")

    assert [each.place.startswith("Ref-SAV.json, 'clip'") for each in report.problems] == [True]
    assert problem in report.problems[0].sentence


def test_damaged_files_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "Ref-SAV.json").write_text('{"a": ')

    with pytest.raises(FormatError, match=r"Ref-SAV\.json: expected JSON"):
        read(tmp_path, "ref-sav")
    with pytest.raises(FormatError, match=r"expected Ref-SAV\.json or meta_expressions_valid\.json"):
        read(tmp_path / "nothing", "ref-sav")
