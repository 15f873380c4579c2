"""What every benchmark is: samples to ask, a score for each answer, figures over all scores, and what is handed in."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.datasets.benchmark_records import (
    BenchmarkSample,
    Figure,
    FigureTable,
    Prediction,
    Scored,
    StoredPrediction,
)
from sa2va_desktop.datasets.imported_clip import ImportedClip

ReadClips = Callable[[], Iterator[ImportedClip]]
"""Reads the data set from its beginning, one clip in memory at a time."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class SubmittedFile:
    """A file of what is handed in. `path`: with slashes, relative."""

    path: str
    content: bytes


class Benchmark(abc.ABC):
    """One benchmark over one data set. Rows hold JSON values only.

    Attributes:
        benchmark_id, title: as in `--benchmark`, and for people.
        rule: how the objects of an answer become one mask, as the published evaluation does it: "union" or "first".
        server: who computes the figures where the data set keeps its masks to itself, or "".
        frames: which frames of a clip the language model sees; "" as in the published evaluation.
    """

    benchmark_id = ""
    title = ""
    rule = "union"
    server = ""
    frames = ""

    def __init__(self, read: ReadClips) -> None:
        self._read = read

    @abc.abstractmethod
    def samples(self) -> Iterator[BenchmarkSample]:
        """In a stable order. Raises: FormatError, as the reader of the data set."""

    @abc.abstractmethod
    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        """Compare with the truth of the sample. Raises: FormatError, for masks of another size."""

    @abc.abstractmethod
    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        """Figures over the rows of all samples, in the order of the samples."""

    def conditions(self) -> Mapping[str, str | int]:
        """What decides the samples besides the data set; rows count together only where it is the same."""
        return {}

    def picture(self, key: str) -> npt.NDArray[np.uint8] | None:
        """(H, W, 3) RGB: the shown frame of a sample whose pictures are in no file; None for any other sample."""
        return None

    def late_tables(
        self, keys: Iterable[str], prediction_of: Callable[[str], Prediction | None]
    ) -> list[FigureTable]:
        """Figures that need several predictions at once; made at the end, and not kept in the journal."""
        return []

    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmittedFile]:
        """What a server, a judge or the published evaluation script takes; nothing where there is no such thing."""
        return iter(())


def figures_of(values: Mapping[str, float | None], *, unit: str = "%", note: str = "") -> tuple[Figure, ...]:
    """Figures by name; what is None was not computed, and the note says why."""
    return tuple(
        Figure(name, value, unit, "" if value is not None else note or "no sample of that kind")
        for name, value in values.items()
    )
