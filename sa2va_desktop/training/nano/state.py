"""Resumable training state: tensors as safetensors, numbers as JSON. Nothing is pickled."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from sa2va_desktop.errors import CheckpointError


@dataclass
class StageProgress:
    """How far a stage is. `core_minutes` counts process time over all its sittings."""

    step: int = 0
    core_minutes: float = 0.0
    is_done: bool = False


class StateFolder:
    """The work folder of a training: the model, one optimiser per unfinished stage, and `progress.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def log_path(self) -> Path:
        return self._folder / "log.jsonl"

    def read_progress(self) -> dict[str, StageProgress]:
        """Stage name → progress; empty for a new training."""
        path = self._folder / "progress.json"
        if not path.exists():
            return {}
        return {name: StageProgress(**values) for name, values in json.loads(path.read_text()).items()}

    def load_model(self, model: nn.Module) -> bool:
        """Fill `model` from the last save; False when there is none.

        Raises:
            CheckpointError: the saved tensors do not fit the model.
        """
        path = self._folder / "model.safetensors"
        if not path.exists():
            return False
        _load_strictly(model, load_file(path), path)
        return True

    def load_optimizer(self, stage: str, optimizer: torch.optim.Optimizer, names: list[str]) -> bool:
        """Restore the moments of the parameters called `names` (in the optimiser's order)."""
        path = self._folder / f"{stage}.optimizer.safetensors"
        if not path.exists():
            return False
        tensors = load_file(path)
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        for name, parameter in zip(names, parameters, strict=True):
            if f"{name}.exp_avg" in tensors:
                optimizer.state[parameter] = {
                    "step": tensors[f"{name}.step"],
                    "exp_avg": tensors[f"{name}.exp_avg"],
                    "exp_avg_sq": tensors[f"{name}.exp_avg_sq"],
                }
        return True

    def save(
        self,
        model: nn.Module,
        progress: dict[str, StageProgress],
        *,
        stage: str,
        optimizer: torch.optim.Optimizer,
        names: list[str],
    ) -> None:
        """Replace the last save. The progress file is written last: it never promises more than is there."""
        moments: dict[str, Tensor] = {}
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        for name, parameter in zip(names, parameters, strict=True):
            for key, value in optimizer.state.get(parameter, {}).items():
                moments[f"{name}.{key}"] = value.detach().clone()
        self._write(f"{stage}.optimizer.safetensors", moments)
        self._write("model.safetensors", _distinct_tensors(model))
        temporary = self._folder / "progress.json.part"
        temporary.write_text(json.dumps({name: asdict(values) for name, values in progress.items()}, indent=1))
        os.replace(temporary, self._folder / "progress.json")

    def _write(self, name: str, tensors: dict[str, Tensor]) -> None:
        temporary = self._folder / f"{name}.part"
        save_file(tensors, temporary)
        os.replace(temporary, self._folder / name)


def _distinct_tensors(model: nn.Module) -> dict[str, Tensor]:
    """The state dict without second names of tied tensors, which safetensors refuses."""
    return {
        name: value.detach().contiguous() for name, value in model.state_dict().items() if not _is_tied(name)
    }


def _is_tied(name: str) -> bool:
    return name == "language_model.lm_head.weight"


def _load_strictly(model: nn.Module, tensors: dict[str, Tensor], path: Path) -> None:
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    missing = [name for name in missing if not _is_tied(name)]
    if missing or unexpected:
        raise CheckpointError(
            f"{path} does not fit the model: missing {missing[:3]}, unexpected {unexpected[:3]}"
        )
