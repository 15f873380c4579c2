"""Prompts as the runtime assembles them, and the language model's side of a step: answer loss and `[SEG]` states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.scenes.rendering import render_frames
from sa2va_desktop.scenes.scene import Composition, sample_scene
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.phrasing import ANSWER
from sa2va_desktop.training.nano.tokenizer import END, IMAGE_CLOSE, IMAGE_OPEN, IMAGE_TOKEN, SEG, NanoTokenizer

_MEAN = (0.485, 0.456, 0.406)
_STD = (0.229, 0.224, 0.225)
_IGNORED = -100


class Speaker(Protocol):
    """Whatever holds a language model: the model that is trained, or a copy that stays as it was."""

    @property
    def language_model(self) -> Any: ...


@dataclass(frozen=True)
class Turn:
    """What follows the pictures in one exchange: the question, and the answer from `answer_from` on, as token ids."""

    ids: tuple[int, ...]
    answer_from: int


@dataclass(frozen=True)
class LanguageResult:
    """Of N turns: answer loss, `[SEG]` states after the final norm in order (S, D), share of right next tokens."""

    loss: Tensor
    seg_states: Tensor
    token_accuracy: float


def image_blocks(block_count: int, tokens_per_block: int) -> str:
    """The text that stands for pictures: one block each, joined by newlines."""
    block = IMAGE_OPEN + IMAGE_TOKEN * tokens_per_block + IMAGE_CLOSE
    return "\n".join([block] * block_count)


def build_turn(tokenizer: NanoTokenizer, text: str, *, answer: str = ANSWER, separator: str = "\n") -> Turn:
    """Tokenize what follows the pictures of a turn in the `qwen_chat` template."""
    prompt = tokenizer.encode(f"{separator}{text}{END}\n<|im_start|>assistant\n")
    return Turn(tuple(prompt + tokenizer.encode(f"{answer}{END}")), len(prompt))


def normalised_tiles(pictures: np.ndarray) -> Tensor:
    """(B, S, S, 3) uint8 pictures to (B, 3, S, S) inputs of the vision tower."""
    tiles = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    return (tiles - torch.tensor(_MEAN).view(1, 3, 1, 1)) / torch.tensor(_STD).view(1, 3, 1, 1)


@torch.no_grad()
def image_token_bank(model: NanoModel, *, seed: int, count: int) -> Tensor:
    """Projected tokens (count, K, D) of assorted scenes.

    The language model is trained among real image tokens, but learns to take the meaning from the words: the
    tokens of a turn come from this bank and not from the scene in question, which also saves the vision tower's time.
    """
    side = model.sizes.tile_px
    pictures = []
    for index in range(count):
        rng = scene_rng(Split.TRAIN, seed, 77_777, index)
        scene = sample_scene(rng, composition=Composition.TINTED, aspect=float(rng.uniform(1, 1.8)))
        pictures.append(render_frames(scene, (side, side))[0][0])
    stacked = normalised_tiles(np.stack(pictures))
    return torch.cat([model.image_tokens(part) for part in stacked.split(16)])


def run_language(
    model: Speaker, tokenizer: NanoTokenizer, turns: Sequence[Turn], image_tokens: Tensor
) -> LanguageResult:
    """Teacher-forced pass over N turns that share their pictures, which are therefore computed once.

    Args:
        image_tokens: (blocks, K, D) embeddings of the pictures; no blocks for a turn of words alone.
    """
    longest = max(len(turn.ids) for turn in turns)
    ids = torch.full((len(turns), longest), tokenizer.end_id)
    labels = torch.full((len(turns), longest), _IGNORED)
    for row, turn in enumerate(turns):
        ids[row, : len(turn.ids)] = torch.tensor(turn.ids)
        labels[row, turn.answer_from : len(turn.ids)] = torch.tensor(turn.ids[turn.answer_from :])
    language = model.language_model
    embed = language.get_input_embeddings()
    # Padding is on the right, so causal attention alone keeps it away from everything that counts.
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        prefix = language.model(
            inputs_embeds=_prefix_embeddings(model, tokenizer, image_tokens), use_cache=True
        )
        shared = prefix.past_key_values
        shared.batch_repeat_interleave(len(turns))
        states = language.model(
            inputs_embeds=embed(ids), past_key_values=shared, use_cache=True
        ).last_hidden_state
        at_answers = labels[:, 1:] != _IGNORED
        logits = language.lm_head(states[:, :-1][at_answers])
    wanted = labels[:, 1:][at_answers]
    loss = F.cross_entropy(logits.float(), wanted)
    seg_places = (ids == tokenizer.id_of(SEG)) & (labels != _IGNORED)
    accuracy = float((logits.argmax(-1) == wanted).float().mean())
    return LanguageResult(loss, states.float()[seg_places], accuracy)


def _prefix_embeddings(model: Speaker, tokenizer: NanoTokenizer, image_tokens: Tensor) -> Tensor:
    """(1, P, D): the beginning of the user's turn and the pictures."""
    blocks, per_block = image_tokens.shape[0], image_tokens.shape[1]
    ids = torch.tensor([tokenizer.encode("<|im_start|>user\n" + image_blocks(blocks, per_block))])
    embeds = model.language_model.get_input_embeddings()(ids)
    places = ids == tokenizer.id_of(IMAGE_TOKEN)
    return embeds.masked_scatter(places[..., None], image_tokens.flatten(0, 1).to(embeds.dtype))


def fast_bfloat16() -> bool:
    """Whether bfloat16 pays for the language model on this processor."""
    capability = torch.backends.cpu.get_cpu_capability()
    return capability.startswith("AVX512") and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
