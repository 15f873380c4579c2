"""`synth`: write synthetic clips with exact ground truth, as videos with index PNGs or as a data set of any format."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.export import add_export_arguments, add_format_argument, export_options
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.out_folder import check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.errors import OutputError, UsageError
from sa2va_desktop.operations.export import write_export
from sa2va_desktop.operations.export_selection import split_clips
from sa2va_desktop.tasks import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--clips", type=int, default=10, metavar="N", help="how many clips (default 10)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="same seed, same clips (default 0)")
    parser.add_argument("--frames", type=int, default=32, metavar="N", help="frames a clip (default 32)")
    parser.add_argument("--size", default="320x240", metavar="WxH", help="picture size (default 320x240)")
    add_format_argument(parser)
    add_export_arguments(parser)


def run(args: argparse.Namespace) -> int:
    width_text, _, height_text = args.size.partition("x")
    if not (width_text.isdecimal() and height_text.isdecimal()) or len(args.size) > 11:
        raise UsageError(f"--size {args.size!r}: expected WIDTHxHEIGHT, such as 320x240")
    size_hw = (int(height_text), int(width_text))
    return _write_data_set(args, size_hw) if args.format else _write_videos(args, size_hw)


def _write_data_set(args: argparse.Namespace, size_hw: tuple[int, int]) -> int:
    args.overwrite = False
    check_out_folder(args, [])
    clips = assembly.synthetic_clips(
        clip_count=args.clips, seed=args.seed, size_hw=size_hw, frame_count=args.frames
    )
    with ExitStack() as stack:
        line = stack.enter_context(ProgressLine())
        losses = write_export(
            split_clips(clips, args.split, args.split_seed),
            format_id=args.format,
            out=args.out,
            options=export_options(args),
            on_progress=line.show,
            token=stack.enter_context(cancel_on_interrupt()),
        )
    for loss in losses:
        print(f"{args.format} cannot hold: {loss.count} {loss.what}", file=sys.stderr)
    print(args.out)
    return 0


def _write_videos(args: argparse.Namespace, size_hw: tuple[int, int]) -> int:
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise UsageError(f"{args.out}: expected a new or empty folder")
    try:
        folders = assembly.write_synthetic_clips(
            args.out,
            clip_count=args.clips,
            seed=args.seed,
            size_hw=size_hw,
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
