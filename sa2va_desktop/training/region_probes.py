"""Throw-away readers of noun and colour on the image tokens of a region. Never exported."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.training.batches import COLOUR_INDEX, NOUN_INDEX


class RegionProbes(nn.Module):
    """They give the vision tower a direct reason to tell things apart, long before the answers do."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.noun = nn.Linear(channels, len(NOUN_INDEX))
        self.colour = nn.Linear(channels, len(COLOUR_INDEX))

    def forward(self, means: Tensor, nouns: Tensor, colours: Tensor) -> tuple[Tensor, float, float]:
        """Loss and the shares read right; `means` is (N, C), labels (N,) long, colour -1 where no one word fits."""
        noun_logits, colour_logits = self.noun(means), self.colour(means)
        named = colours >= 0
        loss = F.cross_entropy(noun_logits, nouns)
        if bool(named.any()):
            loss = loss + 0.5 * F.cross_entropy(colour_logits[named], colours[named])
        noun_right = (noun_logits.argmax(1) == nouns).float().mean()
        colour_right = (colour_logits.argmax(1) == colours)[named].float().mean()
        return loss, float(noun_right), float(colour_right)
