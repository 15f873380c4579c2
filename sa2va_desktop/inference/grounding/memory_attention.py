"""Memory attention for all objects of a frame at once.

Source: SAM 2, `modeling/memory_attention.py` of sam2 1.1.0, whose parameters and sub-modules are used as they are.
Ours differs in the order of the arithmetic only. Until memories come in, all objects see the same image, so the first
layer's self-attention is computed once. On a CPU the attention weights are applied to the memories (M channels) and
the value projection afterwards (C channels), which is equal because each row of weights sums to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.inference.grounding.features import FrameFeatures
from sa2va_desktop.inference.grounding.memory_bank import AttendedMemory
from sa2va_desktop.inference.grounding.model import GroundingModel

# How attention is cut up on a CPU, so that scores stay in the processor's cache. Measured on one core with C = 256,
# M = 64 and 1,024 queries: 67 ms for 7,200 keys and 263 for 28,700, the library's kernel 87 and 349.
_QUERY_BLOCK = 512
_KEY_BLOCK = 512


def condition_on_memory(
    model: GroundingModel, features: FrameFeatures, attended: Sequence[AttendedMemory]
) -> Tensor:
    """Fuse the frame's features with the memories of N objects of equal layout.

    Returns:
        (N, C, h, w).
    """
    attention = model.network.memory_attention
    image = features.top.flatten(2).transpose(1, 2) + 0.1 * model.image_position
    seen_by_all = _self_attended(attention.layers[0], image)
    # A CPU works faster on one object at a time, whose activations stay in its cache; a GPU on all of them.
    together = 1 if image.device.type == "cpu" else len(attended)
    codes = model.network.maskmem_tpos_enc
    position = torch.cat([model.memory_position + codes[slot] for slot in attended[0].slots], dim=1)
    fused = []
    for start in range(0, len(attended), together):
        keys, values, pointer_token_count = _memory_tokens(model, attended[start : start + together], position)
        tokens = seen_by_all
        for index, layer in enumerate(attention.layers):
            if index > 0:
                tokens = _self_attended(layer, tokens)
            queries = layer.norm2(tokens)
            tokens = tokens + _cross_attention(
                layer.cross_attn_image, queries, keys, values, pointer_token_count
            )
            tokens = tokens + layer.linear2(torch.relu_(layer.linear1(layer.norm3(tokens))))
        fused.append(attention.norm(tokens))
    side = model.config.feature_size
    return torch.cat(fused).transpose(1, 2).unflatten(2, (side, side))


def _self_attended(layer: Any, tokens: Tensor) -> Tensor:
    normed = layer.norm1(tokens)
    return tokens + layer.self_attn(normed, normed, v=normed)


def _memory_tokens(
    model: GroundingModel, attended: Sequence[AttendedMemory], position: Tensor
) -> tuple[Tensor, Tensor, int]:
    """Keys (with position codes) and values, (N, S, M) each, object pointers last; and how many tokens those are."""
    spatial = torch.stack([torch.cat(memory.features) for memory in attended]).float()  # (N, F*h*w, M)
    if not attended[0].pointers:
        return spatial + position, spatial, 0
    pointers = torch.stack([torch.stack(memory.pointers) for memory in attended])  # (N, P, C)
    tokens = pointers.reshape(len(attended), -1, spatial.shape[2])
    placed = tokens
    if model.config.pointer_time_codes:
        codes = _time_codes(model, attended)
        placed = tokens + codes.repeat_interleave(tokens.shape[1] // codes.shape[1], dim=1)
    keys = torch.cat((spatial + position, placed), dim=1)
    return keys, torch.cat((spatial, tokens), dim=1), tokens.shape[1]


def _time_codes(model: GroundingModel, attended: Sequence[AttendedMemory]) -> Tensor:
    """(N, P, M): sine codes of the pointers' ages, projected, as SAM 2.1 adds them."""
    ages = torch.tensor([memory.pointer_ages for memory in attended], device=model.device)  # (N, P)
    half = model.config.d_model // 2
    steps = torch.arange(half, dtype=torch.float32, device=model.device).div(2, rounding_mode="floor")
    angles = ages[..., None] / 10000.0 ** (2 * steps / half)
    return model.network.obj_ptr_tpos_proj(torch.cat((angles.sin(), angles.cos()), dim=-1)).float()


def _cross_attention(
    attention: Any, queries: Tensor, keys: Tensor, values: Tensor, pointer_token_count: int
) -> Tensor:
    """One head of rotary attention: (N or 1, h*w, C) queries over (N, S, M) memory tokens to (N, h*w, C)."""
    queries = attention.q_proj(queries)
    rotation = _rotation(attention, queries)
    queries = _rotated(queries, rotation, queries.shape[1])
    keys = attention.k_proj(keys)
    keys = _rotated(keys, rotation, keys.shape[1] - pointer_token_count)
    if queries.device.type == "cpu":
        to_value, to_output = attention.v_proj, attention.out_proj
        weight = to_output.weight @ to_value.weight  # (C, M): nothing lies between the two
        return F.linear(
            _weighted_means(queries, keys, values),
            weight,
            to_output.weight @ to_value.bias + to_output.bias,
        )
    queries = queries.expand(keys.shape[0], -1, -1)
    mixed = F.scaled_dot_product_attention(queries[:, None], keys[:, None], attention.v_proj(values)[:, None])
    return attention.out_proj(mixed[:, 0])


def _rotation(attention: Any, queries: Tensor) -> Tensor:
    """(h*w, C/2) complex rotary codes, moved or computed once for a device and size."""
    count = queries.shape[1]
    if attention.freqs_cis.shape[0] != count or attention.freqs_cis.device != queries.device:
        side = round(count**0.5)
        attention.freqs_cis = attention.compute_cis(end_x=side, end_y=side).to(queries.device)
    return attention.freqs_cis


def _rotated(tokens: Tensor, rotation: Tensor, count: int) -> Tensor:
    """Rotate the first `count` of (N, S, C) tokens, in place where they are float32; the codes repeat over memories."""
    wide = tokens.float()
    pairs = wide[:, :count].unflatten(1, (-1, rotation.shape[0])).unflatten(3, (-1, 2))
    torch.view_as_complex(pairs).mul_(rotation)
    return wide.to(tokens.dtype)


def _weighted_means(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """softmax(q·k / √C)·v for (N or 1, Q, C), (N, S, C), (N, S, M) to (N, Q, M), object by object."""
    queries, values = queries * queries.shape[2] ** -0.5, values.to(queries.dtype)
    return torch.stack(
        [
            torch.cat(
                [_means_in_tiles(rows, own_keys.T, own_values) for rows in own_queries.split(_QUERY_BLOCK)]
            )
            for own_queries, own_keys, own_values in zip(queries.expand(len(keys), -1, -1), keys, values)
        ]
    )


def _means_in_tiles(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """softmax(q·k)·v for (Q, C), (C, S), (S, M), tile by tile with a running maximum and sum per query."""
    highest = queries.new_full((len(queries), 1), float("-inf"))
    total = torch.zeros_like(highest)
    means = queries.new_zeros(len(queries), values.shape[1])
    for some_keys, some_values in zip(keys.split(_KEY_BLOCK, dim=1), values.split(_KEY_BLOCK)):
        scores = queries @ some_keys
        raised = torch.maximum(highest, scores.amax(dim=1, keepdim=True))
        shrink = (highest - raised).exp_()
        weights = scores.sub_(raised).exp_()
        total.mul_(shrink).add_(weights.sum(dim=1, keepdim=True))
        means.mul_(shrink).addmm_(weights, some_values)
        highest = raised
    return means / total
