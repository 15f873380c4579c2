"""`batch`: one recipe over many clips; going on where it was stopped."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_options import positive_number
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.batch.clip_result import ClipResult
from sa2va_desktop.operations.batch.engine import BatchEngine, LocalEngine
from sa2va_desktop.operations.batch.ray_engine import RayEngine, RayWorkers
from sa2va_desktop.operations.batch.recipe import read_recipe
from sa2va_desktop.operations.batch.run import describe, run_batch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", type=Path, metavar="RECIPE", help="a TOML file; see docs/manual/batch.md")
    parser.add_argument(
        "sources", type=Path, nargs="*", metavar="SOURCES", help="pictures, videos, folders of them"
    )
    parser.add_argument(
        "--list", type=Path, metavar="FILE", help="more sources, a path a line, relative to the file's folder"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new, or a batch that goes on")
    parser.add_argument(
        "--engine", choices=["local", "ray"], default="local", help="default: local, one process"
    )
    parser.add_argument(
        "--workers", type=positive_number, default=1, metavar="N", help="ray: how many, each with a model"
    )
    parser.add_argument("--cpus-per-worker", type=float, default=1, metavar="C", help="ray (default: 1)")
    parser.add_argument("--gpus-per-worker", type=float, default=0, metavar="G", help="ray (default: 0)")
    parser.add_argument(
        "--ray-address",
        default="",
        metavar="A",
        help="a running cluster, e.g. auto (default: one on this machine)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")


def run(args: argparse.Namespace) -> int:
    recipe = read_recipe(args.recipe)
    sources = [*args.sources, *_listed(args.list)]

    with ProgressLine() as line, cancel_on_interrupt() as token:

        def show_clip(result: ClipResult) -> None:
            if args.json:
                said = {"type": "clip", "name": result.name, "error": result.error, **result.made}
                print(json.dumps({**said, "objects": len(result.summaries)}), flush=True)
            elif result.error:
                line.end()
                print(f"{result.name}: {result.error}", flush=True)

        outcome = run_batch(
            recipe,
            sources,
            args.out,
            _engine(args),
            on_progress=lambda progress: line.show_text(f"{progress.done}/{progress.total} clips"),
            on_clip=show_clip,
            token=token,
        )
    if args.json:
        print(json.dumps(describe(outcome)))
    else:
        done = (
            f"{counted(outcome.clip_count, 'clip')}, {outcome.done_now} worked on now, {outcome.failed} failed"
        )
        print(f"{args.out}: {done}; look at report.html")
    return 1 if outcome.failed else 0


def _engine(args: argparse.Namespace) -> BatchEngine:
    if args.engine == "local":
        return LocalEngine(assembly.load_for_batch)
    workers = RayWorkers(args.workers, args.cpus_per_worker, args.gpus_per_worker, args.ray_address)
    return RayEngine(assembly.load_for_batch, workers)


def _listed(path: Path | None) -> list[Path]:
    if path is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: expected a list of paths ({error})") from error
    return [path.parent / line.strip() for line in lines if line.strip()]
