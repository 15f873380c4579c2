"""Says on stderr, before a run begins, that clicks and tracks will be slow."""

from __future__ import annotations

import sys

from sa2va_desktop.operations.ask import Predictor
from sa2va_desktop.operations.expected_speed import slow_tracking


def warn_if_slow(predictor: Predictor) -> None:
    """One line with what it will take and the option that makes it faster; nothing where it is quick."""
    slow = slow_tracking(predictor.description)
    if slow is not None:
        option = f" (--tracker {slow.smaller_name})" if slow.smaller_name else ""
        print(f"{slow.sentence}{option}", file=sys.stderr)
