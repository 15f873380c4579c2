"""A graph and sources for tests of the training loop: real gradients and dropout in microseconds, faults on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from support.golden_cases import SHIPPED
from torch import Tensor, nn

from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, SourceConfig, SourceKind
from sa2va_desktop.training.fine_tuning.events import SourceStatement
from sa2va_desktop.training.fine_tuning.loss_parts import LossParts
from sa2va_desktop.training.fine_tuning.sample import (
    SampleError,
    SampleSource,
    SampleTask,
    SplitSource,
    TrainingSample,
    TrainingTurn,
)


class ScriptedGraph:
    """Learns a number for each sample from a vector that its question says.

    Attributes:
        seen: places of all samples, in the order of the passes.
        on_pass: called with the samples of each pass before it is made; may raise, or give another loss.
    """

    precision = "fp32"
    added_tokens: tuple[str, ...] = ()

    def __init__(self, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.module: nn.Module = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.3), nn.Tanh(), nn.Linear(8, 1))
        self.frozen = nn.Parameter(torch.ones(2), requires_grad=False)
        self.module.register_parameter("frozen", self.frozen)
        self.seen: list[str] = []
        self.on_pass: Callable[[Sequence[TrainingSample]], float | None] = lambda samples: None

    def trained_tensors(self) -> Mapping[str, Tensor]:
        return {}

    def losses(self, samples: Sequence[TrainingSample], rng: np.random.Generator) -> LossParts:
        instead = self.on_pass(samples)
        self.seen += [sample.place for sample in samples]
        vectors = torch.tensor(
            [[float(word) for word in sample.turns[0].question.split()] for sample in samples]
        )
        torch.manual_seed(int(rng.integers(2**62)))
        error = (self.module(vectors)[:, 0] - vectors.sum(dim=1)) ** 2
        total = error.mean() if instead is None else error.mean() * instead
        figures = {"mask_iou": 1 / (1 + float(total.detach())), "seg_spread": float(vectors.std())}
        return LossParts(total, {"language": float(total.detach())}, figures, 2 * len(samples), len(samples))


@dataclass
class ScriptedSource:
    """`length` samples; those of `broken` raise."""

    name: str = "zoo"
    length: int = 7
    weight: float = 1.0
    broken: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return self.length

    def sample(self, index: int, rng: np.random.Generator) -> TrainingSample:
        place = f"{self.name} sample {index}."
        if index in self.broken:
            raise SampleError(f"{place}: the picture is missing")
        question = " ".join(f"{number:.6f}" for number in rng.normal(size=3))
        return TrainingSample(place, SampleTask.CHAT, None, False, (), (), (TrainingTurn(question, "yes"),))


def split(training: SampleSource, held_out: SampleSource | None = None) -> SplitSource:
    statement = SourceStatement(
        training.name, "project", training.weight, {"chat": len(training)}, len(training)
    )
    return SplitSource(training, held_out or ScriptedSource("held out", 0), statement)


@dataclass
class Recorder:
    """Keeps all events; `on_event` may raise."""

    events: list[object] = field(default_factory=list)
    on_event: Callable[[object], None] = lambda event: None

    def __call__(self, event: object) -> None:
        self.events.append(event)
        self.on_event(event)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def scripted_config(out: Path, **changes: object) -> FineTuningConfig:
    """One source by name only; the model is the recorded checkpoint, which is exported as it is."""
    config = FineTuningConfig(
        model=SHIPPED / "checkpoint",
        out=out,
        sources=(SourceConfig(SourceKind.SCENES),),
        device="cpu",
        log_every=1,
    )
    for name, value in changes.items():
        object.__setattr__(config, name, value)
    return config
