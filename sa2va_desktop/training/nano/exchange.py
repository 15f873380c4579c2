"""Two or more training processes as one: gradients are averaged after every backward pass.

Two single-threaded processes beat one with two threads on a busy machine, because the networks are small.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn

_RANK, _WORLD, _MEETING = "SA2VA_TRAIN_RANK", "SA2VA_TRAIN_WORLD", "SA2VA_TRAIN_MEETING"


class GradientExchange:
    """The processes of one training. Alone, every method does nothing.

    Made once per process from its environment (`worker_environment`); `close` ends the group.
    """

    def __init__(self) -> None:
        self.rank = int(os.environ.get(_RANK, "0"))
        self.world = int(os.environ.get(_WORLD, "1"))
        if self.world > 1:
            meeting = Path(os.environ[_MEETING]).resolve().as_uri()
            dist.init_process_group(
                "gloo",
                init_method=meeting,
                rank=self.rank,
                world_size=self.world,
                timeout=timedelta(minutes=30),
            )

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def wait(self) -> None:
        """Return once all processes are here."""
        if self.world > 1:
            dist.barrier()

    def average(self, parameters: Sequence[nn.Parameter], *, minutes: float) -> float:
        """Replace every gradient by the mean over the processes; returns the sum of their `minutes`.

        A parameter that had no part in a step counts as zero there.
        """
        if self.world == 1:
            return minutes
        parts = [(p.grad if p.grad is not None else torch.zeros_like(p)).reshape(-1) for p in parameters]
        flat = torch.cat([*parts, torch.tensor([minutes * self.world])])
        dist.all_reduce(flat)
        flat /= self.world
        offset = 0
        for parameter in parameters:
            count = parameter.numel()
            parameter.grad = flat[offset : offset + count].view_as(parameter)
            offset += count
        return float(flat[-1])

    def close(self) -> None:
        if self.world > 1:
            dist.destroy_process_group()


def worker_environment(rank: int, *, world: int, meeting: Path) -> dict[str, str]:
    """Environment of one of several processes; `meeting` is a file that does not exist yet, the same for all."""
    return {**os.environ, _RANK: str(rank), _WORLD: str(world), _MEETING: str(meeting)}


def is_worker() -> bool:
    """Whether this process was started as one of several."""
    return _RANK in os.environ
