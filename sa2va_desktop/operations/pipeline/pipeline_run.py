"""The passes of a pipeline over all objects: describe, check, go on with what was found consistent.

The checker's pass stands between two of the describer's, so that one model at a time is in memory. Events leave as
the work goes on; an `ExpressionWriter` puts them into the document.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import FrameProvider, RgbFrame
from sa2va_desktop.operations.pipeline.candidates import Candidate
from sa2va_desktop.operations.pipeline.describer import Describer, Grounder, read_verdict
from sa2va_desktop.operations.pipeline.recipe import Recipe, Stage
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.operations.pipeline.staged_text import StagedText, grown, one_line
from sa2va_desktop.operations.pipeline.stages import StageAnswer, StageAsker
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

OpenItem = Callable[[MediaItem], AbstractContextManager[FrameProvider]]


class Writer(Describer, Grounder, Protocol):
    """Writes texts, and finds what they mean."""


@dataclass(frozen=True)
class PipelineModels:
    """Who does the work.

    Attributes:
        describer: opened for a pass of describing and closed after it.
        checker: opened between those; None leaves the descriptions unchecked.
        wants_round_trip: the describer takes its texts back, to find the object by them.
    """

    describer: Callable[[], AbstractContextManager[Writer]]
    checker: Callable[[], AbstractContextManager[Describer]] | None = None
    wants_round_trip: bool = True


@dataclass(frozen=True)
class StageDone:
    """One answer more. `total` shrinks when texts are discarded, because nothing more is asked about those objects."""

    done: int
    total: int
    object_name: str
    stage: str
    is_cached: bool = False


@dataclass(frozen=True)
class WrittenText:
    """A text that is done."""

    length: str
    text: StagedText
    prompt: str
    round_trip_iou: float | None = None


@dataclass(frozen=True)
class ObjectWritten:
    """All texts about an object. `answers` are all stages that they rest on, by stage."""

    about: Candidate
    texts: tuple[WrittenText, ...]
    model: str
    answers: tuple[StageAnswer, ...]


@dataclass(frozen=True)
class ObjectDiscarded:
    """A description that is not gone on with, and why."""

    about: Candidate
    answers: tuple[StageAnswer, ...]
    reason: str


@dataclass(frozen=True)
class ObjectFailed:
    """An object whose clip cannot be read; the others go on."""

    about: Candidate
    reason: str


@dataclass(frozen=True)
class FrameTried:
    """A round trip is at this frame."""

    frame_index: int


PipelineEvent = FrameTried | StageDone | ObjectWritten | ObjectDiscarded | ObjectFailed


@dataclass
class _Work:
    """One object on its way."""

    about: Candidate
    answers: list[StageAnswer] = field(default_factory=list)


def pipeline_events(
    recipe: Recipe,
    candidates: Sequence[Candidate],
    models: PipelineModels,
    open_item: OpenItem,
    cache: StageCache,
    token: CancelToken,
) -> Iterator[PipelineEvent]:
    """Write about all candidates, in their order.

    Raises: what the models raise; events that were yielded stay valid, and answers that were given stay in the cache.
    """
    yield from _Passes(recipe, candidates, models, open_item, cache, token).events()


class _Passes:
    def __init__(
        self,
        recipe: Recipe,
        candidates: Sequence[Candidate],
        models: PipelineModels,
        open_item: OpenItem,
        cache: StageCache,
        token: CancelToken,
    ) -> None:
        self._recipe = recipe
        self._models = models
        self._open_item = open_item
        self._token = token
        self._asker = StageAsker(recipe, cache)
        self._work = [_Work(each) for each in candidates]
        self._done = 0
        self._total = sum(self._steps(each) for each in candidates)

    def events(self) -> Iterator[PipelineEvent]:
        if not self._work:
            return
        if self._models.checker is None:
            with self._models.describer() as describer:
                yield from self._describe(describer)
                yield from self._discard_empty()
                yield from self._go_on(describer)
            return
        with self._models.describer() as describer:
            yield from self._describe(describer)
        yield from self._discard_empty()
        if self._work:
            with self._models.checker() as checker:
                yield from self._check(checker)
        if self._work:
            with self._models.describer() as describer:
                yield from self._go_on(describer)

    # ---- passes

    def _describe(self, describer: Describer) -> Iterator[PipelineEvent]:
        def ask(work: _Work, clip: _Clip) -> Iterator[PipelineEvent]:
            work.answers += self._asker.describe_object(describer, work.about, clip.read)
            yield self._step(work, work.answers[0], 2)

        yield from self._for_each(ask)

    def _discard_empty(self) -> Iterator[PipelineEvent]:
        for work in list(self._work):
            if not one_line(work.answers[0].text):
                yield self._discard(work, translate("operations", "The describer said nothing."))

    def _check(self, checker: Describer) -> Iterator[PipelineEvent]:
        def ask(work: _Work, clip: _Clip) -> Iterator[PipelineEvent]:
            answer = self._asker.check(checker, work.about, work.answers[:2], clip.read)
            work.answers.append(answer)
            yield self._step(work, answer)
            verdict = read_verdict(answer.text)
            if verdict.is_consistent is False:
                found = verdict.reason
                yield self._discard(work, translate("operations", "Not consistent: {0}").format(found))
            elif verdict.is_consistent is None and not self._recipe.keeps_unclear:
                sentence = translate("operations", "The checker said neither yes nor no: {0}")
                yield self._discard(work, sentence.format(verdict.reason or "…"))

        yield from self._for_each(ask)

    def _go_on(self, describer: Writer) -> Iterator[PipelineEvent]:
        grounder = describer if self._models.wants_round_trip else None

        def ask(work: _Work, clip: _Clip) -> Iterator[PipelineEvent]:
            yield from self._write(describer, grounder, work, clip)

        yield from self._for_each(ask)

    def _write(
        self, describer: Describer, grounder: Grounder | None, work: _Work, clip: _Clip
    ) -> Iterator[PipelineEvent]:
        about, long = work.about, grown(StagedText(), work.answers[0].text, Stage.OBJECT)
        values = {"object_text": long.text, "scene_text": long.text}
        for stage in (Stage.SCENE, Stage.VIDEO):
            if stage is Stage.VIDEO and about.item.frame_count == 1:
                continue
            answer = self._asker.outlined(stage, describer, about, clip.read, values)
            work.answers.append(answer)
            long = grown(long, answer.text, stage)
            values = {**values, f"{stage.value}_text": long.text}
            yield self._step(work, answer)
        last = self._asker.outlined(
            Stage.SHORT, describer, about, clip.read, {**values, "long_text": long.text}
        )
        long_prompt, short = work.answers[-1].question, grown(StagedText(), last.text, Stage.SHORT)
        work.answers.append(last)
        yield self._step(work, last)
        texts = []
        for length, text, prompt in (("long", long, long_prompt), ("short", short, last.question)):
            if text.text:
                iou = None
                if grounder is not None and self._recipe.round_trip.has(length):
                    iou = yield from self._tried(grounder, about, text.text, clip)
                texts.append(WrittenText(length, text, prompt, iou))
            if grounder is not None and self._recipe.round_trip.has(length):
                self._done += 1
        self._work.remove(work)
        yield ObjectWritten(about, tuple(texts), describer.name, tuple(work.answers))
        yield StageDone(self._done, self._total, about.about.name, Stage.ROUND_TRIP)

    def _tried(
        self, grounder: Grounder, about: Candidate, text: str, clip: _Clip
    ) -> Generator[PipelineEvent, None, float]:
        """Frame by frame, so that what is urgent can go between."""
        frames = self._asker.round_trip(grounder, about, text, clip.open)
        while True:
            try:
                yield FrameTried(next(frames))
            except StopIteration as end:
                return float(end.value)

    # ---- inside

    def _for_each(self, ask: Callable[[_Work, _Clip], Iterator[PipelineEvent]]) -> Iterator[PipelineEvent]:
        """One clip is open at a time; a clip that cannot be read costs its own objects only."""
        with ExitStack() as stack:
            clip: _Clip | None = None
            for work in list(self._work):
                self._token.raise_if_cancelled()
                if clip is None or clip.item.media_id != work.about.item.media_id:
                    stack.close()
                    clip = _Clip(work.about.item, self._open_item, stack)
                try:
                    yield from ask(work, clip)
                except MediaError as error:
                    self._forget(work)
                    yield ObjectFailed(work.about, str(error))

    def _step(self, work: _Work, answer: StageAnswer, count: int = 1) -> StageDone:
        self._done += count
        return StageDone(self._done, self._total, work.about.about.name, answer.stage, answer.is_cached)

    def _discard(self, work: _Work, reason: str) -> ObjectDiscarded:
        self._forget(work)
        return ObjectDiscarded(work.about, tuple(work.answers), reason)

    def _forget(self, work: _Work) -> None:
        self._work.remove(work)
        asked = len(work.answers)
        self._total -= max(0, self._steps(work.about) - asked)

    def _steps(self, about: Candidate) -> int:
        stages = 2 + (self._models.checker is not None) + 2 + (about.item.frame_count > 1)
        trips = [length for length in ("long", "short") if self._recipe.round_trip.has(length)]
        return stages + (len(trips) if self._models.wants_round_trip else 0)


class _Clip:
    """A clip that is opened at the first look: where all answers are known, no file is touched."""

    def __init__(self, item: MediaItem, open_item: OpenItem, stack: ExitStack) -> None:
        self.item = item
        self._open_item = open_item
        self._stack = stack
        self._frames: FrameProvider | None = None

    def open(self) -> FrameProvider:
        if self._frames is None:
            self._frames = self._stack.enter_context(self._open_item(self.item))
        return self._frames

    def read(self, frame_index: int) -> RgbFrame:
        return self.open().read_rgb(frame_index)


def provenance(recipe: Recipe, answers: Sequence[StageAnswer]) -> dict[str, Any]:
    """How a text was made, for `Expression.extras`."""
    return {
        "recipe": recipe.name,
        "version": recipe.version,
        "stages": {answer.stage: answer.provenance() for answer in answers},
    }
