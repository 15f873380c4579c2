"""`describe --check`: the texts of a project go back to the model; the IoU is stored, and low ones get other words beside them."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from functools import partial
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import loading_options, positive_number
from sa2va_desktop.commands.progress_line import ProgressLine
from sa2va_desktop.errors import InputError
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.check_plan import (
    CheckRules,
    CheckScope,
    prepare_check,
    texts_in_scope,
)
from sa2va_desktop.operations.pipeline.check_writer import CheckWriter, summary
from sa2va_desktop.operations.pipeline.model_turns import ModelTurns
from sa2va_desktop.operations.pipeline.pipeline_run import StageDone
from sa2va_desktop.operations.pipeline.recipe import Recipe
from sa2va_desktop.operations.pipeline.rephrasing import DEFAULT_ATTEMPTS
from sa2va_desktop.operations.pipeline.round_trip import DEFAULT_MOST_FRAMES, GOOD_IOU
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.operations.pipeline.text_check import TextChecked, TextLeft, TextProposed, check_events

SCOPES = {
    "unchecked": CheckScope.UNCHECKED,
    "low": CheckScope.LOW,
    "proposed": CheckScope.PROPOSED,
    "all": CheckScope.PROJECT,
}
WHOLE_CLIP = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of checking; `--check` itself says that nothing is written about objects."""
    parser.add_argument(
        "--check",
        choices=list(SCOPES),
        help="write nothing about objects: give these texts of the project back to the model and store the IoU",
    )
    parser.add_argument(
        "--check-frames",
        type=_frames,
        default=DEFAULT_MOST_FRAMES,
        metavar="N",
        help=f"with --check: frames of a clip that are looked at; 1, or 'all' (default: {DEFAULT_MOST_FRAMES})",
    )
    parser.add_argument(
        "--good-iou", type=_share, default=GOOD_IOU, metavar="S", help=f"with --check (default: {GOOD_IOU})"
    )
    parser.add_argument(
        "--rephrase",
        action="store_true",
        help="with --check: other words for texts below --good-iou, as proposals",
    )
    parser.add_argument(
        "--attempts", type=positive_number, default=DEFAULT_ATTEMPTS, metavar="N", help="of --rephrase"
    )


def run(args: argparse.Namespace, recipe: Recipe) -> int:
    """Check, and say what came of it; 1 if a text could not be checked."""
    frames = None if args.check_frames == WHOLE_CLIP else args.check_frames
    rules = CheckRules(frames, args.good_iou, args.rephrase, args.attempts)
    with ExitStack() as stack:
        session = stack.enter_context(assembly.open_project(args.project, read_only=args.dry_run))
        found = texts_in_scope(session.project, SCOPES[args.check])
        if not found:
            raise InputError(f"{args.project}: there are no texts to check")
        if args.dry_run:
            print(f"{len(found)} texts to check")
            return 0
        token = stack.enter_context(cancel_on_interrupt())
        turns = ModelTurns(
            partial(assembly.load_predictor, **loading_options(args)),
            token,
            max_new_tokens=recipe.max_new_tokens,
        )
        stack.callback(turns.close)
        texts = prepare_check(session.project, [each.expression_id for each in found])
        with ProgressLine() as line, turns.use(args.describer) as model:
            writer = CheckWriter(session, rules, "Check texts by round trip")
            events = check_events(recipe, texts, rules, model, open_item, StageCache(args.cache), token)
            error = run_to_end(writer, events, on_event=partial(_tell, line, as_json=args.json))
        _end(writer, as_json=args.json)
    if error is not None:
        raise error
    return 1 if writer.failures else 0


def _tell(line: ProgressLine, event: Any, *, as_json: bool) -> None:
    told: dict[str, Any] | None = None
    match event:
        case TextChecked():
            before = event.text.before
            number = None if before is None else before.expression_id
            told = {"event": "checked", "text": event.text.title, "id": number, "round_trip_iou": event.iou}
        case TextProposed():
            told = {"event": "proposed", "for": event.text.title, "text": event.suggestion.text}
            told["round_trip_iou"] = event.iou
        case TextLeft():
            told = {"event": "left", "text": event.text.title, "reason": event.reason}
        case StageDone():
            line.show_text(f"{event.done}/{event.total} texts")
    if told is None:
        return
    if as_json:
        print(json.dumps(told, ensure_ascii=False), flush=True)
    elif "round_trip_iou" in told:
        line.end()
        mark = "  -> " if told["event"] == "proposed" else ""
        print(f"{mark}{told['round_trip_iou']:.2f}  {told['text']}")


def _end(writer: CheckWriter, *, as_json: bool) -> None:
    for failure in writer.failures:
        print(failure, file=sys.stderr)
    if as_json:
        told = {"event": "end", "checked": writer.checked_count, "low": len(writer.low_ids)}
        print(json.dumps({**told, "proposed": writer.proposed_count, "failed": len(writer.failures)}))
    else:
        print(summary(writer))


def _frames(text: str) -> int:
    return WHOLE_CLIP if text == "all" else positive_number(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number above 0, at most 1, found {text!r}")
    return value
