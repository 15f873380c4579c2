"""`train`: a file with stages makes a checkpoint from random weights, any other one fine-tunes one; both go on where they stopped."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sa2va_desktop.assembly import training
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, cancel_with_parent
from sa2va_desktop.commands.model_options import positive_number
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.fine_tuning import (
    PlanMade,
    StepsDone,
    TrainingEvent,
    event_line,
    spoken_event,
    statement,
)
from sa2va_desktop.tasks import CancelToken, Progress

_OF_STAGES = ("stage", "workers", "export")
_OF_FINE_TUNING = ("dry_run", "json", "end_with_parent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "config",
        type=Path,
        metavar="CONFIG",
        help="a TOML file; see docs/manual/fine-tuning.md, and docs/training.md for one with stages",
    )
    parser.add_argument("--restart", action="store_true", help="begin anew instead of going on")
    fine_tuning = parser.add_argument_group("fine-tuning")
    fine_tuning.add_argument(
        "--dry-run",
        action="store_true",
        help="tell samples, memory, time and what would be written; do nothing",
    )
    fine_tuning.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    fine_tuning.add_argument(
        "--end-with-parent",
        action="store_true",
        help="save the state and end when the program that started this one has ended",
    )
    stages = parser.add_argument_group("stages")
    stages.add_argument("--stage", metavar="NAME", help="run one stage only")
    stages.add_argument(
        "--workers",
        type=positive_number,
        metavar="N",
        help="single-threaded processes to train with (default: 1)",
    )
    stages.add_argument(
        "--export", type=Path, metavar="DIR", help="only write the present state as a checkpoint"
    )


def run(args: argparse.Namespace) -> int:
    if training.is_recipe(args.config):
        _refuse(args, _OF_FINE_TUNING, "a file without [[stages]]")
        return _run_stages(args)
    _refuse(args, _OF_STAGES, "a file with [[stages]]")
    return _fine_tune(args)


def _refuse(args: argparse.Namespace, names: tuple[str, ...], wanted: str) -> None:
    for name in names:
        if getattr(args, name):
            raise UsageError(f"--{name.replace('_', '-')}: expected {wanted}, found {args.config}")


# ---- fine-tuning


def _fine_tune(args: argparse.Namespace) -> int:
    config = training.read_fine_tuning(args.config)
    if args.dry_run:
        plan = training.plan_fine_tuning(config)
        print(event_line(PlanMade(plan)) if args.json else "\n".join(statement(plan)))
        return 0
    with ProgressLine() as line, cancel_on_interrupt() as token, _cancel_on_terminate(token):
        check_parent = cancel_with_parent(token) if args.end_with_parent else lambda: None

        def tell(event: TrainingEvent) -> None:
            check_parent()
            if args.json:
                print(event_line(event), flush=True)
            elif isinstance(event, StepsDone):
                line.show_text(spoken_event(event))
            elif text := spoken_event(event):
                line.end()
                print(text, file=sys.stderr, flush=True)

        folder = training.fine_tune(config, restart=args.restart, on_event=tell, token=token)
    if not args.json and os.environ.get("RANK", "0") == "0":
        print(folder)
    return 0


@contextmanager
def _cancel_on_terminate(token: CancelToken) -> Iterator[None]:
    """A queue that ends its jobs gets saved state, too."""
    previous = signal.signal(signal.SIGTERM, lambda number, frame: token.cancel())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


# ---- stages


def _run_stages(args: argparse.Namespace) -> int:
    if args.export:
        print(training.export_training(args.config, args.export))
        return 0
    if (args.workers or 1) > 1 and not training.is_training_worker():
        given = [str(args.config), "--workers", str(args.workers)]
        given += ["--stage", args.stage] if args.stage else []
        given += ["--restart"] if args.restart else []
        return training.train_in_processes(args.workers, ["-m", "sa2va_desktop", "train", *given])
    print(training.train(args.config, stage=args.stage, resume=not args.restart, on_progress=_print_progress))
    return 0


def _print_progress(progress: Progress) -> None:
    print(f"{progress.message}: {progress.done} %", file=sys.stderr)
