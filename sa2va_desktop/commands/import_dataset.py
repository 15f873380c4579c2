"""`import`: read a data set into a project, as one step that can be undone."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import FormatError
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.import_dataset import (
    ImportReport,
    ImportRequest,
    StrictReport,
    import_events,
    import_formats,
    recognised_formats,
)
from sa2va_desktop.operations.import_modes import ImportMode
from sa2va_desktop.operations.import_result import problem_lines, result_text, write_result
from sa2va_desktop.operations.import_writer import ImportWriter

AUTO = "auto"
_PROBLEMS_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    titles = "; ".join(f"{format_id}: {title}" for format_id, title in import_formats().items())
    parser.add_argument(
        "project", type=Path, metavar="PROJECT", help="a .sa2va file; made when it is not there"
    )
    parser.add_argument("source", type=Path, metavar="SOURCE", help="the data set's folder, or its main file")
    parser.add_argument(
        "--format",
        default=AUTO,
        choices=[AUTO, *import_formats()],
        metavar="FORMAT",
        help=f"default: auto. {titles}",
    )
    parser.add_argument(
        "--mode",
        default=ImportMode.ADD.value,
        choices=[each.value for each in ImportMode],
        help="add: all objects are new (default); replace: those that are there get the file's masks; "
        "fill: only where they have none. What was confirmed, locked or drawn by hand always stays",
    )
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="where the pictures are that the data set does not bring"
    )
    parser.add_argument("--strict", action="store_true", help="stop at the first problem")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what was done and all problems there"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")


def run(args: argparse.Namespace) -> int:
    format_id = _recognised(args.source) if args.format == AUTO else args.format
    report = StrictReport() if args.strict else ImportReport()
    with ExitStack() as stack:
        line = stack.enter_context(ProgressLine())
        session = stack.enter_context(assembly.open_project(args.project, create=not args.project.exists()))
        items = tuple(session.project.media.values())
        request = ImportRequest(args.source, format_id, items, args.pictures, report)
        token = stack.enter_context(cancel_on_interrupt())
        writer = ImportWriter(
            session, args.source, format_id=format_id, mode=ImportMode(args.mode), report=report
        )

        def show(_event: object) -> None:
            read, masks = writer.summary.clips, writer.summary.masks_added + writer.summary.masks_replaced
            line.show_text(f"{counted(read, 'item')} read, {counted(masks, 'mask')} taken")

        error = run_to_end(writer, import_events(request, token), on_event=show)
    if args.report is not None:
        write_result(args.report, result_text(args.source, writer.summary, report))
    _tell(args, format_id, writer, report)
    if error is not None:
        raise error
    # A script that sees nothing come in should notice.
    return 0 if writer.summary.clips or not writer.summary.left_out else FormatError.exit_code


def _recognised(source: Path) -> str:
    if not os.path.exists(source):
        raise FormatError(f"{source}: expected a data set, found nothing")
    found = recognised_formats(source)
    if not found:
        raise FormatError(f"{source}: this looks like none of the formats; say which one with --format")
    if len(found) > 1:
        print(f"read as {found[0]}; it may also be {', '.join(found[1:])}", file=sys.stderr)
    return found[0]


def _tell(args: argparse.Namespace, format_id: str, writer: ImportWriter, report: ImportReport) -> None:
    if args.json:
        for problem in report.problems:
            print(json.dumps({"event": "problem", "place": problem.place, "sentence": problem.sentence}))
        counts = {**writer.summary.as_dict(), "problems": report.problem_count}
        print(json.dumps({"event": "import", "format": format_id, "project": str(args.project), **counts}))
        return
    lines = list(problem_lines(report))
    for line in lines[:_PROBLEMS_SHOWN]:
        print(line, file=sys.stderr)
    if len(lines) > _PROBLEMS_SHOWN:
        print(f"… and {len(lines) - _PROBLEMS_SHOWN} more; --report FILE writes them all", file=sys.stderr)
    for line in writer.summary.lines():
        print(line)
