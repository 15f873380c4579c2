"""Tokens of their own for the later frames of a clip, at the end of the vocabulary: `SegTokens.MULTIPLE`."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

from sa2va_desktop.inference.answer_reader import SEG_TOKEN
from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.modeling.network import Sa2vaNetwork

OTHER_SEG_TOKENS = tuple(f"[SEG{number}]" for number in range(2, LANGUAGE_FRAME_LIMIT + 1))
"""The first frame has `[SEG]` itself."""


@torch.no_grad()
def add_seg_tokens(network: Sa2vaNetwork, tokenizer: TextTokenizer) -> None:
    """Give each of `OTHER_SEG_TOKENS` a row in embedding and head that begins as what `[SEG]` is.

    Their ids follow the tokenizer's last one; both matrices grow where they have no row for them.
    """
    seg_id, first = tokenizer.token_id(SEG_TOKEN), tokenizer.size
    stop = first + len(OTHER_SEG_TOKENS)
    language = network.language
    embedding = cast(Any, language.decoder).get_input_embeddings()
    head = cast(Any, language.head)
    is_tied = head.weight is embedding.weight
    embedding.weight = _with_rows(embedding.weight, seg_id, first, stop)
    head.weight = embedding.weight if is_tied else _with_rows(head.weight, seg_id, first, stop)
    embedding.num_embeddings = head.out_features = len(embedding.weight)


def _with_rows(weight: Tensor, seg_id: int, first: int, stop: int) -> nn.Parameter:
    """Rows [first, stop) are copies of that of `[SEG]`."""
    copies = weight[seg_id].expand(stop - first, -1)
    return nn.Parameter(torch.cat((weight[:first], copies, weight[stop:])), requires_grad=False)
