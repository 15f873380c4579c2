"""The command line from end to end with a scripted model: files, exit codes, and one sentence for what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.annotation.token_runs import unfold_tokens
from sa2va_desktop.cli import main
from sa2va_desktop.inference.api import AskRequest
from sa2va_desktop.operations.instructions import DESCRIBE_PICTURE_QUESTION, GROUNDED_CAPTION_QUESTION

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

    [folder] = (tmp_path / "s").glob("synth-*")
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


# ---- several turns


def read_answer(folder: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    return described


def test_then_asks_follow_ups_and_writes_all_turns(
    picture: Path, model: ScriptedPredictor, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main(["ask", str(picture), "One?", "--then", "Two?", "--then", "Three?", "--out", str(out)]) == 0

    answer = read_answer(out)
    assert [turn["instruction"] for turn in answer["earlier_turns"]] == ["One?", "Two?"]
    assert answer["instruction"] == "Three?"
    assert [request.history is None for request in asked(model)] == [True, False, False]
    assert [request.frames is None for request in asked(model)] == [False, True, True]


def test_an_answer_that_was_written_is_followed(
    picture: Path, model: ScriptedPredictor, tmp_path: Path
) -> None:
    assert main(["ask", str(picture), "One?", "--out", str(tmp_path / "a")]) == 0
    earlier = str(tmp_path / "a/answer.json")
    assert main(["ask", str(picture), "Two?", "--follow", earlier, "--out", str(tmp_path / "b")]) == 0

    first, second = asked(model)
    assert second.history is not None
    assert list(unfold(read_answer(tmp_path / "a")["tokens"])) == list(second.history.ids)
    assert second.frames is None
    assert len(second.history.pictures) == 1
    assert read_answer(tmp_path / "b")["earlier_turns"][0]["instruction"] == "One?"
    assert first.history is None


def test_a_conversation_goes_on_with_another_picture(
    picture: Path, model: ScriptedPredictor, tmp_path: Path
) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(np.full((24, 40, 3), 99, np.uint8)).save(other)
    assert main(["ask", str(picture), "One?", "--out", str(tmp_path / "a")]) == 0
    earlier = str(tmp_path / "a/answer.json")
    assert main(["ask", str(other), "And here?", "--follow", earlier, "--out", str(tmp_path / "b")]) == 0

    last = asked(model)[-1]
    assert last.frames is not None
    assert last.history is not None
    assert len(last.history.pictures) == 1


def test_a_file_that_is_another_one_by_now_is_not_followed(
    picture: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", str(picture), "One?", "--out", str(tmp_path / "a")]) == 0
    Image.fromarray(np.full((24, 40, 3), 99, np.uint8)).save(picture)
    earlier = str(tmp_path / "a/answer.json")

    assert main(["ask", str(picture), "Two?", "--follow", earlier, "--out", str(tmp_path / "b")]) == 3
    assert "is not the file that the earlier turns were about" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"media": 1}', '{"earlier_turns": [1]}'])
def test_what_is_no_answer_is_not_followed(
    content: str, picture: Path, model: ScriptedPredictor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(content)

    assert main(["ask", str(picture), "x", "--follow", str(path), "--out", str(tmp_path / "o")]) == 3
    [line] = capsys.readouterr().err.splitlines()
    assert "answer.json" in line


def test_words_alone_are_asked_without_a_picture(model: ScriptedPredictor, tmp_path: Path) -> None:
    assert main(["ask", "-", "Hello?", "--then", "And?", "--out", str(tmp_path / "o")]) == 0

    answer = read_answer(tmp_path / "o")
    assert (answer["media"], answer["instruction"]) == (None, "And?")
    assert [turn["instruction"] for turn in answer["earlier_turns"]] == ["Hello?"]
    assert all(request.frames is None for request in asked(model))
    assert asked(model)[1].history is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["-", "x", "--frames", "none"], "--frames needs a picture"),
        (["-", "x", "--task", "segment"], "--task needs a picture"),
        (["-", "x", "--range", "1:2"], "--range needs a picture"),
        (["-", "x", "--grounding", "consistent"], "--grounding needs a picture"),
        (["-", "x", "--format", "coco"], "--format needs a picture"),
        (["-"], "the instruction is empty"),
        (["PICTURE", "x", "--task", "describe"], "asks its own question"),
        (["PICTURE"], "the instruction is empty"),
        (["PICTURE", "x", "--then", " "], "the instruction is empty"),
        (["PICTURE", "--task", "grounded-caption", "--frames", "none"], "there is no picture to look at"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(
    given: list[str],
    said: str,
    picture: Path,
    model: ScriptedPredictor,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = [str(picture) if each == "PICTURE" else each for each in given]

    assert main(["ask", *arguments, "--out", str(tmp_path / "o")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("task", "text"),
    [("grounded-caption", GROUNDED_CAPTION_QUESTION), ("describe", DESCRIBE_PICTURE_QUESTION)],
)
def test_captions_need_no_instruction(
    task: str, text: str, picture: Path, model: ScriptedPredictor, tmp_path: Path
) -> None:
    assert main(["ask", str(picture), "--task", task, "--out", str(tmp_path / "o")]) == 0

    assert asked(model)[0].text == text
    assert read_answer(tmp_path / "o")["task"] == task.replace("-", "_")


def asked(model: ScriptedPredictor) -> list[AskRequest]:
    return [request for request in model.requests if isinstance(request, AskRequest)]


def unfold(tokens: list[Any]) -> tuple[int, ...]:
    return unfold_tokens(tuple((each, 1) if isinstance(each, int) else tuple(each) for each in tokens))
