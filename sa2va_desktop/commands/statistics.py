"""`statistics`: lengths of texts, motion, occlusion and disappearance of a project, as data sets are compared by; or counts
of masks by label, object or clip."""

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
from sa2va_desktop.operations.review.mask_statistics import (
    StatisticsBy,
    as_csv,
    columns_of,
    rows_of,
    statistics_of,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    parser.add_argument(
        "--no-camera", action="store_true", help="do not look at pictures for the camera's motion"
    )
    parser.add_argument(
        "--by",
        choices=[each.value for each in StatisticsBy],
        help="count masks instead: states, areas, scores, gaps and verdicts of each label, object or clip",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="one JSON object on stdout")
    how.add_argument("--csv", action="store_true", help="a table with keys, values and units on stdout")


def run(args: argparse.Namespace) -> int:
    if args.by:
        return _masks(args)
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


def _masks(args: argparse.Namespace) -> int:
    by = StatisticsBy(args.by)
    with assembly.open_project(args.project, read_only=True) as session:
        objects = statistics_of(session.project)
        with ProgressLine() as line:
            rows = rows_of(objects, by, on_progress=line.show)
    columns = columns_of(by)
    if args.json:
        for row in rows:
            print(json.dumps({column.key: column.of(row) for column in columns}, ensure_ascii=False))
    elif args.csv:
        print(as_csv(rows, by).replace("\r\n", "\n"), end="")
    else:
        cells = [[column.title for column in columns]]
        cells += [[column.shown(row) for column in columns] for row in rows]
        widths = [max(len(written[number]) for written in cells) for number in range(len(columns))]
        for written in cells:
            print("  ".join(cell.ljust(width) for cell, width in zip(written, widths, strict=True)).rstrip())
    return 0


def _print(groups: list[FigureGroup]) -> None:
    for group in groups:
        print(group.title)
        for each in group.figures:
            print(f"  {each.title:<58} {each.shown}")
