"""Options that every command with a model shares."""

from __future__ import annotations

import argparse
from typing import Any

from sa2va_desktop.assembly import EMBEDDED_MODEL, NOTHING
from sa2va_desktop.operations.ask import GROUNDING_MODES
from sa2va_desktop.operations.turn_layout import TURN_LAYOUTS, turn_options


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        default=EMBEDDED_MODEL,
        metavar="M",
        help=f"a name of `models list`, or a checkpoint folder (default: {EMBEDDED_MODEL})",
    )
    parser.add_argument(
        "--grounding",
        choices=GROUNDING_MODES,
        help="compatible: as published; consistent: tuned decoder on key frames only (default: the best available)",
    )
    add_loading_arguments(parser)


def add_loading_arguments(parser: argparse.ArgumentParser) -> None:
    """Where and in which precision a model is loaded."""
    parser.add_argument(
        "--device", default="auto", metavar="D", help="auto, cpu, cuda, cuda:1, cuda:0,cuda:1, gpus (all), mps"
    )
    parser.add_argument("--dtype", default="auto", choices=["auto", "float32", "bfloat16", "float16"])
    parser.add_argument(
        "--quantise",
        default="auto",
        choices=["auto", "none", "8", "4"],
        help="bits of the language model's weights (default: less only where it does not fit otherwise)",
    )
    parser.add_argument(
        "--offload",
        default="auto",
        choices=["auto", "on", "off"],
        help="keep the language model in main memory and bring it to the GPU in turns, slowly",
    )
    parser.add_argument(
        "--capture",
        default="off",
        choices=["off", "on"],
        help="on a CUDA GPU, write longer answers by one captured graph a token (not yet measured; default: off)",
    )
    _add_turn_arguments(parser)


def loading_options(args: argparse.Namespace) -> dict[str, Any]:
    """How `assembly.load_predictor` is to load, from the arguments of `add_loading_arguments`."""
    turns = turn_options(args.turns, allow_unknown_template=args.allow_template)
    how = {name: getattr(args, name) for name in ("device", "dtype", "quantise", "offload", "capture")}
    return {**how, "turns": turns}


def _add_turn_arguments(parser: argparse.ArgumentParser) -> None:
    """For models that ship their chat template."""
    parser.add_argument(
        "--turns",
        choices=TURN_LAYOUTS,
        default=TURN_LAYOUTS[0],
        help="how turns are written where the model ships a chat template (default: published)",
    )
    parser.add_argument(
        "--allow-template",
        action="store_true",
        help="a chat template that is not known may be run, once and in a sandbox",
    )


def add_tracker_argument(parser: argparse.ArgumentParser) -> None:
    """A stand-alone SAM 2 beside the model or, with `--model none`, in place of it."""
    parser.add_argument(
        "--tracker",
        default=NOTHING,
        metavar="T",
        help="a stand-alone SAM 2 for clicks and tracks: a name of `models list`, a folder, or a public .pt file; "
        "--model none uses it alone (default: none, which leaves them to the model)",
    )


def positive_number(text: str) -> int:
    """A whole number from 1, for argparse."""
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return int(text)
