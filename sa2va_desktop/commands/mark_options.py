"""Options that mark things: numbers with commas, and the options of a model that answers without grounding."""

from __future__ import annotations

import argparse
import math

from sa2va_desktop.assembly import EMBEDDED_MODEL
from sa2va_desktop.commands.model_options import add_loading_arguments, add_tracker_argument


def add_device_arguments(parser: argparse.ArgumentParser) -> None:
    """The model, and where it runs."""
    add_tracker_argument(parser)
    parser.add_argument(
        "--model",
        default=EMBEDDED_MODEL,
        metavar="M",
        help=f"a name of `models list`, or a checkpoint folder (default: {EMBEDDED_MODEL})",
    )
    add_loading_arguments(parser)


def frame_number(text: str) -> int:
    """A frame index, for argparse."""
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"expected a frame number from 0, found {text!r}")
    return int(text)


def split_frame(text: str) -> tuple[int, str]:
    """ "F,REST" as the frame and the rest, for argparse."""
    frame, comma, rest = text.partition(",")
    if not comma or not rest:
        raise argparse.ArgumentTypeError(f"expected FRAME,… found {text!r}")
    return frame_number(frame), rest


def point(text: str) -> tuple[float, float, bool]:
    """ "X,Y" or "X,Y,0|1" as x, y and whether the point is inside, for argparse."""
    parts = text.split(",")
    if len(parts) not in (2, 3) or parts[2:] not in ([], ["0"], ["1"]):
        raise argparse.ArgumentTypeError(f"expected X,Y or X,Y,0|1, found {text!r}")
    x, y = _numbers(parts[:2], text)
    return x, y, parts[2:] != ["0"]


def box(text: str) -> tuple[float, float, float, float]:
    """ "X0,Y0,X1,Y1" as numbers, for argparse."""
    parts = text.split(",")
    if len(parts) != 4:
        raise argparse.ArgumentTypeError(f"expected X0,Y0,X1,Y1, found {text!r}")
    x0, y0, x1, y1 = _numbers(parts, text)
    return x0, y0, x1, y1


def _numbers(parts: list[str], text: str) -> list[float]:
    try:
        values = [float(part) for part in parts]
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected numbers, found {text!r}") from None
    if not all(map(math.isfinite, values)):
        raise argparse.ArgumentTypeError(f"expected finite numbers, found {text!r}")
    return values
