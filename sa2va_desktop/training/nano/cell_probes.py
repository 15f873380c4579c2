"""Throw-away heads on the image tokens: what each of them shows, and where the middle of it is. Never exported."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.training.nano.batches import COLOUR_INDEX, NOUN_INDEX, SceneBatch

_SHOWN = 0.3
"""Share of a cell that a thing must cover to be what the cell shows."""
_BACKGROUND_WEIGHT = 0.2
_PLACE_WEIGHT = 10.0
"""Of distances in shares of the picture, which are small numbers."""


class CellProbes(nn.Module):
    """They make a token say which thing it belongs to, so that the language model can tell and count things."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.noun = nn.Linear(channels, len(NOUN_INDEX) + 1)
        self.colour = nn.Linear(channels, len(COLOUR_INDEX))
        self.middle = nn.Linear(channels, 2)
        self.asked = nn.Linear(channels, 1 + len(COLOUR_INDEX) + 2)

    def asked_loss(
        self, states: Tensor, is_there: Tensor, rows: Tensor, batch: SceneBatch
    ) -> tuple[Tensor, dict[str, float]]:
        """What the words of a question know after they have looked: whether it is there, its colour, where it is.

        Args:
            states: (W, C) of the tokens that name something.
            is_there: (W,) bool.
            rows: (W,) long, the one thing that fits, -1 where there is none or more than one.
        """
        there, colour, middle = self.asked(states).split((1, len(COLOUR_INDEX), 2), dim=1)
        loss = F.binary_cross_entropy_with_logits(there[:, 0], is_there.float())
        metrics = {"asked_there": float(((there[:, 0] > 0) == is_there).float().mean())}
        one = rows >= 0
        if bool(one.any()):
            wanted = _middles(batch).mean(dim=1)[rows[one]]
            loss = loss + _PLACE_WEIGHT * F.smooth_l1_loss(middle[one], wanted, beta=0.1)
            metrics["asked_off"] = float((middle.detach()[one] - wanted).abs().mean())
        named = one & (batch.colours[rows.clamp(min=0)] >= 0)
        if bool(named.any()):
            colours = batch.colours[rows[named]]
            loss = loss + 0.5 * F.cross_entropy(colour[named], colours)
            metrics["asked_colour"] = float((colour[named].argmax(1) == colours).float().mean())
        return loss, metrics

    def forward(self, tokens: Tensor, batch: SceneBatch) -> tuple[Tensor, dict[str, float]]:
        """Loss and accuracies; `tokens` is (S * T, K, C), scene-major like the pictures."""
        shares = cell_shares(batch, tokens.shape[1])  # (M, T, K)
        best, owner, nouns, colours = _labels(batch, shares)
        shown = best > _SHOWN
        noun_logits = self.noun(tokens).flatten(0, 1)
        weight = torch.ones(noun_logits.shape[1])
        weight[0] = _BACKGROUND_WEIGHT
        wanted = torch.where(shown, nouns + 1, torch.zeros_like(nouns)).flatten()
        loss = F.cross_entropy(noun_logits, wanted, weight=weight)
        is_thing = shown.flatten()
        named = is_thing & (colours.flatten() >= 0)
        metrics = {}
        if bool(named.any()):
            colour_logits = self.colour(tokens).flatten(0, 1)[named]
            loss = loss + 0.5 * F.cross_entropy(colour_logits, colours.flatten()[named])
            metrics["cell_colour"] = float((colour_logits.argmax(1) == colours.flatten()[named]).float().mean())
        if bool(is_thing.any()):
            middles = _middles(batch)  # (M, T, 2)
            frames = torch.arange(shown.shape[0]) % batch.frame_count
            wanted_xy = middles[owner, frames[:, None]].flatten(0, 1)[is_thing]
            loss = loss + _PLACE_WEIGHT * F.smooth_l1_loss(
                self.middle(tokens).flatten(0, 1)[is_thing], wanted_xy, beta=0.1
            )
            found_xy = self.middle(tokens.detach()).detach().flatten(0, 1)[is_thing]
            metrics["cell_off"] = float((found_xy - wanted_xy).abs().mean())
            metrics["cell_noun"] = float((noun_logits.argmax(1) == wanted)[is_thing].float().mean())
        return loss, metrics


def cell_shares(batch: SceneBatch, cells: int) -> Tensor:
    """(M, T, K) share of each image token's cell that each thing covers."""
    side = round(cells**0.5)
    return F.adaptive_avg_pool2d(batch.masks.float(), (side, side)).flatten(2)


def _labels(batch: SceneBatch, shares: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """(S * T, K) each: largest share, the row of its thing, noun, colour."""
    scenes = len(batch.facts)
    best, owner = [], []
    for scene in range(scenes):
        rows = torch.nonzero(batch.scene_of == scene)[:, 0]
        share, index = shares[rows].max(dim=0)  # (T, K)
        best.append(share)
        owner.append(rows[index])
    all_best, all_owner = torch.cat(best), torch.cat(owner)
    return all_best, all_owner, batch.nouns[all_owner], batch.colours[all_owner]


def _middles(batch: SceneBatch) -> Tensor:
    """(M, T, 2) middle of each visible mask, x and y in 0..1."""
    masks = batch.masks.float()
    total = masks.sum((2, 3)).clamp(min=1)
    across = torch.linspace(0, 1, masks.shape[3])
    down = torch.linspace(0, 1, masks.shape[2])
    x = (masks.sum(2) * across).sum(-1) / total
    y = (masks.sum(3) * down).sum(-1) / total
    return torch.stack((x, y), dim=-1)
