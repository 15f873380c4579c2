"""A stand-alone SAM 2 on the command line: alone, beside a model, and where it cannot help."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.checkpoint_folders import quick_copy
from support.sam2_folders import MINIATURES, tracker_folder, write_public_file
from support.scripted_predictor import ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.cli import main
from sa2va_desktop.inference import sam2_files, verification
from sa2va_desktop.inference.api import ExpectedSpeed

BOX = "1,4,4,24,20"


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tracker_folder(tmp_path_factory.mktemp("trackers") / "miniature")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    for index in range(3):
        Image.fromarray(np.full((24, 40, 3), 60 + index * 20, np.uint8)).save(folder / f"{index:03d}.png")
    return folder


def track(clip: Path, out: Path, *options: str) -> dict:
    assert main(["track", str(clip), "--box", BOX, "--out", str(out), "--device", "cpu", *options]) == 0
    return json.loads((out / "track.json").read_text(encoding="utf-8"))


def test_track_needs_no_language_model(clip: Path, tracker: Path, tmp_path: Path) -> None:
    alone = track(clip, tmp_path / "a", "--model", "none", "--tracker", str(tracker))
    chosen = track(clip, tmp_path / "b", "--model", str(tracker))

    assert alone["model"] == chosen["model"] == "SAM 2.1 miniature"
    assert alone["objects"] == chosen["objects"]
    assert [frame["state"] for frame in alone["objects"][0]["frames"]][1] == "prompted"
    assert len(alone["objects"][0]["frames"]) == 3


def test_track_beside_a_model_is_named_after_both(clip: Path, tracker: Path, tmp_path: Path) -> None:
    sa2va = quick_copy(tmp_path / "quick")

    track_of_pair = track(clip, tmp_path / "o", "--model", str(sa2va), "--tracker", str(tracker))

    assert track_of_pair["model"] == "quick + SAM 2.1 miniature"


def test_a_public_file_is_converted_into_the_cache(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SA2VA_DESKTOP_HOME", str(tmp_path / "home"))
    convert = sam2_files.convert_sam2
    monkeypatch.setattr(
        sam2_files, "convert_sam2", lambda file, target: convert(file, target, variants=MINIATURES)
    )
    file = write_public_file(tmp_path / "mine.pt")

    described = track(clip, tmp_path / "o", "--model", "none", "--tracker", str(file))

    assert described["model"] == "SAM 2.1 miniature"
    [kept] = (tmp_path / "home" / "cache" / "trackers").iterdir()
    assert sorted(path.name for path in kept.iterdir()) == ["config.json", "model.safetensors"]


@pytest.mark.parametrize("command", ["track", "caption"])
def test_a_slow_network_is_said_to_be_slow_before_it_begins(
    command: str,
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    predictor = ScriptedPredictor()
    speed = ExpectedSpeed("SAM 2 large", 31.0, 44.0, "SAM 2.1 tiny", "sam2.1-tiny", 5.2, 14.0)
    predictor._description = replace(predictor.description, speed=speed)
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    options = ["--box", BOX, "--out", str(tmp_path / "o")]
    if command == "caption":
        options = ["--frame", "1", "--box", BOX.partition(",")[2]]

    assert main([command, str(clip), *options]) == 0

    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith(
        "On this CPU, SAM 2 large takes about 30 s for the first click on a frame and 45 s for each tracked frame"
    )
    assert first.endswith("(--tracker sam2.1-tiny)")


@pytest.mark.parametrize(
    ("command", "options"),
    [("ask", ["Where is it?"]), ("caption", ["--frame", "0", "--box", "4,4,24,20"])],
)
def test_words_are_refused_with_the_reason(
    command: str,
    options: list[str],
    clip: Path,
    tracker: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = ["--out", str(tmp_path / "o")] if command == "ask" else []
    code = main([command, str(clip), *options, *out, "--model", "none", "--tracker", str(tracker)])

    assert code == 4
    assert "SAM 2.1 miniature has no language model" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--model", "none"], "Neither a model nor a tracker was chosen; name one of them."),
        (["--model", "none", "--tracker", "no/such/place/at/all"], "no/such/place/at/all"),
        (["--model", "none", "--tracker", "sam2.1-tiny"], "is not on this machine"),
    ],
)
def test_what_is_not_there_is_one_sentence(
    options: list[str],
    sentence: str,
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("SA2VA_DESKTOP_HOME", "HF_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    assert main(["track", str(clip), "--box", BOX, "--out", str(tmp_path / "o"), *options]) == 4
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1
    assert sentence in errors[0]


def test_models_knows_and_verifies_a_folder_with_a_public_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SA2VA_DESKTOP_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        verification, "recognised", lambda shapes, file: sam2_files.recognised(shapes, file, MINIATURES)
    )
    folder = tmp_path / "mine"
    folder.mkdir()
    write_public_file(folder / "sam2.1_hiera_tiny.pt")

    assert main(["models", "add", str(folder)]) == 0
    assert main(["models", "verify", str(folder)]) == 0
    assert "each is expected by the family SAM 2.1 miniature" in capsys.readouterr().out
    assert main(["models", "list"]) == 0
    assert "mine" in capsys.readouterr().out
