"""Training steps from words to masks, with rehearsal of clicks and memory so that tracking survives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.expressions import Expression, ExpressionKind
from sa2va_desktop.scenes.nouns import NOUNS
from sa2va_desktop.training.nano.batches import Mix, SceneBatch, scene_batch
from sa2va_desktop.training.nano.grounding_graph import ImageFeatures
from sa2va_desktop.training.nano.grounding_stage import (
    Metrics,
    StepResult,
    click_loss,
    clip_step,
    features_by_frame,
    mask_memory,
    track,
)
from sa2va_desktop.training.nano.language import run_language
from sa2va_desktop.training.nano.losses import in_scene_choice_loss, mask_iou, mask_loss, score_loss, upsampled
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.prompts_drawn import roughened
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer
from sa2va_desktop.training.nano.word_probes import word_labels
from sa2va_desktop.training.nano.word_stage import SegSpread, draw_pictures, draw_turns

_KIND_WEIGHT = {
    ExpressionKind.NOUN: 1.0,
    ExpressionKind.COLOUR: 0.8,
    ExpressionKind.COLOUR_NOUN: 0.6,
    ExpressionKind.NEEDS_BOTH: 3.0,
    ExpressionKind.EXTREME: 0.5,
    ExpressionKind.EXTREME_NOUN: 0.7,
}
_CLIP_MIX: Mix = {"distinct": 0.25, "tinted": 0.25, "twins": 0.2, "needs_both": 0.3}
"""Clips are for following the right one among similar things."""
_CLICKED_CLIPS = 0.25
_EXTREMES = (ExpressionKind.EXTREME, ExpressionKind.EXTREME_NOUN)


@dataclass(frozen=True)
class Questions:
    """N expressions about the scenes of a batch.

    Attributes:
        expressions: what is asked, in the generator's words.
        scene: (N,) long.
        target: (N,) long row of the named object, -1 where nothing fits and the mask must stay empty.
    """

    expressions: tuple[Expression, ...]
    scene: Tensor
    target: Tensor


@dataclass(frozen=True)
class QuestionMasks:
    """Answers to N questions at one frame: losses, masks (N, S, S) bool at input size, IoU with the truth (N,)."""

    result: StepResult
    masks: Tensor
    iou: Tensor


def draw_questions(
    batch: SceneBatch,
    rng: np.random.Generator,
    *,
    per_scene: int,
    extremes: bool,
    absent_share: float = 0.06,
    kind_weight: Mapping[ExpressionKind, float] = _KIND_WEIGHT,
) -> Questions:
    """Pick expressions, at most one per object of a scene, rarer kinds more often than they occur."""
    chosen: list[Expression] = []
    scenes: list[int] = []
    targets: list[int] = []
    for scene, told in enumerate(batch.expressions):
        left = [e for e in told if extremes or e.kind not in _EXTREMES]
        present = {int(n) for n in batch.nouns[batch.scene_of == scene]}
        if rng.random() < absent_share * per_scene:
            missing = [name for index, name in enumerate(NOUNS) if index not in present]
            chosen.append(Expression(f"the {rng.choice(missing)}", (), ExpressionKind.NOUN))
            scenes.append(scene)
            targets.append(-1)
        for _ in range(per_scene):
            if not left:
                break
            counts = {kind: sum(e.kind is kind for e in left) for kind in ExpressionKind}
            weights = np.array([kind_weight[e.kind] / counts[e.kind] for e in left])
            picked = left[int(rng.choice(len(left), p=weights / weights.sum()))]
            chosen.append(picked)
            scenes.append(scene)
            targets.append(batch.row_of(scene, picked.object_ids[0]))
            left = [e for e in left if e.object_ids != picked.object_ids]
    return Questions(tuple(chosen), torch.tensor(scenes), torch.tensor(targets))


def ask(
    model: NanoModel,
    tokenizer: NanoTokenizer,
    bank: Tensor,
    questions: Questions,
    rng: np.random.Generator,
) -> tuple[Tensor, StepResult]:
    """Let the language model answer; returns the prompt vectors (N, C) and the losses on words."""
    turns = draw_turns(tokenizer, [e.text for e in questions.expressions], rng)
    result = run_language(model, tokenizer, turns, draw_pictures(bank, rng))
    embeddings = model.text_hidden_fcs(result.seg_states)
    labels = torch.tensor([word_labels(e.text) for e in questions.expressions])
    probe_loss, read_right = model.word_probes(embeddings, labels)
    spread = SegSpread.of(embeddings)
    metrics = {
        "language": float(result.loss.detach()),
        "words_read": read_right,
        "seg_spread": spread.spread,
        "seg_rms": spread.rms,
    }
    return embeddings, StepResult(result.loss + 0.15 * probe_loss, metrics)


def decode_questions(
    model: NanoModel,
    features: ImageFeatures,
    batch: SceneBatch,
    questions: Questions,
    embeddings: Tensor,
    *,
    frame: int,
) -> QuestionMasks:
    """Masks of all questions at one frame by the tuned decoder: mask, score and in-scene choice losses."""
    graph = model.grounding
    rows = questions.scene * batch.frame_count + frame
    output = graph.decode(
        graph.tuned_decoder, features, graph.no_memory(features), rows, seg_embedding=embeddings
    )
    soft = batch.soft[:, frame]
    named = questions.target >= 0
    target = soft[questions.target.clamp(min=0)] * named[:, None, None].float()
    logits = upsampled(output.logits)
    iou = mask_iou(logits.detach(), target)
    loss = mask_loss(logits, target).mean() + score_loss(output, iou, target)
    visible = target.flatten(1).amax(1) > 0.5
    choosable = named & visible
    owner = batch.scene_of[None, :] == questions.scene[:, None]
    if bool(choosable.any()):
        loss = loss + 0.5 * in_scene_choice_loss(
            logits[choosable], questions.target[choosable], soft, owner[choosable]
        )
    right = is_right_object(logits.detach(), questions.target, soft, owner)
    metrics: Metrics = {"seg_iou": _mean(iou[choosable]), "right_object": _mean(right[choosable])}
    kinds = [e.kind for e in questions.expressions]
    for kind in ExpressionKind:
        mine = torch.tensor([k is kind for k in kinds]) & choosable
        metrics[f"right_{kind.value}"] = _mean(right[mine])
    return QuestionMasks(StepResult(loss, metrics), graph.full_size(output.logits.detach())[:, 0] > 0, iou)


def is_right_object(logits: Tensor, target: Tensor, soft: Tensor, owner: Tensor) -> Tensor:
    """(N,) float: 1 where, among the objects of the scene, the named one overlaps the mask most (IoU above 0.05)."""
    predicted = (logits > 0).flatten(1).float()
    objects = (soft > 0.5).flatten(1).float()
    shared = predicted @ objects.T
    union = predicted.sum(1)[:, None] + objects.sum(1)[None, :] - shared
    iou = (shared / union.clamp(min=1)).masked_fill(~owner, -1.0)
    best, index = iou.max(dim=1)
    return ((index == target) & (best > 0.05)).float()


def referring_step(
    model: NanoModel,
    tokenizer: NanoTokenizer,
    bank: Tensor,
    *,
    seed: int,
    step: int,
    scene_count: int,
    mix: Mix,
    extremes: bool,
    clip_every: int,
    per_scene: int,
) -> StepResult:
    """Words to masks on pictures; every `clip_every`-th step rehearses tracking instead. Clicks always ride along."""
    rng = scene_rng(Split.TRAIN, seed, step, 9_999)
    side = model.sizes.grounding.image_size
    if clip_every and step % clip_every == clip_every - 1:
        length = int(rng.integers(4, 7))
        scenes = max(2, round(scene_count * 1.6 / length))
        batch = scene_batch(seed, step, scene_count=scenes, mix=_CLIP_MIX, side_px=side, frame_count=length)
        if rng.random() < _CLICKED_CLIPS:
            return clip_step(model, batch, rng)
        return asked_clip_step(model, tokenizer, bank, batch, rng)
    batch = scene_batch(seed, step, scene_count=scene_count, mix=mix, side_px=side)
    features = model.grounding.encode(batch.images)
    feature_loss, metrics = model.probes(features, batch)
    clicks = click_loss(model, features, batch, rng)
    questions = draw_questions(batch, rng, per_scene=per_scene, extremes=extremes)
    embeddings, words = ask(model, tokenizer, bank, questions, rng)
    masks = decode_questions(model, features, batch, questions, embeddings, frame=0).result
    loss = masks.loss + words.loss + 0.5 * clicks.loss + 0.4 * feature_loss
    return StepResult(loss, {**metrics, **clicks.metrics, **words.metrics, **masks.metrics})


def asked_clip_step(
    model: NanoModel, tokenizer: NanoTokenizer, bank: Tensor, batch: SceneBatch, rng: np.random.Generator
) -> StepResult:
    """A clip as the runtime treats it: words to masks at some frames, and those masks tracked through the others.

    Where the answer is good enough it is its own prompt for tracking; else a roughened true mask stands in,
    because nothing can be learned from following the wrong thing.
    """
    features = model.grounding.encode(batch.images)
    feature_loss, metrics = model.probes(features, batch)
    questions = draw_questions(batch, rng, per_scene=3, extremes=True, absent_share=0.03)
    embeddings, words = ask(model, tokenizer, bank, questions, rng)
    named = (questions.target >= 0)[:, None, None]
    of_frame = features_by_frame(features, batch.frame_count)
    losses, conditioning = [], {}
    for frame in _draw_key_frames(batch.frame_count, rng):
        answer = decode_questions(model, features, batch, questions, embeddings, frame=frame)
        truth = batch.masks[questions.target.clamp(min=0), frame] & named
        own = (answer.iou > 0.4) & torch.from_numpy(rng.random(len(questions.expressions)) < 0.6)
        prompts = torch.where(own[:, None, None], answer.masks, roughened(truth, rng))
        conditioning[frame] = mask_memory(model, of_frame[frame], questions.scene, prompts)
        losses.append(answer.result.loss)
        metrics |= answer.result.metrics
    soft = batch.soft[questions.target.clamp(min=0)] * named[..., None]
    seen = torch.ones(len(questions.expressions), dtype=torch.bool)
    tracked = track(model, of_frame, questions.scene, soft, conditioning, keep=seen)
    loss = torch.stack(losses).mean() + tracked.loss + words.loss + 0.3 * feature_loss
    return StepResult(loss, {**metrics, **words.metrics, **tracked.metrics})


def _draw_key_frames(frame_count: int, rng: np.random.Generator) -> list[int]:
    """The first frame, often the last and one between; at least one frame is left to track."""
    keys = {0}
    if rng.random() < 0.75:
        keys.add(frame_count - 1)
    if frame_count > 3 and rng.random() < 0.4:
        keys.add(int(rng.integers(1, frame_count - 1)))
    return sorted(keys)


def _mean(values: Tensor) -> float:
    return float(values.mean()) if values.numel() else float("nan")
