"""What a predictor says about how it works, between the events of the request that it works at."""

from __future__ import annotations

from collections.abc import Iterator

from sa2va_desktop.inference.api import MemoryForecast, Notice, Predictor, RunReport
from sa2va_desktop.operations.run_writer import Event

__all__ = ["MemoryForecast", "Notice", "RunReport", "with_reports"]


def with_reports(predictor: Predictor, events: Iterator[Event]) -> Iterator[Event | RunReport]:
    """The events of a request on the model's thread, each report before the event during which it arose.

    Raises: what the events raise. What was reported during a step that failed is dropped: the error says it better.
    """
    try:
        for event in events:
            yield from predictor.take_reports()
            yield event
        yield from predictor.take_reports()
    finally:
        predictor.take_reports()
