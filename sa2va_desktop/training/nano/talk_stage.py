"""Looking before answering: questions, requests, several things and captions, read from the image tokens of the scene.

The grounding half is frozen. What each `[SEG]` must mean is known without pixels: it is the prompt vector that the
model gave for that expression before the stage (`talk_names`), and the tuned decoder finds it as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.scenes.clip import Split, scene_rng
from sa2va_desktop.training.nano.batches import Mix, SceneBatch, scene_batch
from sa2va_desktop.training.nano.cell_probes import cell_shares
from sa2va_desktop.training.nano.grounding_stage import StepResult
from sa2va_desktop.training.nano.language import fast_bfloat16, image_blocks, normalised_tiles
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.region_stage import draw_region_turns
from sa2va_desktop.training.nano.talk_names import NameTable
from sa2va_desktop.training.nano.talk_phrasing import Exchange, draw_exchanges, mentions_in
from sa2va_desktop.training.nano.tokenizer import (
    END,
    IMAGE_TOKEN,
    REGION_CLOSE,
    REGION_OPEN,
    SEG,
    NanoTokenizer,
)
from sa2va_desktop.training.nano.word_stage import SegSpread

_IGNORED = -100
_MEANING_WEIGHT = 4.0
"""Of the squared distance between a prompt vector and what it must mean; entries have about unit variance."""
_TOKENS_PER_ANSWER = 4.0
_LOOKED_AT = 0.15
"""Share of a cell that a thing must cover to be found there."""
_ASKING_LAYER, _ANSWERING_LAYER = 1, 2
_DECIDED = ("present", "absent", "unknown")
"""Kinds of requests where the first word decides whether there will be a mask."""
_LENGTH_CUTS = (0.5, 0.75, 0.9)
_SINK = 0
"""Where attention goes when there is nothing to look at: the first token."""


@dataclass(frozen=True)
class Look:
    """Where attention belongs: from a token of a turn to things in the picture, or to earlier tokens of the turn."""

    token: int
    object_ids: tuple[int, ...] = ()
    own_tokens: tuple[int, ...] = ()


@dataclass(frozen=True)
class TalkTurn:
    """What follows the pictures of one scene.

    Attributes:
        kind: for the log.
        ids: question and answer; the answer begins at `answer_from`.
        scene: of the batch.
        cells: image tokens of the scene that a region's placeholders stand for, in order.
        names: what each `[SEG]` of the answer means.
        asking, answering: from the nouns of the question to what they name; from the answer to the thing it speaks of,
            or to the nouns of the question.
    """

    kind: str
    ids: tuple[int, ...]
    answer_from: int
    scene: int
    cells: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    asking: tuple[Look, ...] = ()
    answering: tuple[Look, ...] = ()


@dataclass(frozen=True)
class TalkStep:
    """How a step is made: how many scenes, frames, questions of each length, regions."""

    scene_count: int
    frame_count: int
    short: int
    long: int
    regions: int


def talk_step(
    model: NanoModel,
    names: NameTable,
    tokenizer: NanoTokenizer,
    *,
    seed: int,
    step: int,
    size: TalkStep,
    mix: Mix,
    attention_weight: float,
    split: Split = Split.TRAIN,
    held_out: bool = False,
) -> StepResult:
    """Everything that is said about some scenes in one step."""
    rng = scene_rng(split, seed, step, 9_996)
    batch = scene_batch(
        seed,
        step,
        scene_count=size.scene_count,
        mix=mix,
        side_px=model.sizes.tile_px,
        frame_count=size.frame_count,
        split=split,
        held_out=held_out,
    )
    pictures = batch.images.permute(0, 2, 3, 1).numpy().astype(np.uint8)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        tokens = model.image_tokens(normalised_tiles(pictures)).float()
    cell_loss, metrics = model.cell_probes(tokens, batch)
    turns = draw_turns_about(batch, tokenizer, rng, size, cells=tokens.shape[1])
    spoken, more = run_talk(model, names, tokenizer, batch, turns, tokens, attention_weight=attention_weight)
    return StepResult(spoken + cell_loss, {**metrics, **more})


def draw_turns_about(
    batch: SceneBatch, tokenizer: NanoTokenizer, rng: np.random.Generator, size: TalkStep, *, cells: int
) -> list[TalkTurn]:
    """Turns of all scenes of a batch; regions only of stills."""
    turns = []
    for scene, facts in enumerate(batch.facts):
        drawn = draw_exchanges(facts, batch.expressions[scene], rng, short=size.short, long=size.long)
        turns += [_turn_of(tokenizer, exchange, scene, batch) for exchange in drawn]
    if size.regions and batch.frame_count == 1:
        regions = draw_region_turns(batch, rng, grid=round(cells**0.5))
        chosen = rng.permutation(len(regions.exchanges))[: size.regions]
        for row in chosen.tolist():
            marked = tuple(torch.nonzero(regions.cells[row])[:, 0].tolist())
            turns.append(_region_turn(tokenizer, regions.exchanges[row], int(regions.scene[row]), marked))
    return turns


def _turn_of(tokenizer: NanoTokenizer, exchange: Exchange, scene: int, batch: SceneBatch) -> TalkTurn:
    question, answer = f"\n{exchange.question}{END}\n<|im_start|>assistant\n", f"{exchange.answer}{END}"
    asked, said = tokenizer.fast.encode(question), tokenizer.fast.encode(answer)
    things = batch.facts[scene].things
    mentions = [
        (_token_at(asked.offsets, each.last), each)
        for each in mentions_in(question)
        if each.noun or each.colour
    ]
    asking = tuple(
        Look(token, tuple(thing.object_id for thing in things if each.fits(thing))) for token, each in mentions
    )
    begin = len(asked.ids)

    def spoken(start: int, stop: int) -> range:
        """Tokens before those of a stretch of the answer: a token is chosen by the state before it."""
        return range(begin + _token_at(said.offsets, start) - 1, begin + _token_at(said.offsets, stop - 1) - 1)

    answering = [
        Look(place, (object_id,))
        for start, stop, object_id in exchange.phrases
        for place in spoken(start, stop)
    ]
    if exchange.echoes and len(exchange.echoes) == len(mentions):
        answering += [
            Look(place, own_tokens=(token,))
            for (start, stop), (token, _) in zip(exchange.echoes, mentions, strict=True)
            for place in spoken(start, stop)
        ]
    elif mentions and not answering:
        answering = [Look(begin - 1, own_tokens=tuple(token for token, _ in mentions))]
    return TalkTurn(
        exchange.kind,
        tuple(asked.ids + said.ids),
        begin,
        scene,
        names=exchange.names,
        asking=asking,
        answering=tuple(answering),
    )


def _token_at(offsets: Sequence[tuple[int, int]], character: int) -> int:
    return next(index for index, (start, stop) in enumerate(offsets) if start <= character < stop)


def _region_turn(
    tokenizer: NanoTokenizer, exchange: tuple[str, str], scene: int, cells: tuple[int, ...]
) -> TalkTurn:
    region = f"{REGION_OPEN}{IMAGE_TOKEN * len(cells)}{REGION_CLOSE}"
    prompt = tokenizer.encode(
        f"\nThere are 1 part regions in the picture: region1{region}.\n\n{exchange[0]}{END}\n<|im_start|>assistant\n"
    )
    ids = tuple(prompt + tokenizer.encode(f"{exchange[1]}{END}"))
    return TalkTurn("region", ids, len(prompt), scene, cells=cells)


def run_talk(
    model: NanoModel,
    names: NameTable,
    tokenizer: NanoTokenizer,
    batch: SceneBatch,
    turns: Sequence[TalkTurn],
    tokens: Tensor,
    *,
    attention_weight: float,
) -> tuple[Tensor, dict[str, float]]:
    """Teacher-forced answers: their loss, the distance of each `[SEG]` to its meaning, and attention where it belongs.

    Args:
        tokens: (S * T, K, D) image tokens, scene-major.
    """
    scenes, count = len(batch.facts), tokens.shape[1]
    by_scene = tokens.unflatten(0, (scenes, batch.frame_count)).flatten(1, 2)  # (S, T * K, D)
    language = model.language_model
    opening = tokenizer.encode("<|im_start|>user\n" + image_blocks(batch.frame_count, count))
    shared_ids = torch.tensor([opening]).expand(scenes, -1)
    is_image = shared_ids == tokenizer.id_of(IMAGE_TOKEN)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        embeds = language.get_input_embeddings()(shared_ids)
        embeds = embeds.masked_scatter(is_image[..., None], by_scene.flatten(0, 1).to(embeds.dtype))
        shared = language.model(inputs_embeds=embeds, use_cache=True).past_key_values
    found = _FoundCells(batch, count, torch.nonzero(is_image[0])[:, 0])
    answered = _Answered()
    for part in _of_like_length(turns):
        _run_part(model, tokenizer, part, shared, by_scene, found, answered)
    answer_loss = torch.cat(answered.losses).sum() / (_TOKENS_PER_ANSWER * len(turns))
    metrics = answered.metrics()
    metrics["answer"] = float(answer_loss.detach())
    loss = answer_loss
    if answered.states:
        embeddings = model.text_hidden_fcs(torch.cat(answered.states).float())
        distances = (embeddings - names.vectors(answered.names)).pow(2).mean(1)
        metrics["seg_spread"] = SegSpread.of(embeddings).spread
        for kind in sorted(set(answered.meant_by)):
            mine = torch.tensor([each == kind for each in answered.meant_by])
            metrics[f"seg_moved_{kind}"] = float(distances.detach()[mine].mean())
        loss = loss + _MEANING_WEIGHT * distances.mean()
    if answered.asked:
        rows = [batch.row_of(scene, ids[0]) if len(ids) == 1 else -1 for scene, ids in answered.asked]
        is_there = torch.tensor([bool(ids) for _, ids in answered.asked])
        asked_loss, more = model.cell_probes.asked_loss(
            torch.cat(answered.asked_states), is_there, torch.tensor(rows), batch
        )
        metrics |= more
        loss = loss + 0.5 * asked_loss
    for key, values in (("look_asking", answered.asking), ("look_answering", answered.answering)):
        if values:
            looked = torch.cat(values).mean()
            metrics[key] = float(looked.detach())
            loss = loss + attention_weight * looked
    return loss, metrics


def _of_like_length(turns: Sequence[TalkTurn]) -> list[list[TalkTurn]]:
    """Groups that waste little on padding."""
    ordered = sorted(turns, key=lambda turn: len(turn.ids))
    cuts = [0, *(round(share * len(ordered)) for share in _LENGTH_CUTS), len(ordered)]
    return [ordered[first:last] for first, last in pairwise(cuts) if last > first]


class _Answered:
    """What the parts of a step add up to."""

    def __init__(self) -> None:
        self.losses: list[Tensor] = []
        self.states: list[Tensor] = []
        self.names: list[str] = []
        self.meant_by: list[str] = []
        self.asked: list[tuple[int, tuple[int, ...]]] = []
        self.asked_states: list[Tensor] = []
        self.asking: list[Tensor] = []
        self.answering: list[Tensor] = []
        self.right: dict[str, list[float]] = {}
        self.begun_right: dict[str, list[float]] = {}

    def metrics(self) -> dict[str, float]:
        """Shares of answers with every token right, and of those that begin right: with a mask, or without."""
        exact = {f"exact_{kind}": float(np.mean(values)) for kind, values in self.right.items()}
        return exact | {f"begun_{kind}": float(np.mean(values)) for kind, values in self.begun_right.items()}


class _FoundCells:
    """Which tokens of the opening show a thing."""

    def __init__(self, batch: SceneBatch, cells: int, image_places: Tensor) -> None:
        self._batch, self._places = batch, image_places
        self._shown = (cell_shares(batch, cells) > _LOOKED_AT).flatten(1)  # (M, T * K)

    def mask(self, scene: int, object_ids: Sequence[int], length: int) -> Tensor:
        """(length,) bool over the opening; the first token where nothing is to be seen."""
        mask = torch.zeros(length, dtype=torch.bool)
        for object_id in object_ids:
            mask[self._places[self._shown[self._batch.row_of(scene, object_id)]]] = True
        if not bool(mask.any()):
            mask[_SINK] = True
        return mask


def _run_part(
    model: NanoModel,
    tokenizer: NanoTokenizer,
    turns: Sequence[TalkTurn],
    shared: Any,
    by_scene: Tensor,
    found: _FoundCells,
    answered: _Answered,
) -> None:
    """Turns of about one length in one pass, each after the pictures of its scene."""
    from transformers import DynamicCache

    longest = max(len(turn.ids) for turn in turns)
    ids = torch.full((len(turns), longest), tokenizer.end_id)
    labels = torch.full((len(turns), longest), _IGNORED)
    for row, turn in enumerate(turns):
        ids[row, : len(turn.ids)] = torch.tensor(turn.ids)
        labels[row, turn.answer_from : len(turn.ids)] = torch.tensor(turn.ids[turn.answer_from :])
    scene_of = torch.tensor([turn.scene for turn in turns])
    cache = DynamicCache()
    for index, layer in enumerate(shared.layers):
        cache.update(layer.keys[scene_of], layer.values[scene_of], index)
    language = model.language_model
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast_bfloat16()):
        embeds = language.get_input_embeddings()(ids)
        marked = [by_scene[turn.scene, list(turn.cells)] for turn in turns if turn.cells]
        if marked:
            places = (ids == tokenizer.id_of(IMAGE_TOKEN))[..., None]
            embeds = embeds.masked_scatter(places, torch.cat(marked).to(embeds.dtype))
        with _Watcher(language, (_ASKING_LAYER, _ANSWERING_LAYER)) as watcher:
            states = language.model(
                inputs_embeds=embeds, past_key_values=cache, use_cache=True
            ).last_hidden_state
        at_answers = labels[:, 1:] != _IGNORED
        logits = language.lm_head(states[:, :-1][at_answers]).float()
    wanted = labels[:, 1:][at_answers]
    answered.losses.append(F.cross_entropy(logits, wanted, reduction="none"))
    is_right = torch.ones(at_answers.shape, dtype=torch.bool)
    is_right[at_answers] = logits.argmax(-1) == wanted
    for turn, right in zip(turns, is_right, strict=True):
        answered.right.setdefault(turn.kind, []).append(float(right.all()))
        if turn.kind in _DECIDED:
            answered.begun_right.setdefault(turn.kind, []).append(float(right[turn.answer_from - 1]))
    seg_places = (ids == tokenizer.id_of(SEG)) & (labels != _IGNORED)
    if bool(seg_places.any()):
        answered.states.append(states[seg_places])
        answered.names += [name for turn in turns for name in turn.names]
        answered.meant_by += [turn.kind for turn in turns for _ in turn.names]
    if _ANSWERING_LAYER in watcher.seen:  # what goes into this layer has looked in the one before
        asking = [(row, look) for row, turn in enumerate(turns) for look in turn.asking]
        answered.asked += [(turns[row].scene, look.object_ids) for row, look in asking]
        if asking:
            states_then = watcher.seen[_ANSWERING_LAYER][0]
            answered.asked_states.append(
                states_then[[row for row, _ in asking], [look.token for _, look in asking]].float()
            )
    for layer, field in ((_ASKING_LAYER, "asking"), (_ANSWERING_LAYER, "answering")):
        looks = [(row, look) for row, turn in enumerate(turns) for look in getattr(turn, field)]
        if looks and layer in watcher.seen:
            keys = cache.layers[layer].keys
            getattr(answered, field).append(_look_loss(watcher, layer, looks, turns, keys, found))


def _look_loss(
    watcher: _Watcher,
    layer: int,
    looks: Sequence[tuple[int, Look]],
    turns: Sequence[TalkTurn],
    keys: Tensor,
    found: _FoundCells,
) -> Tensor:
    """(W,) minus log of the share of attention, by the first head of a layer, that goes where it should.

    Args:
        looks: (row, where from and where to).
        keys: (rows, heads, P + L, d) of the whole sequences; the last L are the turn's.
    """
    queries = watcher.queries(layer, [(row, look.token) for row, look in looks]).float()  # (W, d)
    opening = keys.shape[2] - watcher.length(layer)
    seen = keys[[row for row, _ in looks], 0].float()  # (W, P + L, d)
    scores = torch.einsum("wd,wpd->wp", queries, seen) / seen.shape[-1] ** 0.5
    wanted = torch.zeros(scores.shape, dtype=torch.bool)
    later = torch.zeros(scores.shape, dtype=torch.bool)
    for number, (row, look) in enumerate(looks):
        later[number, opening + look.token + 1 :] = True
        if look.own_tokens:
            wanted[number, [opening + token for token in look.own_tokens]] = True
        else:
            wanted[number, :opening] = found.mask(turns[row].scene, look.object_ids, opening)
    scores = scores.masked_fill(later, float("-inf"))
    return torch.logsumexp(scores, dim=1) - torch.logsumexp(scores.masked_fill(~wanted, float("-inf")), dim=1)


class _Watcher:
    """Keeps what goes into the attention of some layers, so that their first head can be told where to look."""

    def __init__(self, language: Any, layers: Sequence[int]) -> None:
        self._attention = {
            i: language.model.layers[i].self_attn for i in layers if i < len(language.model.layers)
        }
        self.seen: dict[int, tuple[Tensor, Tensor, Tensor]] = {}

    def __enter__(self) -> _Watcher:
        self._hooks = [
            module.register_forward_pre_hook(self._keep(index), with_kwargs=True)
            for index, module in self._attention.items()
        ]
        return self

    def __exit__(self, *_: object) -> None:
        for hook in self._hooks:
            hook.remove()

    def _keep(self, index: int) -> Any:
        def keep(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            states = kwargs["hidden_states"] if "hidden_states" in kwargs else args[0]
            cos, sin = kwargs["position_embeddings"] if "position_embeddings" in kwargs else args[1]
            self.seen[index] = (states, cos, sin)

        return keep

    def length(self, layer: int) -> int:
        return int(self.seen[layer][0].shape[1])

    def queries(self, layer: int, places: Sequence[tuple[int, int]]) -> Tensor:
        """(W, d) rotated queries of the first head at (row, token)."""
        states, cos, sin = self.seen[layer]
        attention = self._attention[layer]
        rows = torch.tensor([row for row, _ in places])
        columns = torch.tensor([column for _, column in places])
        width = attention.head_dim
        flat = F.linear(
            states[rows, columns].float(), attention.q_proj.weight[:width], attention.q_proj.bias[:width]
        )
        first, second = flat.chunk(2, dim=-1)
        turned = torch.cat((-second, first), dim=-1)
        at = torch.zeros_like(rows) if cos.shape[0] == 1 else rows
        return flat * cos[at, columns] + turned * sin[at, columns]
