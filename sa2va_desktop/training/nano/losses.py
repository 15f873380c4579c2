"""Losses on masks and scores. Reductions are means over objects, so that batch composition does not set the scale."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.training.nano.grounding_graph import MaskOutput

BCE_WEIGHT = 2.0
DICE_WEIGHT = (
    1.0  # twice the published share: our things cover few of the cells, and J counts small ones in full
)
LOSS_PX = (
    96  # masks are compared at twice the decoder's resolution: finer than its grid, cheaper than the picture
)


def upsampled(logits: Tensor) -> Tensor:
    """(N, 1, h, w) → (N, LOSS_PX, LOSS_PX)"""
    return F.interpolate(logits, size=(LOSS_PX, LOSS_PX), mode="bilinear", align_corners=False)[:, 0]


def mask_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy plus dice of upsampled logits against soft targets, both (N, L, L); one value per object, (N,).

    Dice is left out for absent objects, where it would only repeat the cross-entropy badly.
    """
    cross_entropy = F.binary_cross_entropy_with_logits(logits, target, reduction="none").flatten(1).mean(1)
    probability = logits.sigmoid().flatten(1)
    flat = target.flatten(1)
    overlap = 2 * (probability * flat).sum(1) + 1
    dice = 1 - overlap / (probability.sum(1) + flat.sum(1) + 1)
    present = (flat.amax(1) > 0.5).float()
    return BCE_WEIGHT * cross_entropy + DICE_WEIGHT * dice * present


def mask_iou(logits: Tensor, target: Tensor) -> Tensor:
    """IoU at threshold 0 of (N, L, L) logits with soft targets; (N,), and 1 where both are empty."""
    predicted, wanted = logits > 0, target > 0.5
    union = (predicted | wanted).flatten(1).sum(1)
    shared = (predicted & wanted).flatten(1).sum(1)
    return torch.where(union > 0, shared / union.clamp(min=1), torch.ones_like(shared, dtype=torch.float32))


def score_loss(output: MaskOutput, iou: Tensor, target: Tensor) -> Tensor:
    """How wrong the two scores are: predicted IoU where the object is there, and whether it is there at all."""
    present = (target.flatten(1).amax(1) > 0.5).float()
    iou_error = ((output.iou[:, 0] - iou).abs() * present).mean()
    presence = F.binary_cross_entropy_with_logits(output.object_score[:, 0], present)
    return iou_error + 0.5 * presence


def in_scene_choice_loss(logits: Tensor, target: Tensor, others: Tensor, owner: Tensor) -> Tensor:
    """Softmax over the objects of a scene by their mean mask logit: the named one must score highest.

    Without it the decoder settles on masking every object whatever the words (see docs/training.md).

    Args:
        logits: (N, L, L) one predicted mask per expression.
        target: (N,) long, row in `others` of the named object.
        others: (M, L, L) soft masks of all objects of all scenes.
        owner: (N, M) bool, which objects are in the expression's scene.
    """
    area = others.flatten(1).sum(1).clamp(min=1)
    score = logits.flatten(1) @ others.flatten(1).T / area  # (N, M)
    return F.cross_entropy(score.masked_fill(~owner, -1e4), target)
