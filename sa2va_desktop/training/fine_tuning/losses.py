"""Mask losses on sampled points, as published.

Source: PointRend (arXiv 1912.08193, section 3.1) for the points and V-Net's dice without squares, with the numbers of
Sa2VA (arXiv 2501.04001): the points lie where the prediction is least certain, and a share of them anywhere.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

DICE_SMOOTHING = 1.0


def sample_at(maps: Tensor, points_xy: Tensor) -> Tensor:
    """Values of (N, h, w) maps at (N, P, 2) points, whose coordinates go from 0 to 1 over the whole map: (N, P)."""
    values = F.grid_sample(maps[:, None], 2 * points_xy[:, None] - 1, mode="bilinear", align_corners=False)
    return values[:, 0, 0]


@torch.no_grad()
def uncertain_points(logits: Tensor, *, points: int, oversample: float, importance: float) -> Tensor:
    """Where N masks are compared: (N, points, 2), x and y from 0 to 1, drawn from torch's own generator.

    Args:
        logits: (N, h, w); uncertain is what is near 0.
        importance: share of the points that are the most uncertain of `oversample` times as many; the others are drawn
            evenly.
    """
    count = len(logits)
    candidates = torch.rand(count, int(points * oversample), 2, device=logits.device)
    uncertainty = -sample_at(logits, candidates).abs()
    chosen_count = int(importance * points)
    chosen = uncertainty.topk(chosen_count, dim=1).indices
    uncertain = candidates.gather(1, chosen[..., None].expand(-1, -1, 2))
    even = torch.rand(count, points - chosen_count, 2, device=logits.device)
    return torch.cat((uncertain, even), dim=1)


def point_cross_entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    """(N, P) logits and targets from 0 to 1 → (N,) mean binary cross-entropy."""
    return F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").mean(dim=1)


def point_dice(logits: Tensor, wanted: Tensor) -> Tensor:
    """(N, P) logits and targets from 0 to 1 → (N,) 1 - dice, sums not squared."""
    probability = logits.sigmoid()
    shared = 2 * (probability * wanted).sum(dim=1) + DICE_SMOOTHING
    return 1 - shared / (probability.sum(dim=1) + wanted.sum(dim=1) + DICE_SMOOTHING)


@torch.no_grad()
def mask_iou(logits: Tensor, wanted: Tensor) -> Tensor:
    """IoU of (N, h, w) logits, resized to the targets and cut at 0, with (N, H, W) targets cut at 0.5: (N,).

    1 where both are empty.
    """
    resized = F.interpolate(logits[:, None], size=wanted.shape[1:], mode="bilinear", align_corners=False)[:, 0]
    predicted, there = resized > 0, wanted > 0.5
    union = (predicted | there).flatten(1).sum(dim=1)
    shared = (predicted & there).flatten(1).sum(dim=1)
    return torch.where(union > 0, shared / union.clamp(min=1), 1.0)


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """(N,) and (N,) → a scalar."""
    return (values * weights).sum() / weights.sum()
