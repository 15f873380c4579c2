"""Throw-away heads that make features speak early: nouns and colours per position and per object. Never exported."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX, SceneBatch
from sa2va_desktop.training.nano.grounding_graph import ImageFeatures


class FeatureProbes(nn.Module):
    """Linear readers of noun and colour on the three feature maps of the neck."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.noun_map = nn.Conv2d(2 * channels, len(NOUN_INDEX) + 1, 1)
        self.colour_map = nn.Conv2d(2 * channels, len(COLOUR_INDEX) + 1, 1)
        self.noun_pooled = nn.Linear(3 * channels, len(NOUN_INDEX))
        self.colour_pooled = nn.Linear(3 * channels, len(COLOUR_INDEX))

    def forward(self, features: ImageFeatures, batch: SceneBatch) -> tuple[Tensor, dict[str, float]]:
        """Loss over all frames of the batch, and accuracies per object."""
        scale8 = features.stride8
        scale16 = F.interpolate(features.stride16, size=scale8.shape[-2:], mode="nearest")
        both = torch.cat((scale8, scale16), dim=1)
        share = F.adaptive_avg_pool2d(batch.masks.float(), (scale8.shape[-2], scale8.shape[-1]))  # (M, T, h, w)
        noun_target, colour_target = self._labels(batch, share)
        weight = torch.ones(len(NOUN_INDEX) + 1)
        weight[0] = 0.15
        dense = F.cross_entropy(self.noun_map(both), noun_target, weight=weight)
        colour_weight = torch.ones(len(COLOUR_INDEX) + 1)
        colour_weight[0] = 0.15
        dense = dense + 0.5 * F.cross_entropy(
            self.colour_map(both), colour_target, weight=colour_weight, ignore_index=-100
        )
        pooled, frame_present = self._pooled(features, batch)
        nouns = batch.nouns.repeat_interleave(batch.frame_count)[frame_present]
        colours = batch.colours.repeat_interleave(batch.frame_count)[frame_present]
        noun_logits, colour_logits = self.noun_pooled(pooled), self.colour_pooled(pooled)
        loss = dense + F.cross_entropy(noun_logits, nouns)
        named = colours >= 0
        if bool(named.any()):
            loss = loss + 0.5 * F.cross_entropy(colour_logits[named], colours[named])
        noun_accuracy = (noun_logits.argmax(1) == nouns).float().mean()
        colour_accuracy = (colour_logits.argmax(1) == colours)[named].float().mean()
        return loss, {"probe_noun": float(noun_accuracy), "probe_colour": float(colour_accuracy)}

    def _labels(self, batch: SceneBatch, share: Tensor) -> tuple[Tensor, Tensor]:
        """(S * T, h, w) long: class of the position's main object plus one, 0 for background."""
        scenes = int(batch.scene_of.max()) + 1
        nouns = torch.zeros((scenes, *share.shape[1:]), dtype=torch.long)
        colours = torch.zeros_like(nouns)
        for row, scene in enumerate(batch.scene_of.tolist()):
            mine = share[row] > 0.5
            nouns[scene][mine] = batch.nouns[row] + 1
            colour = int(batch.colours[row])
            colours[scene][mine] = colour + 1 if colour >= 0 else -100
        return nouns.flatten(0, 1), colours.flatten(0, 1)

    def _pooled(self, features: ImageFeatures, batch: SceneBatch) -> tuple[Tensor, Tensor]:
        """Mean features over each object's visible pixels, (K, 3C), of the (M * T) object-frames that show it."""
        images = torch.cat([batch.rows(frame)[:, None] for frame in range(batch.frame_count)], dim=1).flatten()
        parts = []
        for level in (features.stride4, features.stride8, features.stride16):
            weight = F.adaptive_avg_pool2d(batch.masks.float(), (level.shape[-2], level.shape[-1])).flatten(
                0, 1
            )  # (M*T, h, w)
            total = weight.flatten(1).sum(1, keepdim=True)
            summed = torch.einsum("nchw,nhw->nc", level[images], weight)
            parts.append(summed / total.clamp(min=1e-3))
        present = batch.masks.flatten(2).float().mean(2).flatten() > 0.004
        return torch.cat(parts, dim=1)[present], present
