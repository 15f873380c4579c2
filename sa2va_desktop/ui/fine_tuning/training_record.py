"""What is known of one training from the events of its process: where it is, its curve, its figures before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sa2va_desktop.operations.fine_tuning import (
    CheckpointWritten,
    Noted,
    SampleLeftOut,
    StepsDone,
    StepSkipped,
    TrainingBegan,
    TrainingEnded,
    TrainingEvent,
    Validated,
    spoken_event,
)

_NOTES_LIMIT = 500
_STEPS_LIMIT = 1000
"""A curve has no more pixels. When there are more, every second one is forgotten, and of those to come as many."""


class TrainingRecord:
    """Grows with each event; knows no widgets.

    Attributes:
        folder: that the person chose.
        model: title of the checkpoint that it started from.
        steps, validations: in the order of their steps; of very many steps a selection.
        notes: sentences about what was left out, skipped or done otherwise.
        ended: how the process ended by itself, None while it has not.
        checkpoint: of the finished model.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.model = model
        self.steps: list[StepsDone] = []
        self.validations: list[Validated] = []
        self.notes: list[str] = []
        self._stride, self._seen = 1, 0
        self.device = ""
        self.ended: TrainingEnded | None = None
        self.checkpoint: Path | None = None

    @property
    def latest(self) -> StepsDone | None:
        return self.steps[-1] if self.steps else None

    @property
    def step(self) -> int:
        """The latest that is known of."""
        steps = [each.step for each in self.steps[-1:]] + [each.step for each in self.validations[-1:]]
        return max(steps, default=0)

    @property
    def fraction(self) -> float:
        return self.steps[-1].fraction if self.steps else 0.0

    @property
    def is_complete(self) -> bool:
        return self.checkpoint is not None and self.ended is not None and self.ended.is_complete

    @property
    def before(self) -> Validated | None:
        """Of the model as it was, when that was measured."""
        first = self.validations[0] if self.validations else None
        return first if first is not None and first.step == 0 else None

    @property
    def best(self) -> Validated | None:
        """Of the state that becomes the finished model; None while nothing was measured after a step."""
        return next((each for each in reversed(self.validations) if each.is_best and each.step), None)

    def note(self, events: Iterable[TrainingEvent]) -> None:
        """Take events in their order."""
        for event in events:
            match event:
                case TrainingBegan():
                    self._go_back_to(event.step)
                    self.device, self.ended = event.device, None
                case StepsDone():
                    self._add_step(event)
                case Validated():
                    self.validations.append(event)
                case CheckpointWritten():
                    self.checkpoint = event.folder
                case TrainingEnded():
                    self.ended = event
                case Noted() | SampleLeftOut() | StepSkipped():
                    self.notes = [*self.notes, spoken_event(event)][-_NOTES_LIMIT:]

    def _add_step(self, event: StepsDone) -> None:
        """Every so manieth stays, and the latest until the next one comes."""
        if self.steps and self._seen % self._stride:
            self.steps.pop()
        self.steps.append(event)
        self._seen += 1
        if len(self.steps) > _STEPS_LIMIT:
            self.steps = [*self.steps[:-1:2], event]
            self._stride *= 2

    def _go_back_to(self, step: int) -> None:
        """What was done after the state that is gone on with is done again."""
        self.steps = _until(self.steps, step)
        self.validations = [each for each in self.validations if each.step <= step]


def _until(steps: Sequence[StepsDone], step: int) -> list[StepsDone]:
    return [each for each in steps if each.step <= step]
