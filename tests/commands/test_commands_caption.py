"""`caption` from end to end: with a scripted model, and once with the recorded checkpoint."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.scripted_predictor import OUT_OF_MEMORY, Script, ScriptedPredictor

from sa2va_desktop import assembly
from sa2va_desktop.cli import main
from sa2va_desktop.inference.api import AskRequest, Capabilities, SegmentRequest
from sa2va_desktop.operations.region_prompts import EXPRESSION_QUESTION, REGION_QUESTION

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "golden" / "internvl_qwen2"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "clip ä"
    folder.mkdir()
    for index in range(3):
        Image.fromarray(np.full((24, 40, 3), index * 20, np.uint8)).save(folder / f"{index:03d}.png")
    return folder


def use(monkeypatch: pytest.MonkeyPatch, predictor: ScriptedPredictor) -> ScriptedPredictor:
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    return predictor


def test_a_box_on_a_frame_is_described_on_stdout(
    clip: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = use(monkeypatch, ScriptedPredictor(Script(("A red car.",))))

    assert main(["caption", str(clip), "--frame", "2", "--box", "4,4,14,12"]) == 0

    assert capsys.readouterr().out == "A red car.\n"
    asked = model.requests[-1]
    assert isinstance(asked, AskRequest)
    assert asked.language_frames == (2,)
    assert int(asked.region_masks[0].sum()) == 80
    assert model.is_closed


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ([], REGION_QUESTION),
        (["--kind", "describe"], REGION_QUESTION),
        (["--kind", "expression"], EXPRESSION_QUESTION),
        (["--question", "What colour is it?"], "What colour is it?"),
    ],
)
def test_what_is_wanted_of_the_thing_is_chosen(
    clip: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], sent: str
) -> None:
    model = use(monkeypatch, ScriptedPredictor(Script(("A red car.",))))

    assert main(["caption", str(clip), "--box", "4,4,14,12", *options]) == 0

    asked = model.requests[-1]
    assert isinstance(asked, AskRequest)
    assert asked.text == sent


def test_json_tells_the_mask_the_prompt_and_the_caption(
    clip: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, ScriptedPredictor(Script(("A red car.",))))

    assert main(["caption", str(clip), "--json", "--point", "12,12", "--point", "30,20,0"]) == 0

    lines = {line["event"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert list(lines) == ["mask", "prompt", "text", "text_finished", "caption"]
    assert lines["mask"]["box_xywh"] == [2, 2, 20, 20]
    assert (lines["caption"]["text"], lines["caption"]["notice"]) == ("A red car.", "")


def test_a_mask_is_taken_as_it_is(clip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = use(monkeypatch, ScriptedPredictor(Script(("A dot.",))))
    values = np.zeros((24, 40), np.uint8)
    values[7:15, 9:30] = 1
    Image.fromarray(values).save(tmp_path / "m.png")

    assert main(["caption", str(clip), "--mask", str(tmp_path / "m.png")]) == 0

    assert not [request for request in model.requests if isinstance(request, SegmentRequest)]
    asked = model.requests[-1]
    assert isinstance(asked, AskRequest)
    np.testing.assert_array_equal(asked.region_masks[0], values != 0)


def test_a_model_without_region_prompts_says_on_stderr_how_it_was_asked(
    clip: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    limited = Capabilities(family="x", template="x", region_prompts=False)
    use(monkeypatch, ScriptedPredictor(Script(("A red car.",)), capabilities=limited))

    assert main(["caption", str(clip), "--box", "4,4,14,12"]) == 0

    captured = capsys.readouterr()
    assert captured.out == "A red car.\n"
    assert "outlined crop" in captured.err


def test_out_of_memory_exits_with_5(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, ScriptedPredictor(Script(("A red car.",), fail_at_token=1, error=OUT_OF_MEMORY)))

    assert main(["caption", str(clip), "--box", "4,4,14,12"]) == 5


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--frame", "3", "--point", "5,5"], 2, "the frames are 0 to 2"),
        (["--point", "5,5,0"], 2, "at least one point inside"),
        (["--box", "5,5,2,2"], 2, "with an area"),
        (["--point", "5,5", "--question", " "], 2, "the question is empty"),
        (["--mask", "nowhere.png"], 3, "nowhere.png"),
        (["--point", "5,5", "--model", "/nowhere/at/all"], 4, "/nowhere/at/all"),
    ],
)
def test_bad_marks_are_one_sentence(
    clip: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, sentence: str
) -> None:
    assert main(["caption", str(clip), *options]) == code

    error = capsys.readouterr().err.strip().splitlines()
    assert len(error) == 1
    assert sentence in error[0]


def test_the_recorded_checkpoint_describes_a_region_of_a_frame(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = GOLDEN / "images" / "video7"
    with Image.open(next(iter(sorted(clip.glob("*.png"))))) as picture:
        width, height = picture.size
    values = np.zeros((height, width), np.uint8)
    values[height // 4 : height // 2, width // 4 : width // 2] = 1
    Image.fromarray(values).save(tmp_path / "m.png")

    options = ["--model", str(GOLDEN / "checkpoint"), "--device", "cpu", "--max-new-tokens", "4", "--json"]
    code = main(["caption", str(clip), "--frame", "1", "--mask", str(tmp_path / "m.png"), *options])

    lines = {line["event"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert code == 0
    assert "There are 1 part regions in the picture: region1<vp><IMG_CONTEXT>*" in lines["prompt"]["prompt"]
    assert "marked by region1." in lines["prompt"]["prompt"]
    assert lines["caption"]["notice"] == ""
