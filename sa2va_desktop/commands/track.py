"""`track`: mark things on any frames, get their masks over the clip as files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, new_project
from sa2va_desktop.commands.mark_options import add_device_arguments, box, point, split_frame
from sa2va_desktop.commands.model_options import loading_options
from sa2va_desktop.commands.out_folder import add_overwrite_argument, check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.commands.speed_line import warn_if_slow
from sa2va_desktop.errors import OutputError, UsageError
from sa2va_desktop.operations.click import add_objects, default_name
from sa2va_desktop.operations.event_lines import describe_event
from sa2va_desktop.operations.export import (
    ExportOptions,
    annotated_clips,
    export_formats,
    write_export,
)
from sa2va_desktop.operations.frame_choice import parse_frame_range
from sa2va_desktop.operations.headless_run import open_probed
from sa2va_desktop.operations.headless_track import track_to_end
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.operations.media_items import MediaId, OpenProject, add_probed_media, probe
from sa2va_desktop.operations.region_masks import read_region_masks
from sa2va_desktop.operations.run_reports import MemoryForecast, Notice, RunReport, with_reports
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track import TrackDirection, prepare_track
from sa2va_desktop.operations.track_file import track_as_dict
from sa2va_desktop.operations.track_run import PreparedTrack, track_events
from sa2va_desktop.operations.track_writer import FrameTracked, TrackEvent

NamedMarks = tuple[str, dict[int, Marks]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, metavar="MEDIA", help="a video, a folder of frames, or a picture")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    marks = parser.add_argument_group("marks", "at least one; those of one frame belong together")
    marks.add_argument(
        "--object",
        dest="marks",
        action=_InOrder,
        metavar="NAME",
        help="the marks after it are another object's; needed for several objects only",
    )
    marks.add_argument(
        "--point",
        dest="marks",
        type=_at_frame(point),
        action=_InOrder,
        metavar="F,X,Y[,0|1]",
        help="on frame F inside (1) or outside it",
    )
    marks.add_argument(
        "--box",
        dest="marks",
        type=_at_frame(box),
        action=_InOrder,
        metavar="F,X0,Y0,X1,Y1",
        help="on frame F round it",
    )
    marks.add_argument(
        "--mask",
        dest="marks",
        type=_at_frame(Path),
        action=_InOrder,
        metavar="F,PNG",
        help="its mask on frame F; whatever is not 0 is in it",
    )
    parser.add_argument(
        "--range", default=":", metavar="A:B", help="half-open range of frames to track through"
    )
    parser.add_argument(
        "--direction", choices=[each.value for each in TrackDirection], default=TrackDirection.BOTH.value
    )
    parser.add_argument(
        "--cross-cuts", action="store_true", help="track across scene cuts instead of ending at them"
    )
    parser.add_argument("--format", default="davis", choices=list(export_formats()), help="default: davis")
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    add_overwrite_argument(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_device_arguments(parser)


def run(args: argparse.Namespace) -> int:
    sources = [args.media] if args.project is None else [args.media, args.project]
    check_out_folder(args, sources)
    probed = probe(args.media)
    for notice in probed.index.notices:
        print(notice, file=sys.stderr)
    named = _named_marks(args.marks or [], probed.size_hw)
    with ExitStack() as stack:
        report = _Report(stack.enter_context(ProgressLine()), as_json=args.json)
        session = stack.enter_context(new_project(args.project))
        [media_id] = add_probed_media(session, [probed])
        object_ids = add_objects(session, media_id, [name for name, _ in named])
        plan = partial(
            prepare_track,
            session.project,
            media_id,
            object_ids,
            frame_range=parse_frame_range(args.range, probed.index.frame_count),
            direction=TrackDirection(args.direction),
        )
        marks = {
            (object_id, frame_index): marks
            for object_id, (_, by_frame) in zip(object_ids, named, strict=True)
            for frame_index, marks in by_frame.items()
        }
        prepared = plan(
            marks=marks, cuts=None if args.cross_cuts else CutMap()
        )  # before the model is loaded, which takes a while
        predictor = assembly.load_predictor(args.model, tracker=args.tracker, **loading_options(args))
        stack.callback(predictor.close)
        warn_if_slow(predictor)
        token = stack.enter_context(cancel_on_interrupt())

        def events_of(prepared: PreparedTrack) -> Iterator[TrackEvent | RunReport]:
            return with_reports(
                predictor, track_events(predictor, prepared, partial(open_probed, probed), token)
            )

        end = track_to_end(
            session, prepared, lambda known: plan(marks={}, cuts=known), events_of, on_event=report.event
        )
        described = track_as_dict(session.project, media_id, predictor.description, end.message)
        described["scene_cuts"] = end.cuts_met
        lost = _write(args, session, media_id, described)
        report.track(described, args.out, lost)
    if end.error is not None:
        raise end.error
    return 0


class _InOrder(argparse.Action):
    """Keeps different options in the order in which they are given, as (option, value)."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        earlier = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*earlier, (self.option_strings[0], values)])


def _at_frame(parse: Any) -> Any:
    """An argparse type for "F,REST": the frame, and what `parse` makes of the rest."""

    def parsed(text: str) -> tuple[int, Any]:
        frame_index, rest = split_frame(text)
        return frame_index, parse(rest)

    return parsed


def _named_marks(given: Sequence[tuple[str, Any]], size_hw: tuple[int, int]) -> list[NamedMarks]:
    """Marks by object and frame.

    Raises:
        UsageError: no marks, an object without any, or two boxes or masks of one object on one frame.
        InputError: a mask that cannot be read or has another size.
    """
    if not given:
        raise UsageError("expected at least one --point, --box or --mask")
    named: list[NamedMarks] = [] if given[0][0] == "--object" else [(default_name(), {})]
    for option, value in given:
        if option == "--object":
            named.append((value, {}))
            continue
        name, by_frame = named[-1]
        frame_index, mark = value
        known = by_frame.get(frame_index, Marks())
        by_frame[frame_index] = _with_mark(known, option, mark, size_hw, f"“{name}”, frame {frame_index}")
    for name, by_frame in named:
        if not by_frame:
            raise UsageError(f"--object {name}: expected at least one --point, --box or --mask after it")
    return named


def _with_mark(known: Marks, option: str, mark: Any, size_hw: tuple[int, int], where: str) -> Marks:
    if option == "--point":
        x, y, is_inside = mark
        return known.with_point((x, y), is_inside=is_inside)
    if (known.box_xyxy if option == "--box" else known.mask) is not None:
        raise UsageError(f"{where}: expected one {option}, found two")
    if option == "--box":
        return known.with_box(mark)
    [mask] = read_region_masks([mark], size_hw)
    return known.with_drawn_mask(mask)


def _write(
    args: argparse.Namespace, session: OpenProject, media_id: MediaId, described: dict[str, Any]
) -> list[str]:
    """The data set and track.json; when that fails, the masks are kept in a project instead of being lost."""
    text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    try:
        losses = write_export(
            annotated_clips(session.project, [media_id]),
            format_id=args.format,
            out=args.out,
            options=ExportOptions(write_images=False),
            overwrite=args.overwrite,
            extra_files={"track.json": text.encode("utf-8", "backslashreplace")},
        )
    except OutputError as error:
        raise OutputError(f"{error}; the masks are kept in {session.path}") from error
    return [f"{args.format} cannot hold: {loss.count} {loss.what}" for loss in losses]


class _Report:
    """Says what happens: JSON lines, or progress on stderr and one line on stdout."""

    def __init__(self, line: ProgressLine, *, as_json: bool) -> None:
        self._line = line
        self._as_json = as_json

    def event(self, event: TrackEvent | RunReport) -> None:
        if isinstance(event, Notice | MemoryForecast):
            self._report(event)
        if not isinstance(event, FrameTracked):
            return
        if not self._as_json:
            self._line.show(event.done, event.total)
            return
        frames = [
            {"object": object_id, "state": frame.state.name.lower(), "area": frame.rle.area}
            for object_id, frame in event.frames.items()
        ]
        described = {"event": "frame", "frame": event.frame_index, "done": event.done, "total": event.total}
        self._print({**described, "objects": frames})

    def _report(self, event: RunReport) -> None:
        if self._as_json:
            self._print(describe_event(event))
        elif isinstance(event, Notice):
            print(event.text, file=sys.stderr)

    def track(self, described: dict[str, Any], out: Path, lost: Sequence[str]) -> None:
        if self._as_json:
            self._print({"event": "track", "out": str(out), "lost": list(lost), **described})
            return
        self._line.end()
        for cut in described["scene_cuts"]:
            print(f"Ended at the scene cut on frame {cut}; --cross-cuts goes on.", file=sys.stderr)
        for sentence in lost:
            print(sentence, file=sys.stderr)
        masks = sum(len(each["frames"]) for each in described["objects"])
        print(f"{counted(len(described['objects']), 'object')}, {counted(masks, 'mask')}; written to {out}")

    def _print(self, described: dict[str, Any]) -> None:
        print(json.dumps(described, ensure_ascii=False), flush=True)
