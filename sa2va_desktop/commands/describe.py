"""`describe`: write texts about the objects of a project, stage by stage, and have another model check them."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.assembly import EMBEDDED_MODEL, NOTHING
from sa2va_desktop.commands import check_texts
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import add_loading_arguments, loading_options
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import InputError, UsageError
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.candidates import Choice, choose, snapshots
from sa2va_desktop.operations.pipeline.expression_writer import ExpressionWriter
from sa2va_desktop.operations.pipeline.filters import Filters
from sa2va_desktop.operations.pipeline.model_turns import ModelTurns
from sa2va_desktop.operations.pipeline.pipeline_run import (
    ObjectDiscarded,
    ObjectFailed,
    ObjectWritten,
    PipelineModels,
    StageDone,
    pipeline_events,
)
from sa2va_desktop.operations.pipeline.recipe import Recipe, RoundTrip, read_recipe, recipe_folders
from sa2va_desktop.operations.pipeline.stage_cache import StageCache

SAME = "same"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    parser.add_argument(
        "--recipe",
        type=Path,
        metavar="DIR",
        help="a folder with recipe.toml and prompts (default: 'pipeline' beside the project, then the shipped one)",
    )
    parser.add_argument(
        "--describer", default=EMBEDDED_MODEL, metavar="M", help=f"who writes (default: {EMBEDDED_MODEL})"
    )
    parser.add_argument(
        "--checker",
        default=SAME,
        metavar="M",
        help=f"who checks: a model, '{SAME}' as the describer (default), or '{NOTHING}'",
    )
    parser.add_argument(
        "--objects", type=_object_ids, metavar="ID,ID", help="only these objects (default: all that pass)"
    )
    parser.add_argument("--least-area", type=_share, metavar="S", help="share of the picture, 0 to 1")
    parser.add_argument("--least-visible", type=_share, metavar="S", help="share of its frames, 0 to 1")
    parser.add_argument("--least-duration", type=_seconds, metavar="S", help="seconds")
    parser.add_argument(
        "--round-trip",
        choices=[each.value for each in RoundTrip],
        help="which texts are given back to the model",
    )
    parser.add_argument("--again", action="store_true", help="also objects that have texts of this recipe")
    parser.add_argument("--dry-run", action="store_true", help="only say which objects pass")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="where answers are kept until the end is reached"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    check_texts.add_arguments(parser)
    add_loading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    recipe = _recipe(args)
    if args.check is not None:
        return check_texts.run(args, recipe)
    report = _Report(as_json=args.json)
    with ExitStack() as stack:
        session = stack.enter_context(assembly.open_project(args.project, read_only=args.dry_run))
        try:
            taken = snapshots(session.project, recipe.name, args.objects)
        except KeyError as unknown:
            raise UsageError(f"--objects: there is no object {unknown.args[0]} in {args.project}") from unknown
        if not taken:
            raise InputError(f"{args.project}: there are no objects to write about")
        choice = choose(taken, recipe.filters, again=args.again)
        report.choice(choice)
        if args.dry_run or not choice.candidates:
            return 0
        token = stack.enter_context(cancel_on_interrupt())
        load = partial(assembly.load_predictor, **loading_options(args))
        turns = ModelTurns(load, token, max_new_tokens=recipe.max_new_tokens)
        stack.callback(turns.close)
        writer = ExpressionWriter(session, recipe)
        events = pipeline_events(
            recipe, choice.candidates, _models(args, recipe, turns), open_item, StageCache(args.cache), token
        )
        with report.line:
            error = run_to_end(writer, events, on_event=report.event)
        report.end(writer)
    if error is not None:
        raise error
    return 1 if writer.failures else 0


def _recipe(args: argparse.Namespace) -> Recipe:
    if args.recipe is not None and not args.recipe.is_dir():
        raise InputError(f"{args.recipe}: expected a folder with recipe.toml or prompts")
    recipe = read_recipe(recipe_folders(args.project.absolute(), args.recipe))
    filters = Filters(
        *(
            known if given is None else given
            for known, given in zip(
                (recipe.filters.least_area, recipe.filters.least_visible, recipe.filters.least_duration_s),
                (args.least_area, args.least_visible, args.least_duration),
            )
        )
    )
    trip = recipe.round_trip if args.round_trip is None else RoundTrip(args.round_trip)
    return replace(recipe, filters=filters, round_trip=trip)


def _models(args: argparse.Namespace, recipe: Recipe, turns: ModelTurns) -> PipelineModels:
    checker = args.describer if args.checker == SAME else args.checker
    return PipelineModels(
        describer=lambda: turns.use(args.describer),
        checker=None if checker == NOTHING else lambda: turns.use(checker),
        wants_round_trip=recipe.round_trip is not RoundTrip.NONE,
    )


class _Report:
    """Says what happens: JSON lines, or one line that counts up."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.line = ProgressLine()

    def choice(self, choice: Choice) -> None:
        for about, reason in choice.left_out:
            self._print({"event": "left_out", "object": about.object_id, "name": about.name, "reason": reason})
            if not self._as_json:
                print(f"{about.name} is left out: {reason}", file=sys.stderr)
        passing = [candidate.about.object_id for candidate in choice.candidates]
        self._print({"event": "chosen", "objects": passing})
        if not self._as_json:
            for candidate in choice.candidates:
                print(f"{candidate.about.object_id}: {candidate.about.name}", file=sys.stderr)
            print(f"{counted(len(passing), 'object')} to write about", file=sys.stderr)

    def event(self, event: Any) -> None:
        match event:
            case StageDone():
                self._print(
                    {
                        "event": "stage",
                        "stage": str(event.stage),
                        "name": event.object_name,
                        "cached": event.is_cached,
                        "done": event.done,
                        "total": event.total,
                    }
                )
                self.line.show_text(f"{event.done}/{event.total} answers: {event.object_name}")
            case ObjectWritten():
                texts = [
                    {"length": each.length, "text": each.text.text, "round_trip_iou": each.round_trip_iou}
                    for each in event.texts
                ]
                self._print({"event": "written", "object": event.about.about.object_id, "texts": texts})
            case ObjectDiscarded() | ObjectFailed():
                kind = "discarded" if isinstance(event, ObjectDiscarded) else "failed"
                self._print({"event": kind, "object": event.about.about.object_id, "reason": event.reason})
                if not self._as_json and kind == "discarded":  # what failed is told at the end
                    self.line.end()
                    print(f"{event.about.about.name} is discarded: {event.reason}", file=sys.stderr)

    def end(self, writer: ExpressionWriter) -> None:
        told = {"written": writer.written_count, "discarded": writer.discarded_count}
        self._print({"event": "end", **told, "failed": len(writer.failures)})
        for failure in writer.failures:
            print(failure, file=sys.stderr)
        if not self._as_json:
            written = counted(writer.written_count, "object")
            print(f"texts written about {written}, {writer.discarded_count} discarded")

    def _print(self, described: dict[str, Any]) -> None:
        if self._as_json:
            print(json.dumps(described, ensure_ascii=False), flush=True)


def _object_ids(text: str) -> list[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() and len(part) <= 12 for part in parts):
        raise argparse.ArgumentTypeError(f"expected object numbers such as 1,4, found {text!r}")
    return [int(part) for part in parts]


def _share(text: str) -> float:
    return _number(text, 1.0)


def _seconds(text: str) -> float:
    return _number(text, 1e6)


def _number(text: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {most:g}, found {text!r}")
    return value
