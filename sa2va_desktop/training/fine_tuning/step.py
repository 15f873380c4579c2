"""One optimiser step: gradients of its samples, a few at a time, and what becomes of losses that are no numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.inference.devices import release_memory, translated_memory_errors
from sa2va_desktop.training.fine_tuning.loss_parts import TrainingGraph
from sa2va_desktop.training.fine_tuning.means import Means
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingSample
from sa2va_desktop.translation import translate


@dataclass
class Gradients:
    """What the samples of a step gave. The gradients themselves lie at the parameters.

    Attributes:
        bad_places: of samples whose loss was no number; the step must not be made then.
        at_once: how many samples were computed together, after memory was found too small for more.
    """

    at_once: int
    means: Means = field(default_factory=Means)
    bad_places: tuple[str, ...] = ()


def accumulate(
    graph: TrainingGraph,
    samples: Sequence[TrainingSample],
    *,
    at_once: int,
    seed: Sequence[int],
    device: torch.device,
    on_fault: Callable[[SampleError], None],
    on_shrink: Callable[[int], None],
    check: Callable[[], None],
) -> Gradients:
    """Mean gradient of the samples of a step.

    As published, losses are means over the tokens and the masks of what is computed together, so samples of unequal length
    weigh a little differently when they are grouped otherwise.

    Args:
        at_once: samples that are computed together.
        seed: of this step and process.
        on_fault: is told of a sample that does not fit the checkpoint; may raise. It is left out.
        on_shrink: is told how many samples are computed together from now on, because memory ran out.
        check: called before each group; may raise.

    Raises:
        OutOfMemoryError: even for one sample.
    """
    while True:
        _forget_gradients(graph.module)
        found = Gradients(at_once)
        try:
            for number, start in enumerate(range(0, len(samples), at_once)):
                check()
                group = samples[start : start + at_once]
                with translated_memory_errors("training"):
                    _add_group(graph, group, len(samples), [*seed, number], found, on_fault)
                if found.bad_places:
                    break
            return found
        except OutOfMemoryError as error:
            if at_once == 1:
                raise OutOfMemoryError(
                    translate(
                        "training",
                        "Memory ran out with one sample at a time on {0}; lower max_tokens, losses.objects or"
                        " adaptation.rank, or set schedule.checkpointing = true.",
                    ).format(device)
                ) from error
        _forget_gradients(graph.module)
        release_memory(device)
        at_once //= 2
        on_shrink(at_once)


def _add_group(
    graph: TrainingGraph,
    group: Sequence[TrainingSample],
    count: int,
    seed: Sequence[int],
    found: Gradients,
    on_fault: Callable[[SampleError], None],
) -> None:
    while group:
        try:
            parts = graph.losses(group, np.random.default_rng(seed))
        except SampleError as error:
            on_fault(error)
            group = _without_faulty(group, str(error))
            continue
        total = float(parts.total.detach())
        if not math.isfinite(total):
            found.bad_places = tuple(sample.place for sample in group)
            return
        (parts.total * (len(group) / count)).backward()
        found.means.add(total, parts, len(group))
        return


def _without_faulty(group: Sequence[TrainingSample], sentence: str) -> list[TrainingSample]:
    """The others. A sentence that names none of them is about all."""
    named = [sample.place for sample in group if sentence.startswith(f"{sample.place}:")]
    faulty = max(named, key=len, default=None)  # "clips: a" also begins what is said of "clips: a: b"
    return [] if faulty is None else [sample for sample in group if sample.place != faulty]


def _forget_gradients(module: nn.Module) -> None:
    module.zero_grad(set_to_none=True)
