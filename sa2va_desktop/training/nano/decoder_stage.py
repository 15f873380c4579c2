"""The tuned mask decoder alone, on pictures: places and sizes more often than the `referring` stage asks for them."""

from __future__ import annotations

import torch

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.expressions import ExpressionKind
from sa2va_desktop.training.nano.batches import Mix, scene_batch
from sa2va_desktop.training.nano.grounding_stage import StepResult
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.referring_stage import ask, decode_questions, draw_questions
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer

_KIND_WEIGHT = {
    ExpressionKind.NOUN: 0.8,
    ExpressionKind.COLOUR: 0.6,
    ExpressionKind.COLOUR_NOUN: 0.8,
    ExpressionKind.NEEDS_BOTH: 2.0,
    ExpressionKind.EXTREME: 1.2,
    ExpressionKind.EXTREME_NOUN: 2.0,
}
"""Comparing things with each other is what the decoder does worst."""
_JITTER = 0.1
"""Of the prompt vectors, whose entries have about unit variance: the language model may move them that much later."""


def decoder_step(
    model: NanoModel,
    tokenizer: NanoTokenizer,
    bank: torch.Tensor,
    *,
    seed: int,
    step: int,
    scene_count: int,
    mix: Mix,
    per_scene: int,
) -> StepResult:
    """Words to masks on pictures; only `grounding.tuned_decoder` has gradients."""
    rng = scene_rng(Split.TRAIN, seed, step, 9_997)
    batch = scene_batch(seed, step, scene_count=scene_count, mix=mix, side_px=model.sizes.grounding.image_size)
    questions = draw_questions(batch, rng, per_scene=per_scene, extremes=True, kind_weight=_KIND_WEIGHT)
    with torch.no_grad():
        features = model.grounding.encode(batch.images)
        embeddings, words = ask(model, tokenizer, bank, questions, rng)
    noise = torch.from_numpy(rng.standard_normal(embeddings.shape)).float()
    masks = decode_questions(model, features, batch, questions, embeddings + _JITTER * noise, frame=0).result
    return StepResult(masks.loss, {"seg_spread": words.metrics["seg_spread"], **masks.metrics})
