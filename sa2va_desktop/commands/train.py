"""`train`: train a checkpoint from a TOML configuration; stages are resumed where they stopped."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.errors import UsageError
from sa2va_desktop.tasks import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, metavar="CONFIG", help="a TOML file; see docs/training.md")
    parser.add_argument("--stage", metavar="NAME", help="run one stage only")
    parser.add_argument("--restart", action="store_true", help="start stages anew instead of resuming them")


def run(args: argparse.Namespace) -> int:
    if not args.config.is_file():
        raise UsageError(f"{args.config}: expected a TOML training configuration, found no file")
    assembly.train(args.config, stage=args.stage, resume=not args.restart, on_progress=_print_progress)
    return 0


def _print_progress(progress: Progress) -> None:
    print(f"{progress.done}/{progress.total} {progress.unit} {progress.message}", file=sys.stderr)
