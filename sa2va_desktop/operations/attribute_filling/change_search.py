"""Where the answer to a question changes over a track: sampled, then narrowed down to a frame. Knows no model.

Neighbouring frames are known to be alike, so a single answer that differs has to be much likelier than its neighbours'
before it counts: the samples' values are the likeliest sequence under a price for each change (Viterbi).
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.attributes import Value
from sa2va_desktop.operations.attribute_filling.frame_picks import spread
from sa2va_desktop.operations.attribute_filling.reading import Reading

CHANGE_COST = 1.5
"""Natural logarithm of how much likelier a sequence with one change more has to be."""

_LEAST_CHANCE = 0.01


@dataclass(frozen=True)
class Stretch:
    """A value from a frame on, up to the next stretch.

    Attributes:
        confidence: mean chance of the value over the frames of the stretch that were asked.
    """

    start: int
    value: Value
    confidence: float


def search_changes(
    frames: Sequence[int], *, samples: int, most_questions: int, threshold: float
) -> Generator[int, Reading, tuple[Stretch, ...]]:
    """Yields a frame to ask about, is sent what was read there, and returns the stretches, ascending.

    Args:
        frames: where the object is seen and may be asked about, ascending; the first stretch begins with the first.
        samples: frames that are asked before anything is narrowed down.
        most_questions: frames that are asked at all; changes that are not narrowed down by then are put where the new
            value was seen first.
        threshold: a stretch of less confidence is left out, so that the value before it holds on.
    """
    known: dict[int, Reading] = {}  # by place in `frames`
    for place in spread(len(frames), min(samples, most_questions)):
        known[place] = yield frames[place]
    places = sorted(known)
    values = dict(zip(places, likeliest_values([known[place] for place in places])))
    gaps = [(a - b, a, b) for a, b in itertools.pairwise(places)]
    heapq.heapify(gaps)  # the widest first, so that an end of the budget leaves all changes about as well known
    while gaps and len(known) < most_questions:
        _, before, after = heapq.heappop(gaps)
        if after - before == 1 or values[before] == values[after]:
            continue
        middle = (before + after) // 2
        known[middle] = yield frames[middle]
        value = _value_between(known[middle], values[before], values[after], threshold)
        if value is None:
            continue
        values[middle] = value
        heapq.heappush(gaps, (before - middle, before, middle))
        heapq.heappush(gaps, (middle - after, middle, after))
    return _stretches(frames, known, values, threshold)


def likeliest_values(readings: Sequence[Reading]) -> list[Value | None]:
    """The likeliest sequence of values; None throughout when nothing was said on any frame.

    A frame on which nothing was said takes the value of its neighbours.
    """
    values = list(dict.fromkeys(value for reading in readings for value in reading.chances))
    if not values:
        return [None] * len(readings)
    costs = {value: 0.0 for value in values}
    came_from: list[dict[Value, Value]] = []
    for reading in readings:
        cheapest = min(values, key=lambda value: costs[value])
        origin, following = {}, {}
        for value in values:
            stays = costs[value] <= costs[cheapest] + CHANGE_COST
            origin[value] = value if stays else cheapest
            before = costs[value] if stays else costs[cheapest] + CHANGE_COST
            following[value] = before - _log(reading, value)
        came_from.append(origin)
        costs = following
    last = min(values, key=lambda value: costs[value])
    chosen: list[Value | None] = []
    for origin in reversed(came_from):
        chosen.append(last)
        last = origin[last]
    return chosen[::-1]


def _log(reading: Reading, value: Value) -> float:
    return math.log(max(_LEAST_CHANCE, reading.chance(value))) if reading.chances else 0.0


def _value_between(
    reading: Reading, before: Value | None, after: Value | None, threshold: float
) -> Value | None:
    """Which of the two neighbours' values a frame has, or a third one that is credible; None when it says nothing.

    A third value is one change more, for which it has to pay.
    """
    chances = reading.chance(before), reading.chance(after)
    price = math.exp(CHANGE_COST) * max(_LEAST_CHANCE, *chances)
    if reading.confidence >= threshold and reading.confidence > price:
        return reading.best
    if chances[0] == chances[1]:
        return None
    return before if chances[0] > chances[1] else after


def _stretches(
    frames: Sequence[int],
    known: Mapping[int, Reading],
    values: Mapping[int, Value | None],
    threshold: float,
) -> tuple[Stretch, ...]:
    runs: list[tuple[int, Value, list[float]]] = []
    for place in sorted(values):
        value = values[place]
        if value is None:
            continue
        reading = known[place]
        chances = [reading.chance(value)] if reading.chances else []
        if runs and runs[-1][1] == value:
            runs[-1][2].extend(chances)
        else:
            runs.append((place, value, chances))
    left: list[Stretch] = []
    for place, value, chances in runs:
        confidence = sum(chances) / len(chances) if chances else 0.0
        if confidence < threshold:
            continue
        if left and left[-1].value == value:
            left[-1] = Stretch(left[-1].start, value, min(left[-1].confidence, confidence))
        else:
            left.append(Stretch(frames[place], value, confidence))
    return tuple(left)
