"""A training configuration: a TOML file with sizes and a list of stages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sa2va_desktop.errors import InputError
from sa2va_desktop.training.nano.sizes import NanoSizes

DEFAULT_MIX: dict[str, float] = {"distinct": 0.4, "tinted": 0.3, "twins": 0.15, "needs_both": 0.15}

_ABILITIES = ("region_prompts", "grounded_caption", "chat", "follow_up")
_TAUGHT_BY = {
    "regions": ("region_prompts",),
    "talk": ("region_prompts", "grounded_caption", "chat"),
}
"""Kind of a stage → what the window may offer after it; `talk` rehearses regions, so it keeps what was taught."""


@dataclass(frozen=True)
class StageConfig:
    """One stage. It ends when either budget is used up; a missing budget does not count.

    Attributes:
        kind: "grounding", "words", "referring", "clicks", "regions", "decoder" or "talk" (see docs/training.md).
        steps, core_minutes: budgets; process time, so that a busy machine costs no quality.
        scenes: pictures per step.
        mix: composition name → share of the scenes.
        learning_rate: peak; `encoder_rate` scales it for the image encoder and its neck.
        cool_down: last part of the budget in which the rate falls to a twentieth along a cosine.
    """

    name: str
    kind: str
    steps: int | None = None
    core_minutes: float | None = None
    scenes: int = 6
    mix: dict[str, float] = field(default_factory=lambda: dict(DEFAULT_MIX))
    learning_rate: float = 1e-3
    encoder_rate: float = 1.0
    cool_down: float = 0.4
    clips_from: float = 0.2
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TrainingConfig:
    """The whole file.

    Attributes:
        work_dir: holds resumable state.
        export_dir: gets the finished checkpoint.
        start_from: an exported checkpoint whose weights and tokenizer a new training begins with.
    """

    seed: int
    work_dir: Path
    export_dir: Path
    sizes: NanoSizes
    stages: tuple[StageConfig, ...]
    log_every: int = 50
    save_every_minutes: float = 2.0
    vocabulary_size: int = 1000
    start_from: Path | None = None

    @property
    def not_trained_for(self) -> tuple[str, ...]:
        """Capabilities that no stage teaches."""
        taught = {name for stage in self.stages for name in _TAUGHT_BY.get(stage.kind, ())}
        return tuple(name for name in _ABILITIES if name not in taught)

    def stage(self, name: str) -> StageConfig:
        """Raises InputError when there is no such stage."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        known = ", ".join(stage.name for stage in self.stages)
        raise InputError(f"the configuration has no stage {name!r}; it has {known}")


def read_config(path: Path) -> TrainingConfig:
    """Read a TOML file. Relative folders are relative to the current directory.

    Raises:
        InputError: the file is missing, is no TOML, or has an unknown or missing key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"cannot read the training configuration {path}: {error}") from error
    try:
        return TrainingConfig(
            **{
                **table,
                "work_dir": Path(table["work_dir"]).expanduser(),
                "export_dir": Path(table["export_dir"]).expanduser(),
                "start_from": Path(table["start_from"]).expanduser() if "start_from" in table else None,
                "sizes": NanoSizes.from_dict(table.get("sizes", {})),
                "stages": tuple(StageConfig(**stage) for stage in table["stages"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is not a training configuration: {error}") from error
