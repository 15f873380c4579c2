"""`evaluate review` and `statistics --by` on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support.tracking import add_clip, add_track

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.cli import main
from sa2va_desktop.storage.session import open_project


def test_review_is_drawn_and_takes_nothing_of_a_data_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()

    assert main(["evaluate", "review", "--out", out, "--format", "coco"]) == 2
    assert main(["evaluate", "review", "--out", out, "--seed", "-1"]) == 2
    assert main(["evaluate", "scenes", "--out", out, "--clips", "3"]) == 2
    assert main(["evaluate", "review", "--out", str(tmp_path / "full")]) != 0
    assert "expected a new or empty folder" in capsys.readouterr().err


@pytest.mark.slow
def test_planted_faults_come_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "review", "--out", str(tmp_path / "out"), "--clips", "4", "--seed", "3"]) == 0

    report = json.loads((tmp_path / "out" / "review.json").read_text())
    told = capsys.readouterr().out
    kinds = report["witnesses"]["scores + geometry + asking"]["kinds"]
    assert kinds["id swap"]["found_episodes"] == 1
    assert kinds["vanished"]["found_episodes"] == 1
    assert report["witnesses"]["scores"]["kinds"]["wrong label"]["found_episodes"] == 0
    assert "id swap" in told


def test_masks_are_counted_by_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.sa2va"
    with open_project(path, create=True) as session:
        add_clip(session, 30)
        add_track(session, dict.fromkeys(range(5), FrameState.TRACKED) | {7: FrameState.CONFIRMED}, name="=dog")

    assert main(["statistics", str(path), "--by", "object", "--csv"]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["object"], row["frames"], row["masks"], row["gaps"]) == ("'=dog", "6", "6", "1")

    assert main(["statistics", str(path), "--by", "label", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["frames"] == 6
    assert main(["statistics", str(path), "--by", "clip"]) == 0
    assert "Frames" in capsys.readouterr().out
