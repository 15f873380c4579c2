"""What one forward pass of training gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from torch import Tensor, nn

from sa2va_desktop.training.fine_tuning.sample import TrainingSample


@dataclass(frozen=True, eq=False)
class LossParts:
    """Losses of a batch.

    Attributes:
        total: weighted sum, a scalar with a gradient.
        parts: "language", "mask", "dice", unweighted; for logs.
        figures: "token_accuracy", "mask_iou" (mean IoU of the compared masks at 0.5), "seg_spread" (standard
            deviation of the prompt vectors over the expressions of the batch, mean over entries) and the like.
        tokens, masks: how many answer tokens and masks these are means of.
    """

    total: Tensor
    parts: Mapping[str, float]
    figures: Mapping[str, float]
    tokens: int
    masks: int


class TrainingGraph(Protocol):
    """A loaded checkpoint that can be trained. `graph.open_graph` makes one."""

    @property
    def module(self) -> nn.Module:
        """All weights; those that are trained require a gradient."""
        ...

    @property
    def precision(self) -> str:
        """What is computed in: "bf16" or "fp32"."""
        ...

    @property
    def added_tokens(self) -> tuple[str, ...]:
        """Tokens that the tokenizer of the checkpoint lacks, in the order of their ids behind its last one; usually none."""
        ...

    def trained_tensors(self) -> Mapping[str, Tensor]:
        """What training changes, for the export: names of the checkpoint's own network (`Sa2vaNetwork.state_dict`) → values.

        Adapters are merged, each when its value is asked for, so that they are never all in memory twice. A tied head has
        no entry of its own. All else of the checkpoint is as it was stored.
        """
        ...

    def losses(self, samples: Sequence[TrainingSample], rng: np.random.Generator) -> LossParts:
        """Teacher-forced pass over some samples; `rng` chooses objects, frames and points.

        Raises:
            SampleError: a sample does not fit the checkpoint (too long, a region that covers no cell, …).
        """
        ...
