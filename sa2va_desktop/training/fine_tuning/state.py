"""The state of a training on the disk: one safetensors file with numbers and JSON in it, replaced as a whole. Nothing is pickled."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from sa2va_desktop.errors import CheckpointError, OutputError
from sa2va_desktop.translation import translate

STATE_FILE, BEST_FILE = "state.safetensors", "best.safetensors"
_WEIGHT = "weight."
_PROGRESS = "progress"


@dataclass
class Best:
    """The best validation so far."""

    step: int
    score: float
    loss: float


@dataclass
class TrainingProgress:
    """Where a training is; with the weights and moments, all that the next step depends on.

    Random numbers are made from the seed of the configuration and these positions, so that no generator need be kept.

    Attributes:
        drawn: samples drawn of each source, of all processes together.
        seconds: spent in all sittings.
        at_once: samples that are computed together; fewer than the batch after memory ran out.
        skipped_steps: whose loss was no number; `bad_steps` of them in a row just now.
        left_out: places of samples that could not be used.
    """

    step: int = 0
    drawn: list[int] = field(default_factory=list)
    seconds: float = 0.0
    at_once: int = 0
    skipped_steps: int = 0
    bad_steps: int = 0
    left_out: list[str] = field(default_factory=list)
    best: Best | None = None
    validated_step: int = -1


Named = Mapping[str, nn.Parameter]


class StateFolder:
    """The state of one training. `trained` are its parameters by name, in the order of the optimiser."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def has_state(self) -> bool:
        return (self._folder / STATE_FILE).is_file()

    def forget(self) -> None:
        """Remove all state; the folder stays."""
        for name in (STATE_FILE, BEST_FILE):
            (self._folder / name).unlink(missing_ok=True)

    def read_progress(self) -> TrainingProgress:
        """
        Raises:
            CheckpointError: there is none, or it is damaged.
        """
        path = self._folder / STATE_FILE
        with _opened(path) as file:
            return _progress((file.metadata() or {}).get(_PROGRESS, ""), path)

    def save(self, trained: Named, optimizer: torch.optim.Optimizer, progress: TrainingProgress) -> None:
        """Replace the last save; a process that dies meanwhile leaves that one.

        Raises:
            OutputError: the system refused to write.
        """
        tensors = _weights(trained)
        for name, parameter in trained.items():
            for key, value in optimizer.state.get(parameter, {}).items():
                tensors[f"{key}.{name}"] = value.detach()
        self._write(STATE_FILE, tensors, progress)

    def load(self, trained: Named, optimizer: torch.optim.Optimizer) -> TrainingProgress:
        """Put weights and moments back in place.

        Raises:
            CheckpointError: they are damaged, or of other parameters than these.
        """
        path = self._folder / STATE_FILE
        progress = self.read_progress()
        self._load_weights(trained, path)
        with _opened(path) as file:
            names = set(file.keys())
            for name, parameter in trained.items():
                keys = [key for key in ("step", "exp_avg", "exp_avg_sq") if f"{key}.{name}" in names]
                moments = {key: file.get_tensor(f"{key}.{name}") for key in keys}
                if moments:
                    optimizer.state[parameter] = {
                        key: value if key == "step" and not _is_fused(optimizer) else value.to(parameter.device)
                        for key, value in moments.items()
                    }
        return progress

    def save_best(self, trained: Named, progress: TrainingProgress) -> None:
        """Keep the weights as they are as the best ones. Raises: as `save`."""
        self._write(BEST_FILE, _weights(trained), progress)

    def read_best(self) -> Best | None:
        """What is kept as the best, which a process that died may have replaced after its last save; None for nothing.

        Raises:
            CheckpointError: it is damaged.
        """
        path = self._folder / BEST_FILE
        if not path.is_file():
            return None
        with _opened(path) as file:
            return _progress((file.metadata() or {}).get(_PROGRESS, ""), path).best

    def load_best(self, trained: Named) -> None:
        """Raises: as `load`."""
        self._load_weights(trained, self._folder / BEST_FILE)

    def _load_weights(self, trained: Named, path: Path) -> None:
        with _opened(path) as file:
            stored = {name.removeprefix(_WEIGHT) for name in file.keys() if name.startswith(_WEIGHT)}  # noqa: SIM118
            other = sorted(stored ^ set(trained))
            if other:
                raise CheckpointError(
                    translate(
                        "training", "{0}: expected the weights that are trained, found a difference at {1}"
                    ).format(path, other[0])
                )
            with torch.no_grad():
                for name, parameter in trained.items():
                    value = file.get_tensor(_WEIGHT + name)
                    if value.shape != parameter.shape:
                        raise CheckpointError(
                            translate("training", "{0}: expected shape {1} of {2}, found {3}").format(
                                path, list(parameter.shape), name, list(value.shape)
                            )
                        )
                    parameter.copy_(value)

    def _write(self, name: str, tensors: Mapping[str, Tensor], progress: TrainingProgress) -> None:
        path, part = self._folder / name, self._folder / f"{name}.part"
        metadata = {_PROGRESS: json.dumps(dataclasses.asdict(progress))}
        try:
            save_file({key: value.contiguous() for key, value in tensors.items()}, part, metadata=metadata)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(part, path)
        except (OSError, SafetensorError) as error:
            part.unlink(missing_ok=True)
            raise OutputError(
                translate("training", "{0} cannot be written: {1}").format(path, error)
            ) from error


def _is_fused(optimizer: torch.optim.Optimizer) -> bool:
    return any(group.get("fused") for group in optimizer.param_groups)


def _weights(trained: Named) -> dict[str, Tensor]:
    return {_WEIGHT + name: parameter.detach() for name, parameter in trained.items()}


def _opened(path: Path) -> Any:
    try:
        return safe_open(str(path), framework="pt")
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            translate("training", "{0}: expected the state of a training ({1}); --restart begins anew").format(
                path, error
            )
        ) from error


def _progress(text: str, path: Path) -> TrainingProgress:
    try:
        fields = json.loads(text)
        best = fields.pop("best")
        progress = TrainingProgress(**fields, best=Best(**best) if best else None)
        _check_numbers(progress.drawn, [progress.step, progress.at_once, progress.seconds])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CheckpointError(
            translate(
                "training", "{0}: expected the progress of a training ({1}); --restart begins anew"
            ).format(path, error)
        ) from error
    return progress


def _check_numbers(*groups: Iterable[object]) -> None:
    for group in groups:
        for value in group:
            if type(value) not in (int, float) or not value >= 0:  # type: ignore[operator]
                raise ValueError(f"expected a number, found {value!r}")
