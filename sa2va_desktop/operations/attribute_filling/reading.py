"""What a model makes of a question about an object: values with their chances. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sa2va_desktop.annotation.attributes import Value


@dataclass(frozen=True)
class Reading:
    """An answer on one frame, or on several together.

    Attributes:
        chances: value → 0..1; they sum to at most 1, and what is left is any other answer. Empty: nothing was said.
        said: the model's own words, or "" where none were written.
    """

    chances: Mapping[Value, float] = field(default_factory=dict)
    said: str = ""

    @property
    def best(self) -> Value | None:
        """The likeliest value; of equals the first. None when there is none."""
        return max(self.chances, key=lambda value: self.chances[value], default=None)

    def chance(self, value: Value | None) -> float:
        return 0.0 if value is None else self.chances.get(value, 0.0)

    @property
    def confidence(self) -> float:
        """Of the likeliest value."""
        return self.chance(self.best)


def pooled(readings: Sequence[Reading]) -> Reading:
    """Several frames of one object together: the mean of the chances.

    Frames that differ lower the confidence, and equal ones do not raise it: they show the same thing in the same way,
    so what misleads the model on one of them does on the next.
    """
    if not readings:
        return Reading()
    values = dict.fromkeys(value for reading in readings for value in reading.chances)
    chances = {value: sum(each.chance(value) for each in readings) / len(readings) for value in values}
    return Reading(chances, next((each.said for each in readings if each.said), ""))
