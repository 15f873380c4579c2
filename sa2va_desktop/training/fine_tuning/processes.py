"""The processes of one training. `accelerate launch` starts several, on any number of GPUs and machines; alone, all of this does nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import nn

from sa2va_desktop.inference.devices import pick_device

_BUCKET = 1 << 24
"""Numbers of gradients that are averaged in one go: enough that starting a transfer does not matter."""


class Processes:
    """Made once a process. `device` is the one that this process computes on."""

    def __init__(self, device: str) -> None:
        """
        Args:
            device: as in the configuration; several processes get theirs by `accelerate`.

        Raises:
            UsageError: no such device here.
        """
        self._state: Any = None
        self.rank, self.count = 0, 1
        if int(os.environ.get("WORLD_SIZE", "1")) == 1:
            self.device = pick_device(device)
            return
        from accelerate import PartialState

        self._state = PartialState(cpu=device == "cpu")
        self.device = torch.device(self._state.device)
        self.rank, self.count = self._state.process_index, self._state.num_processes

    @property
    def is_first(self) -> bool:
        """It alone writes."""
        return self.rank == 0

    def wait(self) -> None:
        """Return once all are here."""
        if self._state is not None:
            self._state.wait_for_everyone()

    def average_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Replace every gradient by its mean over the processes; one that is missing counts as zero."""
        if self._state is None:
            return
        from accelerate.utils import reduce

        for bucket in _buckets(parameters):
            parts = [torch.zeros_like(each) if each.grad is None else each.grad for each in bucket]
            flat = reduce(torch.cat([part.reshape(-1) for part in parts]), reduction="mean")
            for parameter, part in zip(bucket, flat.split([each.numel() for each in bucket]), strict=True):
                parameter.grad = part.view_as(parameter).clone()

    def any(self, *flags: bool) -> tuple[bool, ...]:
        """For each flag, whether one of the processes has it."""
        if self._state is None:
            return flags
        from accelerate.utils import reduce

        counts = reduce(torch.tensor([float(flag) for flag in flags], device=self.device), reduction="sum")
        return tuple(bool(count > 0) for count in counts)

    def largest(self, value: float) -> float:
        """Of one number that each process has."""
        return max(self.gather(value))

    def gather(self, value: Any) -> list[Any]:
        """What each process gives, everywhere."""
        if self._state is None:
            return [value]
        from accelerate.utils import gather_object

        return list(gather_object([value]))

    def close(self) -> None:
        """End the group; the process goes on alone."""
        if self._state is not None:
            self._state.destroy_process_group()


def _buckets(parameters: Sequence[nn.Parameter]) -> Iterator[list[nn.Parameter]]:
    """Neighbours of one number type, as many as fit."""
    bucket: list[nn.Parameter] = []
    for parameter in parameters:
        is_full = sum(each.numel() for each in bucket) + parameter.numel() > _BUCKET
        if bucket and (is_full or bucket[0].dtype != parameter.dtype):
            yield bucket
            bucket = []
        bucket.append(parameter)
    if bucket:
        yield bucket
