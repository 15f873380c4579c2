"""Whether a model that may not be here yet would fit this machine, as it is told to a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelFit:
    """What the planner of the runtime says of one model and the device that would be taken.

    Attributes:
        sentence: how it fits, or what it would take at least.
    """

    fits: bool
    sentence: str
