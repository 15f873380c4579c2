"""What all families have in common: a language model, the `[SEG]` projector and the SAM 2 parts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import torch
from torch import Tensor, nn

from sa2va_desktop.modeling.language_model import LanguageModel
from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_mask_decoder, build_sam2_network


@dataclass(frozen=True, kw_only=True)
class NetworkConfig(ABC):
    """Sizes that every family has.

    Attributes:
        tied_head: the language model's output matrix is its input embedding.
        tuned_decoder: a second mask decoder, `sam_mask_decoder_modified`, is there.
    """

    grounding: GroundingConfig = field(default_factory=GroundingConfig)
    tied_head: bool = False
    tuned_decoder: bool = False

    @property
    @abstractmethod
    def language_width(self) -> int:
        """D, the length of a state."""

    @property
    @abstractmethod
    def vocabulary(self) -> int:
        """Rows of the embedding."""

    @property
    @abstractmethod
    def max_positions(self) -> int:
        """How many tokens the language model can read."""


class Sa2vaNetwork(nn.Module, ABC):
    """All networks of a checkpoint.

    `sam2` is the SAM 2 model. With a tuned decoder, `sam2.sam_mask_decoder` is the original one (it tracks) and
    `tuned_mask_decoder` belongs to `[SEG]`; without one, the only decoder is the tuned one and does both.
    """

    head_name: str
    """Name of the output matrix among the parameters; tied weights are not stored under it."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        width = config.language_width
        self.text_hidden_fcs = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, config.grounding.d_model)
        )
        self.sam2 = build_sam2_network(config.grounding)
        self.tuned_mask_decoder = build_mask_decoder(config.grounding) if config.tuned_decoder else None

    @property
    @abstractmethod
    def config(self) -> NetworkConfig: ...

    @property
    @abstractmethod
    def language(self) -> LanguageModel:
        """The language model as the runtime uses it; it shares the weights."""

    @property
    def seg_mask_decoder(self) -> nn.Module:
        """The decoder that was trained with the language model."""
        return self.tuned_mask_decoder or cast(nn.Module, self.sam2.sam_mask_decoder)

    def project_seg(self, seg_hidden: Tensor) -> Tensor:
        """(N, D) states of `[SEG]` → (N, d) prompt embeddings for the mask decoder."""
        return cast(Tensor, self.text_hidden_fcs(seg_hidden))

    @abstractmethod
    def finish_meta_load(self, device: torch.device) -> None:
        """Rebuild what is computed, not stored, after weights were assigned to a network built on meta.

        Rotary tables are not parameters and stay on meta otherwise; tied weights have to be tied again.
        """


def build_on_meta(build: Callable[[], Sa2vaNetwork]) -> Sa2vaNetwork:
    """A network without memory or values; `finish_meta_load` follows once weights are assigned."""
    with torch.device("meta"):
        return build()
