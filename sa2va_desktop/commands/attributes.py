"""`attributes`: ask a model the questions of a project's attributes and keep what it proposes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.assembly import EMBEDDED_MODEL
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import add_loading_arguments, loading_options
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.fill_plan import (
    FillTarget,
    fill_targets,
)
from sa2va_desktop.operations.attribute_filling.fill_run import (
    AttributeAsked,
    AttributeFilled,
    TargetFailed,
    fill_events,
)
from sa2va_desktop.operations.attribute_filling.fill_selection import (
    attributes_called,
    objects_numbered,
    objects_with_label,
    stretch_words,
)
from sa2va_desktop.operations.attribute_filling.fill_writer import FillWriter
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.media_items import open_item

_DEFAULTS = FillOptions()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    parser.add_argument(
        "--attribute",
        action="append",
        metavar="NAME",
        help="only this one; repeatable (default: all that have a question)",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--objects", type=_object_ids, metavar="ID,ID", help="only these objects (default: all)")
    which.add_argument("--label", metavar="NAME", help="only objects with this label")
    parser.add_argument(
        "--model",
        default=EMBEDDED_MODEL,
        metavar="M",
        help=f"a name of `models list`, or a checkpoint folder (default: {EMBEDDED_MODEL})",
    )
    parser.add_argument(
        "--frames",
        type=_count,
        default=_DEFAULTS.frames,
        metavar="N",
        help="of each object, for what does not change",
    )
    parser.add_argument(
        "--samples",
        type=_count,
        default=_DEFAULTS.samples,
        metavar="N",
        help="over the track, for what changes",
    )
    parser.add_argument(
        "--most", type=_count, default=_DEFAULTS.most_questions, metavar="N", help="with those between samples"
    )
    parser.add_argument(
        "--threshold",
        type=_share,
        default=_DEFAULTS.threshold,
        metavar="P",
        help="values of less confidence are left open, 0 to 1",
    )
    parser.add_argument("--whole-picture", action="store_true", help="small objects are not enlarged")
    parser.add_argument("--again", action="store_true", help="also where there is a proposal")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be asked")
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_loading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    options = FillOptions(
        frames=args.frames,
        samples=args.samples,
        most_questions=args.most,
        threshold=args.threshold,
        again=args.again,
        whole_picture=args.whole_picture,
    )
    report = _Report(as_json=args.json)
    with ExitStack() as stack:
        session = stack.enter_context(assembly.open_project(args.project, read_only=args.dry_run))
        project = session.project
        object_ids = None if args.objects is None else objects_numbered(project, args.objects)
        if args.label is not None:
            object_ids = objects_with_label(project, args.label)
        attribute_ids = attributes_called(project, args.attribute or ())
        targets = fill_targets(project, attribute_ids, object_ids, again=options.again)
        report.targets(targets)
        if args.dry_run or not targets:
            return 0
        token = stack.enter_context(cancel_on_interrupt())
        predictor = assembly.load_predictor(args.model, **loading_options(args))
        stack.callback(predictor.close)
        require_language(predictor.description)
        writer = FillWriter(session, predictor.description.name)
        events = fill_events(predictor, targets, options, open_item, token)
        with report.line:
            error = run_to_end(writer, events, on_event=report.event)
        report.end(writer)
    if error is not None:
        raise error
    return 1 if writer.failures else 0


class _Report:
    """Says what happens: JSON lines, or one line that counts up and a line for each value."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.line = ProgressLine()

    def targets(self, targets: list[FillTarget]) -> None:
        wanted = sum(len(target.wanted) for target in targets)
        self._print(
            {"event": "chosen", "objects": [each.about.object_id for each in targets], "values": wanted}
        )
        if not self._as_json:
            print(
                f"{counted(wanted, 'value')} of {counted(len(targets), 'object')} to ask for", file=sys.stderr
            )

    def event(self, event: Any) -> None:
        match event:
            case AttributeAsked():
                self.line.show_text(
                    f"{event.done}/{event.total} values: {event.object_name}, {event.attribute_name}, frame {event.frame_index}"
                )
            case AttributeFilled():
                self._filled(event)
            case TargetFailed(target=target, reason=reason):
                self._print({"event": "failed", "object": target.about.object_id, "reason": reason})

    def end(self, writer: FillWriter) -> None:
        counts = writer.counts
        told = {"proposed": counts.proposed, "open": counts.unknown, "failed": len(writer.failures)}
        self._print({"event": "end", **told})
        for failure in writer.failures:
            print(failure, file=sys.stderr)
        if not self._as_json:
            print(f"{counted(counts.proposed, 'value')} proposed, {counts.unknown} left open")

    def _filled(self, event: AttributeFilled) -> None:
        about, attribute = event.target.about, event.wanted.attribute
        keys = [
            {"frame": each.start, "value": each.value, "confidence": round(each.confidence, 4)}
            for each in event.stretches
        ]
        self._print(
            {
                "event": "filled",
                "object": about.object_id,
                "name": about.name,
                "attribute": attribute.name,
                "keys": keys,
            }
        )
        if not self._as_json:
            said = [stretch_words(each) for each in event.stretches]
            self.line.end()
            print(f"{about.name}, {attribute.name}: {', '.join(said) or 'open'}")

    def _print(self, described: dict[str, Any]) -> None:
        if self._as_json:
            print(json.dumps(described, ensure_ascii=False), flush=True)


def _object_ids(text: str) -> list[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() and len(part) <= 12 for part in parts):
        raise argparse.ArgumentTypeError(f"expected object numbers such as 1,4, found {text!r}")
    return [int(part) for part in parts]


def _count(text: str) -> int:
    return int(
        _number(text, "a whole number from 1 to 1000", lambda value: value.is_integer() and 1 <= value <= 1000)
    )


def _share(text: str) -> float:
    return _number(text, "a number from 0 to 1", lambda value: 0 <= value <= 1)


def _number(text: str, expected: str, fits: Callable[[float], bool]) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not fits(value):
        raise argparse.ArgumentTypeError(f"expected {expected}, found {text!r}")
    return value
