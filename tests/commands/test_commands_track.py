"""`track` from end to end with a scripted model: files, exit codes, and one sentence for what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedPredictor
from support.shots import shot, write_shots

from sa2va_desktop import assembly
from sa2va_desktop.cli import main

FRAME_COUNT = 4
BOX = "1,4,4,14,12"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "clip ä"
    folder.mkdir()
    for index in range(FRAME_COUNT):
        Image.fromarray(np.full((24, 40, 3), index * 20, np.uint8)).save(folder / f"{index:03d}.png")
    return folder


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedPredictor:
    predictor = ScriptedPredictor(Script(object_velocity_xy=(1, 0)))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    return predictor


def test_track_writes_masks_of_every_frame_and_what_is_known_of_them(
    clip: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["track", str(clip), "--box", BOX, "--out", str(tmp_path / "o")]) == 0

    masks = sorted((tmp_path / "o/Annotations/480p/clip ä").iterdir())
    first_columns = []
    for path in masks:
        with Image.open(path) as mask:
            first_columns.append(int(np.flatnonzero(np.array(mask).any(axis=0))[0]))
    assert first_columns == [3, 4, 5, 6]
    track = json.loads((tmp_path / "o/track.json").read_text(encoding="utf-8"))
    states = [frame["state"] for frame in track["objects"][0]["frames"]]
    assert states == ["tracked", "prompted", "tracked", "tracked"]
    assert [frame["is_marked"] for frame in track["objects"][0]["frames"]] == [False, True, False, False]
    assert capsys.readouterr().out.startswith("1 object, 4 masks; written to")
    assert model.is_closed


def test_several_objects_are_tracked_by_points_boxes_and_masks(
    clip: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = np.zeros((24, 40), np.uint8)
    values[20:, 30:] = 255
    Image.fromarray(values).save(tmp_path / "m.png")

    car = ["--object", "car", "--point", "0,10,10", "--point", "0,30,20,0", "--box", "2,0,0,5,5"]
    dog = ["--object", "dog", "--mask", f"1,{tmp_path / 'm.png'}"]
    options = ["--json", "--direction", "forward", "--range", "0:3", "--out", str(tmp_path / "o")]
    code = main(["track", str(clip), *options, *car, *dog])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert lines[-1]["event"] == "track"
    assert {line["event"] for line in lines[:-1]} == {"frame"}
    frames = {each["name"]: [frame["frame"] for frame in each["frames"]] for each in lines[-1]["objects"]}
    assert frames == {"car": [0, 1, 2], "dog": [1, 2]}
    assert (lines[-2]["done"], lines[-2]["total"]) == (5, 5)


def test_out_of_memory_exits_with_5_and_keeps_what_was_done(
    clip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = ScriptedPredictor(Script(fail_at_frame=2, error=OUT_OF_MEMORY))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: broken)

    assert main(["track", str(clip), "--box", "0,4,4,14,12", "--out", str(tmp_path / "o")]) == 5

    track = json.loads((tmp_path / "o/track.json").read_text(encoding="utf-8"))
    assert len(track["objects"][0]["frames"]) == 2
    assert track["message"] == f"{OUT_OF_MEMORY} 2 of 4 masks are kept."


def test_a_tracked_project_is_kept_and_exports(clip: Path, model: ScriptedPredictor, tmp_path: Path) -> None:
    project = tmp_path / "kept.sa2va"
    options = ["--out", str(tmp_path / "o"), "--project", str(project)]
    assert main(["track", str(clip), "--point", "0,10,10", *options]) == 0

    assert main(["export", str(project), "--format", "coco", "--out", str(tmp_path / "coco")]) == 0

    document = json.loads((tmp_path / "coco/annotations/instances.json").read_text(encoding="utf-8"))
    assert len(document["annotations"]) == FRAME_COUNT


def test_marks_on_a_picture_become_its_masks(model: ScriptedPredictor, tmp_path: Path) -> None:
    Image.fromarray(np.zeros((24, 40, 3), np.uint8)).save(tmp_path / "still.png")

    assert (
        main(["track", str(tmp_path / "still.png"), "--box", "0,4,4,14,12", "--out", str(tmp_path / "o")]) == 0
    )

    with Image.open(tmp_path / "o/Annotations/480p/still/00000.png") as mask:
        assert np.array(mask).sum() == 80


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        ([], 2, "at least one --point, --box or --mask"),
        (["--object", "dog"], 2, "--object dog"),
        (["--box", "9,0,0,5,5"], 2, "the frames are 0 to 3"),
        (["--point", "0,50,5"], 2, "outside the 40x24 picture"),
        (["--box", "0,5,5,5,9"], 2, "with an area"),
        (["--box", "0,0,0,5,5", "--box", "0,1,1,5,5"], 2, "expected one --box, found two"),
        (["--mask", "0,nowhere.png"], 3, "nowhere.png"),
        (["--point", "0,5,5", "--range", "3:2"], 2, "range"),
        (["--point", "0,5,5", "--model", "/nowhere/at/all"], 4, "/nowhere/at/all"),
    ],
)
def test_bad_marks_are_one_sentence_and_leave_nothing_behind(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, sentence: str
) -> None:
    assert main(["track", str(clip), "--out", str(tmp_path / "o"), *options]) == code

    error = capsys.readouterr().err.strip().splitlines()
    assert len(error) == 1
    assert sentence in error[0]
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("mark", ["5", "x,1,2", "1,2", "1,2,nan", "1,2,3,4", "-1,2,3"])
def test_a_point_that_is_none_is_a_usage_error(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["track", str(clip), "--out", str(tmp_path / "o"), f"--point={mark}"])

    assert stopped.value.code == 2
    assert "expected" in capsys.readouterr().err


@pytest.fixture
def two_shots(tmp_path: Path) -> Path:
    return write_shots(tmp_path / "shots.mp4", [shot(1, 10), shot(2, 10)])


def tracked_frames(out: Path) -> set[int]:
    track = json.loads((out / "track.json").read_text(encoding="utf-8"))
    return {frame["frame"] for frame in track["objects"][0]["frames"]}


def test_a_track_ends_at_a_scene_cut_and_says_so(
    two_shots: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["track", str(two_shots), "--box", BOX, "--out", str(tmp_path / "o")]) == 0

    assert tracked_frames(tmp_path / "o") == set(range(10))
    assert "Ended at the scene cut on frame 10; --cross-cuts goes on." in capsys.readouterr().err
    assert json.loads((tmp_path / "o/track.json").read_text(encoding="utf-8"))["scene_cuts"] == [10]


def test_marks_in_both_scenes_cover_both(two_shots: Path, model: ScriptedPredictor, tmp_path: Path) -> None:
    marks = ["--box", BOX, "--box", "18,4,4,14,12"]

    assert main(["track", str(two_shots), *marks, "--out", str(tmp_path / "o")]) == 0

    assert tracked_frames(tmp_path / "o") == set(range(20))


def test_cross_cuts_goes_on(
    two_shots: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--cross-cuts", "--out", str(tmp_path / "o")]

    assert main(["track", str(two_shots), "--box", BOX, *options]) == 0

    assert tracked_frames(tmp_path / "o") == set(range(20))
    assert "scene cut" not in capsys.readouterr().err
