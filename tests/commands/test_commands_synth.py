"""`synth` from the command line: projects, data sets and clips of chosen nouns, and what interrupts them."""

from __future__ import annotations

import json
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sa2va_desktop import assembly
from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind, FrameState
from sa2va_desktop.cli import main
from sa2va_desktop.datasets.extras import split_of
from sa2va_desktop.errors import CancelledError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.scenes import clip_files, clip_records
from sa2va_desktop.scenes.clip import Clip, synth_clip
from sa2va_desktop.scenes.expressions import ExpressionKind as Kind
from sa2va_desktop.scenes.nouns import ALL_NOUNS, NEW_NOUNS, NOUNS
from sa2va_desktop.scenes.options import SceneOptions, parse_nouns

SMALL = ["--size", "64x48", "--frames", "4", "--seed", "7"]


def test_a_project_is_ready_to_work_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "things.sa2va"
    split = ["--split", "train=0.75,val=0.25"]

    assert main(["synth", "--project", str(path), "--clips", "4", "--nouns", "new", *SMALL, *split]) == 0

    assert "4 clips" in capsys.readouterr().out
    with assembly.open_project(path, read_only=True) as session:
        project = session.project
        assert {each.name for each in project.categories.values()} <= set(NEW_NOUNS)
        assert sorted(split_of(item.extras) for item in project.media.values()) == ["train"] * 3 + ["val"]
        for place, item in enumerate(project.media.values()):
            clip = synth_clip(
                7, place, size_hw=(48, 64), frame_count=4, options=SceneOptions(parse_nouns("new"))
            )
            assert item.path == (tmp_path / "things-clips" / f"{clip.name}.mp4").as_posix()
            with open_media(Path(item.path)) as reader:
                assert reader.read_rgb(3).shape == (48, 64, 3)
            objects = project.objects_of(item.media_id)
            assert [project.categories[each.category_id].name for each in objects if each.category_id] == [
                thing.noun for thing in clip.objects
            ]
            for each, thing in zip(objects, clip.objects, strict=True):
                track = project.track(each.object_id)
                assert [track[frame].rle for frame in range(4)] == list(thing.masks)
                states = {record.state for record in track.values()}
                assert states <= {FrameState.CONFIRMED, FrameState.ABSENT}
            texts = project.expressions_of(item.media_id)
            ids = {each.object_id: thing.object_id for each, thing in zip(objects, clip.objects, strict=True)}
            told = {
                (each.text, frozenset(ids[object_id] for object_id in each.object_ids))
                for each in texts
                if each.kind is ExpressionKind.REFERRING
            }
            assert told == {(each.text, frozenset(each.object_ids)) for each in (*clip.expressions, *clip.more)}
            assert sum(each.kind is ExpressionKind.CAPTION for each in texts) >= 1
            answers = project.answers_of(item.media_id)
            grounded = next(each for each in answers if each.task is AnswerTask.GROUNDED_CAPTION)
            assert grounded.text == clip.description.text
            assert len(grounded.phrases) == len(clip.description.phrases)


RICH = ["--nouns", "all", "--textures", "--long-texts"]


def test_long_texts_and_captions_are_in_the_formats_that_hold_them(tmp_path: Path) -> None:
    out = {}
    for format_id in ("gcg", "region-captions", "llava", "ref-sav", "sa2va"):
        out[format_id] = tmp_path / format_id
        assert (
            main(["synth", "--out", str(out[format_id]), "--format", format_id, "--clips", "1", *RICH, *SMALL])
            == 0
        )
    options = SceneOptions(parse_nouns("all"), textures=True, long_texts=True)
    clips = [synth_clip(7, index, size_hw=(48, 64), frame_count=4, options=options) for index in range(1)]
    described = {each.long_description.text for each in clips if each.long_description}
    long = {each.text for clip in clips for each in clip.long if each.kind is Kind.LONG}
    assert len(described) == 1
    assert long

    grounded = json.loads((out["gcg"] / "gcg_train.json").read_text())
    assert {each["caption"] for each in grounded} == described
    for each in grounded:
        for phrase, said in each["groundings"].items():
            start, stop = said["token_positives"]
            assert phrase.startswith(each["caption"][start:stop])
            assert said["rle_masks"]
    regions = json.loads((out["region-captions"] / "region_captions.json").read_text())
    captions = {thing.caption for clip in clips for thing in clip.objects}
    assert {text for each in regions for text in each["description"]} <= captions
    turns = [each["conversations"] for each in json.loads((out["llava"] / "conversations.json").read_text())]
    assert all(each[0]["value"].removeprefix("<video>").strip() for each in turns)
    assert any("<p> A " in each[1]["value"] and "[SEG]" in each[1]["value"] for each in turns)
    videos = json.loads((out["ref-sav"] / "meta_expressions_valid.json").read_text())["videos"].values()
    texts = [each for video in videos for each in video["expressions"].values()]
    assert {each["exp"] for each in texts if each["type_id"] == 0} == long
    said = json.loads((out["sa2va"] / "annotations.json").read_text())
    assert long <= {text for each in said for text in each["text"]}


def test_the_vocabulary_lies_beside_what_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    splits = ["--split", "train=0.6,val=0.4", "--format", "coco"]
    rich = [*RICH, *SMALL, "--clips", "3"]

    assert main(["synth", "--out", str(tmp_path / "clips"), *rich]) == 0
    assert main(["synth", "--out", str(tmp_path / "coco"), *rich, *splits]) == 0
    capsys.readouterr()
    assert main(["synth", "--describe", *rich]) == 0

    described = json.loads(capsys.readouterr().out)
    clips = json.loads((tmp_path / "clips" / "vocabulary.json").read_text())
    coco = json.loads((tmp_path / "coco" / "vocabulary.json").read_text())
    assert described == {key: value for key, value in clips.items() if key != "counts"}
    assert clips["vocabulary"] == coco["vocabulary"]
    assert {each["name"]: each["known_to_sa2va_nano"] for each in described["vocabulary"]["nouns"]} == {
        noun: noun in NOUNS for noun in ALL_NOUNS
    }
    assert coco["counts"].pop("splits") == {"train": 2, "val": 1}
    assert coco["counts"] == clips["counts"]
    scenes = [json.loads(path.read_text()) for path in sorted((tmp_path / "clips").glob("*/scene.json"))]
    assert clips["counts"]["clips"] == len(scenes) == 3
    assert clips["counts"]["objects"] == sum(len(each["objects"]) for each in scenes)
    assert sum(clips["counts"]["expressions_by_kind"].values()) == sum(len(e["expressions"]) for e in scenes)


def test_photos_are_put_behind_the_things(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number, colour in enumerate([(200, 20, 20), (20, 20, 200)]):
        Image.new("RGB", (90 + 60 * number, 70), colour).save(photos / f"{number}.png")
    (photos / "notes.txt").write_text("not a photo")
    behind = ["--backgrounds", str(photos), "--clips", "6", "--frames", "1", "--size", "64x48"]

    for name in ("a", "b"):
        assert main(["synth", "--project", str(tmp_path / f"{name}.sa2va"), *behind]) == 0

    shown = [np.asarray(Image.open(path)) for path in sorted((tmp_path / "a-clips").glob("*.png"))]
    again = [np.asarray(Image.open(path)) for path in sorted((tmp_path / "b-clips").glob("*.png"))]
    assert all(np.array_equal(one, other) for one, other in zip(shown, again, strict=True))
    corners = {
        tuple(int(value) // 60 for value in np.median(each[:2].reshape(-1, 3), axis=0)) for each in shown
    }
    assert len(corners) == 2
    (photos / "broken.jpg").write_bytes(b"nothing")
    capsys.readouterr()
    assert main(["synth", "--out", str(tmp_path / "c"), *behind]) != 0
    assert "broken.jpg' is damaged or no picture" in capsys.readouterr().err
    assert main(["synth", "--out", str(tmp_path / "c"), "--backgrounds", str(tmp_path / "none")]) == 2
    assert "expected a folder with photos, found nothing" in capsys.readouterr().err


def test_more_clips_of_a_seed_begin_with_the_same_ones(tmp_path: Path) -> None:
    for count in (2, 3):
        assert main(["synth", "--out", str(tmp_path / str(count)), "--clips", str(count), *SMALL]) == 0

    few, many = (sorted((tmp_path / count).glob("*/*.json")) for count in ("2", "3"))
    assert [path.read_text() for path in few] == [path.read_text() for path in many[:2]]


def test_single_pictures_are_pictures_in_a_project(tmp_path: Path) -> None:
    path, out = tmp_path / "stills.sa2va", tmp_path / "pictures"

    arguments = ["--clips", "2", "--frames", "1", "--size", "64x48"]
    assert main(["synth", "--project", str(path), "--out", str(out), *arguments]) == 0

    assert sorted(each.suffix for each in out.iterdir()) == [".json", ".png", ".png"]
    with assembly.open_project(path, read_only=True) as session:
        assert len(session.project.media) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--nouns", "spoon", "--out", "x"], "found 'spoon'"),
        (["--unseen", "--nouns", "new", "--out", "x"], "nothing is held out"),
        ([], "expected --out DIR or --project FILE"),
        (["--project", "a.sa2va", "--format", "davis"], "found both"),
        (["--out", "x", "--size", "big"], "expected WIDTHxHEIGHT"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_sentence(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["synth", *arguments]) == 2

    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_whole_clips_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = clip_files.write_video
    written: list[Path] = []

    def interrupted(path: Path, frames: object, **values: object) -> None:
        written.append(path)
        write(path, frames, **values)  # type: ignore[arg-type]
        if len(written) == 3:
            raise CancelledError

    monkeypatch.setattr(clip_files, "write_video", interrupted)

    for kind in (["--out", str(tmp_path / "videos")], ["--project", str(tmp_path / "p.sa2va")]):
        written.clear()
        assert main(["synth", *kind, "--clips", "5", *SMALL]) == CancelledError.exit_code

    assert sorted(each.name for each in (tmp_path / "videos").iterdir()) == [
        "synth-0007-00",
        "synth-0007-01",
        "vocabulary.json",
    ]
    assert len(list((tmp_path / "p-clips").glob("*.mp4"))) == 2
    with assembly.open_project(tmp_path / "p.sa2va", read_only=True) as session:
        assert len(session.project.media) == 2


@pytest.mark.parametrize("kind", [["--format", "mevis", "--out"], ["--project"], ["--out"]])
def test_no_more_than_a_few_clips_are_in_memory_at_a_time(
    kind: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[weakref.ref[Clip]] = []
    alive: list[int] = []

    def watched(*args: Any, **values: Any) -> Clip:
        alive.append(sum(each() is not None for each in drawn))
        clip = synth_clip(*args, **values)
        drawn.append(weakref.ref(clip))
        return clip

    monkeypatch.setattr(clip_records, "synth_clip", watched)
    monkeypatch.setattr(clip_files, "synth_clip", watched)
    small = ["--clips", "12", "--frames", "2", "--size", "32x32", "--nouns", "key,bell"]

    assert main(["synth", *kind, str(tmp_path / "x.sa2va"), *small]) == 0

    assert len(drawn) >= 12
    assert max(alive) <= 3
