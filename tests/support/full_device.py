"""A device whose memory runs out when it is told to: forward passes of chosen modules fail as torch's allocator would."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def memory_runs_out(module: nn.Module, calls: Collection[int] | None = None) -> Iterator[list[int]]:
    """Let the forward passes with these numbers (0 is the first; None: all) fail before they begin.

    Yields the numbers of those that failed, which grows.
    """
    failed: list[int] = []
    count = 0

    def before(_module: nn.Module, _args: object) -> None:
        nonlocal count
        number, count = count, count + 1
        if calls is None or number in calls:
            failed.append(number)
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    hook = module.register_forward_pre_hook(before)
    try:
        yield failed
    finally:
        hook.remove()
