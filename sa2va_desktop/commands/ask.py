"""`ask`: type an instruction, get text and masks as files; optionally score them against ground truth."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, new_project
from sa2va_desktop.commands.model_options import add_model_arguments, add_tracker_argument, positive_number
from sa2va_desktop.commands.out_folder import add_overwrite_argument, check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import OutputError, UsageError
from sa2va_desktop.operations.answer_file import answer_as_dict
from sa2va_desktop.operations.ask import AnswerWriter, ask_events, parse_grounding_mode, prepare_ask
from sa2va_desktop.operations.event_lines import describe_event
from sa2va_desktop.operations.export import (
    Loss,
    annotated_clips,
    export_formats,
    write_export,
)
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC, choose_language_frames, parse_frame_range
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.media_items import MediaId, OpenProject, add_probed_media, probe
from sa2va_desktop.operations.region_masks import read_region_masks
from sa2va_desktop.operations.run_reports import with_reports


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, metavar="MEDIA", help="a picture, a video, or a folder of frames")
    parser.add_argument("instruction", metavar="INSTRUCTION", help='such as "the red car"')
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--format", default="davis", choices=list(export_formats()), help="default: davis")
    parser.add_argument(
        "--frames",
        default=DEFAULT_SPEC,
        metavar="SPEC",
        help=f"frames for the language model: first:5, uniform:5, around:FRAME:5, 0,7,20 (default {DEFAULT_SPEC})",
    )
    parser.add_argument("--range", default=":", metavar="A:B", help="half-open range of frames that get masks")
    parser.add_argument(
        "--segment", action="store_true", help="wrap a noun phrase into the segmentation question"
    )
    parser.add_argument("--truth", type=Path, metavar="DIR", help="index PNGs to score the masks against")
    parser.add_argument(
        "--truth-object", type=int, action="append", metavar="ID", help="objects that are meant"
    )
    parser.add_argument(
        "--mask",
        type=Path,
        action="append",
        default=[],
        metavar="PNG",
        help="a region to talk about; repeatable",
    )
    parser.add_argument("--max-new-tokens", type=positive_number, default=512, metavar="N")
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    add_overwrite_argument(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_model_arguments(parser)
    add_tracker_argument(parser)


def run(args: argparse.Namespace) -> int:
    _check_instruction(args.instruction)
    check_out_folder(args, [args.media, *_given(args.project)])
    probed = probe(args.media)
    for notice in probed.index.notices:
        print(notice, file=sys.stderr)
    region_masks = read_region_masks(args.mask, probed.size_hw)
    truth = assembly.read_truth(args.truth) if args.truth else None
    with ExitStack() as stack:
        report = _Report(stack.enter_context(ProgressLine()), as_json=args.json)
        session = stack.enter_context(new_project(args.project))
        [media_id] = add_probed_media(session, [probed])
        item = session.project.media[media_id]
        if truth is not None:
            truth.check_fits(item.frame_count, probed.size_hw)
        frame_range = parse_frame_range(args.range, item.frame_count)
        choose_language_frames(
            args.frames, frame_range
        )  # a still has one frame, but nonsense is refused there too
        prepared = prepare_ask(
            item,
            args.instruction,
            frames_spec=args.frames,
            frame_range=frame_range,
            region_masks=region_masks,
            is_segment_mode=args.segment,
            grounding_mode=parse_grounding_mode(args.grounding),
            max_new_tokens=args.max_new_tokens,
        )
        predictor = assembly.load_predictor(
            args.model, device=args.device, dtype=args.dtype, tracker=args.tracker
        )
        stack.callback(predictor.close)
        token = stack.enter_context(cancel_on_interrupt())
        writer = AnswerWriter(session, prepared, predictor.description)
        events = ask_events(predictor, prepared, partial(open_probed, probed), token)
        error = run_to_end(writer, with_reports(predictor, events), on_event=report.event)
        answer = session.project.answers[writer.answer.answer_id]
        described = answer_as_dict(session.project, answer)
        losses = _write(args, session, media_id, described)
        lost = [f"{args.format} cannot hold: {loss.count} {loss.what}" for loss in losses]
        report.answer(described, args.out, lost)
        if truth is not None and error is None:
            report.score(assembly.score_answer(session.project, answer, truth, args.truth_object))
    if error is not None:
        raise error
    return 0


def _check_instruction(instruction: str) -> None:
    if not instruction.strip():
        raise UsageError('the instruction is empty; expected a text such as "the red car"')


def _given(path: Path | None) -> list[Path]:
    return [] if path is None else [path]


def _write(
    args: argparse.Namespace, session: OpenProject, media_id: MediaId, described: dict[str, Any]
) -> list[Loss]:
    """The data set and answer.json; when that fails, the answer is kept in a project instead of being lost."""
    text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # The answer's text stands in answer.json, so the formats need not hold it.
    clips = [replace(clip, answers=()) for clip in annotated_clips(session.project, [media_id])]
    try:
        return write_export(
            clips,
            format_id=args.format,
            out=args.out,
            write_images=False,
            overwrite=args.overwrite,
            extra_files={"answer.json": text.encode("utf-8", "backslashreplace")},
        )
    except OutputError as error:
        raise OutputError(f"{error}; the answer is kept in {session.path}") from error


class _Report:
    """Says what happens: JSON lines, or text on stdout and progress on stderr."""

    def __init__(self, line: ProgressLine, *, as_json: bool) -> None:
        self._line = line
        self._as_json = as_json
        self._is_mid_line = False

    def event(self, event: Any) -> None:
        described = describe_event(event)
        if self._as_json:
            self._print(described)
        elif described["event"] == "text":
            print(described["text"], end="", flush=True)
            self._is_mid_line = True
        elif described["event"] == "notice":
            self._end_line()
            print(described["text"], file=sys.stderr)
        elif described["event"] == "frame":
            self._end_line()
            self._line.show(described["done"], described["total"])

    def answer(self, described: dict[str, Any], out: Path, lost: Sequence[str]) -> None:
        if self._as_json:
            self._print({"event": "answer", "out": str(out), "lost": list(lost), **described})
            return
        self._end_line()
        self._line.end()
        for sentence in lost:
            print(sentence, file=sys.stderr)
        frames = ", ".join(map(str, described["rests_on_frames"]))
        print(f"{counted(len(described['objects']), 'object')}; rests on frames {frames}; written to {out}")

    def score(self, described: dict[str, Any]) -> None:
        if self._as_json:
            self._print({"event": "score", **described})
        else:
            which = described["truth_objects"] or "all objects"
            print(f"J {described['J']:.4f}  F {described['F']:.4f}  J&F {described['J&F']:.4f}", end="  ")
            print(f"({described['frames']} frames, truth: {which})")

    def _end_line(self) -> None:
        if self._is_mid_line:
            print(flush=True)
        self._is_mid_line = False

    def _print(self, described: dict[str, Any]) -> None:
        print(json.dumps(described, ensure_ascii=False), flush=True)
