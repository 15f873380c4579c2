"""What a training leaves to look at: log.jsonl, an event a line, and curves for TensorBoard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sa2va_desktop.errors import InputError, OutputError
from sa2va_desktop.training.fine_tuning.events import (
    StepsDone,
    TrainingEvent,
    Validated,
    event_from_line,
    event_to_line,
)
from sa2va_desktop.translation import translate

LOG_FILE, CURVES_FOLDER = "log.jsonl", "tensorboard"


class Journal:
    """Both, opened where a training begins or goes on; closed by who opened it.

    What an earlier sitting wrote beyond its last save is taken back, so that nothing is there twice.
    """

    def __init__(self, folder: Path, step: int) -> None:
        """
        Args:
            step: after which training goes on; 0 begins anew.

        Raises:
            OutputError: the system refused to write.
        """
        from tensorboardX import SummaryWriter

        self._log = folder / LOG_FILE
        curves = folder / CURVES_FOLDER
        try:
            if step:
                _cut(self._log, step)
            else:
                self._log.unlink(missing_ok=True)
                shutil.rmtree(curves, ignore_errors=True)
            self._writer: Any = SummaryWriter(str(curves), purge_step=step + 1 if step else None)
        except OSError as error:
            raise _refused(folder, error) from error

    def add(self, event: TrainingEvent) -> None:
        """Raises: OutputError: the system refused to write."""
        try:
            with self._log.open("a", encoding="utf-8") as log:
                log.write(event_to_line(event) + "\n")
        except OSError as error:
            raise _refused(self._log, error) from error
        match event:
            case StepsDone():
                self._curves("training", event.losses, event.figures, event.step)
                self._writer.add_scalar("speed/learning_rate", event.learning_rate, event.step)
                self._writer.add_scalar("speed/samples_per_s", event.samples_per_s, event.step)
            case Validated():
                self._curves("held_out", event.losses, event.figures, event.step)
                self._writer.add_scalar("held_out/score", event.score, event.step)

    def _curves(self, group: str, losses: Mapping[str, float], figures: Mapping[str, float], step: int) -> None:
        for name, value in losses.items():
            self._writer.add_scalar(f"{group}/loss/{name}", value, step)
        for name, value in figures.items():
            self._writer.add_scalar(f"{group}/{name}", value, step)

    def close(self) -> None:
        self._writer.close()


def read_validations(folder: Path) -> list[Validated]:
    """All that the log has, in order."""
    return [event for event in map(_event, _lines(folder / LOG_FILE)) if isinstance(event, Validated)]


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []


def _event(line: str) -> TrainingEvent | None:
    """None for a line that a dying process left half."""
    try:
        return event_from_line(line)
    except InputError:
        return None


def _cut(log: Path, step: int) -> None:
    """Keep what was written up to a step."""
    if not log.exists():
        return
    events = [(line, _event(line)) for line in _lines(log)]
    kept = [f"{line}\n" for line, event in events if event is not None and getattr(event, "step", 0) <= step]
    part = log.with_name(f"{log.name}.part")
    part.write_text("".join(kept), encoding="utf-8")
    os.replace(part, log)


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        translate("training", "{0} cannot be written: {1}").format(path, error.strerror or error)
    )
