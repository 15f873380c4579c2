"""The stage of further clicks at toy size: what it trains, and what it must leave alone."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from test_training_nano_run import _CONFIG

from sa2va_desktop.training.nano.click_stage import CLICK_PARTS
from sa2va_desktop.training.nano.run import train

_CLICKS = """
[[stages]]
name = "clicks"
kind = "clicks"
steps = {steps}
scenes = 2
"""


def test_only_the_tracking_decoder_and_the_prompts_of_clicks_change(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text((_CONFIG + _CLICKS).format(work=tmp_path.as_posix(), steps=2))
    train(config, stage="words")
    before = load_file(tmp_path / "model.safetensors")

    train(config, stage="clicks")

    after = load_file(tmp_path / "model.safetensors")
    changed = {name for name in after if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.startswith(CLICK_PARTS) for name in changed)
    assert {part for part in CLICK_PARTS if any(name.startswith(part) for name in changed)} == set(CLICK_PARTS)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    logged = {key for line in lines if line["stage"] == "clicks" for key in line}
    assert {"click_iou_1", "click_iou_3", "drift", "tracked_iou"} <= logged
