"""Models that ship their chat template, from the command line: consent, layout of turns, outlined objects, tracing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.golden_cases import EMBEDDING, FEATURES, GOLDEN

from sa2va_desktop.cli import main

OWN_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{% for part in message.content %}"
    "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A Qwen2.5-VL whose template is not known; it has no system turn."""
    copied = Path(shutil.copytree(GOLDEN / "qwen2_5_vl" / "checkpoint", tmp_path / "model"))
    (copied / "chat_template.jinja").write_text(OWN_TEMPLATE)
    return copied


def traced_prompt(folder: Path, out: Path, *options: str) -> int:
    """Trace a text-only request; the number of prompt tokens."""
    command = ["trace", "-", "The weather is", "--model", str(folder), "--out", str(out)]
    assert main([*command, "--max-new-tokens", "1", *options]) == 0
    with np.load(out) as arrays:
        return len(arrays["prompt_ids"])


def test_an_unknown_template_needs_consent(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "t.npz"
    assert main(["trace", "-", "The weather is", "--model", str(folder), "--out", str(out)]) == 4
    said = capsys.readouterr().err.strip()
    assert "chat_template.jinja" in said
    assert "--allow-template" in said
    assert len(said.splitlines()) == 1

    assert traced_prompt(folder, out, "--allow-template") == 16  # as the recorded one less the system turn


def test_turns_can_be_written_as_in_training(tmp_path: Path) -> None:
    folder, out = GOLDEN / "qwen2_5_vl" / "checkpoint", tmp_path / "t.npz"

    assert traced_prompt(folder, out) == 34
    assert traced_prompt(folder, out, "--turns", "training") == 16


@pytest.mark.parametrize("family", ["qwen2_5_vl", "qwen3_vl"])
def test_a_trace_has_the_recorded_arrays(family: str, tmp_path: Path) -> None:
    golden, out = GOLDEN / family, tmp_path / "t.npz"
    picture = golden / "images" / "portrait.png"

    command = ["trace", str(picture), "Please segment the red ball.", "--out", str(out)]
    assert main([*command, "--model", str(golden / "checkpoint")]) == 0

    with np.load(out) as ours, np.load(golden / "image_ref_natural.npz") as recorded:
        for name in ("prompt_ids", "generated_ids", "image_grid_thw", "mrope_position_ids"):
            np.testing.assert_array_equal(ours[name], recorded[name], err_msg=name)
        np.testing.assert_allclose(ours["seg_hidden"], recorded["seg_hidden"], rtol=0, atol=FEATURES)
        np.testing.assert_allclose(ours["seg_embedding"], recorded["seg_embedding"], rtol=0, atol=EMBEDDING)
        assert (ours["final_masks"] != recorded["final_masks"]).mean() < 2e-4


def test_a_marked_object_is_described_from_an_outlined_crop_and_the_answer_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    golden = GOLDEN / "qwen3_vl"
    mask = np.zeros((520, 300), np.uint8)
    mask[200:300, 100:200] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")

    picture = str(golden / "images" / "portrait.png")
    marked = ["--frame", "0", "--mask", str(tmp_path / "mask.png")]
    code = main(
        ["caption", picture, *marked, "--model", str(golden / "checkpoint"), "--max-new-tokens", "4", "--json"]
    )

    assert code == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    notices = [line["notice"] for line in lines if line.get("notice")]
    assert notices == [
        "Described from an outlined crop of the picture: this family was not trained with marked regions."
    ]
