"""Ask the model about a media item: a request of what is wanted, and its events on the model's thread.

`prepare_ask` makes an immutable request on the document's thread, `ask_events` runs it on the model's, and an
`AnswerWriter` applies the events on the document's thread again. Window and command line use the same three.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.records import AnswerId, AnswerTask, MediaId, MediaItem, MediaKind
from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    AskRequest,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    Predictor,
    PredictorDescription,
    SegmentFound,
)
from sa2va_desktop.operations.conversation import Conversation, with_history
from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.operations.instructions import sent_text, shown_instruction
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

__all__ = [
    "GROUNDING_MODES",
    "MAX_OBJECTS",
    "AnswerTask",
    "FrameMasks",
    "MediaItem",
    "Predictor",
    "PredictorDescription",
    "PreparedAsk",
    "ask_events",
    "parse_grounding_mode",
    "prepare_ask",
]

GROUNDING_MODES = tuple(mode.value for mode in GroundingMode)
"""What a person may choose; see `parse_grounding_mode`."""


MAX_OBJECTS = 32
"""Of one answer. A model that falls into repetition writes `[SEG]` until its token limit; nobody means 33 objects."""


@dataclass(frozen=True)
class PreparedAsk:
    """A request without its frames (they are opened by the model's thread), and what the document needs to know.

    Attributes:
        brings_picture: the media item is shown to the model with this turn.
        conversation: what it follows, or None for a question that begins anew.
        replaces: the turn in whose place the answer goes, or None for a new one.
    """

    media_id: MediaId
    instruction: str
    request: AskRequest
    task: AnswerTask = AnswerTask.ASK
    brings_picture: bool = True
    conversation: Conversation | None = None
    replaces: AnswerId | None = None

    @property
    def wants_masks(self) -> bool:
        """A description names no objects, and without a picture there is nothing to find one in."""
        has_picture = self.brings_picture or (
            self.conversation is not None and self.conversation.shown_item is not None
        )
        return has_picture and self.task is not AnswerTask.DESCRIBE


def parse_grounding_mode(name: str | None) -> GroundingMode | None:
    """One of `GROUNDING_MODES`; None or "" leaves the choice to the checkpoint."""
    return GroundingMode(name) if name else None


def prepare_ask(
    item: MediaItem,
    instruction: str,
    *,
    frames_spec: str,
    frame_range: tuple[int, int] | None = None,
    region_masks: Sequence[BoolMask] = (),
    task: AnswerTask = AnswerTask.ASK,
    conversation: Conversation | None = None,
    replaces: AnswerId | None = None,
    grounding_mode: GroundingMode | None = None,
    max_new_tokens: int = 512,
) -> PreparedAsk:
    """Turn a typed instruction, or a task that needs none, into a request.

    Args:
        frames_spec: which frames the language model sees, see `choose_language_frames`; "none" shows it nothing.
        frame_range: half-open range that gets masks; None is the whole clip.
        region_masks: regions to talk about, each (H, W) bool in picture coordinates; stills only.

    Raises:
        UsageError: a bad SPEC or range, regions on a clip, or a task that has nothing to look at.
    """
    is_video = item.kind is not MediaKind.IMAGE
    if is_video and region_masks:
        raise UsageError(translate("operations", "regions can be marked on a still picture only, found a clip"))
    wanted_range = frame_range or (0, item.frame_count)
    frames = choose_language_frames(frames_spec, wanted_range)
    prepared = PreparedAsk(
        media_id=item.media_id,
        instruction=shown_instruction(task, instruction, is_video=is_video, frame_range=wanted_range),
        request=AskRequest(
            text=_text(task, instruction, is_video=is_video, brings_picture=bool(frames)),
            is_video=is_video,
            language_frames=frames if is_video or not frames else (0,),
            frame_range=wanted_range,
            region_masks=tuple(region_masks),
            grounding_mode=grounding_mode,
            max_new_tokens=max_new_tokens,
            max_segments=MAX_OBJECTS,
        ),
        task=task,
        brings_picture=bool(frames),
        conversation=conversation,
        replaces=replaces,
    )
    _check_has_picture(prepared, item)
    return prepared


def ask_events(
    predictor: Predictor, prepared: PreparedAsk, open_frames: OpenFrames, token: CancelToken
) -> Iterator[AskEvent]:
    """Run a request on the model's thread, with readers of its own that are closed at the end.

    Raises: what `Predictor.ask` raises; events that were yielded stay valid.
    """
    with ExitStack() as stack:
        readers: dict[MediaId, FrameProvider] = {}

        def own() -> FrameProvider:
            if prepared.media_id not in readers:
                readers[prepared.media_id] = stack.enter_context(open_frames())
            return readers[prepared.media_id]

        def reader_of(item: MediaItem) -> FrameProvider:
            if item.media_id == prepared.media_id:
                return own()
            if item.media_id not in readers:
                readers[item.media_id] = stack.enter_context(open_item(item, token=token))
            return readers[item.media_id]

        request = replace(prepared.request, frames=own() if prepared.brings_picture else None)
        if prepared.conversation is not None:
            request = with_history(request, prepared.conversation, predictor, reader_of)
        for event in predictor.ask(request, token):
            if isinstance(event, SegmentFound) and not prepared.wants_masks:
                continue
            yield event
            if isinstance(event, AnswerFinished) and not prepared.wants_masks:
                return


def _text(task: AnswerTask, typed: str, *, is_video: bool, brings_picture: bool) -> str:
    text = sent_text(task, typed, is_video=is_video)
    return text if brings_picture else text.lstrip()


def _check_has_picture(prepared: PreparedAsk, item: MediaItem) -> None:
    """Without a picture of its own, a turn is about what the conversation showed last."""
    if prepared.brings_picture:
        return
    shown = prepared.conversation.shown_item if prepared.conversation is not None else None
    if prepared.task is not AnswerTask.ASK and shown is None:
        raise UsageError(
            translate("operations", "there is no picture to look at: choose which frames are shown")
        )
    if shown is not None and shown.media_id != item.media_id:
        sentence = translate(
            "operations", "the conversation showed {0} last: go there, or choose which frames are shown"
        )
        raise UsageError(sentence.format(shown.path.rsplit("/", 1)[-1]))
