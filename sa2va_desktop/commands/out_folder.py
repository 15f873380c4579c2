"""`--out DIR` of the commands that write a data set, and `--overwrite`, which lets it replace what is there."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from sa2va_desktop.errors import FolderNotEmptyError
from sa2va_desktop.operations.export import check_export_folder


def add_overwrite_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--overwrite", action="store_true", help="replace a folder that is not empty")


def check_out_folder(args: argparse.Namespace, sources: Sequence[Path]) -> None:
    """As `check_export_folder` of `args.out`, and name the option that would allow it.

    Raises:
        FolderNotEmptyError, FormatError, OutputError: as there.
    """
    try:
        check_export_folder(args.out, overwrite=args.overwrite, sources=sources)
    except FolderNotEmptyError as error:
        raise FolderNotEmptyError(
            f"{args.out}: the folder is not empty; choose another, or replace what is in it with --overwrite"
        ) from error
