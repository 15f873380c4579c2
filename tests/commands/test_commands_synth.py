"""`synth` from the command line: projects, data sets and clips of chosen nouns, and what interrupts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop import assembly
from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind, FrameState
from sa2va_desktop.cli import main
from sa2va_desktop.datasets.extras import split_of
from sa2va_desktop.errors import CancelledError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.scenes.clip import synth_clip
from sa2va_desktop.scenes.nouns import NEW_NOUNS
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


def test_single_pictures_are_pictures_in_a_project(tmp_path: Path) -> None:
    path, out = tmp_path / "stills.sa2va", tmp_path / "pictures"

    arguments = ["--clips", "2", "--frames", "1", "--size", "64x48"]
    assert main(["synth", "--project", str(path), "--out", str(out), *arguments]) == 0

    assert sorted(each.suffix for each in out.iterdir()) == [".png", ".png"]
    with assembly.open_project(path, read_only=True) as session:
        assert len(session.project.media) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--nouns", "spoon", "--out", "x"], "found 'spoon'"),
        (["--unseen", "--nouns", "new", "--out", "x"], "no colour is held out"),
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
    from sa2va_desktop.scenes import clip_files

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

    assert sorted(each.name for each in (tmp_path / "videos").iterdir()) == ["synth-0007-00", "synth-0007-01"]
    assert len(list((tmp_path / "p-clips").iterdir())) == 2
    with assembly.open_project(tmp_path / "p.sa2va", read_only=True) as session:
        assert len(session.project.media) == 2
