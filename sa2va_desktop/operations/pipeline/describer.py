"""Who writes and who checks: protocols of a few methods, and any loaded checkpoint behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    FrameProvider,
    Predictor,
    PromptBuilt,
    RgbFrame,
)
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC, choose_language_frames
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.outlined_crop import SinglePicture
from sa2va_desktop.operations.pipeline.stage_pictures import PictureFrames, side_by_side
from sa2va_desktop.operations.region_caption import PreparedRegionCaption, region_request
from sa2va_desktop.tasks import CancelToken


class Describer(Protocol):
    """Answers questions about pictures; writes descriptions and checks them."""

    @property
    def name(self) -> str:
        """For the provenance of what it writes."""
        ...

    @property
    def identity(self) -> str:
        """What tells it from any other model: its answers are kept under it."""
        ...

    def describe(self, pictures: Sequence[RgbFrame], question: str) -> str:
        """The answer as text.

        Args:
            pictures: (H, W, 3) uint8 each, of one size: one still, or frames of a clip in order.

        Raises: ModelError, OutOfMemoryError, CancelledError.
        """
        ...


@dataclass(frozen=True)
class Said:
    """What was said of a marked thing; `prompt` is the exact text that was asked."""

    text: str
    prompt: str


class Speaker(Protocol):
    """Says something of a thing that is marked by its mask."""

    @property
    def name(self) -> str:
        """As `Describer.name`."""
        ...

    def say(self, about: PreparedRegionCaption, frames: FrameProvider) -> Said:
        """Answer what is asked about the thing, on the frame that is meant.

        Raises: ModelError, MediaError, OutOfMemoryError, CancelledError.
        """
        ...


class Grounder(Protocol):
    """Finds what a text means in a clip."""

    @property
    def identity(self) -> str:
        """As `Describer.identity`."""
        ...

    def find(
        self, frames: FrameProvider, question: str, *, is_video: bool, count: int = 1
    ) -> Iterator[tuple[int, tuple[MaskRle, ...]]]:
        """Frame index and the masks of all things found there, each frame at most once; frames without may be left out.

        Args:
            count: how many things may be named at most.

        Raises: ModelError, MediaError, OutOfMemoryError, CancelledError.
        """
        ...


class ModelDescriber:
    """A loaded checkpoint as a describer, a checker, a speaker and a grounder. Used on the model's thread only."""

    def __init__(self, predictor: Predictor, token: CancelToken, *, max_new_tokens: int) -> None:
        """Raises CapabilityError: the model has no language."""
        require_language(predictor.description)
        self._predictor = predictor
        self._token = token
        self._max_new_tokens = max_new_tokens

    @property
    def name(self) -> str:
        return self._predictor.description.name

    @property
    def identity(self) -> str:
        told = self._predictor.description
        return f"{told.name} {told.folder} {told.parameter_count} {told.dtype} {told.placement}"

    def describe(self, pictures: Sequence[RgbFrame], question: str) -> str:
        is_video = len(pictures) > 1 and self._predictor.description.capabilities.video
        shown = pictures[0] if len(pictures) == 1 or is_video else side_by_side(pictures)
        request = AskRequest(
            text=question,
            frames=PictureFrames(tuple(pictures)) if is_video else SinglePicture(shown),
            is_video=is_video,
            language_frames=tuple(range(len(pictures))) if is_video else (0,),
            language_frame_limit=max(1, len(pictures)),
            max_new_tokens=self._max_new_tokens,
            max_segments=1,
        )
        for event in self._predictor.ask(request, self._token):
            if isinstance(event, AnswerFinished):
                return event.text.strip()  # masks that it may have named are not wanted
        return ""

    def say(self, about: PreparedRegionCaption, frames: FrameProvider) -> Said:
        prompt = ""
        for event in self._predictor.ask(
            region_request(self._predictor.description, about, frames), self._token
        ):
            if isinstance(event, PromptBuilt):
                prompt = event.prompt
            elif isinstance(event, AnswerFinished):
                return Said(event.text.strip(), prompt)
        return Said("", prompt)

    def find(
        self, frames: FrameProvider, question: str, *, is_video: bool, count: int = 1
    ) -> Iterator[tuple[int, tuple[MaskRle, ...]]]:
        frame_range = (0, frames.frame_count)
        request = AskRequest(
            text=question,
            frames=frames,
            is_video=is_video,
            language_frames=choose_language_frames(DEFAULT_SPEC, frame_range) if is_video else (0,),
            frame_range=frame_range,
            max_new_tokens=self._max_new_tokens,
            max_segments=count,
        )
        for event in self._predictor.ask(request, self._token):
            if isinstance(event, FrameMasks):
                yield event.frame_index, tuple(mask.rle for mask in event.masks)


@dataclass(frozen=True)
class Verdict:
    """What a checker said; `is_consistent` is None when it said neither yes nor no."""

    is_consistent: bool | None
    reason: str


_YES = ("yes", "consistent", "true", "是", "一致")
_NO = ("no", "not", "inconsistent", "false", "否", "不")


def read_verdict(reply: str) -> Verdict:
    """The first word decides, whatever signs stand round it; all of the reply is the reason."""
    reason = " ".join(reply.split())
    opening = re.sub(r"^\W+", "", reason).casefold()
    if any(re.match(rf"{word}\b" if word.isascii() else word, opening) for word in _NO):
        return Verdict(False, reason)
    if any(re.match(rf"{word}\b" if word.isascii() else word, opening) for word in _YES):
        return Verdict(True, reason)
    return Verdict(None, reason)
