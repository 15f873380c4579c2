"""A folder with a stand-alone SAM 2 becomes its network. Knows nothing of language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.inference.families.grounding import read_grounding_config
from sa2va_desktop.inference.sam2_files import MODEL_TYPE
from sa2va_desktop.inference.tensor_files import TensorFiles, read_json
from sa2va_desktop.inference.tensor_map import Rule, plan_assignments
from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_mask_decoder, build_sam2_network
from sa2va_desktop.translation import translate

_DECODER = "sam_mask_decoder."


@dataclass(frozen=True, eq=False)
class Sam2Checkpoint:
    """A loaded network. Owned by the predictor that asked for it; always float32, as its tensors are stored."""

    folder: Path
    variant: str
    title: str
    network: nn.Module
    config: GroundingConfig
    device: torch.device

    @property
    def parameter_count(self) -> int:
        return sum(cast(Tensor, parameter).numel() for parameter in self.network.parameters())

    @property
    def memory_bytes(self) -> int:
        return sum(parameter.nbytes for parameter in self.network.parameters())


@dataclass(frozen=True)
class Sam2Description:
    """What a folder says that it holds, before its weights are read."""

    variant: str
    title: str
    config: GroundingConfig


def describe_sam2(folder: Path) -> Sam2Description:
    """
    Raises:
        CheckpointError: the folder's config.json is missing or is not one that a conversion wrote.
    """
    path = folder / "config.json"
    values = ConfigValues(read_json(path), path)
    values.choice("model_type", (MODEL_TYPE,))
    for name in ("variant", "title"):
        if not isinstance(values.values.get(name), str):
            raise values.error(name, translate("inference", "a name"), values.values.get(name))
    return Sam2Description(
        values.values["variant"][:80], values.values["title"][:80], read_grounding_config(values)
    )


def load_sam2(folder: Path, *, device: torch.device) -> Sam2Checkpoint:
    """Read a converted folder; see `sam2_files.converted_folder`.

    Raises:
        CheckpointError: the folder cannot be used.
        OutOfMemoryError: the weights do not fit the device.
    """
    described = describe_sam2(folder)
    with translated_memory_errors(translate("inference", "loading {0}").format(described.title)):
        network = _on_meta(folder, described.config)
        _fill(network, folder, device)
    return Sam2Checkpoint(
        folder,
        described.variant,
        described.title,
        network.eval().requires_grad_(False),
        described.config,
        device,
    )


def load_decoder(folder: Path, *, device: torch.device) -> nn.Module:
    """Only the mask decoder of a converted folder.

    Raises:
        CheckpointError, OutOfMemoryError: as `load_sam2`.
    """
    described = describe_sam2(folder)
    with translated_memory_errors(translate("inference", "loading {0}").format(described.title)):
        with torch.device("meta"):
            decoder = build_mask_decoder(described.config)
        _fill(decoder, folder, device, below=_DECODER)
    return decoder.eval().requires_grad_(False)


def _on_meta(folder: Path, config: GroundingConfig) -> nn.Module:
    try:
        with torch.device("meta"):
            return build_sam2_network(config)
    except (ValueError, TypeError, KeyError, IndexError, RuntimeError, AssertionError) as error:
        raise CheckpointError(
            translate("inference", "{0} does not describe a network that can be built: {1}.").format(
                folder / "config.json", error
            )
        ) from error


def _fill(module: nn.Module, folder: Path, device: torch.device, *, below: str = "") -> None:
    """Put every stored tensor below a prefix into the module; all of them have to fit."""
    files = TensorFiles(folder)
    stored = {name: tensor.shape for name, tensor in files.tensors.items() if name.startswith(below)}
    wanted = {below + name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
    plan_assignments(stored, wanted, rules=(Rule(r"(.+)", (r"\1",)),), folder=folder)
    filled = {
        name.removeprefix(below): tensor.to(device=device, dtype=torch.float32, copy=True)
        for name, tensor in files.read_all()
        if name in stored
    }
    if any(tuple(tensor.shape) != wanted[below + name] for name, tensor in filled.items()):
        raise CheckpointError(translate("inference", "{0} changed while it was read.").format(folder))
    module.load_state_dict(filled, assign=True)
