"""`everything`: a mask for each thing on one frame, as files."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.headless_session import cancel_on_interrupt, new_project
from sa2va_desktop.commands.mark_options import add_device_arguments, frame_number
from sa2va_desktop.commands.model_options import loading_options
from sa2va_desktop.commands.out_folder import add_overwrite_argument, check_out_folder
from sa2va_desktop.commands.progress_line import ProgressLine, counted
from sa2va_desktop.commands.speed_line import warn_if_slow
from sa2va_desktop.errors import OutputError
from sa2va_desktop.operations.export import (
    ExportOptions,
    annotated_clips,
    export_formats,
    write_export,
)
from sa2va_desktop.operations.headless_run import open_probed
from sa2va_desktop.operations.media_items import add_probed_media, probe
from sa2va_desktop.operations.proposal_sieve import Proposal, SieveOptions
from sa2va_desktop.operations.segment_everything import (
    Density,
    EverythingOptions,
    Quality,
    accept_proposals,
    everything_events,
    prepare_everything,
    proposal_names,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, metavar="MEDIA", help="a picture, a video, or a folder of frames")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--frame", type=frame_number, default=0, metavar="N", help="default: 0")
    parser.add_argument(
        "--density", choices=_names(Density), default="normal", help="points looked at; default: normal"
    )
    parser.add_argument(
        "--quality", choices=_names(Quality), default="normal", help="which masks are good enough"
    )
    parser.add_argument("--parts", action="store_true", help="also what lies in a larger thing")
    parser.add_argument("--name", action="store_true", help="let the model say what each thing is")
    parser.add_argument("--format", default="coco", choices=list(export_formats()), help="default: coco")
    parser.add_argument(
        "--project", type=Path, metavar="FILE", help="also keep the result as a new .sa2va project"
    )
    add_overwrite_argument(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    add_device_arguments(parser)


def run(args: argparse.Namespace) -> int:
    check_out_folder(args, [args.media] if args.project is None else [args.media, args.project])
    probed = probe(args.media)
    for notice in probed.index.notices:
        print(notice, file=sys.stderr)
    sieve = SieveOptions(keeps_parts=args.parts)
    options = EverythingOptions.of(Density[args.density.upper()], Quality[args.quality.upper()], sieve)
    reader = partial(open_probed, probed)
    with ExitStack() as stack:
        line = stack.enter_context(ProgressLine())
        session = stack.enter_context(new_project(args.project))
        [media_id] = add_probed_media(session, [probed])
        prepared = prepare_everything(session.project, media_id, args.frame, options)
        predictor = assembly.load_predictor(args.model, tracker=args.tracker, **loading_options(args))
        stack.callback(predictor.close)
        warn_if_slow(predictor)
        token = stack.enter_context(cancel_on_interrupt())
        proposals: tuple[Proposal, ...] = ()
        for found in everything_events(predictor, prepared, reader, token):
            proposals = found.proposals
            line.show(found.done, found.total)
        names = list(proposal_names(predictor, prepared, proposals, reader, token)) if args.name else []
        accept_proposals(session, prepared, proposals, names)
        try:
            losses = write_export(
                annotated_clips(session.project, [media_id]),
                format_id=args.format,
                out=args.out,
                options=ExportOptions(write_images=False),
                overwrite=args.overwrite,
            )
        except OutputError as error:
            raise OutputError(f"{error}; the masks are kept in {session.path}") from error
        line.end()
        for loss in losses:
            print(f"{args.format} cannot hold: {loss.count} {loss.what}", file=sys.stderr)
        described = [
            {
                "name": item.name,
                "box_xywh": list(proposal.rle.box_xywh),
                "area": proposal.rle.area,
                "predicted_iou": proposal.predicted_iou,
                "stability": proposal.stability,
            }
            for item, proposal in zip(session.project.objects_of(media_id), proposals, strict=True)
        ]
    if args.json:
        event = {"event": "everything", "frame": args.frame, "out": str(args.out), "objects": described}
        print(json.dumps(event, ensure_ascii=False), flush=True)
    else:
        print(f"{counted(len(described), 'object')}; written to {args.out}")
    return 0


def _names(choices: type[Density] | type[Quality]) -> list[str]:
    return [each.name.lower() for each in choices]
