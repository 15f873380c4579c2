"""Events of an answer as JSON-ready lines, for commands."""

from __future__ import annotations

from typing import Any

from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    FrameMasks,
    MemoryForecast,
    Notice,
    PromptBuilt,
    RunReport,
    SegmentFound,
    TextDelta,
)


def describe_event(event: AskEvent | RunReport) -> dict[str, Any]:
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
        case Notice():
            return {"event": "notice", "text": event.text}
        case MemoryForecast():
            return {"event": "memory", "text": event.text, "fits": event.fits}
        case FrameMasks():
            return {
                "event": "frame",
                "frame": event.frame_index,
                "done": event.done,
                "total": event.total,
                "areas": [mask.rle.area for mask in event.masks],
            }
