"""Runs the stages of a training configuration, one after another, resumable at every save."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn

from sa2va_desktop.tasks import Progress
from sa2va_desktop.training.nano.config import StageConfig, TrainingConfig, read_config
from sa2va_desktop.training.nano.exchange import GradientExchange
from sa2va_desktop.training.nano.export import export_checkpoint
from sa2va_desktop.training.nano.nano_model import NanoModel, build_nano_model
from sa2va_desktop.training.nano.stages import StageSession, open_stage
from sa2va_desktop.training.nano.state import StageProgress, StateFolder
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer, build_tokenizer
from sa2va_desktop.training.nano.warm_start import load_checkpoint, take_tokenizer

OnProgress = Callable[[Progress], None]

_BETAS = (0.9, 0.98)
_WARM_UP_STEPS = 60


def train(
    config_path: Path,
    *,
    stage: str | None = None,
    resume: bool = True,
    on_progress: OnProgress | None = None,
) -> Path:
    """Run one stage, or all that are not done, and export the checkpoint when the last one is.

    Args:
        config_path: a TOML file such as resources/training/sa2va-nano.toml.
        stage: only this stage, also when it is done already.
        resume: continue from the work folder; False starts the stages (not the model) anew.

    Returns:
        The folder with the state, or with the checkpoint after the last stage.
    """
    config = read_config(config_path)
    torch.set_num_threads(1)
    exchange = GradientExchange()
    try:
        return _train(config, exchange, stage=stage, resume=resume, on_progress=on_progress)
    finally:
        exchange.close()


def load_state(config_path: Path) -> tuple[NanoModel, NanoTokenizer]:
    """The model of a training's work folder as it was saved last, and its tokenizer."""
    return _open_model(read_config(config_path))


def _open_model(config: TrainingConfig) -> tuple[NanoModel, NanoTokenizer]:
    """As saved last; a new training begins from `start_from`, or from random weights."""
    if config.start_from is not None:
        take_tokenizer(config.start_from, config.work_dir / "tokenizer")
    tokenizer = build_tokenizer(config.work_dir / "tokenizer", vocabulary_size=config.vocabulary_size)
    model = build_nano_model(config.sizes, vocabulary=len(tokenizer), end_id=tokenizer.end_id, seed=config.seed)
    if not StateFolder(config.work_dir).load_model(model) and config.start_from is not None:
        load_checkpoint(model, config.start_from)
    return model, tokenizer


def export_state(config_path: Path, folder: Path) -> Path:
    """Write the last saved state as a checkpoint, finished or not."""
    not_trained_for = read_config(config_path).not_trained_for
    return export_checkpoint(*load_state(config_path), folder, not_trained_for=not_trained_for)


def _train(
    config: TrainingConfig,
    exchange: GradientExchange,
    *,
    stage: str | None,
    resume: bool,
    on_progress: OnProgress | None,
) -> Path:
    folder = StateFolder(config.work_dir)
    if not exchange.is_first:
        exchange.wait()  # the first process writes the tokenizer that the others read
    model, tokenizer = _open_model(config)
    if exchange.is_first:
        exchange.wait()
    progress = folder.read_progress()
    wanted = [config.stage(stage)] if stage else [s for s in config.stages if not _is_done(progress, s.name)]
    for chosen in wanted:
        if not resume or (stage and _is_done(progress, chosen.name)):
            progress.pop(chosen.name, None)
        session = open_stage(chosen, model, config=config, tokenizer=tokenizer, rank=exchange.rank)
        _run_stage(chosen, session, model, config, folder, progress, exchange, on_progress=on_progress)
    if exchange.is_first and all(_is_done(progress, s.name) for s in config.stages):
        return export_checkpoint(model, tokenizer, config.export_dir, not_trained_for=config.not_trained_for)
    return config.work_dir


def _is_done(progress: dict[str, StageProgress], name: str) -> bool:
    return name in progress and progress[name].is_done


def _run_stage(
    stage: StageConfig,
    session: StageSession,
    model: NanoModel,
    config: TrainingConfig,
    folder: StateFolder,
    progress: dict[str, StageProgress],
    exchange: GradientExchange,
    *,
    on_progress: OnProgress | None,
) -> None:
    names, optimizer = _optimizer(stage, session, model)
    mine = progress.setdefault(stage.name, StageProgress())
    if mine.step:
        folder.load_optimizer(stage.name, optimizer, names)
    else:
        session.begin()
    spent_before, started, saved_at = mine.core_minutes, time.process_time(), time.process_time()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    sums: dict[str, list[float]] = {}
    while (done := fraction_done(stage, mine)) < 1.0:
        rate = learning_rate_factor(stage, done, mine.step)
        for group in optimizer.param_groups:
            group["lr"] = stage.learning_rate * group["factor"] * rate
        result = session.step(mine.step, done)
        optimizer.zero_grad(set_to_none=True)
        result.loss.backward()
        spent = exchange.average(parameters, minutes=(time.process_time() - started) / 60)
        norm = nn.utils.clip_grad_norm_(parameters, 1.0)
        if bool(torch.isfinite(norm)):
            optimizer.step()
        mine.step += 1
        mine.core_minutes = spent_before + spent
        for key, value in {"loss": result.loss.item(), "norm": float(norm), **result.metrics}.items():
            if math.isfinite(value):
                sums.setdefault(key, []).append(value)
        if exchange.is_first and mine.step % config.log_every == 0:
            _log(folder, stage.name, mine, sums)
            if on_progress is not None:
                on_progress(Progress(round(100 * min(done, 1.0)), 100, "percent", stage.name))
            sums = {}
        if exchange.is_first and (time.process_time() - saved_at) / 60 > config.save_every_minutes:
            folder.save(model, progress, stage=stage.name, optimizer=optimizer, names=names)
            saved_at = time.process_time()
    mine.is_done = True
    if exchange.is_first:
        folder.save(model, progress, stage=stage.name, optimizer=optimizer, names=names)


def fraction_done(stage: StageConfig, progress: StageProgress) -> float:
    """Used share of the tighter budget, 0 to 1."""
    by_steps = progress.step / stage.steps if stage.steps else 0.0
    by_time = progress.core_minutes / stage.core_minutes if stage.core_minutes else 0.0
    if not stage.steps and not stage.core_minutes:
        raise ValueError(f"stage {stage.name} has no budget")
    return min(1.0, max(by_steps, by_time))


def learning_rate_factor(stage: StageConfig, done: float, step: int) -> float:
    """Short warm-up, level, then a cosine down to a twentieth."""
    warm = min(1.0, (step + 1) / _WARM_UP_STEPS)
    begin = 1.0 - stage.cool_down
    if stage.cool_down <= 0 or done <= begin:
        return warm
    part = min(1.0, (done - begin) / stage.cool_down)
    return warm * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * part)))


def _optimizer(
    stage: StageConfig, session: StageSession, model: NanoModel
) -> tuple[list[str], torch.optim.Optimizer]:
    named: dict[float, list[tuple[str, nn.Parameter]]] = {}
    model.requires_grad_(False)
    for name, parameter in model.named_parameters():
        factor = session.rate_of(name)
        if factor > 0:
            parameter.requires_grad_(True)
            named.setdefault(factor, []).append((name, parameter))
    groups: list[dict[str, Any]] = [
        {"params": [p for _, p in members], "factor": factor} for factor, members in named.items()
    ]
    names = [name for members in named.values() for name, _ in members]
    return names, torch.optim.AdamW(groups, lr=stage.learning_rate, betas=_BETAS, weight_decay=0.01, fused=True)


def _log(folder: StateFolder, stage: str, progress: StageProgress, sums: dict[str, list[float]]) -> None:
    means = {key: round(sum(values) / len(values), 4) for key, values in sums.items()}
    line = {"stage": stage, "step": progress.step, "core_minutes": round(progress.core_minutes, 2), **means}
    with folder.log_path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
