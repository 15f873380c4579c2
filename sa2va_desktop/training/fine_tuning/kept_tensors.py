"""What frozen networks made of pictures, kept from one epoch to the next as far as memory allows."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import torch
from torch import Tensor

from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.inference.devices import usable_bytes

_MOST_BYTES = 2 * 2**30
_SHARE = 16  # of what is free after loading


class KeptTensors:
    """Least recently used first out, bounded in bytes. Keys name the pixels; what is kept has no gradient."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.byte_count = 0
        self._entries: OrderedDict[bytes, tuple[Tensor, ...]] = OrderedDict()

    @classmethod
    def beside(cls, device: torch.device) -> KeptTensors:
        """With a small share of what is free on the device now."""
        return cls(min(_MOST_BYTES, usable_bytes(device) // _SHARE))

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> tuple[Tensor, ...] | None:
        tensors = self._entries.get(key)
        if tensors is not None:
            self._entries.move_to_end(key)
        return tensors

    def put(self, key: bytes, tensors: tuple[Tensor, ...]) -> None:
        """Keep copies, unless they are large beside the limit; older ones make room."""
        size = sum(tensor.nbytes for tensor in tensors)
        if key in self._entries or size > self.limit_bytes:
            return
        while self.byte_count + size > self.limit_bytes:
            _, oldest = self._entries.popitem(last=False)
            self.byte_count -= sum(tensor.nbytes for tensor in oldest)
        # A slice would keep alive what it was cut from.
        self._entries[key] = tuple(tensor.detach().clone() for tensor in tensors)
        self.byte_count += size


def picture_key(rgb: RgbFrame) -> bytes:
    """Equal for equal pixels, and for nothing else."""
    size = b"".join(length.to_bytes(4) for length in rgb.shape)
    return hashlib.blake2b(rgb.tobytes(), digest_size=16).digest() + size
