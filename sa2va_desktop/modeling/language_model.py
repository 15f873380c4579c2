"""What every family's language model does for the runtime: read rows, remember them, give states and logits.

The networks are `transformers`' own; this module hides how their classes differ. Shape letters: S tokens, D width,
V vocabulary, K image tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from sa2va_desktop.modeling.key_value_cache import KeyValueCache

PictureGrid = tuple[int, int, int]
"""Patches of one picture along time, height and width, as the Qwen-VL families count positions."""


@dataclass(frozen=True, eq=False)
class LanguageRows:
    """S consecutive inputs of one text, or of B texts that are read as a whole.

    Attributes:
        embeds: (B, S, D).
        positions: (B, S), or (3, B, S) along time, height and width for families that have them; None: counted on.
        image_places: (B, S) bool: which rows are image tokens. Needed with `deepstack` only.
        deepstack: features (K, D) for the K image tokens in these rows, one per level that takes them.
        mask: (1, 1, S, capacity) bool of what each row looks at, for a fixed cache; None: everything before it.
    """

    embeds: Tensor
    positions: Tensor | None = None
    image_places: Tensor | None = None
    deepstack: tuple[Tensor, ...] = ()
    mask: Tensor | None = None


class LanguageModel:
    """A decoder of `transformers` and its head, borrowed from a network (which owns the weights).

    Families whose positions or `[SEG]` states differ derive from it.

    Attributes:
        position_axes: how many numbers a position has: 1, or 3 for time, height and width.
    """

    position_axes = 1

    def __init__(self, decoder: nn.Module, head: nn.Module) -> None:
        """
        Args:
            decoder: takes `inputs_embeds` and `past_key_values` and ends with a final norm.
            head: states → logits.
        """
        self.decoder = decoder
        self.head = head

    @property
    def device(self) -> torch.device:
        """Where its inputs have to be."""
        return self._embedding.weight.device

    @property
    def can_be_captured(self) -> bool:
        """Whether a pass asks the host for nothing. Positions that are stretched with the text look at its length."""
        kind = str(getattr(cast(Any, self.decoder).rotary_emb, "rope_type", "default"))
        return kind not in ("dynamic", "longrope")

    @property
    def layer_count(self) -> int:
        return len(cast(Any, self.decoder).layers)

    def new_cache(self) -> KeyValueCache:
        return KeyValueCache(self.layer_count)

    def embed(self, ids: Sequence[int]) -> Tensor:
        """Token ids → (S, D)."""
        return self.embed_tensor(torch.tensor(list(ids), dtype=torch.long, device=self.device))

    def embed_tensor(self, ids: Tensor) -> Tensor:
        """(S,) int64 on the model's device → (S, D)."""
        return cast(Tensor, self._embedding(ids))

    def positions(
        self, ids: Sequence[int], image_token_id: int, grids: Sequence[PictureGrid]
    ) -> tuple[Tensor | None, int]:
        """Positions of a whole text, and that of the token which follows it.

        Returns:
            (3, 1, S), or None where they are simply counted.
        """
        return None, len(ids)

    def read(self, rows: LanguageRows, cache: KeyValueCache) -> Tensor:
        """One pass. The cache grows by S tokens.

        Returns:
            (S, D) states: what a `[SEG]` at that place would be grounded by. After the final norm unless the family
            says otherwise.
        """
        return self._pass(rows, cache)[0]

    def read_whole(self, rows: LanguageRows) -> Tensor:
        """One pass over whole texts that remembers nothing; gradients flow through it.

        Shorter texts are filled up at their end, where causal attention keeps it away from what counts.

        Returns:
            (B, S, D) states as those of `read`.
        """
        return self._pass(rows, None)

    def read_fixed(self, embeds: Tensor, position: Tensor, mask: Tensor, cache: KeyValueCache) -> Tensor:
        """One pass over one row of a fixed cache; nothing in it depends on numbers outside of tensors.

        Args:
            embeds: (1, 1, D).
            position: (axes, 1, 1) int64.
            mask: (1, 1, 1, capacity) bool; True is looked at.

        Returns:
            (1, D) states as those of `read`.
        """
        return self._pass(
            LanguageRows(embeds, position if self.position_axes > 1 else position[0], mask=mask), cache
        )[0]

    def logits(self, state: Tensor) -> Tensor:
        """(D,) state of `read` → (V,) raw logits of the token that follows."""
        return cast(Tensor, self.head(state))

    def _pass(self, rows: LanguageRows, cache: KeyValueCache | None) -> Tensor:
        """(B, S, D) after the final norm; B is 1 with a cache."""
        arguments: dict[str, Any] = self._cached(cache)
        if rows.positions is not None:
            arguments["position_ids"] = rows.positions
        if rows.mask is not None:
            arguments["attention_mask"] = rows.mask
        output = self.decoder(inputs_embeds=rows.embeds, **arguments)
        return cast(Tensor, output.last_hidden_state)

    def _cached(self, cache: KeyValueCache | None) -> dict[str, Any]:
        return {"past_key_values": None if cache is None else cache.native, "use_cache": cache is not None}

    @property
    def _embedding(self) -> nn.Embedding:
        return cast(nn.Embedding, cast(Any, self.decoder).get_input_embeddings())
