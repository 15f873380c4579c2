"""What a fine-tuning says before, while and after it runs, as records that travel as lines of JSON. Knows no torch."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sa2va_desktop.errors import InputError
from sa2va_desktop.translation import translate

STOP_FILE = "stop"
"""A file of this name in the folder of a training asks it to save and end. It is removed when training begins or ends."""
CHECKPOINT_FOLDER = "checkpoint"
"""Where the finished model lies in the folder of a training."""


@dataclass(frozen=True)
class SourceStatement:
    """What one source gives.

    Attributes:
        kind: a value of `SourceKind`.
        samples: by task (values of `SampleTask`), training and held out together.
        training, held_out: samples that are trained on, and those that are kept for validation.
        faults: a sentence for each item that cannot be used; of very many only the first, and how many more there are.
        fault_count: how many there are in all.
        clips: pictures and clips with samples; 0 for scenes.
        left_out: what is not trained on though it is no fault, in words, with its number.
    """

    name: str
    kind: str
    weight: float = 1.0
    samples: Mapping[str, int] = field(default_factory=dict)
    training: int = 0
    held_out: int = 0
    faults: tuple[str, ...] = ()
    fault_count: int = 0
    clips: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class MemoryStatement:
    """Bytes that training takes on the device that computes, by what they are for, and what is free there now."""

    weights: int
    gradients: int
    optimiser: int
    activations: int
    free: int

    @property
    def needed(self) -> int:
        return self.weights + self.gradients + self.optimiser + self.activations

    @property
    def fits(self) -> bool:
        return self.needed <= self.free


@dataclass(frozen=True)
class FineTuningPlan:
    """What a fine-tuning would do, before it does anything.

    Attributes:
        model: name of the checkpoint that it starts from; `family` is our name for its kind.
        method: a value of `Method`.
        precision: "bf16" or "fp32", after "auto" was decided.
        steps: optimiser steps in all; None where only minutes are given.
        done_steps: of them, those of an earlier sitting that is gone on with.
        samples: that will be looked at; None where only minutes are given.
        seconds: that are left in all; None where nothing tells.
        measured: `seconds` comes from steps that were made here, else from arithmetic.
        main_memory: bytes that the process takes besides, when `device` is not the CPU.
        state_bytes, checkpoint_bytes: what will lie in `out`; `disk_free` is what is free there.
        checkpoint: the folder with the finished model.
        warnings: sentences about what will probably go wrong.
    """

    model: str
    family: str
    method: str
    device: str
    precision: str
    sources: tuple[SourceStatement, ...]
    parameters: int
    trained: int
    memory: MemoryStatement
    main_memory: int
    steps: int | None
    done_steps: int
    samples: int | None
    seconds: float | None
    measured: bool
    out: Path
    checkpoint: Path
    state_bytes: int
    checkpoint_bytes: int
    disk_free: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanMade:
    plan: FineTuningPlan


@dataclass(frozen=True)
class TrainingBegan:
    """`step` is where it goes on; 0 for a new training."""

    step: int
    steps: int | None
    device: str
    precision: str


@dataclass(frozen=True)
class StepsDone:
    """Means over the steps since the one before.

    Attributes:
        fraction: of the whole training, 0 to 1.
        losses: "total" and the parts of `LossParts`.
        figures: of `LossParts`, and "gradient_norm".
        left_s: seconds that training will still take; None at the beginning.
    """

    step: int
    steps: int | None
    fraction: float
    losses: Mapping[str, float]
    figures: Mapping[str, float]
    learning_rate: float
    samples_per_s: float
    seconds: float
    left_s: float | None = None


@dataclass(frozen=True)
class Validated:
    """Means over the held-out samples. `score` decides what is best: see `validation.score_of`."""

    step: int
    losses: Mapping[str, float]
    figures: Mapping[str, float]
    score: float
    is_best: bool


@dataclass(frozen=True)
class StateSaved:
    step: int


@dataclass(frozen=True)
class SampleLeftOut:
    """An item of a source was skipped; the sentence names it."""

    sentence: str


@dataclass(frozen=True)
class StepSkipped:
    """A step was not made, because its loss was no number. `places` are its samples'."""

    step: int
    places: tuple[str, ...]


@dataclass(frozen=True)
class Noted:
    """Something that a person should know; training goes on."""

    text: str


@dataclass(frozen=True)
class CheckpointWritten:
    """The state of `step` lies there as a checkpoint that can be loaded."""

    folder: Path
    step: int


@dataclass(frozen=True)
class TrainingEnded:
    """All budgets are used up, or the training was stopped (`is_complete` is False) and can be gone on with."""

    step: int
    seconds: float
    is_complete: bool
    best_step: int | None
    skipped_steps: int
    left_out: int


TrainingEvent = (
    PlanMade
    | TrainingBegan
    | StepsDone
    | Validated
    | StateSaved
    | SampleLeftOut
    | StepSkipped
    | Noted
    | CheckpointWritten
    | TrainingEnded
)

_TYPES: Mapping[str, type[Any]] = {
    "plan": PlanMade,
    "began": TrainingBegan,
    "steps": StepsDone,
    "validation": Validated,
    "saved": StateSaved,
    "left_out": SampleLeftOut,
    "skipped": StepSkipped,
    "note": Noted,
    "checkpoint": CheckpointWritten,
    "ended": TrainingEnded,
}
_NAMES = {record: name for name, record in _TYPES.items()}


def event_to_line(event: TrainingEvent) -> str:
    """One JSON object without line breaks; `type` says which event it is."""
    fields = {"type": _NAMES[type(event)], **dataclasses.asdict(event)}
    return json.dumps(fields, ensure_ascii=False, default=str)


def event_from_line(line: str) -> TrainingEvent:
    """The event that `event_to_line` wrote. Fields that are not known are left out, as a later version may have more.

    Raises:
        InputError: the line is none of an event.
    """
    try:
        fields = json.loads(line)
        event: TrainingEvent = _record(_TYPES[fields["type"]], fields)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            translate("training", "expected an event of a fine-tuning, found {0!r}").format(line[:200])
        ) from error
    return event


def _record(record: type[Any], fields: Mapping[str, Any]) -> Any:
    hints = typing.get_type_hints(record)
    known = {each.name for each in dataclasses.fields(record)} & fields.keys()
    return record(**{name: _value(hints[name], fields[name]) for name in known})


def _value(hint: Any, value: Any) -> Any:
    """
    Raises:
        TypeError: the value is not what the hint says.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None and type(None) in arguments:
            return None
        return _value(next(each for each in arguments if each is not type(None)), value)
    if origin is tuple:
        return tuple(_value(arguments[0], each) for each in _checked(list, value))
    if origin is Mapping:
        return {str(name): _value(arguments[1], each) for name, each in _checked(dict, value).items()}
    if dataclasses.is_dataclass(hint):
        return _record(typing.cast("type[Any]", hint), _checked(dict, value))
    if hint is Path:
        return Path(_checked(str, value))
    if hint is float and type(value) is int:
        return float(value)
    return _checked(hint, value)


def _checked(wanted: type[Any], value: Any) -> Any:
    if type(value) is not wanted:
        raise TypeError(f"expected {wanted.__name__}, found {value!r}")
    return value
