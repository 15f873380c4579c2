"""Options that every command with a model shares."""

from __future__ import annotations

import argparse

from sa2va_desktop.assembly import EMBEDDED_MODEL, NOTHING
from sa2va_desktop.operations.ask import GROUNDING_MODES


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
    parser.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--dtype", default="auto", choices=["auto", "float32", "bfloat16", "float16"])


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
