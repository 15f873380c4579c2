"""`evaluate`: a model on a benchmark, with figures in their traditions; going on where it was stopped."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands import evaluate_review
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import add_model_arguments, loading_options, positive_number
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.commands.speed_line import warn_if_slow
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.ask import parse_grounding_mode
from sa2va_desktop.operations.contact_sheet import write_contact_sheet
from sa2va_desktop.operations.evaluate import Benchmark, Evaluation, EvaluationSettings, evaluate
from sa2va_desktop.operations.evaluation_asking import AskSettings
from sa2va_desktop.operations.evaluation_files import JournalRow
from sa2va_desktop.operations.evaluation_report import report_as_dict, write_report, write_submission
from sa2va_desktop.operations.figure_text import figures_line
from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.tasks import CancelToken

REVIEW = "review"
SCENES = "scenes"
"""In place of a data set; a folder of that name is ./scenes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dataset",
        metavar="DATASET",
        help="a data set's folder or file, or questions as .tsv or .json; `scenes` draws scenes that no training has seen, "
        "`review` plants faults into tracked scenes and says how soon the review queue shows them",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="new, or an evaluation that goes on"
    )
    parser.add_argument(
        "--format", default="", metavar="F", help="of the data set (default: the one that recognises it)"
    )
    parser.add_argument(
        "--benchmark", default="", metavar="B", help="what is computed (default: what belongs to the format)"
    )
    parser.add_argument("--split", default="", metavar="S", help="only this split, e.g. val")
    parser.add_argument("--seed", type=int, metavar="S", help="of `scenes`: other ones (default: 6)")
    parser.add_argument(
        "--clips", type=positive_number, metavar="N", help="of `review`: how many (default: 40)"
    )
    parser.add_argument("--limit", type=positive_number, metavar="N", help="only the first N samples")
    parser.add_argument(
        "--objects",
        choices=["published", "union", "first"],
        default="published",
        help="which objects of an answer count (default: as the published evaluation, all in pictures, the first in clips)",
    )
    parser.add_argument(
        "--frames",
        default="",
        metavar="SPEC",
        help="frames of a clip that the language model sees (default: as published, first:5 for masks, uniform:5 for words)",
    )
    parser.add_argument("--max-new-tokens", type=positive_number, default=512, metavar="N")
    parser.add_argument(
        "--text-model", type=Path, metavar="DIR", help="a folder with bert-base-uncased, for recall of phrases"
    )
    parser.add_argument(
        "--submission",
        choices=["zip", "folder", "both", "none"],
        default="zip",
        help="how that which is handed in is written (default: zip)",
    )
    parser.add_argument(
        "--contact-sheet",
        type=Path,
        metavar="PNG",
        help="also draw the first samples, right or wrong, into one picture",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.dataset == REVIEW:
        return evaluate_review.run(args)
    if args.clips is not None:
        raise UsageError("--clips: only `review` has so many clips as one wants")
    if args.frames:
        choose_language_frames(args.frames, (0, 1_000_000))  # nonsense is refused before a model is loaded
    with ProgressLine() as line, cancel_on_interrupt() as token:
        found = _benchmark(args, token)
        predictor = assembly.load_predictor(args.model, **loading_options(args))
        try:
            warn_if_slow(predictor)
            asked = 0

            def show(row: JournalRow, seconds: float) -> None:
                nonlocal asked
                asked += 1
                if args.json:
                    said = {"type": "sample", "sample": row.sample, "quality": row.quality, "error": row.error}
                    print(json.dumps({**said, "seconds": round(seconds, 3)}), flush=True)
                elif row.error:
                    line.end()
                    print(row.error, flush=True)
                line.show_text(f"{counted(asked, 'sample')} asked")

            evaluation = evaluate(
                found.benchmark, predictor, _settings(args), args.out, on_sample=show, token=token
            )
        finally:
            predictor.close()
        write_report(evaluation, found.benchmark, args.out)
        if args.contact_sheet is not None:
            write_contact_sheet(evaluation, found.benchmark, args.contact_sheet)
        if args.submission != "none":
            write_submission(evaluation, found.benchmark, args.out, form=args.submission)
    _show(args, evaluation, found.benchmark, found.left_out())
    return 1 if evaluation.failed else 0


def _benchmark(args: argparse.Namespace, token: CancelToken) -> assembly.FoundBenchmark:
    if args.dataset == SCENES:
        if args.format or args.benchmark or args.split:
            raise UsageError("`scenes` is drawn, it has no --format, --benchmark or --split")
        if args.seed is not None and args.seed < 0:
            raise UsageError(f"--seed: expected a whole number from 0, found {args.seed}")
        return assembly.unseen_scenes(args.seed)
    if args.seed is not None:
        raise UsageError("--seed: only `scenes` is drawn, a data set is what it is")
    return assembly.benchmark_of(
        Path(args.dataset),
        benchmark_id=args.benchmark,
        format_id=args.format,
        split=args.split,
        text_model=args.text_model,
        token=token,
    )


def _settings(args: argparse.Namespace) -> EvaluationSettings:
    return EvaluationSettings(
        source=SCENES if args.dataset == SCENES else Path(args.dataset).absolute().as_posix(),
        format_id=args.format,
        split=args.split,
        objects=args.objects,
        asking=AskSettings(
            frames_spec=args.frames,
            grounding_mode=parse_grounding_mode(args.grounding),
            max_new_tokens=args.max_new_tokens,
        ),
        limit=args.limit,
    )


def _show(args: argparse.Namespace, evaluation: Evaluation, benchmark: Benchmark, left_out: list[str]) -> None:
    if args.json:
        print(json.dumps({"type": "report", **report_as_dict(evaluation)}, ensure_ascii=False))
        return
    for text in left_out:
        print(text)
    for text in figures_line(evaluation.tables):
        print(text)
    done = f"{counted(len(evaluation.rows), 'sample')}, {evaluation.asked_now} asked now, {evaluation.failed} failed"
    print(f"{args.out}: {done}; look at report.html")
