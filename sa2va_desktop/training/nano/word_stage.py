"""Text-only start: `[SEG]` learns to carry what was asked for, before any mask depends on it.

Mask losses alone let the prompt vector collapse to one point, whatever the words. Linear readers of colour, noun and
extreme on the projected `[SEG]` prevent that; they stay at a low weight in the referring stage and are never exported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.expressions import EXTREMES
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS, NOUNS
from sa2va_desktop.scenes.palette import TINTS
from sa2va_desktop.training.nano.grounding_stage import StepResult
from sa2va_desktop.training.nano.language import Turn, build_turn, run_language
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.phrasing import request, small_talk
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer
from sa2va_desktop.training.nano.word_probes import word_labels


def draw_expression(rng: np.random.Generator) -> str:
    """An expression of any kind, without a scene."""
    noun, colour, extreme = (str(rng.choice(list(words))) for words in (NOUNS, TINTS, EXTREMES))
    kind = int(rng.integers(5))
    if kind == 2 and (colour, noun) in HELD_OUT_PAIRS:
        kind = 0
    return (
        f"the {noun}",
        f"the {colour} object",
        f"the {colour} {noun}",
        f"the {extreme} object",
        f"the {extreme} {noun}",
    )[kind]


@dataclass
class SegSpread:
    """Collapse indicator of a batch of prompt vectors: their spread over expressions, and their size."""

    spread: float
    rms: float

    @classmethod
    def of(cls, seg_embeddings: Tensor) -> SegSpread:
        detached = seg_embeddings.detach()
        return cls(float(detached.std(dim=0).mean()), float(detached.pow(2).mean().sqrt()))


def word_step(
    model: NanoModel, tokenizer: NanoTokenizer, bank: Tensor, *, seed: int, step: int, count: int
) -> StepResult:
    """Answer `count` requests and read the words back from their `[SEG]`."""
    rng = scene_rng(Split.TRAIN, seed, step)
    expressions = [draw_expression(rng) for _ in range(count)]
    result = run_language(model, tokenizer, draw_turns(tokenizer, expressions, rng), draw_pictures(bank, rng))
    embeddings = model.text_hidden_fcs(result.seg_states)
    labels = torch.tensor([word_labels(expression) for expression in expressions])
    probe_loss, read_right = model.word_probes(embeddings, labels)
    spread = SegSpread.of(embeddings)
    # The prompt vector should be about as large as SAM 2's own prompt tokens, whose entries have unit variance.
    size_loss = 0.05 * (embeddings.pow(2).mean() - 1.0).pow(2)
    metrics = {
        "language": float(result.loss.detach()),
        "token_accuracy": result.token_accuracy,
        "words_read": read_right,
        "seg_spread": spread.spread,
        "seg_rms": spread.rms,
    }
    return StepResult(result.loss + probe_loss + size_loss, metrics)


def draw_turns(tokenizer: NanoTokenizer, expressions: Sequence[str], rng: np.random.Generator) -> list[Turn]:
    """Turns that ask for the expressions, in their order, and one of small talk, which has no `[SEG]`."""
    separator = "\n" if rng.random() < 0.9 else ""
    turns = [build_turn(tokenizer, request(e, rng), separator=separator) for e in expressions]
    question, answer = small_talk(rng)
    return [*turns, build_turn(tokenizer, question, answer=answer, separator=separator)]


def draw_pictures(bank: Tensor, rng: np.random.Generator) -> Tensor:
    """Image tokens (blocks, K, D) of randomly picked pictures: mostly one, as of a still, else up to five."""
    blocks = int(rng.choice([0, 1, 2, 3, 4, 5], p=[0.02, 0.5, 0.08, 0.08, 0.08, 0.24]))
    return bank[torch.from_numpy(rng.integers(bank.shape[0], size=blocks))]
