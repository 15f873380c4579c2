"""Run model work on the calling thread, for commands: the same verbs as the window, without lanes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    FrameMasks,
    Predictor,
    PromptBuilt,
    SegmentFound,
    TextDelta,
)
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.records import MediaProbe
from sa2va_desktop.operations.ask import AnswerWriter, PreparedAsk, ask_events
from sa2va_desktop.tasks import CancelToken


def run_ask(
    writer: AnswerWriter,
    predictor: Predictor,
    prepared: PreparedAsk,
    probed: MediaProbe,
    token: CancelToken,
    *,
    on_event: Callable[[AskEvent], None],
) -> Sa2vaDesktopError | None:
    """Ask and write into the document until the end, an error, or a cancel.

    Returns: what ended it early, or None. Whatever was done by then is in the document.
    """
    reader = partial(open_media, probed.index.path, index=probed.index)
    try:
        for event in ask_events(predictor, prepared, reader, token):
            writer.apply(event)
            on_event(event)
    except Sa2vaDesktopError as error:
        writer.fail(error)
        return error
    except BaseException as error:
        writer.fail(error)
        raise
    writer.finish()
    return None


def describe_event(event: AskEvent) -> dict[str, Any]:
    """A JSON-ready line for an event."""
    match event:
        case PromptBuilt():
            return {"event": "prompt", "prompt": event.prompt, "tokens": event.token_count}
        case TextDelta():
            return {"event": "text", "text": event.text}
        case SegmentFound():
            return {
                "event": "segment",
                "index": event.seg_index,
                "phrase_range": [event.phrase_start, event.phrase_stop],
            }
        case AnswerFinished():
            return {"event": "text_finished", "text": event.text, "truncated": event.is_truncated}
        case FrameMasks():
            return {
                "event": "frame",
                "frame": event.frame_index,
                "done": event.done,
                "total": event.total,
                "areas": [mask.rle.area for mask in event.masks],
            }
