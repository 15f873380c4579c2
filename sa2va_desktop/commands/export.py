"""`export`: write a project as a data set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import positive_number
from sa2va_desktop.commands.out_folder import add_overwrite_argument, check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.errors import InputError, UsageError
from sa2va_desktop.operations.export import (
    ExportOptions,
    annotated_clips,
    export_formats,
    media_files,
    write_export,
)
from sa2va_desktop.operations.export_selection import confirmed_only, media_called, split_clips
from sa2va_desktop.operations.format_catalog import format_catalog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    add_format_argument(parser, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument(
        "--media", action="append", metavar="NAME", help="only the picture or clip of that name; repeatable"
    )
    parser.add_argument(
        "--only-confirmed", action="store_true", help="only masks that were confirmed or locked"
    )
    add_export_arguments(parser)
    add_overwrite_argument(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")


def add_format_argument(parser: argparse.ArgumentParser, *, required: bool = False, default: str = "") -> None:
    titles = "; ".join(f"{format_id}: {title}" for format_id, title in export_formats().items())
    parser.add_argument(
        "--format",
        required=required,
        default=default,
        choices=list(export_formats()),
        metavar="FORMAT",
        help=titles,
    )


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """What every command that writes a data set lets a person choose."""
    parser.add_argument("--no-images", action="store_true", help="annotations only, no copies of the pictures")
    parser.add_argument(
        "--split",
        default="imported",
        metavar="SPLITS",
        help="such as train=0.8,val=0.2; whole clips, the same for the same --split-seed. "
        "imported (the default) keeps those of an imported data set",
    )
    parser.add_argument("--split-seed", type=int, default=0, metavar="N", help="another draw (default 0)")
    parser.add_argument(
        "--frame-step", type=positive_number, metavar="N", help="every N-th frame (default: as the format does)"
    )
    parser.add_argument(
        "--choice",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"what only this format lets choose, the default first: {_choices_in_words()}",
    )
    parser.add_argument(
        "--hash-frames", action="store_true", help="a hash of every frame in the side file, pictures or not"
    )


def _choices_in_words() -> str:
    told = []
    for row in format_catalog():
        words = [f"{choice.name}={'|'.join(choice.values)}" for choice in row.choices]
        told += [f"{row.format_id}: {', '.join(words)}"] if words else []
    return "; ".join(told)


def export_options(args: argparse.Namespace) -> ExportOptions:
    """Raises: UsageError: a --choice that is no NAME=VALUE."""
    choices = {}
    for text in args.choice:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--choice {text!r}: expected NAME=VALUE")
        choices[name] = value
    return ExportOptions(not args.no_images, args.frame_step, choices, args.hash_frames)


def run(args: argparse.Namespace) -> int:
    check_out_folder(args, [args.project])
    options = export_options(args)
    with assembly.open_project(args.project, read_only=True) as session:
        media_ids = media_called(session.project, args.media) if args.media else None
        clips = annotated_clips(session.project, media_ids, format_id=args.format)
        sources = media_files(session.project)
    if args.only_confirmed:
        clips = confirmed_only(clips)
    if not clips:
        what = "no mask is confirmed or locked" if args.only_confirmed else "no media item has objects"
        raise InputError(f"{args.project}: there is nothing to export; {what}")
    with ExitStack() as stack:
        line = stack.enter_context(ProgressLine())
        losses = write_export(
            split_clips(clips, args.split, args.split_seed),
            format_id=args.format,
            out=args.out,
            options=options,
            overwrite=args.overwrite,
            sources=sources,
            on_progress=line.show,
            token=stack.enter_context(cancel_on_interrupt()),
        )
    if args.json:
        lost: Sequence[dict[str, object]] = [
            {"kind": str(loss.kind), "what": loss.what, "count": loss.count} for loss in losses
        ]
        told = {"event": "export", "format": args.format, "out": str(args.out), "clips": len(clips)}
        print(json.dumps({**told, "losses": lost}, ensure_ascii=False))
        return 0
    for loss in losses:
        print(f"{args.format} cannot hold: {loss.count} {loss.what}", file=sys.stderr)
    print(args.out)
    return 0
