"""`synth`: write synthetic clips with exact ground truth: as videos with index PNGs, a data set of any format, or a project."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sa2va_desktop import assembly
from sa2va_desktop.assembly import synthetic
from sa2va_desktop.commands.export import add_export_arguments, add_format_argument, export_options
from sa2va_desktop.commands.headless_session import cancel_on_interrupt
from sa2va_desktop.commands.out_folder import check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.errors import OutputError, UsageError
from sa2va_desktop.operations.export import write_export
from sa2va_desktop.operations.export_selection import split_clips, split_sizes
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.synthetic_project import drawn_clip_events, drawn_clips_writer
from sa2va_desktop.tasks import CancelToken, Progress

if TYPE_CHECKING:
    from sa2va_desktop.assembly.synthetic import SceneTally

VOCABULARY_FILE = "vocabulary.json"
"""Lies beside what was written; no data set format has a file of that name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument(
        "--project",
        type=Path,
        metavar="FILE",
        help="a new .sa2va project with the clips, their masks and texts; the media lie in --out, or beside it",
    )
    parser.add_argument("--clips", type=int, default=10, metavar="N", help="how many clips (default 10)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="same seed, same clips (default 0)")
    parser.add_argument("--frames", type=int, default=32, metavar="N", help="frames a clip (default 32)")
    parser.add_argument("--size", default="320x240", metavar="WxH", help="picture size (default 320x240)")
    parser.add_argument(
        "--nouns",
        default="",
        metavar="NOUNS",
        help="what the scenes show, with commas between; new: those that Sa2VA-Nano does not know, "
        "known (the default), all: both",
    )
    parser.add_argument(
        "--unseen",
        action="store_true",
        help="every scene shows a colour and noun that were never together in training",
    )
    parser.add_argument(
        "--textures", action="store_true", help="things are plain, striped or dotted, and are named so"
    )
    parser.add_argument(
        "--long-texts",
        action="store_true",
        help="size words, long expressions and long descriptions besides the others",
    )
    parser.add_argument(
        "--backgrounds", type=Path, metavar="DIR", help="photos to put behind the things, cut and blurred"
    )
    parser.add_argument(
        "--describe", action="store_true", help="print what scenes of these options can show, and draw none"
    )
    add_format_argument(parser)
    add_export_arguments(parser)


def run(args: argparse.Namespace) -> int:
    scenes = _scenes(args)
    if args.describe:
        print(json.dumps(_told_options(args, scenes["tally"]), indent=1))
        return 0
    if args.project is not None and args.format:
        raise UsageError("--project and --format: expected one of them, found both")
    if args.out is None and args.project is None:
        raise UsageError("expected --out DIR or --project FILE")
    if args.project is not None:
        return _write_project(args, scenes)
    return _write_data_set(args, scenes) if args.format else _write_videos(args, scenes)


def _scenes(args: argparse.Namespace) -> dict[str, Any]:
    """What all ways of writing have in common."""
    width_text, _, height_text = args.size.partition("x")
    if not (width_text.isdecimal() and height_text.isdecimal()) or len(args.size) > 11:
        raise UsageError(f"--size {args.size!r}: expected WIDTHxHEIGHT, such as 320x240")
    options = synthetic.scene_options(
        nouns=args.nouns,
        unseen=args.unseen,
        textures=args.textures,
        long_texts=args.long_texts,
        backgrounds=args.backgrounds,
    )
    return {
        "clip_count": args.clips,
        "seed": args.seed,
        "size_hw": (int(height_text), int(width_text)),
        "frame_count": args.frames,
        "options": options,
        "tally": synthetic.scene_tally(options),
    }


def _drawing(line: ProgressLine, token: CancelToken) -> Callable[[int, int], None]:
    """Shows which clip is being drawn, and ends it after Ctrl+C."""

    def drawing(done: int, total: int) -> None:
        token.raise_if_cancelled()
        line.show_text(f"{done}/{total} clips")

    return drawing


def _write_data_set(args: argparse.Namespace, scenes: dict[str, Any]) -> int:
    args.overwrite = False
    check_out_folder(args, [])
    with ExitStack() as stack:
        line = stack.enter_context(ProgressLine())
        token = stack.enter_context(cancel_on_interrupt())
        clips = synthetic.synthetic_clips(**scenes, on_draw=_drawing(line, token))
        chosen = split_clips(clips, args.split, args.split_seed)
        losses = write_export(
            chosen,
            format_id=args.format,
            out=args.out,
            options=export_options(args),
            on_progress=line.show,
            token=token,
        )
        _write_vocabulary(args.out, args, scenes["tally"], split_sizes(chosen))
    for loss in losses:
        print(f"{args.format} cannot hold: {loss.count} {loss.what}", file=sys.stderr)
    print(args.out)
    return 0


def _write_project(args: argparse.Namespace, scenes: dict[str, Any]) -> int:
    media = args.out or args.project.with_name(f"{args.project.stem}-clips")
    _check_new(media)
    with ExitStack() as stack, _told(media):
        line = stack.enter_context(ProgressLine())
        token = stack.enter_context(cancel_on_interrupt())
        clips = synthetic.synthetic_clips(**scenes, on_draw=_drawing(line, token))
        session = stack.enter_context(assembly.open_project(args.project, create=True))
        media.mkdir(parents=True, exist_ok=True)
        writer = drawn_clips_writer(session, media)
        chosen = split_clips(clips, args.split, args.split_seed)
        write_media = partial(synthetic.write_clip_media, folder=media)
        error = run_to_end(writer, drawn_clip_events(chosen, write_media, token))
        _write_vocabulary(media, args, scenes["tally"], {} if error else split_sizes(chosen))
        if error is not None:
            raise error
    done = writer.summary
    print(
        f"{counted(done.media_added, 'clip')}, {counted(done.objects_added, 'object')}, "
        f"{counted(done.masks_added, 'mask')}, {counted(done.texts, 'text')}, {counted(done.turns, 'turn')}"
    )
    print(args.project)
    return 0


def _write_videos(args: argparse.Namespace, scenes: dict[str, Any]) -> int:
    _check_new(args.out)
    with ExitStack() as stack, _told(args.out):
        line = stack.enter_context(ProgressLine())
        token = stack.enter_context(cancel_on_interrupt())

        def show(progress: Progress) -> None:
            line.show_text(f"{progress.done}/{progress.total} {progress.unit}: {progress.message}")

        try:
            folders = synthetic.write_synthetic_clips(args.out, **scenes, on_progress=show, token=token)
        finally:
            if scenes["tally"].clip_count:
                _write_vocabulary(args.out, args, scenes["tally"], {})
    for folder in folders:
        print(folder)
    return 0


def _write_vocabulary(
    folder: Path, args: argparse.Namespace, tally: SceneTally, splits: Mapping[str, int]
) -> None:
    """What the scenes can show, what they were asked for, and what there is of it, beside the clips."""
    counted_splits = {"splits": dict(splits)} if any(splits) else {}
    told = {**_told_options(args, tally), "counts": {**tally.counts(), **counted_splits}}
    (folder / VOCABULARY_FILE).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _told_options(args: argparse.Namespace, tally: SceneTally) -> dict[str, Any]:
    asked = {name: getattr(args, name) for name in ("seed", "clips", "frames", "size", "split", "split_seed")}
    return {"asked_for": asked, "vocabulary": tally.vocabulary()}


def _check_new(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: expected a new or empty folder")


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system refuses, in one sentence."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error
