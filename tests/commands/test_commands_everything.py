"""`everything` from end to end, with a scripted model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.cli import main

THINGS = (ScriptedObject(box_xyxy=(2, 2, 20, 20)), ScriptedObject(box_xyxy=(24, 4, 36, 16)))


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "picture ä.png"
    Image.fromarray(np.full((24, 40, 3), 90, np.uint8)).save(path)
    predictor = ScriptedPredictor(Script(parts=("A red ball.",), things=THINGS))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    return path


def test_each_thing_is_written_as_an_object(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    assert main(["everything", str(picture), "--out", str(out)]) == 0

    assert capsys.readouterr().out == f"2 objects; written to {out}\n"
    [file] = [path for path in out.rglob("*.json") if "annotations" in json.loads(path.read_text("utf-8"))]
    boxes = [each["bbox"] for each in json.loads(file.read_text("utf-8"))["annotations"]]
    assert boxes == [[2, 2, 18, 18], [24, 4, 12, 12]]


def test_names_and_scores_are_told_as_json(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["everything", str(picture), "--out", str(tmp_path / "out"), "--name", "--json"]

    assert main([*command, "--density", "few"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in told["objects"]] == ["red ball", "red ball 2"]
    assert [each["area"] for each in told["objects"]] == [324, 144]


def test_a_frame_that_is_not_there_is_one_sentence(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["everything", str(picture), "--out", str(tmp_path / "out"), "--frame", "3"]) == 2

    assert "frame 3: the frames are 0 to 0" in capsys.readouterr().err
