"""Throw-away readers of the words on the projected `[SEG]`. Never exported."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.scenes.expressions import EXTREMES
from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX

_EXTREME_INDEX = {word: index for index, word in enumerate(EXTREMES)}


class WordProbes(nn.Module):
    """Linear readers on the projected `[SEG]`; the last class of each means that no such word was said."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.noun = nn.Linear(channels, len(NOUN_INDEX) + 1)
        self.colour = nn.Linear(channels, len(COLOUR_INDEX) + 1)
        self.extreme = nn.Linear(channels, len(_EXTREME_INDEX) + 1)

    def forward(self, seg_embeddings: Tensor, labels: Tensor) -> tuple[Tensor, float]:
        """Loss and the share of expressions of which all three are read right; `labels` is (N, 3) long."""
        outputs = (self.noun(seg_embeddings), self.colour(seg_embeddings), self.extreme(seg_embeddings))
        loss = torch.stack([F.cross_entropy(o, labels[:, k]) for k, o in enumerate(outputs)]).sum()
        right = torch.stack([o.argmax(1) == labels[:, k] for k, o in enumerate(outputs)]).all(0)
        return loss, float(right.float().mean())


def word_labels(expression: str) -> list[int]:
    """Classes of noun, colour and extreme in an expression of the generator."""
    words = expression.split()
    return [
        next((NOUN_INDEX[w] for w in words if w in NOUN_INDEX), len(NOUN_INDEX)),
        next((COLOUR_INDEX[w] for w in words if w in COLOUR_INDEX), len(COLOUR_INDEX)),
        next((_EXTREME_INDEX[w] for w in words if w in _EXTREME_INDEX), len(_EXTREME_INDEX)),
    ]
