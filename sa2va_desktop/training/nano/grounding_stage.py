"""Training steps of the SAM 2 half: clicks, boxes and masks on images, then tracking through short clips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.training.nano.batches import Mix, SceneBatch, scene_batch
from sa2va_desktop.training.nano.grounding_graph import ImageFeatures, MaskOutput, Memory
from sa2va_desktop.training.nano.losses import mask_iou, mask_loss, score_loss, upsampled
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.prompts_drawn import draw_sparse_prompts, roughened

Metrics = dict[str, float]


@dataclass(frozen=True)
class StepResult:
    """Loss to minimise, and what to log."""

    loss: Tensor
    metrics: Metrics


def image_step(model: NanoModel, batch: SceneBatch, rng: np.random.Generator) -> StepResult:
    """Clicks and boxes on single pictures, decoded without memory by the original decoder."""
    features = model.grounding.encode(batch.images)
    probe_loss, metrics = model.probes(features, batch)
    result = click_loss(model, features, batch, rng)
    return StepResult(result.loss + 0.5 * probe_loss, {**metrics, **result.metrics})


def click_loss(
    model: NanoModel, features: ImageFeatures, batch: SceneBatch, rng: np.random.Generator
) -> StepResult:
    """The part of `image_step` after the encoder, for stages that share its features."""
    graph = model.grounding
    visible = torch.nonzero(batch.masks[:, 0].flatten(1).sum(1) > 40)[:, 0]
    rows = batch.rows(0)[visible]
    sparse = draw_sparse_prompts(batch.masks[visible, 0], rng)
    output = graph.decode(
        graph.network.sam_mask_decoder, features, graph.no_memory(features), rows, sparse=sparse
    )
    target = batch.soft[visible, 0]
    loss, iou = _supervise(output, target)
    boxed = sparse.labels[:, 0] == 2
    metrics = {"click_iou": _mean(iou[~boxed]), "box_iou": _mean(iou[boxed])}
    return StepResult(loss, metrics)


def clip_step(model: NanoModel, batch: SceneBatch, rng: np.random.Generator) -> StepResult:
    """Prompt the first frame (sometimes also the last), track the others by memory."""
    graph = model.grounding
    features = graph.encode(batch.images)
    probe_loss, metrics = model.probes(features, batch)
    count = batch.frame_count
    of_frame = features_by_frame(features, count)
    owner = batch.scene_of  # every frame's features have one row per scene
    conditioning: dict[int, Memory] = {}
    losses = []
    by_mask = rng.random() < 0.65
    visible = batch.masks[:, 0].flatten(1).sum(1) > 40
    if by_mask:
        conditioning[0] = mask_memory(model, of_frame[0], owner, roughened(batch.masks[:, 0], rng))
        if count > 2 and rng.random() < 0.6:
            last = roughened(batch.masks[:, -1], rng)
            conditioning[count - 1] = mask_memory(model, of_frame[-1], owner, last)
    else:
        sparse = draw_sparse_prompts(batch.masks[:, 0], rng)
        output = graph.decode(
            graph.network.sam_mask_decoder, of_frame[0], graph.no_memory(of_frame[0]), owner, sparse=sparse
        )
        loss, iou = _supervise(output, batch.soft[:, 0], keep=visible)
        losses.append(loss)
        metrics["prompted_iou"] = _mean(iou[visible])
        conditioning[0] = graph.remember(of_frame[0], owner, graph.full_size(output.logits), output.pointer)
    keep = visible | (by_mask and len(conditioning) > 1)
    tracked = track(model, of_frame, owner, batch.soft, conditioning, keep=keep)
    losses.append(tracked.loss)
    return StepResult(torch.stack(losses).mean() + 0.3 * probe_loss, {**metrics, **tracked.metrics})


def track(
    model: NanoModel,
    of_frame: Sequence[ImageFeatures],
    owner: Tensor,
    soft: Tensor,
    conditioning: Mapping[int, Memory],
    *,
    keep: Tensor,
) -> StepResult:
    """Follow N objects forward through the frames that have no conditioning memory.

    Args:
        of_frame: features of all scenes, per frame.
        owner: (N,) scene of each object.
        soft: (N, T, L, L) true masks.
        keep: (N,) bool, objects whose masks are supervised; the others were hardly visible when prompted.
    """
    graph, count = model.grounding, len(of_frame)
    remembered: list[tuple[int, Memory]] = []
    losses, ious = [], []
    for frame in range(count):
        if frame in conditioning:
            continue
        recalled = graph.recall(
            of_frame[frame],
            owner,
            conditioning=[(memory, index < frame) for index, memory in conditioning.items()],
            tracked=[(frame - index, memory) for index, memory in reversed(remembered)],
        )
        output = graph.decode(graph.network.sam_mask_decoder, of_frame[frame], recalled, owner)
        loss, iou = _supervise(output, soft[:, frame], keep=keep)
        losses.append(loss)
        ious.append(iou[keep & (soft[:, frame].flatten(1).amax(1) > 0.5)])
        if frame + 1 < count:
            memory = graph.remember(of_frame[frame], owner, graph.full_size(output.logits), output.pointer)
            remembered.append((frame, memory))
    return StepResult(torch.stack(losses).mean(), {"tracked_iou": _mean(torch.cat(ious))})


def features_by_frame(features: ImageFeatures, frame_count: int) -> list[ImageFeatures]:
    """Features of a batch of clips, one record per frame with a row for each scene."""
    rows = torch.arange(features.stride16.shape[0]).view(-1, frame_count)
    return [features.rows(rows[:, frame]) for frame in range(frame_count)]


def mask_memory(model: NanoModel, features: ImageFeatures, rows: Tensor, masks: Tensor) -> Memory:
    """Memory of a frame on which masks (N, H, W) bool were given."""
    logits, pointer = model.grounding.mask_as_output(features, rows, masks[:, None].float())
    return model.grounding.remember(features, rows, logits, pointer)


def grounding_step(
    model: NanoModel, *, seed: int, step: int, progress: float, scene_count: int, mix: Mix, clips_from: float
) -> StepResult:
    """One step of the SAM 2 stage: pictures first, then clips of growing length in turn with pictures."""
    rng = scene_rng(Split.TRAIN, seed, step, 9_999)
    side = model.sizes.grounding.image_size
    if progress >= clips_from and step % 2 == 1:
        length = 3 if progress < clips_from + 0.25 else int(rng.integers(3, 6))
        scenes = max(2, round(scene_count * 1.3 / length))
        batch = scene_batch(seed, step, scene_count=scenes, mix=mix, side_px=side, frame_count=length)
        return clip_step(model, batch, rng)
    batch = scene_batch(seed, step, scene_count=scene_count, mix=mix, side_px=side)
    return image_step(model, batch, rng)


def _supervise(output: MaskOutput, target: Tensor, *, keep: Tensor | None = None) -> tuple[Tensor, Tensor]:
    logits = upsampled(output.logits)
    iou = mask_iou(logits.detach(), target)
    per_object = mask_loss(logits, target)
    if keep is None:
        return per_object.mean() + score_loss(output, iou, target), iou
    share = keep.float()
    return (per_object * share).sum() / share.sum().clamp(min=1) + score_loss(output, iou, target), iou


def _mean(values: Tensor) -> float:
    return float(values.mean()) if values.numel() else float("nan")
