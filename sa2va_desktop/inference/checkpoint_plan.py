"""Everything about loading a checkpoint that needs no tensor data: its family, its sizes, and where each tensor goes.

A folder of 50 GB is prepared in seconds and next to no memory: headers are read, the network is built without values,
and each stored tensor must have exactly one place in it. Loading, verifying and planning start from here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import transformers
from torch import Tensor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families import Family, detect_family
from sa2va_desktop.inference.memory_sizes import PartCounts
from sa2va_desktop.inference.tensor_files import TensorFiles, read_json
from sa2va_desktop.inference.tensor_map import Assignment, plan_assignments
from sa2va_desktop.modeling.network import NetworkConfig, Sa2vaNetwork, build_on_meta
from sa2va_desktop.translation import translate

GROUNDING_PREFIXES = ("sam2.", "tuned_mask_decoder.")
"""Parameters of the SAM 2 part, which stay float32 whatever the rest is."""


@dataclass(frozen=True)
class CheckpointPlan:
    """What a folder holds and what loading makes of it, in plain numbers.

    Attributes:
        places: stored name → names of the parameters that it fills; none for a tensor that carries nothing.
        counts: numbers of weights of each part, as they will be in memory.
        stored_bytes: of tensor data, by number type in safetensors' words.
        vocabulary: rows of the embedding.
        tied_head: the output matrix is the embedding and is not stored.
        tuned_decoder: the original mask decoder is there beside the tuned one.
    """

    folder: Path
    family: str
    places: Mapping[str, tuple[str, ...]]
    counts: PartCounts
    stored_bytes: Mapping[str, int]
    vocabulary: int
    tied_head: bool
    tuned_decoder: bool

    @property
    def total_bytes(self) -> int:
        """Tensor data on the disk."""
        return sum(self.stored_bytes.values())


@dataclass(frozen=True, eq=False)
class PreparedCheckpoint:
    """A folder that can be loaded: the network has no values yet, and every stored tensor has its place.

    Attributes:
        values: config.json.
        network: on the meta device.
        wanted: the network's parameters and buffers that have to be filled.
        assignments: stored name → where its parts go.
    """

    folder: Path
    values: ConfigValues
    family: Family
    files: TensorFiles
    network: Sa2vaNetwork
    wanted: Mapping[str, Tensor]
    assignments: Mapping[str, Assignment]

    @property
    def config(self) -> NetworkConfig:
        return self.network.config

    @cached_property
    def plan(self) -> CheckpointPlan:
        stored_bytes: Counter[str] = Counter()
        for tensor in self.files.tensors.values():
            stored_bytes[tensor.dtype] += tensor.data_bytes
        return CheckpointPlan(
            folder=self.folder,
            family=self.family.name,
            places={name: assignment.targets for name, assignment in self.assignments.items()},
            counts=_count_parts(self.network, self.wanted),
            stored_bytes=dict(stored_bytes),
            vocabulary=self.config.vocabulary,
            tied_head=self.config.tied_head,
            tuned_decoder=self.config.tuned_decoder,
        )


def plan_checkpoint(folder: Path) -> CheckpointPlan:
    """A dry run of loading: all its checks, none of its data.

    Raises:
        CheckpointError: the folder could not be loaded; one sentence says why.
    """
    return prepare_checkpoint(folder).plan


def prepare_checkpoint(folder: Path) -> PreparedCheckpoint:
    """
    Raises:
        CheckpointError: the folder cannot be used; one sentence says why.
    """
    # The library prints configurations and advice that no user of ours can act on.
    transformers.logging.set_verbosity_error()
    values = _read_config(folder)
    family = detect_family(values)
    files = TensorFiles(folder)
    stored_shapes = {name: tensor.shape for name, tensor in files.tensors.items()}
    network = _build_on_meta(family, family.config_of(values, stored_shapes), values.path)
    wanted = network.state_dict()
    if network.config.tied_head:
        del wanted[network.head_name]
    assignments = plan_assignments(
        stored_shapes,
        {name: tuple(tensor.shape) for name, tensor in wanted.items()},
        rules=family.rules_of(network.config),
        ignorable=family.ignorable,
        folder=folder,
    )
    return PreparedCheckpoint(folder, values, family, files, network, wanted, assignments)


def _read_config(folder: Path) -> ConfigValues:
    if not folder.is_dir():
        raise CheckpointError(translate("inference", "{0} is no folder.").format(folder))
    config_path = folder / "config.json"
    if not config_path.is_file() and not any(folder.iterdir()):
        raise CheckpointError(
            translate(
                "inference", "{0} is empty; a checkpoint folder holds config.json and *.safetensors."
            ).format(folder)
        )
    return ConfigValues(read_json(config_path), config_path)


def _build_on_meta(family: Family, config: NetworkConfig, config_path: Path) -> Sa2vaNetwork:
    try:
        return build_on_meta(lambda: family.build(config))
    except (ValueError, TypeError, KeyError, IndexError, RuntimeError, AssertionError) as error:
        raise CheckpointError(
            translate("inference", "{0} does not describe a network that can be built: {1}.").format(
                config_path, error
            )
        ) from error


def _count_parts(network: Sa2vaNetwork, wanted: Mapping[str, Tensor]) -> PartCounts:
    decoder: Any = network.language.decoder
    blocks = {id(parameter) for parameter in decoder.layers.parameters()}
    matrices = {id(decoder.get_input_embeddings().weight), id(cast(Any, network.language.head).weight)}
    owners = dict(network.named_parameters(remove_duplicate=False))
    counted = Counter[str]()
    for name, tensor in wanted.items():
        owner = id(owners.get(name))
        if name.startswith(GROUNDING_PREFIXES):
            part = "grounding"
        elif owner in blocks:
            part = "language_blocks"
        else:
            part = "embeddings" if owner in matrices else "vision"
        counted[part] += math.prod(tensor.shape)
    return PartCounts(
        language_blocks=counted["language_blocks"],
        embeddings=counted["embeddings"],
        vision=counted["vision"],
        grounding=counted["grounding"],
    )
