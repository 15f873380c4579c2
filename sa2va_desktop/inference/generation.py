"""Greedy decoding with a cache of keys and values, as a generator that yields per token. Knows no text.

The state that a `[SEG]` needs is the one of the step that consumes it, so every step carries the state of its input.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.inference.memory_ladder import MemoryLadder, Stage
from sa2va_desktop.inference.memory_plan import PREFILL_CHUNK
from sa2va_desktop.modeling.fixed_decoding import FixedDecoder
from sa2va_desktop.modeling.key_value_cache import KeyValueCache
from sa2va_desktop.modeling.language_model import LanguageModel, LanguageRows, PictureGrid
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

FIXED_FROM = 16
"""An answer that is shorter than so many tokens is written at once: preparing fixed tensors costs as much as it saves."""


class FixedDecoding(enum.Enum):
    """Whether longer answers are written by a `FixedDecoder`. CAPTURED needs CUDA; EAGER is for checking it elsewhere."""

    OFF = "off"
    EAGER = "eager"
    CAPTURED = "captured"


@dataclass(frozen=True, eq=False)
class PromptRows:
    """Everything that is read before the answer.

    Attributes:
        ids: S tokens.
        features: (K, D) in place of the K image tokens, in order; None without pictures.
        deepstack, grids: see `EncodedPictures`; of all pictures of the conversation.
    """

    ids: tuple[int, ...]
    image_token_id: int
    features: Tensor | None = None
    deepstack: tuple[Tensor, ...] = ()
    grids: tuple[PictureGrid, ...] = ()


@dataclass(frozen=True, eq=False)
class DecodeStep:
    """One token.

    Attributes:
        token_id: the token chosen from this pass's logits (or imposed).
        logits: (V,) raw, before anything is imposed.
        input_state: (D,) at the position of this pass's last input: the previous token, or the end of the prompt for
            the first step. What a `[SEG]` there is grounded by.
        prompt_states: of the first step: states at the wanted places of the prompt.
    """

    token_id: int
    logits: Tensor
    input_state: Tensor
    prompt_states: tuple[Tensor, ...] = ()


class PromptReader:
    """Cuts a prompt into rows. Positions are those in the whole text, wherever reading begins."""

    def __init__(self, language: LanguageModel, prompt: PromptRows) -> None:
        self._language = language
        self.prompt = prompt
        self._positions, self.next_position = language.positions(
            prompt.ids, prompt.image_token_id, prompt.grids
        )

    def rows(self, start: int, stop: int) -> LanguageRows:
        """Embeddings of tokens [start, stop), image tokens replaced by their features."""
        prompt, language = self.prompt, self._language
        ids = prompt.ids[start:stop]
        embeds = language.embed(ids)
        places = torch.tensor([token == prompt.image_token_id for token in ids], device=embeds.device)
        first = prompt.ids[:start].count(prompt.image_token_id)
        last = first + ids.count(prompt.image_token_id)
        if last > first:
            assert prompt.features is not None
            embeds[places] = prompt.features[first:last].to(embeds)
        return LanguageRows(
            embeds=embeds[None],
            positions=None if self._positions is None else self._positions[..., start:stop],
            image_places=places[None] if prompt.deepstack else None,
            deepstack=tuple(level[first:last] for level in prompt.deepstack),
        )

    def rows_after(self, ids: Sequence[int], count: int) -> LanguageRows:
        """Tokens of an answer, the first of which is `count` places behind the prompt."""
        embeds = self._language.embed(ids)[None]
        if self._positions is None:
            return LanguageRows(embeds)
        first = self.next_position + count
        places = torch.arange(first, first + len(ids), device=self._positions.device)
        return LanguageRows(embeds, places.expand(*self._positions.shape[:-1], len(ids)))


def generate(
    language: LanguageModel,
    prompt: PromptRows,
    cache: KeyValueCache,
    *,
    max_new_tokens: int,
    cancel: CancelToken,
    forced_ids: Sequence[int] | None = None,
    states_at: Sequence[int] = (),
    ladder: MemoryLadder | None = None,
    fixed: FixedDecoding = FixedDecoding.OFF,
) -> Iterator[DecodeStep]:
    """Read what of the prompt is not in the cache, then decode one token at a time until the caller stops asking.

    Args:
        cache: holds the first tokens of the prompt, at most all but the last. Afterwards it holds the prompt and every
            token that was consumed; the last one of an answer is not.
        max_new_tokens: the generator ends after so many steps.
        forced_ids: imposed one by one instead of the best token; the generator ends with them.
        states_at: places of the prompt, ascending, whose states the first step carries; none of them in the cache.
        ladder: how many tokens of the prompt are read in one pass, and what to do when memory runs out.
        fixed: whether a longer answer is written in tensors that do not move.

    Raises:
        CancelledError: `cancel` was set; checked before every pass.
        OutOfMemoryError: nothing is left to be tried; the cache then holds what was read before.
    """
    reader = PromptReader(language, prompt)
    limit = max_new_tokens if forced_ids is None else min(max_new_tokens, len(forced_ids))
    ladder = ladder or MemoryLadder()
    state, wanted = prefill(language, reader, cache, cancel=cancel, ladder=ladder, states_at=states_at)
    logits = ladder.attempt(Stage.DECODE, partial(logits_of, language, state))
    decoder: FixedDecoder | None = None
    try:
        for index in range(limit):
            token_id = int(logits.argmax()) if forced_ids is None else forced_ids[index]
            yield DecodeStep(token_id, logits, state, () if index else tuple(wanted))
            if index + 1 == limit:
                return
            cancel.raise_if_cancelled()
            if index + 1 == FIXED_FROM and fixed is not FixedDecoding.OFF:
                make = partial(_fixed_decoder, language, cache, limit - index, fixed)
                decoder = ladder.attempt(Stage.DECODE, make)
            if decoder is not None:
                read = partial(_read_fixed, decoder, token_id, reader.next_position + index)
                state, logits = ladder.attempt(Stage.DECODE, read)
                continue
            after = partial(reader.rows_after, (token_id,), index)
            state = ladder.attempt(Stage.DECODE, partial(read_rows, language, after, cache))[-1].clone()
            logits = ladder.attempt(Stage.DECODE, partial(logits_of, language, state))
    finally:
        if decoder is not None:
            decoder.release()


def prefill(
    language: LanguageModel,
    reader: PromptReader,
    cache: KeyValueCache,
    *,
    cancel: CancelToken,
    ladder: MemoryLadder,
    states_at: Sequence[int] = (),
) -> tuple[Tensor, list[Tensor]]:
    """Read what of the prompt is not in the cache; raises what `generate` raises.

    Returns:
        The (D,) state of the last token, and those at the wanted places.
    """
    prompt = reader.prompt
    wanted: list[Tensor] = []
    state = None
    start = cache.length
    for stop in piece_ends(prompt.ids, prompt.image_token_id):
        if stop <= start:
            continue
        states = torch.cat(
            ladder.in_parts(
                Stage.PREFILL, stop - start, partial(_read_piece, language, reader, cache, cancel, start)
            )
        )
        # Copies, so that a kept state does not keep the whole prompt's.
        wanted += [states[place - start].clone() for place in states_at if start <= place < stop]
        state = states[-1].clone()
        start = stop
    assert state is not None
    return state, wanted


def piece_ends(ids: Sequence[int], image_token_id: int, prefill_tokens: int = PREFILL_CHUNK) -> list[int]:
    """Where the passes over a prompt end. Up to each end they depend on nothing that follows.

    A piece ends with every picture, so that another question about the same pictures goes on from numbers that are
    equal to the last bit, whether they were kept or are computed again.
    """
    ends: list[int] = []
    begin = 0
    for place in range(1, len(ids) + 1):
        is_end_of_picture = ids[place - 1] == image_token_id and ids[place : place + 1] != (image_token_id,)
        if is_end_of_picture or place - begin == prefill_tokens or place == len(ids):
            ends.append(place)
            begin = place
    return ends


def _read_piece(
    language: LanguageModel,
    reader: PromptReader,
    cache: KeyValueCache,
    cancel: CancelToken,
    first: int,
    start: int,
    stop: int,
) -> Tensor:
    """Read tokens [first + start, first + stop) of a prompt."""
    cancel.raise_if_cancelled()
    return read_rows(language, partial(reader.rows, first + start, first + stop), cache)


def _fixed_decoder(
    language: LanguageModel, cache: KeyValueCache, room: int, fixed: FixedDecoding
) -> FixedDecoder:
    with translated_memory_errors(_doing()):
        return FixedDecoder(language, cache, room, is_captured=fixed is FixedDecoding.CAPTURED)


def _read_fixed(decoder: FixedDecoder, token_id: int, position: int) -> tuple[Tensor, Tensor]:
    with translated_memory_errors(_doing()), torch.inference_mode():
        return decoder.read(token_id, position)


def logits_of(language: LanguageModel, state: Tensor) -> Tensor:
    """See `LanguageModel.logits`; memory that runs out is told as ours."""
    with translated_memory_errors(_doing()), torch.inference_mode():
        return language.logits(state)


def read_rows(language: LanguageModel, make_rows: Callable[[], LanguageRows], cache: KeyValueCache) -> Tensor:
    """One pass; when it fails, the layers that had their share forget it, so that the pass can be made again."""
    length = cache.length
    try:
        with translated_memory_errors(_doing()), torch.inference_mode():
            return language.read(make_rows(), cache)
    except BaseException:
        cache.cut(length)
        raise


def _doing() -> str:
    return translate("inference", "the answer was written")
