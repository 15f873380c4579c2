"""How likely a model is to give each of several answers: the prompt is read once, each answer is imposed on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import torch
from torch import Tensor

from sa2va_desktop.inference.generation import PromptReader, PromptRows, logits_of, prefill, read_rows
from sa2va_desktop.inference.memory_ladder import MemoryLadder, Stage
from sa2va_desktop.modeling.key_value_cache import KeyValueCache
from sa2va_desktop.modeling.language_model import LanguageModel
from sa2va_desktop.tasks import CancelToken


def answer_log_probabilities(
    language: LanguageModel,
    prompt: PromptRows,
    cache: KeyValueCache,
    answers: Sequence[Sequence[int]],
    *,
    cancel: CancelToken,
    ladder: MemoryLadder | None = None,
) -> Iterator[list[float]]:
    """Log-probability of every token of each answer, given all before it.

    The answers are read one after the other and forgotten again, so that they need no more memory than the longest.

    Args:
        cache: as that of `generation.generate`; afterwards it holds the prompt, also when an answer could not be read.
        answers: token ids with the stop token; none is empty.

    Raises:
        CancelledError: checked before every answer.
        OutOfMemoryError: nothing is left to be tried.
    """
    ladder = ladder or MemoryLadder()
    reader = PromptReader(language, prompt)
    state, _ = prefill(language, reader, cache, cancel=cancel, ladder=ladder)
    first = ladder.attempt(Stage.DECODE, partial(_chosen, language, state[None]))  # (1, V)
    length = len(prompt.ids)
    for ids in answers:
        cancel.raise_if_cancelled()
        try:
            read = partial(_read_part, language, reader, cache, ids)
            later = ladder.in_parts(Stage.PREFILL, len(ids) - 1, read) if len(ids) > 1 else []
        finally:
            cache.cut(length)
        yield [float(first[0, ids[0]]), *(found for part in later for found in part)]


def token_log_probability(logits: Tensor, token_id: int) -> Tensor:
    """() float32 on the device of the (V,) logits: nothing waits for it."""
    wide = logits.float()
    return wide[token_id] - wide.logsumexp(-1)


def _read_part(
    language: LanguageModel,
    reader: PromptReader,
    cache: KeyValueCache,
    ids: Sequence[int],
    start: int,
    stop: int,
) -> list[float]:
    """Read tokens [start, stop) of an answer; log-probabilities of those that follow each."""
    length = cache.length
    try:
        states = read_rows(language, partial(reader.rows_after, ids[start:stop], start), cache)
        found = _chosen(language, states)
        wanted = torch.tensor(ids[start + 1 : stop + 1], device=found.device)
        return [float(each) for each in found.gather(1, wanted[:, None])[:, 0].tolist()]
    except BaseException:
        cache.cut(length)
        raise


def _chosen(language: LanguageModel, states: Tensor) -> Tensor:
    """(S, D) states → (S, V) float32 log-probabilities of what follows."""
    return logits_of(language, states).float().log_softmax(-1)
