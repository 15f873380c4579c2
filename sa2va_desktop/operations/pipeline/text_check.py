"""Texts checked by round trip, and other words proposed for those by which their object is not found.

`check_plan` takes what is needed from the document, on its thread; `check_events` runs on the model's; a `CheckWriter`
writes what comes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Protocol

from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import FrameProvider
from sa2va_desktop.operations.pipeline.check_plan import CheckedText, CheckRules
from sa2va_desktop.operations.pipeline.describer import Grounder, Speaker
from sa2va_desktop.operations.pipeline.pipeline_run import FrameTried, StageDone
from sa2va_desktop.operations.pipeline.recipe import Recipe, Stage
from sa2va_desktop.operations.pipeline.rephrasing import Suggestion, suggestions
from sa2va_desktop.operations.pipeline.round_trip import round_trip, round_trip_question
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

OpenItem = Callable[[MediaItem], AbstractContextManager[FrameProvider]]
_CLEARLY_BETTER = 0.01


class TalkingGrounder(Speaker, Grounder, Protocol):
    """Writes texts about marked things, and finds what texts mean."""


@dataclass(frozen=True)
class TextChecked:
    """The IoU of a text that was there; `frame_count` frames were looked at."""

    text: CheckedText
    iou: float
    question: str
    model: str
    frame_count: int


@dataclass(frozen=True)
class TextProposed:
    """New words, which were checked themselves. `tried`: how many others were not better."""

    text: CheckedText
    suggestion: Suggestion
    iou: float
    question: str
    model: str
    frame_count: int
    tried: int


@dataclass(frozen=True)
class TextLeft:
    """A text that could not be checked, or for which nothing better was found, and why."""

    text: CheckedText
    reason: str
    is_failure: bool


CheckEvent = FrameTried | StageDone | TextChecked | TextProposed | TextLeft


def check_events(
    recipe: Recipe,
    texts: Sequence[CheckedText],
    rules: CheckRules,
    model: TalkingGrounder,
    open_item: OpenItem,
    cache: StageCache,
    token: CancelToken,
) -> Iterator[CheckEvent]:
    """Check all texts in their order, each followed by its other words if it is low and that is wanted.

    A clip that cannot be read costs its own texts only.

    Raises: what the model raises; events that were yielded stay valid, and checks that were made stay in the cache.
    """
    run = _CheckRun(recipe, rules, model, cache)
    with ExitStack() as stack:
        opened: tuple[MediaId, FrameProvider] | None = None

        def frames_of(item: MediaItem) -> FrameProvider:
            nonlocal opened
            if opened is None or opened[0] != item.media_id:
                stack.close()
                opened = (item.media_id, stack.enter_context(open_item(item)))
            return opened[1]

        for done, text in enumerate(texts, start=1):
            token.raise_if_cancelled()
            try:
                yield from run.events(text, frames_of)
            except MediaError as error:
                yield TextLeft(text, str(error), is_failure=True)
            yield StageDone(done, len(texts), text.title, Stage.ROUND_TRIP)


class _CheckRun:
    def __init__(self, recipe: Recipe, rules: CheckRules, model: TalkingGrounder, cache: StageCache) -> None:
        self._recipe = recipe
        self._rules = rules
        self._model = model
        self._cache = cache

    def events(
        self, text: CheckedText, frames_of: Callable[[MediaItem], FrameProvider]
    ) -> Iterator[CheckEvent]:
        meant, before = text.meant, text.before
        if meant.tracks and not meant.seen_frames:
            yield TextLeft(text, translate("operations", "What it is about has no mask."), is_failure=True)
            return
        iou: float | None = None
        if before is not None:
            iou = yield from self._tried(text, before.text, frames_of)
            question = round_trip_question(self._recipe, before.text)
            yield TextChecked(text, iou, question, self._model.name, self._frame_count(text))
        if before is None or (iou is not None and iou < self._rules.good_iou and self._rules.rephrases):
            yield from self._other_words(text, iou, frames_of)

    def _other_words(
        self, text: CheckedText, iou: float | None, frames_of: Callable[[MediaItem], FrameProvider]
    ) -> Iterator[CheckEvent]:
        """The best of several texts, if it is better than what is there; nothing more is asked after a good one."""
        if text.about is None:
            sentence = translate("operations", "A text about several objects or none is not rephrased.")
            yield TextLeft(text, sentence, is_failure=False)
            return
        known = (*text.known, text.before.text) if text.before is not None else ()
        best: tuple[float, Suggestion] | None = None
        tried = 0
        asked = suggestions(
            self._model,
            text.about,
            text.meant,
            text.kind,
            frames_of(text.meant.item),
            known=known,
            most=self._rules.attempts,
        )
        for suggestion in asked:
            tried += 1
            found = yield from self._tried(text, suggestion.text, frames_of)
            if best is None or found > best[0]:
                best = (found, suggestion)
            if found >= self._rules.good_iou:
                break
        if best is None or (iou is not None and best[0] < iou + _CLEARLY_BETTER):
            sentence = translate("operations", "The model found no better words.")
            yield TextLeft(text, sentence, is_failure=text.before is None)
            return
        question = round_trip_question(self._recipe, best[1].text)
        count = self._frame_count(text)
        yield TextProposed(text, best[1], best[0], question, self._model.name, count, tried - 1)

    def _tried(
        self, text: CheckedText, words: str, frames_of: Callable[[MediaItem], FrameProvider]
    ) -> Generator[CheckEvent, None, float]:
        frames = round_trip(
            self._recipe,
            self._model,
            text.meant,
            words,
            lambda: frames_of(text.meant.item),
            self._cache,
            most_frames=self._rules.most_frames,
        )
        while True:
            try:
                yield FrameTried(next(frames))
            except StopIteration as end:
                return float(end.value)

    def _frame_count(self, text: CheckedText) -> int:
        return len(text.meant.frames(self._rules.most_frames))
