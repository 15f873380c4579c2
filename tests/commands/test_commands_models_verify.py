"""`models verify`: what it reads, says and remembers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.checkpoint_folders import WEIGHTS, copy_checkpoint, edit_tensors

from sa2va_desktop.cli import main
from sa2va_desktop.model_store.known_folders import last_check
from sa2va_desktop.model_store.local_folders import models_folder
from sa2va_desktop.model_store.records import Check
from sa2va_desktop.operations.models import public_sam2_file

SAM2 = "grounding_encoder.sam2_model."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_checkpoint(tmp_path / "model")


def public_file(folder: Path, path: Path) -> Path:
    state = {
        name.removeprefix(SAM2).replace("g_weight", "gamma"): tensor
        for name, tensor in load_file(folder / WEIGHTS).items()
        if name.startswith(SAM2)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": state}, path)
    return path


def test_sound_weights_are_remembered_until_they_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "verify", str(folder)]) == 0

    out = capsys.readouterr().out
    assert "read: each is expected by the family internvl_qwen2" in out
    assert "were not compared" in out
    assert last_check(folder) is Check.TENSORS
    edit_tensors(folder, lambda tensors: tensors["mlp1.1.bias"].add_(1))
    assert last_check(folder) is Check.NONE


def test_the_frozen_tensors_are_compared_with_a_named_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = public_file(folder, tmp_path / "sam2_hiera_large.pt")

    assert main(["models", "verify", str(folder), "--sam2", str(public)]) == 0

    assert "compared with sam2_hiera_large.pt" in capsys.readouterr().out


def test_what_is_wrong_is_said_and_not_remembered(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = public_file(folder, tmp_path / "public.pt")
    edit_tensors(folder, lambda tensors: tensors[f"{SAM2}maskmem_tpos_enc"].add_(1))

    assert main(["models", "verify", str(folder), "--sam2", str(public)]) == 4

    assert f"{SAM2}maskmem_tpos_enc: differs from the public SAM 2 file" in capsys.readouterr().out
    assert last_check(folder) is Check.NONE


def test_a_layout_that_does_not_fit_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_tensors(folder, lambda tensors: tensors.pop("mlp1.0.weight"))

    assert main(["models", "verify", str(folder)]) == 4

    assert "lacks the weights of 1 tensor (mlp1.0.weight)" in capsys.readouterr().err


def test_the_shipped_model_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify", "sa2va-nano"]) == 0


def test_the_public_file_is_found_once_it_is_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert public_sam2_file() is None
    path = models_folder().parent / "hub" / "models--facebook--sam2-hiera-large" / "snapshots" / "a1"
    monkeypatch.setenv("HF_HUB_CACHE", str(models_folder().parent / "hub"))

    public = public_file(folder, path / "sam2_hiera_large.pt")

    assert public_sam2_file() == public
