"""Throw-away heads that teach the vision tower to see: nouns and colours of regions, and what SAM 2's encoder sees."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX
from sa2va_desktop.training.nano.grounding_graph import ImageFeatures


class RegionProbes(nn.Module):
    """They give the vision tower a direct reason to tell things apart, long before the answers do. Never exported."""

    def __init__(self, channels: int, *, patches: int, grounding: int) -> None:
        """Widths of the image tokens, of the vision tower's patches, and of SAM 2's feature maps."""
        super().__init__()
        self.sight = nn.Linear(patches, 2 * grounding)
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

    def sight_loss(self, patches: Tensor, features: ImageFeatures) -> Tensor:
        """How far the patches (B, P, C) are from telling what SAM 2's encoder, which knows the things, saw there."""
        side = round(patches.shape[1] ** 0.5)
        maps = [F.adaptive_avg_pool2d(level, side) for level in (features.stride16, features.stride8)]
        wanted = torch.cat([F.layer_norm(each.flatten(2).mT, each.shape[1:2]) for each in maps], dim=-1)
        return F.mse_loss(self.sight(patches), wanted)
