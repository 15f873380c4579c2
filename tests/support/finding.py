"""A scripted model that sees one thing on some frames of a clip, for searches by sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
from support.scripted_predictor import ScriptedPredictor

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    AskRequest,
    FrameMasks,
    History,
    ObjectMask,
    PromptBuilt,
    TextDelta,
    TraceSink,
)
from sa2va_desktop.operations.picked_frames import PickedFrames
from sa2va_desktop.tasks import CancelToken


class SeeingPredictor(ScriptedPredictor):
    """Marks the thing on the frames of `spans` that it is shown, and says so where it is on none of them.

    `shown` holds the frames of each question; `delay_s` is slept before each.
    """

    def __init__(self, *spans: tuple[int, int], delay_s: float = 0.0) -> None:
        super().__init__()
        self.spans: Sequence[tuple[int, int]] = spans
        self.shown: list[tuple[int, ...]] = []
        self.delay_s = delay_s

    def ask(
        self, request: AskRequest, token: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[AskEvent]:
        assert isinstance(request.frames, PickedFrames)
        self.requests.append(request)
        self.shown.append(request.frames.picked)
        time.sleep(self.delay_s)
        token.raise_if_cancelled()
        yield PromptBuilt(request.text, len(request.text))
        there = [any(start <= frame < stop for start, stop in self.spans) for frame in request.frames.picked]
        text = "Sure, it is." if any(there) else "There is none here."
        yield TextDelta(text)
        yield AnswerFinished(text, text, History(()), segment_count=int(any(there)), is_truncated=False)
        for index, is_there in enumerate(there if any(there) else ()):
            mask = np.zeros(request.frames.size_hw, np.bool_)
            mask[20:60, 30:70] = is_there
            found = ObjectMask(0, mask_to_rle(mask), 0.9, 6.0 if is_there else -6.0, is_key=True)
            yield FrameMasks(index, (found,), done=index + 1, total=len(there))
