"""`open`: the window, on media or a project."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", type=Path, nargs="*", metavar="MEDIA|PROJECT", help="pictures, videos, folders, or one .sa2va"
    )


def run(args: argparse.Namespace) -> int:
    from sa2va_desktop.app import run_window

    return run_window(args.paths)
