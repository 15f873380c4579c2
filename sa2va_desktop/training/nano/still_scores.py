"""Scores of words and clicks on unseen single pictures, by kind of expression."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import torch

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.training.nano.batches import Mix, scene_batch
from sa2va_desktop.training.nano.grounding_stage import click_loss
from sa2va_desktop.training.nano.language import build_turn, image_token_bank, run_language
from sa2va_desktop.training.nano.losses import mask_iou, upsampled
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.referring_stage import draw_questions, is_right_object
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer


@dataclass(frozen=True)
class StillScore:
    """Means over `count` expressions of one kind; `chance` is the rate of picking any object of the scene."""

    kind: str
    count: int
    iou: float
    right: float
    chance: float


@torch.no_grad()
def score_stills(
    model: NanoModel, tokenizer: NanoTokenizer, *, seed: int, batches: int, mix: Mix, held_out: bool = False
) -> tuple[list[StillScore], dict[str, float]]:
    """Ask the bare expressions about fresh scenes; also returns the IoU of clicks and boxes on them."""
    bank = image_token_bank(model, seed=seed, count=8)
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    clicks: dict[str, list[float]] = defaultdict(list)
    graph = model.grounding
    for step in range(batches):
        batch = scene_batch(
            seed,
            step,
            scene_count=6,
            mix=mix,
            side_px=graph.config.image_size,
            split=Split.VALIDATION,
            held_out=held_out,
        )
        rng = scene_rng(Split.VALIDATION, seed, step, 9_999)
        questions = draw_questions(batch, rng, per_scene=3, extremes=True, absent_share=0.0)
        turns = [build_turn(tokenizer, expression.text) for expression in questions.expressions]
        embeddings = model.text_hidden_fcs(
            run_language(model, tokenizer, turns, bank[step % 8][None]).seg_states
        )
        features = graph.encode(batch.images)
        output = graph.decode(
            graph.tuned_decoder, features, graph.no_memory(features), questions.scene, seg_embedding=embeddings
        )
        logits, soft = upsampled(output.logits), batch.soft[:, 0]
        iou = mask_iou(logits, soft[questions.target])
        owner = batch.scene_of[None, :] == questions.scene[:, None]
        right = is_right_object(logits, questions.target, soft, owner)
        for row, expression in enumerate(questions.expressions):
            chance = 1 / int(owner[row].sum())
            rows[expression.kind.value].append((float(iou[row]), float(right[row]), chance))
        for name, value in click_loss(model, features, batch, rng).metrics.items():
            if value == value:  # not a number where no such prompt was drawn
                clicks[name].append(value)
    scores = [
        StillScore(kind, len(values), *(sum(column) / len(values) for column in zip(*values)))
        for kind, values in sorted(rows.items())
    ]
    return scores, {name: sum(values) / len(values) for name, values in clicks.items()}
