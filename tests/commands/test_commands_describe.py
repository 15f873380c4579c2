"""`describe` from end to end: texts in the project, JSON lines, a run that goes on where it broke, and the embedded model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.pipeline_parts import tracked_project
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.annotation.records import (
    Expression,
    ExpressionKind,
    ExpressionState,
    FrameState,
    ObjectFrame,
)
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.cli import main
from sa2va_desktop.editing.commands import new_object, put_expression, put_object, put_track
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.operations.pipeline.text_review import new_text
from sa2va_desktop.storage.session import open_project

SAYS_YES = Script(parts=("Yes, a grey box ", ScriptedObject("", (4, 10, 16, 22)), "."))


class Models:
    """Loads scripted models and notes which are in memory."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **scripts: Script) -> None:
        self.loaded: list[ScriptedPredictor] = []
        self._scripts = scripts
        monkeypatch.setattr(assembly, "load_predictor", self.load)

    def load(self, name: str, **_options: object) -> ScriptedPredictor:
        assert all(predictor.is_closed for predictor in self.loaded), "two models in memory"
        predictor = ScriptedPredictor(self._scripts.get(name, SAYS_YES), name=name)
        self.loaded.append(predictor)
        return predictor


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with tracked_project(tmp_path, "dog", "tiny") as session:
        return session.path


def texts(project: Path) -> list[Expression]:
    with open_project(project, read_only=True) as session:
        return list(session.project.expressions.values())


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_texts_are_written_and_told_line_by_line(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = Models(monkeypatch)

    code = main(
        [
            "describe",
            str(project),
            "--describer",
            "big",
            "--checker",
            "strict",
            "--least-area",
            "0.01",
            "--json",
        ]
    )

    told = lines(capsys)
    assert code == 0
    assert [predictor.description.name for predictor in models.loaded] == ["big", "strict", "big"]
    assert [line["event"] for line in told[:2]] == ["left_out", "chosen"]
    assert told[0]["name"] == "tiny"
    assert told[-1] == {"event": "end", "written": 1, "discarded": 0, "failed": 0}
    stages = [line["stage"] for line in told if line["event"] == "stage"]
    assert stages == ["object", "check", "scene", "video", "short", "round_trip"]
    long, short = texts(project)
    assert (long.model_name, long.length, short.length) == ("big", "long", "short")
    assert long.round_trip_iou is not None
    assert long.round_trip_iou > 0.9
    assert all(predictor.is_closed for predictor in models.loaded)


def test_a_checker_that_says_no_leaves_a_rejected_text(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Models(monkeypatch, strict=Script(parts=("No, one says cat.",)))

    assert main(["describe", str(project), "--describer", "big", "--checker", "strict"]) == 0

    told = capsys.readouterr()
    assert told.out == "texts written about 0 objects, 2 discarded\n"
    assert "1: dog\n2: tiny\n2 objects to write about" in told.err
    for name in ("dog", "tiny"):
        assert f"{name} is discarded: Not consistent: No, one says cat.\n" in told.err
    assert {(each.state, each.note) for each in texts(project)} == {
        (ExpressionState.REJECTED, "Not consistent: No, one says cat.")
    }


def test_a_run_that_breaks_exits_with_its_reason_and_the_next_one_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Four scripts that answer: both crops of both objects; then the memory is gone.
    broken = ScriptedPredictor(*[SAYS_YES] * 4, Script(fail_at_token=0, error=OUT_OF_MEMORY))
    monkeypatch.setattr(assembly, "load_predictor", lambda *_args, **_options: broken)
    assert main(["describe", str(project), "--checker", "none"]) == 5
    assert not texts(project)
    capsys.readouterr()

    whole = ScriptedPredictor(SAYS_YES)
    monkeypatch.setattr(assembly, "load_predictor", lambda *_args, **_options: whole)
    assert main(["describe", str(project), "--checker", "none", "--round-trip", "none", "--json"]) == 0

    cached = [
        line["cached"] for line in lines(capsys) if line["event"] == "stage" and line["stage"] == "object"
    ]
    assert cached == [True, True]
    assert len(whole.requests) == 6
    assert len(texts(project)) == 4


def test_dry_run_loads_nothing_and_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = Models(monkeypatch)

    assert main(["describe", str(project), "--dry-run", "--objects", "1", "--json"]) == 0

    assert lines(capsys) == [{"event": "chosen", "objects": [1]}]
    assert not models.loaded
    assert not texts(project)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--objects", "9"], 2, "there is no object 9"),
        (["--recipe", "nowhere"], 3, "nowhere: expected a folder"),
    ],
)
def test_bad_options_are_one_sentence(
    project: Path, options: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["describe", str(project), *options]) == code
    assert said in capsys.readouterr().err


def test_a_prompt_with_an_unknown_placeholder_is_refused_before_any_model(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = Models(monkeypatch)
    (project.parent / "pipeline").mkdir()
    (project.parent / "pipeline/scene.txt").write_text("Where is {colour}?")

    assert main(["describe", str(project)]) == 3

    assert (
        "scene.txt: expected one of {label}, {name}, {object_text}, found {colour}" in capsys.readouterr().err
    )
    assert not models.loaded


@pytest.mark.slow
def test_the_embedded_model_writes_about_a_synthetic_clip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips = tmp_path / "clips"
    assert main(["synth", "--out", str(clips), "--clips", "1", "--frames", "4", "--size", "64x48"]) == 0
    (folder,) = clips.glob("synth-*")
    project = _truth_as_project(folder, tmp_path / "p.sa2va")
    capsys.readouterr()
    options = ["--least-area", "0.005", "--least-visible", "0.1", "--device", "cpu", "--json"]
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline/recipe.toml").write_text(
        "[check]\nunclear = 'keep'\n[answers]\nmax_new_tokens = 8\n[round_trip]\nof = 'long'\n"
    )

    assert main(["describe", str(project), *options]) == 0

    end = lines(capsys)[-1]
    found = texts(project)
    assert (end["written"], end["failed"]) == (1, 0)
    long = [each for each in found if each.length == "long" and each.state is ExpressionState.PROPOSED]
    assert len(long) == end["written"]
    assert all(each.text and each.round_trip_iou is not None and each.model_name for each in long)
    assert all(each.note for each in found if each.state is ExpressionState.REJECTED)


def _truth_as_project(folder: Path, path: Path) -> Path:
    """The things of a synthetic clip with their exact masks."""
    described = json.loads((folder / "scene.json").read_text())
    ids = [np.asarray(Image.open(each)) for each in sorted((folder / "masks").iterdir())]
    with open_project(path, create=True) as session:
        [media_id] = add_probed_media(session, [probe(folder / "video.mp4")])
        for thing in described["objects"][:1]:
            item = new_object(session.project, media_id, f"{thing['colour']} {thing['noun']}")
            frames = {
                index: ObjectFrame(mask_to_rle(each == thing["id"]), FrameState.EDITED)
                for index, each in enumerate(ids)
            }
            changes = [*put_object(session.project, item), *put_track(session.project, item.object_id, frames)]
            session.do("Add", changes)
    return path


def test_texts_of_a_project_are_checked_and_rephrased(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Models(monkeypatch)
    with open_project(project) as session:
        dog, tiny = session.project.objects
        (media_id,) = session.project.media
        for text, about in (("the box", dog), ("the speck", tiny)):
            made = new_text(
                session.project, media_id, [about], text, kind=ExpressionKind.REFERRING, language="en"
            )
            session.do("Add", put_expression(session.project, made))

    assert main(["describe", str(project), "--check", "unchecked", "--dry-run"]) == 0
    assert capsys.readouterr().out == "2 texts to check\n"
    code = main(
        ["describe", str(project), "--check", "unchecked", "--check-frames", "4", "--rephrase", "--json"]
    )

    told = lines(capsys)
    assert code == 0
    assert [each["event"] for each in told] == ["checked", "checked", "left", "end"]
    assert told[-1] == {"event": "end", "checked": 2, "low": 1, "proposed": 0, "failed": 0}
    kept = {each.text: each.round_trip_iou for each in texts(project)}
    assert kept["the box"] is not None
    assert kept["the box"] > 0.9
    assert kept["the speck"] is not None
    assert kept["the speck"] < 0.1
    assert main(["describe", str(project), "--check", "unchecked"]) == 3
    assert "there are no texts to check" in capsys.readouterr().err
    assert main(["describe", str(project), "--check", "all", "--check-frames", "all"]) == 0
    assert "2 texts checked, 1 low." in capsys.readouterr().out
