"""`evaluate review`: faults planted into tracked scenes, and how many of them the first tenth of the review queue shows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.assembly.review_evaluation import (
    FRAME_COUNT,
    SHARE,
    WITNESS_SETS,
    ReviewResult,
    SpoiledClip,
    result_of,
    spoiled_clips,
)
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import loading_options
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import OutputError, UsageError

DEFAULT_CLIPS = 40
DEFAULT_SEED = 2
QUESTIONS = 60
REPORT = "review.json"


def run(args: argparse.Namespace) -> int:
    if args.format or args.benchmark or args.split or args.limit:
        raise UsageError("`review` is drawn, it has no --format, --benchmark, --split or --limit")
    if args.seed is not None and args.seed < 0:
        raise UsageError(f"--seed: expected a whole number from 0, found {args.seed}")
    out: Path = args.out
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out}: expected a new or empty folder")
    count, seed = args.clips or DEFAULT_CLIPS, DEFAULT_SEED if args.seed is None else args.seed
    with ProgressLine() as line, cancel_on_interrupt() as token:
        predictor = assembly.load_predictor(args.model, **loading_options(args))
        try:
            clips = list(
                spoiled_clips(
                    predictor,
                    clip_count=count,
                    seed=seed,
                    limit=QUESTIONS,
                    token=token,
                    on_clip=lambda done: line.show(done, count),
                )
            )
            name = predictor.description.name
        finally:
            predictor.close()
    results = [result_of(clips, witnesses) for witnesses in WITNESS_SETS]
    report = _report(clips, results, model=name, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    (out / REPORT).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if args.json:
        print(json.dumps(report))
    else:
        _show(clips, results)
        print(f"{out / REPORT}: {counted(count, 'clip')} of {FRAME_COUNT} frames, seed {seed}")
    return 0


def _report(clips: list[SpoiledClip], results: list[ReviewResult], *, model: str, seed: int) -> dict[str, Any]:
    return {
        "model": model,
        "seed": seed,
        "clips": len(clips),
        "share": SHARE,
        "questions_per_clip": sum(clip.question_count for clip in clips) / len(clips),
        "witnesses": {
            each.witnesses: {
                "frames": each.frame_count,
                "looked_at": each.looked_at,
                "wrong": each.wrong_count,
                "found_wrong": each.found_wrong,
                "kinds": {kind.value: vars(found) for kind, found in each.kinds.items()},
            }
            for each in results
        },
    }


def _show(clips: list[SpoiledClip], results: list[ReviewResult]) -> None:
    """Episodes found of those planted, and wrong masks found; a label is wrong as such, and has no frames."""
    kinds = list(dict.fromkeys(kind for each in results for kind in each.kinds))
    print(f"{'in the first 10 % of the queue':<28}" + "".join(f"{kind.value:>20}" for kind in kinds))
    for each in results:
        cells = []
        for kind in kinds:
            found = each.kinds[kind]
            frames = f", {found.found_frames}/{found.frame_count}" if found.frame_count else ""
            cells.append(f"{found.found_episodes}/{found.episode_count}{frames}")
        print(f"{each.witnesses:<28}" + "".join(f"{cell:>20}" for cell in cells))
    last = results[-1]
    asked = sum(clip.question_count for clip in clips) / len(clips)
    print(
        f"{last.looked_at} of {last.frame_count} masks looked at; {last.wrong_count} are wrong, of which the queue shows "
        + ", ".join(f"{each.found_wrong} by {each.witnesses}" for each in results)
        + f"; {asked:.1f} questions a clip"
    )
