"""Reading marked regions: the vision tower and the language model learn to say what lies under a mask.

What typed words mean must not change meanwhile, because `[SEG]` finds things by it. A copy of the language model as it
was before the stage (the teacher) answers the same requests, and the prompt vectors are kept where the teacher has them.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.training.nano.batches import Mix, SceneBatch, scene_batch
from sa2va_desktop.training.nano.grounding_stage import StepResult
from sa2va_desktop.training.nano.language import (
    fast_bfloat16,
    image_blocks,
    image_token_bank,
    normalised_tiles,
    run_language,
)
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.region_phrasing import region_exchange
from sa2va_desktop.training.nano.tokenizer import END, IMAGE_TOKEN, REGION_CLOSE, REGION_OPEN, NanoTokenizer
from sa2va_desktop.training.nano.word_stage import SegSpread, draw_expression, draw_pictures, draw_turns

_IGNORED = -100
_KEEP_WEIGHT = 4.0
"""Of the squared distance between a prompt vector and the teacher's; entries have about unit variance."""


@dataclass(frozen=True)
class RegionTurns:
    """N questions about one region each.

    Attributes:
        scene: (N,) long picture of each question.
        cells: (N, K) bool image tokens under the region; at least one.
        exchanges: question and answer of each.
        nouns, colours: (N,) long labels of the region's object; colour -1 where no one word fits.
    """

    scene: Tensor
    cells: Tensor
    exchanges: tuple[tuple[str, str], ...]
    nouns: Tensor
    colours: Tensor


class Teacher(nn.Module):
    """The language model and the projector as they were before the stage, with the image tokens of that time."""

    def __init__(self, model: NanoModel, folder: Path, *, seed: int, bank: int) -> None:
        """`folder` keeps the copy, so that a resumed stage has the same teacher."""
        super().__init__()
        self.language_model = copy.deepcopy(model.language_model)
        self.text_hidden_fcs = copy.deepcopy(model.text_hidden_fcs)
        path = folder / "regions.teacher.safetensors"
        if path.exists():
            kept = load_file(path)
            self.bank = kept.pop("bank")
            self.load_state_dict(kept, strict=False)  # the head is the embeddings' second name
        else:
            self.bank = image_token_bank(model, seed=seed, count=bank)
            kept = {k: v.contiguous() for k, v in self.state_dict().items() if not k.endswith("lm_head.weight")}
            save_file({**kept, "bank": self.bank}, path)
        self.requires_grad_(False)


def region_step(
    model: NanoModel,
    teacher: Teacher,
    tokenizer: NanoTokenizer,
    *,
    seed: int,
    step: int,
    scene_count: int,
    mix: Mix,
    requests: int,
) -> StepResult:
    """Questions about every thing of some scenes, and `requests` typed requests whose `[SEG]` must not move."""
    rng = scene_rng(Split.TRAIN, seed, step, 9_998)
    batch = scene_batch(seed, step, scene_count=scene_count, mix=mix, side_px=model.sizes.tile_px)
    pictures = batch.images.permute(0, 2, 3, 1).numpy().astype(np.uint8)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        patches = model.vision_patches(normalised_tiles(pictures))
        tokens = model.project_patches(patches).float()
    with torch.no_grad():
        features = model.grounding.encode(batch.images)
    sight = model.region_probes.sight_loss(patches.float(), features)
    turns = draw_region_turns(batch, rng, grid=round(model.sizes.image_tokens**0.5))
    kept_loss, metrics = _keep_words(model, teacher, tokenizer, tokens.detach(), rng, requests)
    metrics["sight"] = float(sight.detach())
    if not turns.exchanges:
        return StepResult(sight + kept_loss, metrics)  # everything is smaller than a cell
    answer_loss, exact = run_regions(model, tokenizer, turns, tokens)
    probe_loss, noun_right, colour_right = model.region_probes(
        region_means(tokens, turns), turns.nouns, turns.colours
    )
    metrics |= {
        "answer": float(answer_loss.detach()),
        "exact": exact,
        "probe_noun": noun_right,
        "probe_colour": colour_right,
    }
    return StepResult(answer_loss + 0.5 * probe_loss + sight + kept_loss, metrics)


def draw_region_turns(batch: SceneBatch, rng: np.random.Generator, *, grid: int) -> RegionTurns:
    """One question about each thing that covers the middle of at least one cell of the (grid, grid) image tokens."""
    cells = F.interpolate(batch.masks[:, :1].float(), size=(grid, grid), mode="nearest")[:, 0].flatten(1) > 0
    rows = torch.nonzero(cells.any(1))[:, 0]
    exchanges = []
    for row in rows.tolist():
        scene = int(batch.scene_of[row])
        told = [e for e in batch.expressions[scene] if batch.row_of(scene, e.object_ids[0]) == row]
        exchanges.append(region_exchange(int(batch.nouns[row]), int(batch.colours[row]), told, rng))
    return RegionTurns(
        batch.scene_of[rows], cells[rows], tuple(exchanges), batch.nouns[rows], batch.colours[rows]
    )


def region_means(tokens: Tensor, turns: RegionTurns) -> Tensor:
    """(N, D) mean image token of each region; `tokens` is (S, K, D)."""
    weight = turns.cells.float()
    return torch.einsum("nkd,nk->nd", tokens[turns.scene], weight) / weight.sum(1, keepdim=True)


def run_regions(
    model: NanoModel, tokenizer: NanoTokenizer, turns: RegionTurns, tokens: Tensor
) -> tuple[Tensor, float]:
    """Teacher-forced answers about regions: their loss, and the share of answers with every token right."""
    sequences = [
        region_sequence(tokenizer, tokens.shape[1], int(cells.sum()), *exchange)
        for cells, exchange in zip(turns.cells, turns.exchanges, strict=True)
    ]
    longest = max(len(ids) for ids, _ in sequences)
    ids = torch.full((len(sequences), longest), tokenizer.end_id)
    labels = torch.full((len(sequences), longest), _IGNORED)
    for row, (sequence, answer_from) in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
        labels[row, answer_from : len(sequence)] = ids[row, answer_from : len(sequence)]
    seen = [
        torch.cat((tokens[scene], tokens[scene][cells]))
        for scene, cells in zip(turns.scene.tolist(), turns.cells, strict=True)
    ]
    language = model.language_model
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        embeds = language.get_input_embeddings()(ids)
        places = (ids == tokenizer.id_of(IMAGE_TOKEN))[..., None]
        embeds = embeds.masked_scatter(places, torch.cat(seen).to(embeds.dtype))
        states = language.model(inputs_embeds=embeds, use_cache=False).last_hidden_state
        at_answers = labels[:, 1:] != _IGNORED
        logits = language.lm_head(states[:, :-1][at_answers]).float()
    wanted = labels[:, 1:][at_answers]
    is_right = torch.ones(at_answers.shape, dtype=torch.bool)
    is_right[at_answers] = logits.argmax(-1) == wanted
    return F.cross_entropy(logits, wanted), float(is_right.all(1).float().mean())


def region_sequence(
    tokenizer: NanoTokenizer, image_tokens: int, region_tokens: int, question: str, answer: str
) -> tuple[list[int], int]:
    """Ids of a whole exchange about one region as the runtime assembles it, and where the answer begins."""
    region = f"{REGION_OPEN}{IMAGE_TOKEN * region_tokens}{REGION_CLOSE}"
    pictures = f"{image_blocks(1, image_tokens)}\nThere are 1 part regions in the picture: region1{region}.\n"
    prompt = tokenizer.encode(f"<|im_start|>user\n{pictures}\n{question}{END}\n<|im_start|>assistant\n")
    return prompt + tokenizer.encode(f"{answer}{END}"), len(prompt)


def _keep_words(
    model: NanoModel,
    teacher: Teacher,
    tokenizer: NanoTokenizer,
    tokens: Tensor,
    rng: np.random.Generator,
    count: int,
) -> tuple[Tensor, dict[str, float]]:
    """Typed requests are answered as before, among the new image tokens."""
    expressions: Sequence[str] = [draw_expression(rng) for _ in range(count)]
    turns = draw_turns(tokenizer, expressions, rng)
    result = run_language(model, tokenizer, turns, draw_pictures(tokens, rng))
    embeddings = model.text_hidden_fcs(result.seg_states)
    with torch.no_grad():
        before = run_language(teacher, tokenizer, turns, draw_pictures(teacher.bank, rng))
        wanted = teacher.text_hidden_fcs(before.seg_states)
    distance = F.mse_loss(embeddings, wanted)
    metrics = {
        "language": float(result.loss.detach()),
        "seg_moved": float(distance.detach()),
        "seg_spread": SegSpread.of(embeddings).spread,
    }
    return result.loss + _KEEP_WEIGHT * distance, metrics
