"""Keys and values of the tokens that a language model has read, so that they are read once.

The buffers are larger than what they hold and are written in place: a token costs its own row, not a copy of all rows
before it. A cache can be cut back to a shorter text, from which another one goes on.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import Cache, CacheLayerMixin

_STEP = 256  # capacities are multiples of it
_SLACK = 4  # a buffer that is full grows by a quarter


class _GrowingLayer(CacheLayerMixin):
    """Keys and values of one layer: (B, heads, capacity, width) buffers of which the first `length` rows count."""

    is_sliding = False
    is_croppable = True

    def __init__(self) -> None:
        super().__init__()
        self.length = 0
        self.place: Tensor | None = None  # where a fixed buffer takes the next row

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        self.dtype, self.device = key_states.dtype, key_states.device
        self.keys, self.values = key_states[:, :, :0], value_states[:, :, :0]
        self.is_initialized = True

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Append (B, heads, S, width) and return everything so far, as views.

        A fixed layer takes one row, at its place, and returns the whole buffers; the length is counted by its owner.
        """
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        if self.place is not None:
            self.keys.index_copy_(2, self.place, key_states)
            self.values.index_copy_(2, self.place, value_states)
            return self.keys, self.values
        start, self.length = self.length, self.length + key_states.shape[-2]
        self.keys, self.values = self._with_room(self.keys, start), self._with_room(self.values, start)
        self.keys[:, :, start : self.length] = key_states
        self.values[:, :, start : self.length] = value_states
        return self.keys[:, :, : self.length], self.values[:, :, : self.length]

    def fix(self, capacity: int) -> None:
        """Make room at once and keep the buffers where they are. Rows without meaning are zero, so that they are numbers."""
        self.keys, self.values = (
            _resized(buffer, self.length, capacity) for buffer in (self.keys, self.values)
        )
        for buffer in (self.keys, self.values):
            buffer[:, :, self.length :] = 0

    def _with_room(self, buffer: Tensor, used: int) -> Tensor:
        capacity = buffer.shape[-2]
        if self.length <= capacity:
            return buffer
        return _resized(buffer, used, _rounded(max(self.length, capacity + capacity // _SLACK)))

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        return self.length + query_length, 0

    def get_seq_length(self) -> int:
        return self.length

    def get_max_length(self) -> int:
        return -1

    def crop(self, tokens_to_remove: int) -> None:
        self.length = max(0, self.length - abs(tokens_to_remove))


def _rounded(capacity: int) -> int:
    return (capacity + _STEP - 1) // _STEP * _STEP


def _resized(buffer: Tensor, used: int, capacity: int) -> Tensor:
    if buffer.shape[-2] == capacity:
        return buffer
    resized = buffer.new_empty((*buffer.shape[:2], capacity, buffer.shape[3]))
    resized[:, :, :used] = buffer[:, :, :used]
    return resized


class KeyValueCache:
    """The cache of one text. `native` is what the library's models take."""

    def __init__(self, layer_count: int) -> None:
        self._layers = [_GrowingLayer() for _ in range(layer_count)]
        self.native = Cache(layers=list(self._layers))

    @property
    def length(self) -> int:
        """How many tokens have been read."""
        return self._layers[0].length if self._layers else 0

    @property
    def nbytes(self) -> int:
        """Bytes of all buffers, the unused ends included."""
        buffers = [
            buffer for layer in self._layers if layer.is_initialized for buffer in (layer.keys, layer.values)
        ]
        return sum(buffer.nbytes for buffer in buffers if isinstance(buffer, torch.Tensor))

    def cut(self, length: int) -> None:
        """Forget every token from `length` on.

        Raises:
            ValueError: fewer tokens are there.
        """
        for layer in self._layers:
            # After a pass that failed half-way the layers differ; all of them must reach so far.
            if layer.length < length:
                raise ValueError(f"expected at least {length} tokens in the cache, found {layer.length}")
            layer.length = length

    def fix(self, length: int) -> int:
        """Make room for `length` tokens and let nothing move until `unfix`. The cache must hold something.

        Returns:
            The capacity, which is the width of the mask.
        """
        capacity = _rounded(length)
        for layer in self._layers:
            layer.fix(capacity)
        return capacity

    def set_place(self, place: Tensor) -> None:
        """(1,) int64: where the next row is written while the cache is fixed."""
        for layer in self._layers:
            layer.place = place

    def grow_fixed(self) -> None:
        """Count the row that a fixed cache has taken."""
        for layer in self._layers:
            layer.length += 1

    def unfix(self) -> None:
        """Count and grow by itself again."""
        for layer in self._layers:
            layer.place = None
