"""`attributes` from end to end: proposals in the project, JSON lines, what is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.answering import AnsweringPredictor, Told
from support.pipeline_parts import tracked_project

from sa2va_desktop import assembly
from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKey, AttributeKind
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.cli import main
from sa2va_desktop.editing.commands import put_attribute
from sa2va_desktop.storage.session import open_project

COLOUR = Attribute(
    AttributeId(1), "colour", AttributeKind.CHOICE, choices=("red", "blue"), question="What colour is it?"
)
WHEELS = Attribute(AttributeId(2), "wheels", AttributeKind.NUMBER, question="How many wheels?")


def tell(question: str, _frame: int) -> Told:
    if question == COLOUR.question:
        return Told("Red.", {"Red.": 0.8, "Blue.": 0.2})
    return Told("Hard to say.")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(assembly, "load_predictor", lambda _name, **_options: AnsweringPredictor(tell))
    with tracked_project(tmp_path, "dog", "cat") as session:
        for attribute in (COLOUR, WHEELS):
            session.do("Attribute", put_attribute(session.project, attribute))
        return session.path


def keys(project: Path, object_id: int) -> dict[int, tuple[AttributeKey, ...]]:
    with open_project(project, read_only=True) as session:
        return {key: value.keys for key, value in session.project.values_of(ObjectId(object_id)).items()}


def test_values_are_proposed_and_told_line_by_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attributes", str(project), "--json", "--frames", "2"]) == 0

    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said[0] == {"event": "chosen", "objects": [1, 2], "values": 4}
    assert said[1] == {
        "event": "filled",
        "object": 1,
        "name": "dog",
        "attribute": "colour",
        "keys": [{"frame": 0, "value": "red", "confidence": 0.8}],
    }
    assert said[-1] == {"event": "end", "proposed": 2, "open": 2, "failed": 0}
    assert keys(project, 2) == {1: (AttributeKey(0, "red", 0.8, False, "scripted"),)}

    assert main(["attributes", str(project), "--attribute", "colour"]) == 0
    assert "0 values of 0 objects to ask for" in capsys.readouterr().err


def test_one_object_is_filled_in_words(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attributes", str(project), "--objects", "2"]) == 0

    out = capsys.readouterr().out.splitlines()
    assert out == ["cat, colour: red (80%)", "cat, wheels: open", "1 value proposed, 1 left open"]
    assert keys(project, 1) == {}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--attribute", "size"], "found “size”"),
        (["--objects", "9"], "no object 9"),
        (["--label", "car"], "found “car”"),
        (["--threshold", "2"], "expected a number from 0 to 1, found '2'"),
        (["--frames", "0.5"], "expected a whole number from 1 to 1000"),
    ],
)
def test_what_is_not_there_is_said(
    project: Path, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    try:
        code = main(["attributes", str(project), *options])
    except SystemExit as end:
        code = int(str(end.code))

    assert code == 2
    assert sentence in capsys.readouterr().err


def test_a_dry_run_asks_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attributes", str(project), "--dry-run"]) == 0

    assert "4 values of 2 objects to ask for" in capsys.readouterr().err
    assert keys(project, 1) == {}
