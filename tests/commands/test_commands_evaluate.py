"""`evaluate` from the command line: figures, JSON lines, exit codes, and the embedded model on a synthetic clip."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
from PIL import Image
from support.scripted_predictor import Script, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.assembly import synthetic
from sa2va_desktop.cli import main


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedPredictor:
    predictor = ScriptedPredictor(Script(("B",)))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **named: predictor)
    return predictor


def questions(folder: Path, count: int = 3) -> Path:
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").resize((16, 12)).save(out, "PNG")
    image = base64.b64encode(out.getvalue()).decode()
    lines = ["index\tquestion\tA\tB\tanswer\timage"]
    lines += [f"{n}\tWhat?\ta cat\ta dog\t{'AB'[n % 2]}\t{image}" for n in range(count)]
    path = folder / "MMStar.tsv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_questions_with_pictures(
    tmp_path: Path, scripted: ScriptedPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    code = main(["evaluate", str(questions(tmp_path)), "--out", str(out)])

    said = capsys.readouterr().out
    assert code == 0
    assert "Multiple choice: accuracy 33.33 %" in said
    assert "3 samples, 3 asked now, 0 failed; look at report.html" in said
    assert scripted.is_closed
    assert scripted.requests[0].frames.size_hw == (12, 16)  # type: ignore[union-attr]
    assert {"journal.jsonl", "predictions", "report.html", "report.json", "submission.zip"} <= {
        path.name for path in out.iterdir()
    }


def test_scenes_need_no_data_set(
    tmp_path: Path, scripted: ScriptedPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.png"
    wanted = ["--limit", "3", "--seed", "9", "--contact-sheet", str(sheet)]

    code = main(["evaluate", "scenes", "--out", str(tmp_path / "out"), *wanted])

    said = capsys.readouterr().out
    assert code == 0
    assert "  referring segmentation, stills, cIoU: 0.00; aim ≥ 0.80, missed by 0.80; n = 1; chance" in said
    assert sheet.is_file()
    assert (tmp_path / "out" / "report.md").is_file()


@pytest.mark.parametrize(
    "wrong", [["scenes", "--seed", "-1"], ["scenes", "--split", "val"], ["x.tsv", "--seed", "1"]]
)
def test_what_does_not_fit_drawn_scenes_is_refused(tmp_path: Path, wrong: list[str]) -> None:
    assert main(["evaluate", *wrong, "--out", str(tmp_path / "out")]) == 2


def test_json_lines_and_going_on(
    tmp_path: Path, scripted: ScriptedPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = questions(tmp_path), str(tmp_path / "out")

    main(["evaluate", str(path), "--out", out, "--limit", "1", "--json", "--submission", "none"])
    first = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    main(["evaluate", str(path), "--out", out, "--json"])
    second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [each["type"] for each in first] == ["sample", "report"]
    assert [each["type"] for each in second] == ["sample", "sample", "report"]
    assert second[-1]["tables"][0]["figures"][0]["value"] == pytest.approx(100 / 3)
    assert second[-1]["settings"]["model"] == "scripted"


def test_what_nothing_recognises_is_refused_before_a_model_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["evaluate", str(tmp_path), "--out", str(tmp_path / "out"), "--model", "no-such-model"])

    assert code == 2
    assert "name it with --format" in capsys.readouterr().err


def test_embedded_model_on_a_synthetic_clip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    synthetic.write_synthetic_clips(
        tmp_path / "data", clip_count=2, seed=5, size_hw=(64, 96), frame_count=2, on_progress=None
    )

    code = main(
        ["evaluate", str(tmp_path / "data"), "--out", str(tmp_path / "out"), "--device", "cpu", "--limit", "1"]
    )

    assert code == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["settings"]["model"] == "sa2va-nano"
    assert report["settings"]["first_question"].startswith("Please segment ")
    assert {each["name"] for each in report["tables"][0]["figures"]} == {"J", "F", "J&F"}
    assert all(0 <= each["value"] <= 100 for each in report["tables"][0]["figures"])
