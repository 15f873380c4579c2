"""`models`: which checkpoints there are and which are here; get, check, remove them. Nothing is fetched unasked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.model_lines import model_json, model_lines, model_table
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import CheckpointError, UsageError
from sa2va_desktop.operations import models
from sa2va_desktop.tasks import CancelToken, Progress

Result = TypeVar("Result")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    listing = verbs.add_parser("list", help="released models, what is here, memory they need")
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--details", action="store_true", help="also licence, abilities, scores and folders")
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument(
        "--fits", metavar="D", help="only whether each Sa2VA fits a device now, and how: auto, cpu, cuda:0, …"
    )
    listing.set_defaults(verb_run=_list)

    get = verbs.add_parser("get", help="fetch a model from the hub, or go on with it")
    get.add_argument("name", metavar="NAME", help="a name of the list, or OWNER/NAME on the hub")
    get.add_argument("--revision", default="", metavar="R", help="a branch, a tag or a commit (default: main)")
    get.add_argument("--update", action="store_true", help="look for a newer commit of a model that is here")
    get.add_argument("--repair", action="store_true", help="check all files first, fetch those that are wrong")
    get.add_argument("--yes", action="store_true", help="do not ask")
    get.set_defaults(verb_run=_get)

    verify = verbs.add_parser("verify", help="read all weights of a model and say whether they are right")
    verify.add_argument("name", metavar="NAME|FOLDER")
    verify.add_argument(
        "--sam2",
        type=Path,
        metavar="FILE",
        help="the public sam2_hiera_large.pt, which the frozen tensors must equal (default for a model of the list: sam2-large, if it is here)",
    )
    verify.set_defaults(verb_run=_verify)

    remove = verbs.add_parser("remove", help="remove a model that was fetched")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--hub-cache", action="store_true", help="from the cache that other programs use, too")
    remove.set_defaults(verb_run=_remove)

    path = verbs.add_parser("path", help="say where a model is")
    path.add_argument("name", metavar="NAME")
    path.set_defaults(verb_run=_path)

    for verb, purpose, function in (
        ("add", "put a checkpoint folder on the list; it is used where it is", _add),
        ("forget", "take a folder off the list and leave it alone", _forget),
    ):
        command = verbs.add_parser(verb, help=purpose)
        command.add_argument("folder", type=Path, metavar="FOLDER")
        command.set_defaults(verb_run=function)


def run(args: argparse.Namespace) -> int:
    return int(args.verb_run(args))


def _list(args: argparse.Namespace) -> int:
    if args.fits:
        print(
            "\n".join(f"{name:22} {sentence}" for name, sentence in assembly.fitting_models(args.fits).items())
        )
        return 0
    rows = models.list_models()
    if args.json:
        lines = [model_json(row) for row in rows]
    elif args.details:
        lines = [line for row in rows for line in model_lines(row)]
    else:
        lines = model_table(rows)
    print("\n".join(lines))
    return 0


def _get(args: argparse.Namespace) -> int:
    row = models.find_row(args.name)
    if row.model is None:
        raise CheckpointError(f"{args.name} is here already and not fetched")
    with cancel_on_interrupt() as token:
        local = row.local
        is_here = local is not None and local.state is models.ModelState.PRESENT
        if args.repair and local is not None and local.place is models.ModelPlace.DOWNLOADED:
            dropped = _run_to_end(models.repair_model(row, token), "checking")
            is_here = is_here and not dropped.problems
            print(f"{counted(len(dropped.problems), 'wrong file')} dropped", file=sys.stderr)
        if local is not None and is_here and not args.update and not args.revision:
            print(local.folder)
            return 0
        plan = models.plan_get(args.name, revision=args.revision, update=args.update)
        print(_plan_line(plan), file=sys.stderr)
        if plan.bytes_to_get and plan.fits and not args.yes:
            _ask_first()
        print(_run_to_end(models.get_model(plan, token), plan.model.name).folder)
    return 0


def _verify(args: argparse.Namespace) -> int:
    row = models.find_row(args.name)
    if row.local is None or row.state is not models.ModelState.PRESENT:
        raise CheckpointError(
            f"{row.name} is not wholly on this machine; `sa2va-desktop models get {row.name}` fetches it"
        )
    with cancel_on_interrupt() as token:
        files = _run_to_end(models.check_files(row, token), "checksums")
        for problem in files.problems:
            print(problem)
        if files.file_count:
            right = files.file_count - len(files.problems)
            print(f"{right} of {counted(files.file_count, 'file')} are those of the hub")
        if files.problems:
            print(f"`sa2va-desktop models get {row.name} --repair` fetches them again", file=sys.stderr)
            return CheckpointError.exit_code
        public_sam2 = args.sam2 or (models.public_sam2_file() if row.model is not None else None)
        return _verify_tensors(row.local.folder, public_sam2, token)


def _verify_tensors(folder: Path, public_sam2: Path | None, token: CancelToken) -> int:
    steps = assembly.verify_checkpoint(folder, public_sam2=public_sam2, token=token)
    report = _run_to_end(steps, "weights")
    print("\n".join(report.sentences()))
    if not report.is_sound:
        return CheckpointError.exit_code
    models.remember_verified(folder)
    return 0


def _remove(args: argparse.Namespace) -> int:
    removal = models.remove_model(models.find_row(args.name), from_hub_cache=args.hub_cache)
    print(f"{_gigabytes(removal.freed_bytes)} freed")
    if removal.kept_names:
        print(f"not fetched by us and left: {', '.join(removal.kept_names)}", file=sys.stderr)
    return 0


def _path(args: argparse.Namespace) -> int:
    print(assembly.model_folder(args.name))
    return 0


def _add(args: argparse.Namespace) -> int:
    print(models.add_folder(args.folder).name)
    return 0


def _forget(args: argparse.Namespace) -> int:
    if not models.forget_folder(args.folder):
        raise CheckpointError(f"{args.folder} is not on the list")
    return 0


def _plan_line(plan: models.DownloadPlan) -> str:
    parts = [
        f"{plan.model.repo_id} at {plan.commit[:12]}",
        f"{_gigabytes(plan.bytes_to_get)} to fetch of {_gigabytes(plan.total_bytes)}",
        f"{_gigabytes(plan.free_bytes)} free",
        f"licence: {plan.license or models.license_text(plan.model)}",
    ]
    return f"{'; '.join(parts)}\ninto {plan.folder}"


def _ask_first() -> None:
    if not sys.stdin.isatty():
        raise UsageError("nothing was fetched; add --yes where nobody can be asked")
    print("Fetch it? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was fetched")


def _run_to_end(steps: Generator[models.DownloadProgress | Progress, None, Result], what: str) -> Result:
    """Drive an operation and show on stderr how far it is."""
    with ProgressLine() as line:
        while True:
            try:
                line.show_text(f"{what}: {_progress_text(next(steps))}")
            except StopIteration as end:
                result: Result = end.value
                return result


def _progress_text(step: models.DownloadProgress | Progress) -> str:
    if isinstance(step, Progress):
        return f"{_gigabytes(step.done)} of {_gigabytes(step.total or 0)}"
    text = f"{_gigabytes(step.done_bytes)} of {_gigabytes(step.total_bytes)}"
    if step.is_checking:
        return f"{text}, checking {step.file_name}"
    if step.seconds_left is None:
        return text
    minutes, seconds = divmod(round(step.seconds_left), 60)
    return f"{text}, {step.bytes_per_second / 1e6:.1f} MB/s, {minutes}:{seconds:02} left"


def _gigabytes(byte_count: int) -> str:
    return f"{byte_count / 1e9:.2f} GB" if byte_count >= 1e8 else f"{byte_count / 1e6:.1f} MB"
