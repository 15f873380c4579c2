"""What a person chooses about a fine-tuning on a project, and the configuration that this makes."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from sa2va_desktop.operations.fine_tuning import (
    AdaptationConfig,
    FineTuningConfig,
    LossConfig,
    Method,
    OnFault,
    SampleTask,
    ScheduleConfig,
    SourceConfig,
    SourceKind,
    ValidationConfig,
    checkpoint_folder,
)
from sa2va_desktop.resources import resource_path

CONFIG_FILE = "fine-tuning.toml"
TRAINING_FOLDER = "training"
"""Below the folder that the person chose: there also lie the configuration, the project's copy and the log."""
LITTLE = 30
"""Fewer samples than this teach little and are soon known by heart."""
_REHEARSAL_WEIGHT = 0.5
_FEW_POINTS = 1024
"""Of a mask compared with; enough for the small masks of models that are trained as a whole."""
_LOG_STEPS, _VALIDATION_STEPS, _VALIDATION_SAMPLES = 1, 100, 32
"""People look on, and training is short."""


class Length(enum.Enum):
    """How long training goes on; `minutes` is of wall clock."""

    SHORT = "short"
    NORMAL = "normal"
    THOROUGH = "thorough"

    @property
    def minutes(self) -> int:
        return {Length.SHORT: 10, Length.NORMAL: 45, Length.THOROUGH: 240}[self]


@dataclass(frozen=True)
class FineTuningWish:
    """What is to be learned from a project, by whom, for how long.

    Attributes:
        model: folder of the checkpoint.
        project: the file that is read.
        folder: new or empty; gets everything.
        tasks: what is taken from the project; () for all that it has.
        rehearses: also draws scenes, so that an embedded model keeps what it knows.
        steps: None for as many as fit into `minutes`.
    """

    model: Path
    project: Path
    folder: Path
    tasks: tuple[SampleTask, ...] = ()
    rehearses: bool = False
    minutes: float | None = float(Length.NORMAL.minutes)
    steps: int | None = None
    method: Method = Method.LORA
    rank: int = AdaptationConfig().rank
    learning_rate: float = ScheduleConfig().learning_rate
    precision: str = "auto"
    on_fault: OnFault = OnFault.SKIP
    device: str = "auto"

    @property
    def copy(self) -> Path:
        """Where the project is copied to before training reads it, so that editing may go on."""
        return self.folder / self.project.name

    def config(self) -> FineTuningConfig:
        """With the project where it is now; see `config_on_copy`."""
        sources = [SourceConfig(SourceKind.PROJECT, self.project, tasks=self.tasks)]
        if self.rehearses:
            sources.append(SourceConfig(SourceKind.SCENES, weight=_REHEARSAL_WEIGHT))
        return FineTuningConfig(
            model=self.model,
            out=self.folder / TRAINING_FOLDER,
            sources=tuple(sources),
            device=self.device,
            on_fault=self.on_fault,
            losses=LossConfig(points=_FEW_POINTS) if self.method is Method.FULL else LossConfig(),
            adaptation=AdaptationConfig(method=self.method, rank=self.rank, alpha=2 * self.rank),
            schedule=ScheduleConfig(
                steps=self.steps,
                minutes=self.minutes,
                learning_rate=self.learning_rate,
                precision=self.precision,
            ),
            log_every=_LOG_STEPS,
            validation=ValidationConfig(every_steps=_VALIDATION_STEPS, samples=_VALIDATION_SAMPLES),
        )

    def config_on_copy(self) -> FineTuningConfig:
        """As `config`, reading the copy."""
        return replace(self, project=self.copy).config()


def trained_model(folder: Path) -> Path:
    """The checkpoint that a fine-tuning with that folder makes."""
    return checkpoint_folder(folder / TRAINING_FOLDER)


def usual_method(is_embedded: bool) -> tuple[Method, float]:
    """How a checkpoint is best trained, with its learning rate: all of the small embedded one, LoRA for the others."""
    return (Method.FULL, 2e-4) if is_embedded else (Method.LORA, ScheduleConfig().learning_rate)


def suggested_folder(project: Path, *, elsewhere: Path, is_untitled: bool) -> Path:
    """A folder that is not there yet, beside the project, or `elsewhere` where that is no place. Looks at the disk."""
    beside = project.parent
    is_no_place = is_untitled or beside.is_relative_to(resource_path("")) or not os.access(beside, os.W_OK)
    names = (f"{project.stem}-model{ending}" for ending in chain([""], (f"-{n}" for n in count(2))))
    parent = elsewhere if is_no_place else beside
    return next(parent / name for name in names if not (parent / name).exists())


def samples_by_task(samples: Mapping[str, int]) -> dict[SampleTask, int]:
    """Counts of a plan, 0 for tasks that it does not name."""
    return {task: samples.get(task.value, 0) for task in SampleTask}
