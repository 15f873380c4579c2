"""What a fine-tuning would do: samples, weights, memory, time, disk. Nothing is written."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.checkpoint_plan import PreparedCheckpoint, prepare_checkpoint
from sa2va_desktop.inference.devices import pick_device, usable_bytes
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig
from sa2va_desktop.training.fine_tuning.draws import DrawOrder, draw_sample
from sa2va_desktop.training.fine_tuning.estimates import (
    SampleSizes,
    TrainedParts,
    activation_bytes,
    count_parts,
    main_memory_bytes,
    seconds_of_sample,
    sizes_of_samples,
)
from sa2va_desktop.training.fine_tuning.events import CHECKPOINT_FOLDER, FineTuningPlan, MemoryStatement
from sa2va_desktop.training.fine_tuning.graph import training_dtype
from sa2va_desktop.training.fine_tuning.run import OpenGraph, OpenSources
from sa2va_desktop.training.fine_tuning.sample import SampleError, SplitSource, TrainingSample
from sa2va_desktop.training.fine_tuning.schedule import Schedule, epoch_samples, schedule_of
from sa2va_desktop.training.fine_tuning.state import StateFolder
from sa2va_desktop.training.fine_tuning.training_folder import check_folder
from sa2va_desktop.translation import translate

_LOOKED_AT = 6
"""Samples whose sizes stand for all."""
_FEW_SAMPLES = 20
_MEASURED_BYTES = 512 << 20
"""A checkpoint no larger than that is loaded, and some of its samples are timed."""
_MEASURED_SAMPLES = 3
_MOST_MEASURED_S = 30.0
_LONG_S = 7 * 86400.0


def plan_fine_tuning(
    config: FineTuningConfig, *, open_graph: OpenGraph, open_sources: OpenSources
) -> FineTuningPlan:
    """Look at everything that a training would need.

    Raises:
        FolderNotEmptyError: see `fine_tune`.
        InputError: there is nothing to train on; a fault, where faults are refused.
        CheckpointError: the checkpoint cannot be loaded.
    """
    device = pick_device(config.device)
    config = replace(config, device=str(device))
    check_folder(config.out, config)
    with open_sources(config, writes_report=False) as sources:
        samples = _some_samples(sources, config)
        prepared = prepare_checkpoint(config.model)
        sizes = sizes_of_samples(samples, prepared, config)
        seconds = seconds_of_sample(prepared, sizes, config, device)
        parts = count_parts(prepare_checkpoint(config.model), config, device)
        memory = _memory(prepared, parts, sizes, config, device)
        is_small = prepared.plan.total_bytes <= _MEASURED_BYTES
        is_measured = (
            bool(samples) and is_small and memory.fits and seconds <= _MOST_MEASURED_S / _MEASURED_SAMPLES
        )
        if is_measured:
            seconds = _measured_seconds(open_graph, samples, config)
        schedule = schedule_of(config.schedule, samples=epoch_samples(sources), processes=1)
        plan = _plan(config, sources, prepared, parts, memory, schedule, device, seconds)
    return replace(plan, measured=is_measured and plan.seconds is not None)


def _plan(
    config: FineTuningConfig,
    sources: Sequence[SplitSource],
    prepared: PreparedCheckpoint,
    parts: TrainedParts,
    memory: MemoryStatement,
    schedule: Schedule,
    device: torch.device,
    sample_s: float,
) -> FineTuningPlan:
    in_step = config.schedule.batch * config.schedule.accumulate
    done = _done_steps(config.out)
    left = _seconds_left(config, schedule, sources, done, in_step * sample_s, sample_s)
    state_bytes, checkpoint_bytes = 16 * parts.trained, prepared.plan.total_bytes
    disk_free = _disk_free(config.out)
    is_rounded = training_dtype(config.schedule.precision, device) != torch.float32
    plan = FineTuningPlan(
        model=config.model.name,
        family=prepared.family.name,
        method=config.adaptation.method.value,
        device=str(device),
        precision="bf16" if is_rounded else "fp32",
        sources=tuple(source.statement for source in sources),
        parameters=parts.total,
        trained=parts.trained,
        memory=memory,
        main_memory=main_memory_bytes(parts, device),
        steps=schedule.steps,
        done_steps=done,
        samples=None if schedule.steps is None else schedule.steps * in_step,
        seconds=left,
        measured=False,
        out=config.out,
        checkpoint=config.out / CHECKPOINT_FOLDER,
        state_bytes=state_bytes,
        checkpoint_bytes=checkpoint_bytes,
        disk_free=disk_free,
    )
    return replace(plan, warnings=tuple(_warnings(plan, sources)))


def _some_samples(sources: Sequence[SplitSource], config: FineTuningConfig) -> list[TrainingSample]:
    """The first ones that training would draw, in the same order."""
    training = [source.training for source in sources]
    order = DrawOrder([len(each) for each in training], [each.weight for each in training], config.seed)
    return [draw_sample(draw, training, config.seed, _overlook) for draw in order.take(_LOOKED_AT)]


def _overlook(error: SampleError) -> None:
    """It stands among the faults of its source."""


def _memory(
    prepared: PreparedCheckpoint,
    parts: TrainedParts,
    sizes: SampleSizes,
    config: FineTuningConfig,
    device: torch.device,
) -> MemoryStatement:
    return MemoryStatement(
        weights=parts.weight_bytes,
        gradients=4 * parts.trained,
        optimiser=8 * parts.trained,
        activations=activation_bytes(prepared, sizes, config, device, at_once=config.schedule.batch),
        free=usable_bytes(device),
    )


def _measured_seconds(
    open_graph: OpenGraph, samples: Sequence[TrainingSample], config: FineTuningConfig
) -> float:
    """Of one sample, forward and backward; the first one, in which libraries warm up, does not count."""
    graph = open_graph(config)
    graph.module.train()
    times = []
    for number, sample in enumerate(samples[: _MEASURED_SAMPLES + 1]):
        begun = time.perf_counter()
        try:
            parts = graph.losses([sample], np.random.default_rng([config.seed, number]))
        except SampleError:  # told when it is trained on
            continue
        parts.total.backward()
        if config.device.startswith("cuda"):
            torch.cuda.synchronize()
        times.append(time.perf_counter() - begun)
    return float(np.mean(times[1:] or times or [0.0]))


def _seconds_left(
    config: FineTuningConfig,
    schedule: Schedule,
    sources: Sequence[SplitSource],
    done: int,
    step_s: float,
    sample_s: float,
) -> float | None:
    if not step_s:
        return schedule.seconds
    if schedule.steps is None:
        return schedule.seconds
    held_out = min(config.validation.samples, sum(len(source.held_out) for source in sources))
    left = max(0, schedule.steps - done)
    validations = left // config.validation.every_steps + 1
    by_steps = left * step_s + validations * held_out * sample_s / 2
    return by_steps if schedule.seconds is None else min(by_steps, schedule.seconds)


def _done_steps(out: Path) -> int:
    state = StateFolder(out)
    if not state.has_state:
        return 0
    try:
        return state.read_progress().step
    except CheckpointError:  # the training itself says so
        return 0


def _disk_free(out: Path) -> int:
    """Of the disk on which the folder is, or will be."""
    folder = out.absolute()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _warnings(plan: FineTuningPlan, sources: Sequence[SplitSource]) -> list[str]:
    found = []
    if not plan.memory.fits:
        found.append(
            translate(
                "training",
                "It will probably not fit: lower schedule.batch, adaptation.rank, losses.objects or max_tokens, or set"
                " schedule.checkpointing = true.",
            )
        )
    if plan.state_bytes + plan.checkpoint_bytes > plan.disk_free:
        found.append(translate("training", "The disk has too little room for state and checkpoint."))
    if not any(len(source.held_out) for source in sources):
        found.append(
            translate(
                "training", "Nothing is held out, so nothing tells whether it helps; the last state is kept."
            )
        )
    finite = sum(len(source.training) for source in sources if source.statement.kind != "scenes")
    if 0 < finite < _FEW_SAMPLES:
        found.append(
            translate("training", "%n sample(s) are few: it will know these, and little beyond them.", n=finite)
        )
    if plan.seconds is not None and plan.seconds > _LONG_S:
        found.append(
            translate("training", "That is too long for this device; a GPU would take a small part of it.")
        )
    return found
