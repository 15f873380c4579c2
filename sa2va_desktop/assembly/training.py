"""Training for `train`: recipes of stages from random weights, and fine-tunings of a checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sa2va_desktop.assembly import load_runtime, model_folder
from sa2va_desktop.errors import InputError, UsageError
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.translation import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sa2va_desktop.operations.fine_tuning import FineTuningConfig, FineTuningPlan, TrainingEvent


def is_recipe(config: Path) -> bool:
    """Whether a file of `train` describes stages from random weights; else it describes a fine-tuning.

    Raises:
        UsageError: there is no such file.
        InputError: it is no TOML.
    """
    import tomllib

    try:
        return "stages" in tomllib.loads(config.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            translate("assembly", "{0}: expected a TOML file, found no file").format(config)
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(translate("assembly", "{0} cannot be read: {1}").format(config, error)) from error


def train(
    config: Path,
    *,
    stage: str | None = None,
    resume: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Run the stages of a recipe; see `training.nano.run.train`."""
    from sa2va_desktop.training.nano.run import train as run_training

    return run_training(config, stage=stage, resume=resume, on_progress=on_progress)


def train_in_processes(count: int, arguments: Sequence[str]) -> int:
    """The stages of a recipe in several processes that run the same command; the exit code of all."""
    from sa2va_desktop.training.nano.workers import run_workers

    return run_workers(count, arguments)


def is_training_worker() -> bool:
    """Whether this process is one of `train_in_processes`."""
    from sa2va_desktop.training.nano.exchange import is_worker

    return is_worker()


def export_training(config: Path, folder: Path) -> Path:
    """The state of a recipe as it is now as a checkpoint; see `training.nano.run.export_state`."""
    from sa2va_desktop.training.nano.run import export_state

    return export_state(config, folder)


def read_fine_tuning(path: Path) -> FineTuningConfig:
    """The configuration of a fine-tuning. Its `model` is a folder, or the name of a model that is on this machine.

    Raises:
        InputError: the file is wrong; the sentence names the key.
        CheckpointError: there is no such model.
    """
    from dataclasses import replace

    from sa2va_desktop.training.fine_tuning.config_file import read_config

    config, folder = read_config(path), path.absolute().parent
    if config.model.is_dir() or not config.model.is_relative_to(folder):
        return config
    name = config.model.relative_to(folder).as_posix()
    return replace(config, model=model_folder(name))


def plan_fine_tuning(config: FineTuningConfig) -> FineTuningPlan:
    """What it would do; see `training.fine_tuning.plan`. Not for the GUI thread."""
    load_runtime()
    from sa2va_desktop.training.fine_tuning.graph import open_graph
    from sa2va_desktop.training.fine_tuning.plan import plan_fine_tuning as plan
    from sa2va_desktop.training.fine_tuning.sources.opening import open_sources

    return plan(config, open_graph=open_graph, open_sources=open_sources)


def fine_tune(
    config: FineTuningConfig,
    *,
    restart: bool,
    on_event: Callable[[TrainingEvent], None],
    token: CancelToken,
) -> Path:
    """Train, or go on with training, and write the checkpoint; see `training.fine_tuning.run`. Not for the GUI thread."""
    load_runtime()
    from sa2va_desktop.training.fine_tuning.graph import open_graph
    from sa2va_desktop.training.fine_tuning.run import fine_tune as run_fine_tuning
    from sa2va_desktop.training.fine_tuning.sources.opening import open_sources

    return run_fine_tuning(
        config,
        open_graph=open_graph,
        open_sources=open_sources,
        restart=restart,
        on_event=on_event,
        token=token,
    )
