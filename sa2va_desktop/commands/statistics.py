"""`statistics`: lengths of texts, motion, occlusion and disappearance of a project, as data sets are compared by."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.text_statistics import (
    FigureGroup,
    statistics_snapshot,
    text_statistics,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    parser.add_argument(
        "--no-camera", action="store_true", help="do not look at pictures for the camera's motion"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="one JSON object on stdout")
    how.add_argument("--csv", action="store_true", help="a table with keys, values and units on stdout")


def run(args: argparse.Namespace) -> int:
    with assembly.open_project(args.project, read_only=True) as session:
        clips = statistics_snapshot(session.project)
        with ProgressLine() as line:
            groups = text_statistics(
                clips,
                open_item=None if args.no_camera else open_item,
                on_progress=lambda done, total: line.show_text(f"{done}/{total} clips"),
            )
    if args.json:
        print(json.dumps({each.key: each.value for group in groups for each in group.figures}))
    elif args.csv:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(["key", "value", "unit"])
        for group in groups:
            table.writerows(
                [each.key, "" if each.value is None else each.value, each.unit] for each in group.figures
            )
    else:
        _print(groups)
    return 0


def _print(groups: list[FigureGroup]) -> None:
    for group in groups:
        print(group.title)
        for each in group.figures:
            print(f"  {each.title:<58} {each.shown}")
