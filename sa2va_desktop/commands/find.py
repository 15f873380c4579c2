"""`find`: name a thing, get the frames of a clip on which it is to be seen."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, new_project
from sa2va_desktop.commands.model_options import add_loading_arguments, loading_options, positive_number
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.commands.speed_line import warn_if_slow
from sa2va_desktop.operations.find_in_clip import (
    FindEffort,
    FindWriter,
    FramesSeen,
    PresenceSpan,
    find_events,
    prepare_find,
)
from sa2va_desktop.operations.frame_choice import parse_frame_range
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.media_items import MediaItem, add_probed_media, probe
from sa2va_desktop.operations.run_reports import with_reports


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, metavar="MEDIA", help="a video, or a folder of frames")
    parser.add_argument("sentence", metavar="SENTENCE", help='names the thing, such as "the red car"')
    parser.add_argument(
        "--range", default=":", metavar="A:B", help="half-open range of frames that is searched"
    )
    parser.add_argument(
        "--questions",
        type=positive_number,
        default=FindEffort.USUAL.value,
        metavar="N",
        help="at most so many, however long the clip is (default: %(default)s)",
    )
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    parser.add_argument(
        "--model",
        default=assembly.EMBEDDED_MODEL,
        metavar="M",
        help=f"a name of `models list`, or a checkpoint folder (default: {assembly.EMBEDDED_MODEL})",
    )
    add_loading_arguments(parser)


def run(args: argparse.Namespace) -> int:
    probed = probe(args.media)
    with ExitStack() as stack:
        line = stack.enter_context(ProgressLine())
        session = stack.enter_context(new_project(args.project))
        [media_id] = add_probed_media(session, [probed])
        item = session.project.media[media_id]
        prepared = prepare_find(
            item,
            args.sentence,
            frame_range=parse_frame_range(args.range, item.frame_count),
            questions=args.questions,
        )
        predictor = assembly.load_predictor(args.model, **loading_options(args))
        stack.callback(predictor.close)
        warn_if_slow(predictor)
        token = stack.enter_context(cancel_on_interrupt())
        writer = FindWriter(session, prepared, predictor.description)

        def show(event: Any) -> None:
            if not isinstance(event, FramesSeen):
                return
            if args.json:
                seen = [[each.frame_index, each.is_present] for each in event.sightings]
                print(json.dumps({"event": "seen", "frames": seen, "question": event.done}), flush=True)
            line.show_text(f"{counted(event.done, 'question')} of at most {event.total}")

        events = find_events(predictor, prepared, partial(open_probed, probed), token)
        error = run_to_end(writer, with_reports(predictor, events), on_event=show)
        line.end()
        _report(args, item, writer)
    if error is not None:
        raise error
    return 0


def _report(args: argparse.Namespace, item: MediaItem, writer: FindWriter) -> None:
    answer = writer.answer
    if args.json:
        spans = [_described(item, span) for span in answer.spans]
        print(json.dumps({"event": "found", "sentence": answer.instruction, "spans": spans}), flush=True)
        return
    for span in answer.spans:
        described = _described(item, span)
        print(
            f"{span.start}:{span.stop}\t{described['start_s']:.2f}-{described['stop_s']:.2f} s\t{span.confidence:.2f}"
        )
    if not answer.spans:
        print(answer.text)


def _described(item: MediaItem, span: PresenceSpan) -> dict[str, Any]:
    """`start` and `stop` are a half-open range of frames; `stop_s` is the time of its last frame."""
    return {
        "start": span.start,
        "stop": span.stop,
        "start_s": round(item.time_s(span.start), 3),
        "stop_s": round(item.time_s(span.stop - 1), 3),
        "confidence": span.confidence,
    }
