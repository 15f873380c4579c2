"""The words in which a person chooses how turns are written, in the settings and on the command line."""

from __future__ import annotations

from sa2va_desktop.inference.api import TurnOptions

__all__ = ["TURN_LAYOUTS", "TurnOptions", "turn_options"]

TURN_LAYOUTS = ("published", "training")


def turn_options(layout: str, *, allow_unknown_template: bool) -> TurnOptions:
    """
    Args:
        layout: one of `TURN_LAYOUTS`.
    """
    return TurnOptions(allow_unknown_template, training_layout=layout == "training")
