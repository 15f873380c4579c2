"""What the window is given by `app`: the implementations that `assembly` chose, as plain callables."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sa2va_desktop.operations.ask import Predictor
from sa2va_desktop.operations.comparing import BoundaryMeasure
from sa2va_desktop.operations.fine_tuning_child import Command, training_command
from sa2va_desktop.operations.model_fit import ModelFit
from sa2va_desktop.operations.models import ReleasedModel
from sa2va_desktop.operations.turn_layout import TurnOptions
from sa2va_desktop.tasks import CancelToken, Progress


class LoadPredictor(Protocol):
    def __call__(
        self,
        name_or_folder: str,
        *,
        device: str,
        dtype: str,
        tracker: str,
        quantise: str,
        offload: str,
        capture: str,
        turns: TurnOptions,
    ) -> Predictor: ...


class Report(Protocol):
    """What looking at every number of a checkpoint has found."""

    @property
    def is_sound(self) -> bool: ...

    def sentences(self) -> list[str]: ...


class VerifyCheckpoint(Protocol):
    def __call__(
        self, folder: Path, *, public_sam2: Path | None, token: CancelToken
    ) -> Generator[Progress, None, Report]: ...


class DemoClip(Protocol):
    """The bundled clip and the instruction that is suggested for it."""

    @property
    def video(self) -> Path: ...

    @property
    def instruction(self) -> str: ...


@dataclass(frozen=True)
class Services:
    """Constructor injection for the window.

    Attributes:
        load_predictor: slow; called on the model worker only. May import torch, which this window never does.
        demo_clip: raises FileNotFoundError when no clip is bundled.
        verify_checkpoint: reads all weights of a folder; called on a worker, may import torch.
        version: shown in "About".
        has_model: whether a model of the list is on this machine; reads folders, so it is called on a worker.
        model_fits: by name, whether models that may not be here would fit this machine; called on a worker, may import
            torch.
        boundary: F of two masks; called on a worker.
        device_memory: (used, total) bytes of a device by the name that a predictor gives it, None where that means
            nothing; called on a worker, only while a model is loaded.
        training_command: what starts a training in a process of its own.
    """

    load_predictor: LoadPredictor
    demo_clip: Callable[[], DemoClip]
    verify_checkpoint: VerifyCheckpoint
    version: str = ""
    device_memory: Callable[[str], tuple[int, int] | None] = lambda _name: None
    model_fits: Callable[[Sequence[ReleasedModel]], Mapping[str, ModelFit]] = lambda _models: {}
    has_model: Callable[[str], bool] = lambda _name: False
    boundary: BoundaryMeasure = lambda _predicted, _truth: 0.0
    training_command: Command = training_command
