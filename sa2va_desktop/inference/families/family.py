"""What a family of checkpoints declares, so that the loader and the runtime need not know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sa2va_desktop.inference.api import TurnOptions
from sa2va_desktop.inference.chat_templates import Dialect
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.tensor_map import Rule
from sa2va_desktop.modeling.network import NetworkConfig, Sa2vaNetwork

if TYPE_CHECKING:
    from sa2va_desktop.inference.checkpoint import Checkpoint
    from sa2va_desktop.inference.encoded_pictures import PictureEncoder

StoredShapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Family:
    """One family of checkpoints.

    Attributes:
        name: our own name for it, in answers and messages.
        wrapper, language: what `architectures` says, and the language model's: `llm_config.architectures`, or for
            families whose config has none, `vision_config.model_type`, which names tower and language model.
        rules: stored names → names of the network's parameters.
        config_rules: further ones, which depend on the sizes of a checkpoint.
        ignorable: patterns of stored names that carry nothing.
        read_config: sizes from config.json; the shapes of the stored tensors settle what it leaves open.
        build: the network of such a config.
        read_dialect: how turns and pictures are written, from config.json and the folder.
        picture_encoder: makes what turns pictures into rows for the language model.
        lacks: abilities (fields of `Capabilities`) that no checkpoint of the family has, with the reason as text to be
            translated in context "inference".
        grounds_prompt: the published code makes a mask of a `[SEG]` in the question, too.
    """

    name: str
    wrapper: str
    language: str
    rules: tuple[Rule, ...]
    ignorable: tuple[str, ...]
    read_config: Callable[[ConfigValues, StoredShapes], Any]
    build: Callable[[Any], Sa2vaNetwork]
    read_dialect: Callable[[ConfigValues, Path, TurnOptions], Dialect]
    picture_encoder: Callable[[Checkpoint], PictureEncoder]
    config_rules: Callable[[Any], tuple[Rule, ...]] = lambda config: ()
    lacks: Mapping[str, str] = field(default_factory=dict)
    grounds_prompt: bool = False

    def config_of(self, values: ConfigValues, stored_shapes: StoredShapes) -> NetworkConfig:
        """Sizes of one checkpoint.

        Raises:
            CheckpointError: a value that cannot be used.
        """
        config: NetworkConfig = self.read_config(values, stored_shapes)
        return config

    def rules_of(self, config: NetworkConfig) -> tuple[Rule, ...]:
        """All rules for one checkpoint."""
        return (*self.rules, *self.config_rules(config))
