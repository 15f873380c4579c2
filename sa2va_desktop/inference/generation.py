"""Greedy decoding with a cache of keys and values, as a generator that yields per token. Knows no text.

The state that a `[SEG]` needs is the one of the step that consumes it, so every step carries the state of its input.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import DynamicCache, Qwen2ForCausalLM

from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


@dataclass(frozen=True, eq=False)
class DecodeStep:
    """One forward pass.

    Attributes:
        token_id: the token chosen from this pass's logits (or imposed).
        logits: (V,) raw, before anything is imposed.
        input_state: (D,) after the final norm, at the position of this pass's last input: the previous token, or
            the end of the prompt for the first step.
    """

    token_id: int
    logits: Tensor
    input_state: Tensor


def embed_prompt(
    model: Qwen2ForCausalLM, ids: Sequence[int], *, image_token_id: int, image_features: Tensor | None
) -> Tensor:
    """Token embeddings with image tokens replaced, in order, by features.

    Args:
        ids: S prompt tokens with as many image tokens as there are rows in `image_features`.
        image_features: (K, D), or None without pictures.

    Returns:
        (1, S, D) on the model's device.
    """
    tokens = torch.tensor(ids, device=model.device)
    embeds = model.get_input_embeddings()(tokens)
    if image_features is not None:
        embeds[tokens == image_token_id] = image_features.to(embeds.dtype)
    return embeds[None]


def generate(
    model: Qwen2ForCausalLM,
    prompt_embeds: Tensor,
    *,
    max_new_tokens: int,
    cancel: CancelToken,
    forced_ids: Sequence[int] | None = None,
) -> Iterator[DecodeStep]:
    """Prefill, then decode one token at a time until the caller stops asking.

    Args:
        prompt_embeds: (1, S, D).
        max_new_tokens: the generator ends after so many steps; the last token is then never consumed.
        forced_ids: imposed one by one instead of the best token; the generator ends with them.

    Raises:
        CancelledError: `cancel` was set; checked before every pass.
        OutOfMemoryError: the cache or an activation did not fit.
    """
    cache = DynamicCache(config=model.config)
    limit = max_new_tokens if forced_ids is None else min(max_new_tokens, len(forced_ids))
    inputs = prompt_embeds
    for index in range(limit):
        cancel.raise_if_cancelled()
        with translated_memory_errors(translate("inference", "the answer was written")), torch.inference_mode():
            step = _step(model, inputs, cache, forced_id=None if forced_ids is None else forced_ids[index])
        yield step
        with torch.inference_mode():
            inputs = model.get_input_embeddings()(torch.tensor([[step.token_id]], device=model.device))


def _step(model: Qwen2ForCausalLM, inputs: Tensor, cache: DynamicCache, *, forced_id: int | None) -> DecodeStep:
    """One pass over `inputs` (1, S, D); logits are computed for the last position only."""
    states = model.model(inputs_embeds=inputs, past_key_values=cache, use_cache=True).last_hidden_state
    input_state = states[0, -1]
    logits = model.lm_head(input_state)
    token_id = int(logits.argmax()) if forced_id is None else forced_id
    # A copy, so that a kept state does not keep the whole prompt's.
    return DecodeStep(token_id, logits, input_state.clone())
