"""`trace`: every intermediate of one request as arrays, to prove a checkpoint against another runtime."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.commands.model_options import add_model_arguments, loading_options, positive_number
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.ask import parse_grounding_mode
from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.operations.media_items import open_frames
from sa2va_desktop.operations.region_masks import read_region_masks
from sa2va_desktop.operations.trace import check_output_file, read_text_file, trace_request, write_arrays


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "media", metavar="MEDIA", help="a picture, a video, a folder of frames, or - for text only"
    )
    parser.add_argument("instruction", metavar="INSTRUCTION", help="sent after <image>, byte for byte")
    parser.add_argument("--out", type=Path, required=True, metavar="NPZ", help="where the arrays go")
    parser.add_argument("--answer", metavar="TEXT", help="impose this answer token by token")
    parser.add_argument("--past-text", type=Path, metavar="FILE", help="earlier turns, prefixed byte for byte")
    parser.add_argument(
        "--mask", type=Path, action="append", default=[], metavar="PNG", help="a region; repeatable"
    )
    parser.add_argument("--frames", default="first:5", metavar="SPEC", help="frames for the language model")
    parser.add_argument("--max-new-tokens", type=positive_number, default=2048, metavar="N")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.out.suffix != ".npz":
        raise UsageError(f"--out {args.out}: expected a file name that ends in .npz")
    check_output_file(args.out)
    past_text = read_text_file(args.past_text) if args.past_text else ""
    with ExitStack() as stack:
        frames = None if args.media == "-" else stack.enter_context(open_frames(Path(args.media)))
        if frames is None and args.mask:
            raise UsageError("--mask marks regions of a picture; there is none in a text-only request")
        region_masks = read_region_masks(args.mask, frames.size_hw) if frames is not None else ()
        choose_language_frames(args.frames, (0, frames.frame_count if frames is not None else 1))
        predictor = assembly.load_predictor(args.model, **loading_options(args))
        stack.callback(predictor.close)
        trace = trace_request(
            predictor,
            args.instruction,
            frames=frames,
            is_video=frames is not None and frames.kind != "image",
            frames_spec=args.frames,
            region_masks=region_masks,
            past_text=past_text,
            forced_answer=args.answer,
            max_new_tokens=args.max_new_tokens,
            grounding_mode=parse_grounding_mode(args.grounding),
        )
    write_arrays(args.out, trace.arrays)
    print(trace.raw_text)
    for name, value in sorted(trace.arrays.items()):
        print(f"{name} {value.dtype} {value.shape}", file=sys.stderr)
    return 0
