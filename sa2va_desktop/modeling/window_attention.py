"""Attention of the Qwen2.5-VL tower inside windows: all windows of one size at once.

The library's class attends window by window, which is more than a hundred small calls a layer. The weights and the
numbers are the same.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import (
    Qwen2_5_VLVisionAttention,
    apply_rotary_pos_emb_vision,
)


class WindowAttention(Qwen2_5_VLVisionAttention):
    """Takes the place of the library's class; shape letters: P patches, W windows of L patches, H heads."""

    def forward(
        self,
        hidden_states: Tensor,
        cu_seqlens: Tensor,
        position_embeddings: tuple[Tensor, Tensor] | None = None,
        max_seqlen: int | None = None,
        **kwargs: Any,
    ) -> Tensor:
        """(P, C) → (P, C).

        Args:
            cu_seqlens: (windows + 1,) where each window begins, and the end.
            position_embeddings: cosines and sines, (P, C / H) each.
        """
        assert position_embeddings is not None
        count = hidden_states.shape[0]
        queries, keys, values = self.qkv(hidden_states).reshape(count, 3, self.num_heads, -1).unbind(1)
        queries, keys = apply_rotary_pos_emb_vision(queries, keys, *position_embeddings)
        starts, lengths = cu_seqlens[:-1].long(), cu_seqlens.diff()
        attended = torch.empty_like(queries)  # (P, H, C / H)
        for length in lengths.unique().tolist():
            rows = starts[lengths == length, None] + torch.arange(length, device=starts.device)  # (W, L)
            q, k, v = (each[rows].transpose(1, 2) for each in (queries, keys, values))  # (W, H, L, C / H)
            inside = nn.functional.scaled_dot_product_attention(q, k, v, scale=self.scaling)
            attended[rows] = inside.transpose(1, 2)
        return cast(Tensor, self.proj(attended.reshape(count, -1)))
