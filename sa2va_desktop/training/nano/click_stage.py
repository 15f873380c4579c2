"""Clicks in rounds: every further click is where the mask is most wrong, and the decoder is given its own last mask.

Source: interactive training of SAM 2 (arXiv 2408.00714, appendix D.2). Ours trains the prompt encoder and the tracking
decoder only, so that nothing changes for words, and rehearses tracking in every other step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.training.nano.batches import Mix, SceneBatch, scene_batch
from sa2va_desktop.training.nano.grounding_graph import GroundingGraph, ImageFeatures, SparsePrompts
from sa2va_desktop.training.nano.grounding_stage import StepResult, clip_step
from sa2va_desktop.training.nano.losses import mask_iou, mask_loss, score_loss, upsampled
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.simulated_person import next_click

CLICK_PARTS = (
    "grounding.network.sam_mask_decoder.",
    "grounding.network.sam_prompt_encoder.mask_downscaling.",
    "grounding.network.sam_prompt_encoder.point_embeddings.0.",
    "grounding.network.sam_prompt_encoder.point_embeddings.1.",
)
"""What the stage trains. Boxes, empty prompts and words meet the same parameters of the prompt encoder as before."""

_SMALLEST_PX = 60
_FORGET_SHARE = 0.1  # marks may be sent again without the mask that they made
_LOGIT_LIMIT = 32.0  # as the runtime, and SAM 2, give logits back
_POINTER_WEIGHT = 2.0
_CLIP_FRAMES = 4


@dataclass
class _Rounds:
    """Clicks of N objects so far, and the masks (N, H, W) that they made."""

    masks: npt.NDArray[np.bool_]
    points_xy: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int32]

    @classmethod
    def before(cls, truth: npt.NDArray[np.bool_]) -> _Rounds:
        count = len(truth)
        return cls(np.zeros_like(truth), np.zeros((count, 0, 2), np.float32), np.zeros((count, 0), np.int32))

    def click(self, truth: npt.NDArray[np.bool_], rng: np.random.Generator) -> SparsePrompts:
        """One more click for every object; an object without any error is clicked inside again."""
        nothing = np.zeros_like(truth[0])
        pairs = zip(truth, self.masks)
        clicks = [next_click(own, mask, hasty=rng) or next_click(own, nothing) for own, mask in pairs]
        # The prompt encoder adds the half pixel itself.
        points = [[click.point_xy[0] - 0.5, click.point_xy[1] - 0.5] for click in clicks if click is not None]
        labels = [[int(click.is_inside)] for click in clicks if click is not None]
        self.points_xy = np.concatenate([self.points_xy, np.array(points, np.float32)[:, None]], axis=1)
        self.labels = np.concatenate([self.labels, np.array(labels, np.int32)], axis=1)
        return SparsePrompts(torch.from_numpy(self.points_xy), torch.from_numpy(self.labels))


def click_rounds_step(
    model: NanoModel, before: GroundingGraph, *, seed: int, step: int, scene_count: int, mix: Mix
) -> StepResult:
    """Three to six clicks on every object of fresh pictures; every other step also tracks a short clip.

    Args:
        before: the graph as it was when the stage began, which says what pointers of given masks were.
    """
    rng = scene_rng(Split.TRAIN, seed, step, 9_999)
    side = model.sizes.grounding.image_size
    batch = scene_batch(seed, step, scene_count=scene_count, mix=mix, side_px=side)
    result = click_rounds(model.grounding, before, batch, rng, rounds=int(rng.integers(3, 7)))
    if step % 2:
        return result
    clip = scene_batch(seed, 10_000_000 + step, scene_count=2, mix=mix, side_px=side, frame_count=_CLIP_FRAMES)
    tracked = clip_step(model, clip, rng)
    return StepResult(result.loss + tracked.loss, {**result.metrics, **tracked.metrics})


def click_rounds(
    graph: GroundingGraph, before: GroundingGraph, batch: SceneBatch, rng: np.random.Generator, *, rounds: int
) -> StepResult:
    """The loss of every round, averaged; metrics `click_iou_1`, `click_iou_2`, … by round."""
    with torch.no_grad():
        features = graph.encode(batch.images)
    visible = torch.nonzero(batch.masks[:, 0].flatten(1).sum(1) > _SMALLEST_PX)[:, 0]
    rows, truth, target = batch.rows(0)[visible], batch.masks[visible, 0], batch.soft[visible, 0]
    state, known = _Rounds.before(truth.numpy()), None
    losses, metrics = [], {}
    for number in range(1, rounds + 1):
        sparse = state.click(truth.numpy(), rng)
        if rng.random() < _FORGET_SHARE:
            known = None
        output = graph.decode(
            graph.network.sam_mask_decoder,
            features,
            graph.no_memory(features),
            rows,
            sparse=sparse,
            mask_prompt=known,
        )
        logits = upsampled(output.logits)
        iou = mask_iou(logits.detach(), target)
        losses.append(mask_loss(logits, target).mean() + score_loss(output, iou, target))
        metrics[f"click_iou_{number}"] = float(iou.mean())
        known = output.logits.detach().clamp(-_LOGIT_LIMIT, _LOGIT_LIMIT)
        state.masks = (graph.full_size(known)[:, 0] > 0).numpy()
    drift = _pointer_drift(graph, before, features, rows, truth)
    return StepResult(torch.stack(losses).mean() + _POINTER_WEIGHT * drift, {**metrics, "drift": drift.item()})


def _pointer_drift(
    graph: GroundingGraph, before: GroundingGraph, features: ImageFeatures, rows: Tensor, truth: Tensor
) -> Tensor:
    """How far the pointers of given masks have moved, as a share of their size: memory attention knows the old ones."""
    masks = truth[:, None].float()
    with torch.no_grad():
        then = before.mask_as_output(features, rows, masks)[1]
    now = graph.mask_as_output(features, rows, masks)[1]
    return ((now - then) ** 2).mean() / (then**2).mean()
