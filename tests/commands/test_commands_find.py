"""`find` from end to end with a model that sees what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.finding import SeeingPredictor
from support.window_driver import write_clip, write_picture

from sa2va_desktop import assembly
from sa2va_desktop.cli import main


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> SeeingPredictor:
    predictor = SeeingPredictor((10, 20), (40, 55))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    return predictor


def test_stretches_are_printed_with_their_times(
    tmp_path: Path, model: SeeingPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 60)

    assert main(["find", str(clip), "the red car", "--project", str(tmp_path / "p.sa2va")]) == 0

    rows = [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()]
    assert rows == [["10:20", "0.40-0.76 s"], ["40:55", "1.60-2.16 s"]]
    assert model.is_closed


def test_as_json_with_a_range_and_a_limit(
    tmp_path: Path, model: SeeingPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 60)

    assert main(["find", str(clip), "the red car", "--range", "30:60", "--questions", "20", "--json"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    seen, found = lines[:-1], lines[-1]
    assert [(span["start"], span["stop"]) for span in found["spans"]] == [(40, 55)]
    assert len(seen) <= 20
    assert all(30 <= frame < 60 for line in seen for frame, _ in line["frames"])


@pytest.mark.parametrize(
    ("sentence", "said"), [(" ", "expected a thing to find"), ("a car", "a picture has no")]
)
def test_what_cannot_be_searched_is_one_sentence(
    tmp_path: Path, model: SeeingPredictor, capsys: pytest.CaptureFixture[str], sentence: str, said: str
) -> None:
    is_clip = not sentence.strip()
    media = write_clip(tmp_path / "c.mp4", 5) if is_clip else write_picture(tmp_path / "p.png")

    assert main(["find", str(media), sentence]) == 2

    assert said in capsys.readouterr().err
