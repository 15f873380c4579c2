"""`open`: the window, on media or a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from sa2va_desktop.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", type=Path, nargs="*", metavar="MEDIA|PROJECT", help="pictures, videos, folders, or one .sa2va"
    )


def run(args: argparse.Namespace) -> int:
    for path in args.paths:
        if not path.exists():  # most often a mistyped command, for which no window should open
            raise UsageError(f"'{path}' is neither a command nor a file or folder; --help lists the commands")
    from sa2va_desktop.app import run_window

    return run_window(args.paths)
