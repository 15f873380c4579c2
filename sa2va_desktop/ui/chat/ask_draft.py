"""What the person is about to ask, and which frames the model would see. Knows nothing of Qt or of models."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from sa2va_desktop.operations.frame_choice import LANGUAGE_FRAME_LIMIT


class FramesChoice(enum.Enum):
    """How the frames for the language model are picked inside the range."""

    FIRST = "first"
    UNIFORM = "uniform"
    AROUND = "around"
    CUSTOM = "custom"


@dataclass(frozen=True)
class AskDraft:
    """An instruction ready to be sent.

    Attributes:
        text: as typed; a noun phrase in Segment mode.
        is_segment_mode: the operation wraps `text` in the model's own segmentation prompt.
        frames_spec: a SPEC of `operations.frame_choice`, such as `first:5` or `0,7,20`.
        frame_range: half-open range in which masks are wanted and from which the frames are picked.
    """

    text: str
    is_segment_mode: bool
    frames_spec: str
    frame_range: tuple[int, int]


def frames_spec(
    choice: FramesChoice, *, playhead: int, frame_range: tuple[int, int], custom_text: str = ""
) -> str:
    """The choice as a SPEC. A playhead outside the range counts as the nearest frame inside."""
    if choice is FramesChoice.AROUND:
        inside = max(frame_range[0], min(playhead, frame_range[1] - 1))
        return f"around:{inside}:{LANGUAGE_FRAME_LIMIT}"
    if choice is FramesChoice.CUSTOM:
        return ",".join(re.split(r"[\s,;]+", custom_text.strip(" \t,;")))
    return f"{choice.value}:{LANGUAGE_FRAME_LIMIT}"
