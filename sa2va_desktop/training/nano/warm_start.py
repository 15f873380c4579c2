"""Fills a model from an exported checkpoint folder, so that a stage can be added to what was trained before."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.training.nano.export import TOKENIZER_FILES, checkpoint_tensors
from sa2va_desktop.training.nano.nano_model import NanoModel

_QKV = ".attn.qkv."


def take_tokenizer(checkpoint: Path, folder: Path) -> None:
    """Copy the tokenizer of a checkpoint to where the training looks for its own, unless one is there."""
    if (folder / "tokenizer.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        shutil.copyfile(checkpoint / name, folder / name)


@torch.no_grad()
def load_checkpoint(model: NanoModel, checkpoint: Path) -> None:
    """Overwrite everything but the probes with the tensors of an exported checkpoint.

    Raises:
        CheckpointError: the folder is not an export of a model of these sizes.
    """
    path = checkpoint / "model.safetensors"
    try:
        loaded = load_file(path)
    except OSError as error:
        raise CheckpointError(f"the training cannot start from {path}: {error}") from error
    targets = checkpoint_tensors(model)  # these share their memory with the model, fused projections excepted
    if loaded.keys() != targets.keys():
        odd = sorted(loaded.keys() ^ targets.keys())[:3]
        raise CheckpointError(f"{path} does not fit the model: {odd} are in one of them only")
    for name, target in targets.items():
        value = loaded[name].to(target.dtype)
        if value.shape != target.shape:
            raise CheckpointError(
                f"{path}: {name} is {tuple(value.shape)}, the model has {tuple(target.shape)}"
            )
        if name.startswith("vision_model.") and _QKV in name:
            _split_projection(model, name, value)
        else:
            target.copy_(value)


def _split_projection(model: NanoModel, name: str, value: torch.Tensor) -> None:
    layer, kind = name.split("encoder.layers.")[1].split(_QKV)
    native = model.vision_model.state_dict()
    for part, values in zip("qkv", value.chunk(3), strict=True):
        native[f"encoder.layer.{layer}.attention.{part}_proj.{kind}"].copy_(values)
