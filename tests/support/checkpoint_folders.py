"""Writable copies of the shipped checkpoint, to be broken on purpose or given a second decoder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from safetensors.torch import load_file, save_file
from support.golden_cases import SHIPPED
from torch import Tensor

WEIGHTS = "model.safetensors"
_DECODER = "grounding_encoder.sam2_model.sam_mask_decoder."


def copy_checkpoint(target: Path, family: str = SHIPPED.name) -> Path:
    shutil.copytree(SHIPPED.parent / family / "checkpoint", target)
    return target


def edit_config(folder: Path, edit: Callable[[dict], object]) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    edit(config)
    path.write_text(json.dumps(config), encoding="utf-8")


def edit_tensors(folder: Path, edit: Callable[[dict[str, Tensor]], object]) -> None:
    tensors = {name: tensor.clone() for name, tensor in load_file(folder / WEIGHTS).items()}
    edit(tensors)
    save_file(tensors, folder / WEIGHTS)


def add_second_decoder(folder: Path) -> None:
    """The tuned decoder under its own name, beside an equal one that tracks."""

    def add(tensors: dict[str, Tensor]) -> None:
        tuned = {
            name.replace("sam_mask_decoder.", "sam_mask_decoder_modified."): tensor.clone()
            for name, tensor in tensors.items()
            if name.startswith(_DECODER)
        }
        tensors.update(tuned)

    edit_tensors(folder, add)


def shard(folder: Path, count: int = 2) -> list[Path]:
    """Split the weights over `count` files with an index."""
    tensors = load_file(folder / WEIGHTS)
    names = sorted(tensors)
    paths = [folder / f"model-{part + 1:05}-of-{count:05}.safetensors" for part in range(count)]
    weight_map = {}
    for part, path in enumerate(paths):
        own = names[part::count]
        save_file({name: tensors[name] for name in own}, path)
        weight_map |= dict.fromkeys(own, path.name)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    (folder / WEIGHTS).unlink()
    return paths


def quick_copy(folder: Path, family: str = SHIPPED.name) -> Path:
    """The shipped checkpoint with a smaller SAM 2 input, which its weights allow: sixteen times less to compute."""
    copy_checkpoint(folder, family)
    edit_config(folder, lambda config: config["grounding_encoder_config"].update(image_size=256))
    return folder
