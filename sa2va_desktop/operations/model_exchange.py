"""A loaded model that can make room for another one for a while and is there again afterwards, for whoever holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sa2va_desktop.errors import ModelError
from sa2va_desktop.inference.api import (
    AnswerScore,
    AskEvent,
    AskRequest,
    FrameMasks,
    FrameProvider,
    ObjectMask,
    PointsFound,
    PointsRequest,
    Predictor,
    PredictorDescription,
    RunReport,
    SegmentRequest,
    TraceSink,
    TrackRequest,
)
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class ExchangeablePredictor:
    """Follows the Predictor protocol and passes everything on. Used on the model's thread only, but for `description`."""

    def __init__(self, load: Callable[[], Predictor]) -> None:
        """Loads at once. Raises what `load` raises."""
        self._load = load
        self._inner: Predictor | None = load()
        self._description = self._inner.description

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Out of memory inside of the block, and loaded again after it.

        Raises: what loading raises; it stays out of memory then, and every use says so.
        """
        self.close()
        try:
            yield
        finally:
            self._inner = self._load()
            self._description = self._inner.description

    @property
    def description(self) -> PredictorDescription:
        """Of what is in memory, or else of what was there last; any thread may ask."""
        inner = self._inner
        return self._description if inner is None else inner.description

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        return self._there().ask(request, token, trace)

    def score_answers(
        self, request: AskRequest, answers: Sequence[str], token: CancelToken
    ) -> Sequence[AnswerScore]:
        return self._there().score_answers(request, answers, token)

    def track(self, request: TrackRequest, token: CancelToken) -> Iterator[FrameMasks]:
        return self._there().track(request, token)

    def segment(self, request: SegmentRequest, token: CancelToken) -> Sequence[ObjectMask]:
        return self._there().segment(request, token)

    def segment_points(self, request: PointsRequest, token: CancelToken) -> Iterator[PointsFound]:
        return self._there().segment_points(request, token)

    def encode(self, frames: FrameProvider, frame_index: int, token: CancelToken) -> None:
        self._there().encode(frames, frame_index, token)

    def take_reports(self) -> Sequence[RunReport]:
        return self._inner.take_reports() if self._inner is not None else ()

    def close(self) -> None:
        inner, self._inner = self._inner, None
        if inner is not None:
            inner.close()

    def _there(self) -> Predictor:
        if self._inner is None:
            raise ModelError(
                translate("operations", "{0} is not in memory now: another model works in its place.").format(
                    self._description.name
                )
            )
        return self._inner
