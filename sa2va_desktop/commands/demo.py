"""`demo`: the window on the bundled clip and the embedded model."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="PNG",
        help="run the suggested instruction, save a picture of the window, and exit",
    )


def run(args: argparse.Namespace) -> int:
    from sa2va_desktop.app import run_window

    return run_window([], demo=True, screenshot=args.screenshot)
