"""`caption`: point at a thing on a picture or a frame, get a short description of it."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, new_project
from sa2va_desktop.commands.mark_options import add_device_arguments, box, frame_number, point
from sa2va_desktop.commands.model_options import loading_options, positive_number
from sa2va_desktop.commands.speed_line import warn_if_slow
from sa2va_desktop.errors import ModelError, UsageError
from sa2va_desktop.operations.click import (
    Candidate,
    accept_candidate,
    click_candidates,
    prepare_click,
)
from sa2va_desktop.operations.event_lines import describe_event
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.operations.region_caption import (
    RegionCaptionWriter,
    fallback_notice,
    prepare_region_caption,
    region_caption_events,
)
from sa2va_desktop.operations.region_masks import read_region_masks
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.operations.run_reports import with_reports


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, metavar="MEDIA", help="a picture, a video, or a folder of frames")
    parser.add_argument("--frame", type=frame_number, default=0, metavar="N", help="default: 0")
    marks = parser.add_mutually_exclusive_group(required=True)
    marks.add_argument(
        "--point", type=point, action="append", metavar="X,Y[,0|1]", help="inside (1) or outside it; repeatable"
    )
    marks.add_argument("--box", type=box, metavar="X0,Y0,X1,Y1", help="round it")
    marks.add_argument("--mask", type=Path, metavar="PNG", help="its mask; whatever is not 0 is in it")
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument(
        "--kind",
        choices=("describe", "expression"),
        default="describe",
        help="say what it is (default), or find a short phrase that fits nothing else in the picture",
    )
    wanted.add_argument("--question", metavar="TEXT", help="ask this about it, calling it region1")
    parser.add_argument("--max-new-tokens", type=positive_number, default=128, metavar="N")
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_device_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.question is not None and not args.question.strip():
        raise UsageError('the question is empty; expected a text such as "what is region1 made of?"')
    probed = probe(args.media)
    for notice in probed.index.notices:
        print(notice, file=sys.stderr)
    marks = _marks(args, probed.size_hw)
    report = _Report(as_json=args.json)
    reader = partial(open_probed, probed)
    with ExitStack() as stack:
        session = stack.enter_context(new_project(args.project))
        [media_id] = add_probed_media(session, [probed])
        click = prepare_click(session.project, media_id, args.frame, marks)
        predictor = assembly.load_predictor(args.model, tracker=args.tracker, **loading_options(args))
        stack.callback(predictor.close)
        warn_if_slow(predictor)
        token = stack.enter_context(cancel_on_interrupt())
        # A mask that is given is meant as it is; everything else is turned into one.
        given = () if marks.mask is None else (Candidate(marks.mask),)
        candidates = given or click_candidates(predictor, click, reader, token)
        if not candidates:
            raise ModelError(f"{args.media}: the model found nothing at the marked place on frame {args.frame}")
        object_id = accept_candidate(session, click, candidates[0])
        report.mask(args.frame, candidates[0])
        prepared = prepare_region_caption(
            session.project,
            object_id,
            args.frame,
            kind=RegionKind.QUESTION if args.question is not None else RegionKind(args.kind),
            question=args.question or "",
            max_new_tokens=args.max_new_tokens,
        )
        writer = RegionCaptionWriter(session, prepared, predictor.description)
        events = region_caption_events(predictor, prepared, reader, token)
        error = run_to_end(writer, with_reports(predictor, events), on_event=report.event)
        report.caption(writer.answer.text, args.frame, fallback_notice(predictor.description, prepared))
    if error is not None:
        raise error
    return 0


def _marks(args: argparse.Namespace, size_hw: tuple[int, int]) -> Marks:
    marks = Marks().with_box(args.box)
    for x, y, is_inside in args.point or ():
        marks = marks.with_point((x, y), is_inside=is_inside)
    if args.mask is not None:
        [mask] = read_region_masks([args.mask], size_hw)
        marks = marks.with_drawn_mask(mask)
    return marks


class _Report:
    """Says what happens: JSON lines, or the text on stdout."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def mask(self, frame_index: int, candidate: Candidate) -> None:
        self._print(
            {
                "event": "mask",
                "frame": frame_index,
                "box_xywh": list(candidate.rle.box_xywh),
                "area": candidate.rle.area,
                "predicted_iou": candidate.predicted_iou,
            }
        )

    def event(self, event: Any) -> None:
        described = describe_event(event)
        self._print(described)
        if not self._as_json and described["event"] == "text":
            print(described["text"], end="", flush=True)
        elif not self._as_json and described["event"] == "notice":
            print(described["text"], file=sys.stderr)

    def caption(self, text: str, frame_index: int, notice: str) -> None:
        self._print({"event": "caption", "frame": frame_index, "text": text, "notice": notice})
        if not self._as_json:
            print(flush=True)
            if notice:
                print(notice, file=sys.stderr)

    def _print(self, described: dict[str, Any]) -> None:
        if self._as_json:
            print(json.dumps(described, ensure_ascii=False), flush=True)
