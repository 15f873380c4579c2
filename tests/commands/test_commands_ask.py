"""The command line from end to end with a scripted model: files, exit codes, and one sentence for what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.cli import main

SQUARE = ScriptedObject("", (4, 4, 14, 12))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "bild ä.png"
    Image.fromarray(np.zeros((24, 40, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedPredictor:
    predictor = ScriptedPredictor(Script(("Sure, it is ", SQUARE, ".")))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    return predictor


def test_ask_writes_davis_folders_and_the_answer(
    picture: Path, model: ScriptedPredictor, tmp_path: Path
) -> None:
    assert main(["ask", str(picture), "the square", "--out", str(tmp_path / "out")]) == 0

    with Image.open(tmp_path / "out/Annotations/480p/bild ä/00000.png") as mask:
        assert np.array(mask).sum() == 80
    answer = json.loads((tmp_path / "out/answer.json").read_text(encoding="utf-8"))
    assert answer["instruction"] == "the square"
    assert model.is_closed


def test_ask_scores_against_the_objects_that_the_instruction_names(
    picture: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = np.zeros((24, 40), np.uint8)
    truth[4:12, 4:9], truth[4:12, 9:14], truth[20:, :] = 1, 2, 3
    (tmp_path / "truth").mkdir()
    Image.fromarray(truth).save(tmp_path / "truth/00000.png")
    scene = {"expressions": [{"text": "the square", "object_ids": [1, 2]}]}
    (tmp_path / "truth/scene.json").write_text(json.dumps(scene))

    code = main(
        [
            "ask",
            str(picture),
            "Segment the square",
            "--out",
            str(tmp_path / "o"),
            "--truth",
            str(tmp_path / "truth"),
            "--json",
        ]
    )

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert lines[-1] == {"event": "score", "J": 1.0, "F": 1.0, "J&F": 1.0, "frames": 1, "truth_objects": [1, 2]}
    assert [line["event"] for line in lines][:2] == ["prompt", "text"]


def test_ask_keeps_the_project_and_export_reads_it(
    picture: Path, model: ScriptedPredictor, tmp_path: Path
) -> None:
    project = tmp_path / "kept.sa2va"
    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o"), "--project", str(project)]) == 0

    assert main(["export", str(project), "--format", "coco", "--out", str(tmp_path / "coco")]) == 0
    assert main(["export", str(project), "--format", "overlay", "--out", str(tmp_path / "overlay")]) == 0

    document = json.loads((tmp_path / "coco/annotations/instances.json").read_text(encoding="utf-8"))
    assert [annotation["area"] for annotation in document["annotations"]] == [80.0]
    with Image.open(tmp_path / "overlay/bild ä.png") as overlay:
        assert np.array(overlay).any(axis=2).sum() >= 80


def test_out_of_memory_exits_with_5_and_keeps_what_was_done(
    picture: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = ScriptedPredictor(Script((SQUARE,), fail_at_frame=0, error=OUT_OF_MEMORY))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: broken)

    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o")]) == 5

    assert json.loads((tmp_path / "o/answer.json").read_text(encoding="utf-8"))["state"] == "failed"
    assert capsys.readouterr().err.strip().endswith(str(OUT_OF_MEMORY))


@pytest.mark.parametrize(
    ("make", "options", "code", "sentence"),
    [
        (lambda p: p / "missing.mp4", [], 3, "missing.mp4"),
        (lambda p: _written(p / "text.mp4", b"hello"), [], 3, "text.mp4"),
        (lambda p: _written(p / "empty.png", b""), [], 3, "empty.png"),
        (
            lambda p: _written(p / "list.mp4", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/a.ts\n"),
            [],
            3,
            "list.mp4",
        ),
        (lambda p: p / "bild ä.png", ["--range", "3:2"], 2, "range"),
        (lambda p: p / "bild ä.png", ["--model", "/nowhere/at/all"], 4, "/nowhere/at/all"),
        (lambda p: p / "bild ä.png", ["--truth", "/nowhere/at/all"], 3, "/nowhere/at/all"),
    ],
)
def test_bad_input_is_one_sentence_and_its_exit_code(  # type: ignore[no-untyped-def]
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], make, options, code: int, sentence: str
) -> None:
    assert main(["ask", str(make(tmp_path)), "x", "--out", str(tmp_path / "o"), *options]) == code

    error = capsys.readouterr().err.strip().splitlines()
    assert len(error) == 1
    assert sentence in error[0]
    assert not (tmp_path / "o").exists()


def test_ask_refuses_a_full_folder_before_any_model_is_loaded(picture: Path, tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    _written(tmp_path / "o/precious", b"1")

    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o"), "--model", "/nowhere"]) == 3


def test_synth_writes_clips_that_ask_can_read(tmp_path: Path) -> None:
    assert (
        main(["synth", "--out", str(tmp_path / "s"), "--clips", "1", "--frames", "3", "--size", "64x48"]) == 0
    )

    [folder] = (tmp_path / "s").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["masks", "scene.json", "video.mp4"]
    assert len(list((folder / "masks").glob("*.png"))) == 3


def test_export_of_a_file_that_is_no_project_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _written(tmp_path / "no.sa2va", b"not a database at all")

    assert main(["export", str(path), "--format", "coco", "--out", str(tmp_path / "o")]) == 3
    assert "no.sa2va" in capsys.readouterr().err


def test_doctor_says_how_things_are_and_exits_zero_when_nothing_is_broken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["doctor", "--json"])

    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"window", "Python", "torch", "data folder", "device"} <= {finding["topic"] for finding in findings}
    assert code == (1 if any(finding["health"] == "problem" for finding in findings) else 0)
    assert all(finding["remedy"] for finding in findings if finding["health"] != "ok")


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
