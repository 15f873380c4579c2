"""Training steps of the SAM 2 half: clicks, boxes and masks on images, then tracking through short clips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.training.batches import Mix, SceneBatch, scene_batch
from sa2va_desktop.training.grounding_graph import ImageFeatures, MaskOutput, Memory
from sa2va_desktop.training.losses import mask_iou, mask_loss, score_loss, upsampled
from sa2va_desktop.training.nano_model import NanoModel
from sa2va_desktop.training.prompts_drawn import draw_sparse_prompts, roughened

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
    of_frame = [features.rows(torch.arange(batch.images.shape[0]).view(-1, count)[:, t]) for t in range(count)]
    owner = batch.scene_of  # every frame's features have one row per scene
    conditioning: dict[int, Memory] = {}
    losses, tracked_ious = [], []
    by_mask = rng.random() < 0.65
    visible = batch.masks[:, 0].flatten(1).sum(1) > 40
    if by_mask:
        conditioning[0] = _mask_memory(model, of_frame[0], owner, roughened(batch.masks[:, 0], rng))
        if count > 2 and rng.random() < 0.6:
            last = roughened(batch.masks[:, -1], rng)
            conditioning[count - 1] = _mask_memory(model, of_frame[-1], owner, last)
    else:
        sparse = draw_sparse_prompts(batch.masks[:, 0], rng)
        output = graph.decode(
            graph.network.sam_mask_decoder, of_frame[0], graph.no_memory(of_frame[0]), owner, sparse=sparse
        )
        loss, iou = _supervise(output, batch.soft[:, 0], keep=visible)
        losses.append(loss)
        metrics["prompted_iou"] = _mean(iou[visible])
        conditioning[0] = graph.remember(of_frame[0], owner, graph.full_size(output.logits), output.pointer)
    tracked: list[tuple[int, Memory]] = []
    for frame in range(1, count):
        if frame in conditioning:
            continue
        recalled = graph.recall(
            of_frame[frame],
            owner,
            conditioning=[(memory, index < frame) for index, memory in conditioning.items()],
            tracked=[(frame - index, memory) for index, memory in reversed(tracked)],
        )
        output = graph.decode(graph.network.sam_mask_decoder, of_frame[frame], recalled, owner)
        keep = visible | (by_mask and len(conditioning) > 1)
        loss, iou = _supervise(output, batch.soft[:, frame], keep=keep)
        losses.append(loss)
        here = batch.soft[:, frame].flatten(1).amax(1) > 0.5
        tracked_ious.append(iou[here & visible])
        if frame + 1 < count:
            memory = graph.remember(of_frame[frame], owner, graph.full_size(output.logits), output.pointer)
            tracked.append((frame, memory))
    metrics["tracked_iou"] = _mean(torch.cat(tracked_ious))
    return StepResult(torch.stack(losses).mean() + 0.3 * probe_loss, metrics)


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


def _mask_memory(model: NanoModel, features: ImageFeatures, rows: Tensor, masks: Tensor) -> Memory:
    logits, pointer = model.grounding.mask_as_output(features, rows, masks[:, None].float())
    return model.grounding.remember(features, rows, logits, pointer)


def _mean(values: Tensor) -> float:
    return float(values.mean()) if values.numel() else float("nan")
