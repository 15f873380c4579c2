"""`export`: write a project as a data set."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.out_folder import add_overwrite_argument, check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.export import annotated_clips, export_formats, write_export


def add_arguments(parser: argparse.ArgumentParser) -> None:
    titles = "; ".join(f"{format_id}: {title}" for format_id, title in export_formats().items())
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    parser.add_argument("--format", required=True, choices=list(export_formats()), help=titles)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--no-images", action="store_true", help="annotations only, no copies of the pictures")
    add_overwrite_argument(parser)


def run(args: argparse.Namespace) -> int:
    check_out_folder(args, [args.project])
    with assembly.open_project(args.project, read_only=True) as session:
        clips = annotated_clips(session.project, format_id=args.format)
    if not clips:
        raise InputError(f"{args.project}: there is nothing to export; no media item has objects")
    with ProgressLine() as line:
        losses = write_export(
            clips,
            format_id=args.format,
            out=args.out,
            write_images=not args.no_images,
            overwrite=args.overwrite,
            on_progress=line.show,
        )
    for loss in losses:
        print(f"{args.format} cannot hold: {loss.count} {loss.what}", file=sys.stderr)
    print(args.out)
    return 0
