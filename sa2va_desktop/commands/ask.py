"""`ask`: type an instruction, get text and masks as files; optionally score them against ground truth."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.model_options import add_model_arguments
from sa2va_desktop.errors import FormatError
from sa2va_desktop.operations.answer_file import answer_as_dict
from sa2va_desktop.operations.ask import AnswerWriter, parse_grounding_mode, prepare_ask
from sa2va_desktop.operations.export import annotated_clips, export_formats, write_export
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC, parse_frame_range
from sa2va_desktop.operations.headless import describe_event, run_ask
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.tasks import CancelToken


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
    parser.add_argument("--max-new-tokens", type=int, default=512, metavar="N")
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace a folder that is not empty")
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    _refuse_full_folder(args.out, overwrite=args.overwrite)
    probed = probe(args.media)
    for notice in probed.index.notices:
        print(notice, file=sys.stderr)
    truth = assembly.read_truth(args.truth) if args.truth else None
    report = _Report(as_json=args.json)
    with ExitStack() as stack:
        session = stack.enter_context(_project(args.project))
        [media_id] = add_probed_media(session, [probed])
        item = session.project.media[media_id]
        prepared = prepare_ask(
            item,
            args.instruction,
            frames_spec=args.frames,
            frame_range=parse_frame_range(args.range, item.frame_count),
            is_segment_mode=args.segment,
            grounding_mode=parse_grounding_mode(args.grounding),
            max_new_tokens=args.max_new_tokens,
        )
        predictor = assembly.load_predictor(args.model, device=args.device, dtype=args.dtype)
        stack.callback(predictor.close)
        token = stack.enter_context(_cancel_on_interrupt())
        writer = AnswerWriter(session, prepared, predictor.description)
        error = run_ask(writer, predictor, prepared, probed, token, on_event=report.event)
        answer = session.project.answers[writer.answer.answer_id]
        described = answer_as_dict(session.project, answer)
        clips = annotated_clips(session.project, [media_id])
        write_export(clips, format_id=args.format, out=args.out, write_images=False, overwrite=args.overwrite)
        text = json.dumps(described, ensure_ascii=False, indent=1)
        (args.out / "answer.json").write_text(text + "\n", encoding="utf-8")
        report.answer(described, args.out)
        if truth is not None:
            report.score(assembly.score_answer(session.project, answer, truth, args.truth_object))
    if error is not None:
        raise error
    return 0


class _Report:
    """Says what happens: JSON lines, or text on stdout and progress on stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._is_mid_line = False

    def event(self, event: Any) -> None:
        described = describe_event(event)
        if self._as_json:
            self._line(described)
        elif described["event"] == "text":
            print(described["text"], end="", flush=True)
            self._is_mid_line = True
        elif described["event"] == "frame":
            self._end_line()
            print(f"\r{described['done']}/{described['total']} frames", end="", file=sys.stderr, flush=True)

    def answer(self, described: dict[str, Any], out: Path) -> None:
        if self._as_json:
            self._line({"event": "answer", "out": str(out), **described})
            return
        self._end_line()
        print(file=sys.stderr)
        frames = ", ".join(map(str, described["rests_on_frames"]))
        print(f"{len(described['objects'])} objects; rests on frames {frames}; written to {out}")

    def score(self, described: dict[str, Any]) -> None:
        if self._as_json:
            self._line({"event": "score", **described})
        else:
            which = described["truth_objects"] or "all objects"
            print(f"J {described['J']:.4f}  F {described['F']:.4f}  J&F {described['J&F']:.4f}", end="  ")
            print(f"({described['frames']} frames, truth: {which})")

    def _end_line(self) -> None:
        if self._is_mid_line:
            print(flush=True)
        self._is_mid_line = False

    def _line(self, described: dict[str, Any]) -> None:
        print(json.dumps(described, ensure_ascii=False), flush=True)


def _refuse_full_folder(out: Path, *, overwrite: bool) -> None:
    # Before minutes of model work, not after.
    if out.exists() and not overwrite and (not out.is_dir() or any(out.iterdir())):
        raise FormatError(f"{out}: the folder is not empty; choose another or allow overwriting")


@contextmanager
def _project(path: Path | None) -> Iterator[Any]:
    if path is not None:
        with assembly.open_project(path, create=True) as session:
            yield session
        return
    with (
        tempfile.TemporaryDirectory(prefix="sa2va-ask-") as folder,
        assembly.open_project(Path(folder) / "ask.sa2va", create=True) as session,
    ):
        yield session


@contextmanager
def _cancel_on_interrupt() -> Iterator[CancelToken]:
    """Ctrl+C once cancels at the next token or frame, so that finished frames are written; twice interrupts."""
    token = CancelToken()

    def interrupt(signal_number: int, frame: object) -> None:
        if token.is_cancelled:
            raise KeyboardInterrupt
        token.cancel()

    previous = signal.signal(signal.SIGINT, interrupt)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, previous)
