"""A fine-tuning from its configuration to its checkpoint: goes on where it was stopped.

OUT/fine_tuning.json                        what it was told; it goes on only if that is the same
OUT/state.safetensors, best.safetensors     see `state`
OUT/log.jsonl, OUT/tensorboard/             see `journal`
OUT/checkpoint/                             the finished model
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import torch

from sa2va_desktop.errors import InputError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, SegTokens
from sa2va_desktop.training.fine_tuning.events import (
    CHECKPOINT_FOLDER,
    STOP_FILE,
    CheckpointWritten,
    Noted,
    TrainingEvent,
)
from sa2va_desktop.training.fine_tuning.export import check_own, export_checkpoint
from sa2va_desktop.training.fine_tuning.journal import Journal, read_validations
from sa2va_desktop.training.fine_tuning.loop import Surroundings, TrainingLoop
from sa2va_desktop.training.fine_tuning.loss_parts import TrainingGraph
from sa2va_desktop.training.fine_tuning.model_card import card_text
from sa2va_desktop.training.fine_tuning.processes import Processes
from sa2va_desktop.training.fine_tuning.sample import SplitSource
from sa2va_desktop.training.fine_tuning.state import StateFolder
from sa2va_desktop.training.fine_tuning.training_folder import check_folder, describe, locked, settings_of
from sa2va_desktop.translation import translate

OpenGraph = Callable[[FineTuningConfig], TrainingGraph]


class OpenSources(Protocol):
    """`sources.opening.open_sources`, or what a test has in its place."""

    def __call__(
        self, config: FineTuningConfig, *, writes_report: bool, token: CancelToken | None = None
    ) -> AbstractContextManager[Sequence[SplitSource]]: ...


def fine_tune(
    config: FineTuningConfig,
    *,
    open_graph: OpenGraph,
    open_sources: OpenSources,
    restart: bool = False,
    on_event: Callable[[TrainingEvent], None] = lambda event: None,
    token: CancelToken | None = None,
) -> Path:
    """Train, or go on with training, and write the checkpoint.

    Args:
        restart: forget the state of an earlier sitting.

    Returns:
        The folder of the checkpoint.

    Raises:
        CancelledError: the token or the stop file asked for it; the state is saved.
        OutOfMemoryError: the sentence says what to lower.
        FolderNotEmptyError: `config.out` holds something else, or a training that was told something else.
        InputError: another process trains there; there is nothing to train on; a fault, where faults are refused.
        CheckpointError: the checkpoint, or the state, cannot be read.
        ModelError: losses stay no numbers.
        OutputError: the system refused to write.
    """
    processes = Processes(config.device)
    config = replace(config, device=str(processes.device))
    with contextlib.ExitStack() as stack:
        stack.callback(processes.close)
        if processes.is_first:
            stack.enter_context(_own_folder(config, restart=restart))
        processes.wait()
        sources = stack.enter_context(open_sources(config, writes_report=processes.is_first, token=token))
        _check_sources(sources)
        torch.manual_seed(config.seed)  # adapters begin at random
        graph = open_graph(config)
        journal: list[Journal] = []

        def tell(event: TrainingEvent) -> None:
            for each in journal:
                each.add(event)
            on_event(event)

        around = Surroundings(
            processes, graph.precision, config.out, tell, token or CancelToken(), config.out / STOP_FILE
        )
        loop = TrainingLoop(graph, sources, config, around)
        if processes.is_first:
            journal.append(Journal(config.out, loop.progress.step))
            stack.callback(journal[0].close)
        loop.run()
        folder = config.out / CHECKPOINT_FOLDER
        if processes.is_first:
            _export(graph, sources, config, loop, folder)
            if config.adaptation.seg_tokens is not SegTokens.SINGLE:
                tell(Noted(_not_loaded(config.adaptation.seg_tokens)))
            tell(CheckpointWritten(folder, loop.exported_step))
        processes.wait()
        return folder


@contextlib.contextmanager
def _own_folder(config: FineTuningConfig, *, restart: bool) -> Iterator[None]:
    out = config.out
    check_folder(out, config, restart=restart)
    check_own(out / CHECKPOINT_FOLDER)
    with locked(out):
        if restart:
            StateFolder(out).forget()
        describe(out, config)
        yield


def _check_sources(sources: Sequence[SplitSource]) -> None:
    """
    Raises:
        InputError: there is nothing to train on.
    """
    if not any(len(source.training) for source in sources):
        names = ", ".join(source.statement.name for source in sources)
        raise InputError(
            translate("training", "{0}: expected samples to train on, found none that can be used").format(
                names
            )
        )


def _export(
    graph: TrainingGraph,
    sources: Sequence[SplitSource],
    config: FineTuningConfig,
    loop: TrainingLoop,
    folder: Path,
) -> None:
    progress = loop.progress
    card = card_text(
        config,
        [source.statement for source in sources],
        steps=progress.step,
        exported_step=loop.exported_step,
        validations=read_validations(config.out),
    )
    record = {"base": config.model.name, "step": loop.exported_step, "settings": settings_of(config)}
    export_checkpoint(
        graph, config.model, folder, card=card, record=record, seg_tokens=config.adaptation.seg_tokens
    )


def _not_loaded(seg_tokens: SegTokens) -> str:
    refused = translate(
        "training",
        'The checkpoint was trained with seg_tokens = {0!r}, which can be trained and compared but not used: only a checkpoint with "single" can be loaded.',
    )
    return refused.format(seg_tokens.value)
