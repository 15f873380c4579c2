"""A predictor that knows what is likely of each question on each frame: its own words, and the chances of others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from support.scripted_predictor import ScriptedPredictor

from sa2va_desktop.inference.api import (
    AnswerFinished,
    AnswerScore,
    AskEvent,
    AskRequest,
    Capabilities,
    History,
    PromptBuilt,
    TextDelta,
    TokenConfidence,
    TraceSink,
)
from sa2va_desktop.tasks import CancelToken

NEVER = 1e-6


@dataclass(frozen=True)
class Told:
    """What is said freely and how sure, and the chances of whole answers."""

    text: str = ""
    chances: Mapping[str, float] = field(default_factory=dict)
    confidence: float = 0.9


Tell = Callable[[str, int], Told]
"""By the question and the frame that is shown."""


class AnsweringPredictor(ScriptedPredictor):
    """Objects must be large enough not to be enlarged: the frame is read off the request.

    `asked` holds question and frame of everything that was asked or scored; `cancel_after` sets the request's token
    after so many.
    """

    def __init__(self, tell: Tell, *, capabilities: Capabilities | None = None) -> None:
        super().__init__(capabilities=capabilities)
        self._tell = tell
        self.asked: list[tuple[str, int]] = []
        self.cancel_after: int | None = None

    @property
    def frames_asked(self) -> list[int]:
        """Each frame once, in the order of asking."""
        return list(dict.fromkeys(frame for _, frame in self.asked))

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        told = self._told(request, token)
        yield PromptBuilt(request.text, 1)
        yield TextDelta(told.text)
        sure = TokenConfidence(told.confidence, told.confidence) if request.wants_confidence else None
        yield AnswerFinished(told.text, told.text, History(()), 0, is_truncated=False, confidence=sure)

    def score_answers(
        self, request: AskRequest, answers: Sequence[str], token: CancelToken
    ) -> Sequence[AnswerScore]:
        chances = self._told(request, token).chances
        return [AnswerScore(each, math.log(chances.get(each, NEVER)), 2) for each in answers]

    def _told(self, request: AskRequest, token: CancelToken) -> Told:
        token.raise_if_cancelled()
        self.requests.append(request)
        frame_index = request.language_frames[0]
        self.asked.append((request.text, frame_index))
        if self.cancel_after is not None and len(self.asked) >= self.cancel_after:
            token.cancel()
        return self._tell(request.text, frame_index)
