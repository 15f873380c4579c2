"""`synth`: write synthetic clips with exact ground truth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.errors import OutputError, UsageError
from sa2va_desktop.tasks import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--clips", type=int, default=10, metavar="N", help="how many clips (default 10)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="same seed, same clips (default 0)")
    parser.add_argument("--frames", type=int, default=32, metavar="N", help="frames a clip (default 32)")
    parser.add_argument("--size", default="320x240", metavar="WxH", help="picture size (default 320x240)")


def run(args: argparse.Namespace) -> int:
    width_text, _, height_text = args.size.partition("x")
    if not (width_text.isdecimal() and height_text.isdecimal()) or len(args.size) > 11:
        raise UsageError(f"--size {args.size!r}: expected WIDTHxHEIGHT, such as 320x240")
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise UsageError(f"{args.out}: expected a new or empty folder")
    try:
        folders = assembly.write_synthetic_clips(
            args.out,
            clip_count=args.clips,
            seed=args.seed,
            size_hw=(int(height_text), int(width_text)),
            frame_count=args.frames,
            on_progress=_print_progress,
        )
    except OSError as error:
        raise OutputError(f"{args.out} cannot be written: {error.strerror or error}") from error
    for folder in folders:
        print(folder)
    return 0


def _print_progress(progress: Progress) -> None:
    print(f"{progress.done}/{progress.total} {progress.unit}: {progress.message}", file=sys.stderr)
