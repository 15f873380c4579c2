"""Evaluate a model on a benchmark: every sample is asked once, its score is on the disk before the next one begins.

Killed and started again it goes on, and ends with the same report. Which benchmarks there are and what they count is
in `evaluation`; this module knows them by a protocol, which `assembly` fills.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from sa2va_desktop import __version__
from sa2va_desktop.datasets.benchmark_records import (
    BenchmarkSample,
    FigureTable,
    Prediction,
    Scored,
    StoredPrediction,
)
from sa2va_desktop.errors import FolderNotEmptyError, InputError, OutputError, UsageError
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.operations.evaluation_asking import Answered, AskSettings, OpenedMedia, ask_sample
from sa2va_desktop.operations.evaluation_files import JOURNAL, Journal, JournalRow, Predictions, is_journal
from sa2va_desktop.operations.evaluation_prompts import prompts_fingerprint
from sa2va_desktop.operations.weights_fingerprint import weights_fingerprint
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_LOCK = ".evaluate.lock"


class SubmissionFile(Protocol):
    """A file of what is handed in; `path` with slashes, relative."""

    @property
    def path(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class Benchmark(Protocol):
    """What is evaluated; see `evaluation.benchmark.Benchmark`."""

    benchmark_id: str
    title: str
    rule: str
    server: str
    frames: str

    def conditions(self) -> Mapping[str, str | int]: ...
    def picture(self, key: str) -> npt.NDArray[np.uint8] | None: ...
    def samples(self) -> Iterator[BenchmarkSample]: ...
    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored: ...
    def tables(self, rows: Sequence[Mapping[str, Any]]) -> list[FigureTable]: ...
    def late_tables(
        self, keys: Iterable[str], prediction_of: Callable[[str], Prediction | None]
    ) -> list[FigureTable]: ...
    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmissionFile]: ...


@dataclass(frozen=True)
class EvaluationSettings:
    """What belongs to a run besides model and benchmark.

    Attributes:
        source, format_id, split: of the data set, for the report.
        objects: "published" takes the benchmark's own rule, else "union" or "first".
        limit: so many samples from the beginning; None: all.
    """

    source: str
    format_id: str = ""
    split: str = ""
    objects: str = "published"
    asking: AskSettings = field(default_factory=AskSettings)
    limit: int | None = None


@dataclass(frozen=True)
class Evaluation:
    """What came out.

    Attributes:
        rows: of the samples that count, in their order; `failed` of them could not be asked or compared.
        stored: gives the stored prediction of a sample.
        settings: all that a reader of the figures has to know.
    """

    tables: tuple[FigureTable, ...]
    rows: tuple[JournalRow, ...]
    asked_now: int
    settings: Mapping[str, Any]
    stored: Callable[[str], StoredPrediction | None]

    @property
    def failed(self) -> int:
        return sum(bool(row.error) for row in self.rows)

    def predictions(self) -> Iterator[StoredPrediction]:
        """Of the samples that count, in their order, one in memory at a time."""
        for row in self.rows:
            found = self.stored(row.sample) if not row.error else None
            if found is not None:
                yield found


def evaluate(
    benchmark: Benchmark,
    predictor: Predictor,
    settings: EvaluationSettings,
    out: Path,
    *,
    on_sample: Callable[[JournalRow, float], None] = lambda row, seconds: None,
    token: CancelToken | None = None,
) -> Evaluation:
    """Ask what is not in the journal yet, and make the figures.

    A sample that cannot be shown or compared is noted with the reason, counts in no figure, and is tried again by the
    next call. Errors of the model end the run; what is done stays.

    Args:
        out: new, or the folder of an evaluation; those of several models may share one.
        on_sample: called after each sample that was asked now, with the seconds it took.

    Raises:
        FolderNotEmptyError: `out` holds something else.
        InputError: another process evaluates there, or the data set cannot be read.
        UsageError: the data set has no sample.
        ModelError, OutOfMemoryError, CancelledError, OutputError: what is done stays.
    """
    token = token or CancelToken()
    said = described_settings(benchmark, predictor, settings)
    asking = _asking(benchmark, settings)
    _check_folder(out)
    try:
        with FileLock(out / _LOCK, timeout=0), closing(Journal(out, said)) as journal:
            predictions = Predictions(out, journal.run)
            opened, counted, asked = OpenedMedia(), [], 0
            for place, sample in enumerate(_limited(benchmark.samples(), settings.limit)):
                token.raise_if_cancelled()
                known = journal.rows.get(sample.key)
                if known is None or known.error or not predictions.has(sample.key):
                    began = time.monotonic()
                    known = _one(benchmark, predictor, sample, place, asking, opened, predictions, token)
                    journal.add(known)
                    asked += 1
                    on_sample(known, time.monotonic() - began)
                counted.append(known)
    except Timeout as error:
        raise InputError(translate("operations", "{0}: another process evaluates there").format(out)) from error
    if not counted:
        sentence = (
            translate("operations", "{0}: expected something to ask, found no sample of split {1!r}")
            if settings.split
            else translate("operations", "{0}: expected something to ask, found no sample")
        )
        raise UsageError(sentence.format(settings.source, settings.split))
    good = [row for row in counted if not row.error]
    tables = [*benchmark.tables([row.row for row in good])]
    tables += benchmark.late_tables([row.sample for row in good], lambda key: _prediction(predictions.get(key)))
    first = predictions.get(good[0].sample) if good else None
    told = {**said, "limit": settings.limit, "first_question": first.question if first is not None else ""}
    return Evaluation(tuple(tables), tuple(counted), asked, told, predictions.get)


def described_settings(
    benchmark: Benchmark, predictor: Predictor, settings: EvaluationSettings
) -> dict[str, Any]:
    """All that decides the figures; the same settings go on in the same journal."""
    asking, description = _asking(benchmark, settings), predictor.description
    mode = asking.grounding_mode or description.capabilities.default_grounding_mode
    return {
        "benchmark": benchmark.benchmark_id,
        "data": settings.source,
        "format": settings.format_id,
        "split": settings.split,
        "model": description.name,
        "model_folder": description.folder,
        "weights": weights_fingerprint(description.folder),
        "family": description.capabilities.family,
        "dtype": description.dtype,
        "placement": description.placement,
        "grounding": mode.value,
        "objects": asking.rule,
        "frames": asking.frames_spec or "published",
        "max_new_tokens": asking.max_new_tokens,
        "wordings": prompts_fingerprint(),
        "version": __version__,
        **benchmark.conditions(),
    }


def _asking(benchmark: Benchmark, settings: EvaluationSettings) -> AskSettings:
    asking = settings.asking
    return AskSettings(
        rule=benchmark.rule if settings.objects == "published" else settings.objects,
        frames_spec=asking.frames_spec or benchmark.frames,
        grounding_mode=asking.grounding_mode,
        max_new_tokens=asking.max_new_tokens,
        reasons=benchmark.benchmark_id == "reasonseg",
    )


def _one(
    benchmark: Benchmark,
    predictor: Predictor,
    sample: BenchmarkSample,
    place: int,
    asking: AskSettings,
    opened: OpenedMedia,
    predictions: Predictions,
    token: CancelToken,
) -> JournalRow:
    """Ask, keep the answer, compare; the answer is on the disk before its score is."""
    try:
        answered = ask_sample(predictor, sample, asking, opened, token)
        scored = benchmark.score(sample, answered.prediction)
    except InputError as error:
        return JournalRow(sample.key, place, {}, None, str(error))
    predictions.put(_to_store(sample, answered, scored))
    return JournalRow(sample.key, place, scored.row, scored.quality)


def _to_store(sample: BenchmarkSample, answered: Answered, scored: Scored) -> StoredPrediction:
    clip = sample.clip
    group, _, name = sample.key.rpartition("/")
    if clip is not None and not sample.key.startswith(f"{clip.name}/"):
        group, name = clip.name, ""
    elif clip is not None:
        group, name = clip.name, sample.key[len(clip.name) + 1 :]
    return StoredPrediction(
        sample.key,
        answered.question,
        answered.prediction,
        group,
        name,
        clip.frames if clip is not None else (),
        answered.size_hw,
        None if clip is None else clip.media,
        scored.frame,
        answered.frame_indices[scored.frame] if scored.frame < len(answered.frame_indices) else 0,
        scored.truth,
    )


def _limited(samples: Iterator[BenchmarkSample], limit: int | None) -> Iterator[BenchmarkSample]:
    for place, sample in enumerate(samples):
        if limit is not None and place >= limit:
            return
        yield sample


def _prediction(stored: StoredPrediction | None) -> Prediction | None:
    return None if stored is None else stored.prediction


def _check_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be written: {1}").format(out, error.strerror or error)
        ) from error
    is_ours = is_journal(out / JOURNAL)
    if not is_ours and any(each.name != _LOCK for each in out.iterdir()):
        raise FolderNotEmptyError(
            translate(
                "operations", "{0}: expected a new folder or one of an evaluation, found other files"
            ).format(out)
        )
