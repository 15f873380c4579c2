"""What the person is about to ask, and which frames the model would see. Knows nothing of Qt or of models."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sa2va_desktop.errors import UsageError

SHOWN_FRAME_COUNT = 5
"""How many frames of a clip the language model sees; the released checkpoints were trained with five."""


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
        frames_spec: `first:5`, `uniform:5`, `around:FRAME:5` or frame numbers such as `0,7,20`.
        frame_range: half-open range in which masks are wanted and from which the frames are picked.
    """

    text: str
    is_segment_mode: bool
    frames_spec: str
    frame_range: tuple[int, int]


def parse_frame_list(text: str, frame_count: int) -> tuple[int, ...]:
    """Read frame numbers such as `0, 7, 20`: ascending, each once.

    Raises:
        UsageError: not a number, outside the clip, none at all, or more than the model can see.
    """
    frames: set[int] = set()
    for part in text.replace(";", ",").replace(" ", ",").split(","):
        if not part:
            continue
        if not part.isascii() or not part.isdigit():
            raise UsageError(f"Frames are whole numbers with commas between them, found “{part}”.")
        if int(part) >= frame_count:
            raise UsageError(f"The clip has frames 0 to {frame_count - 1}, found {part}.")
        frames.add(int(part))
    if not frames:
        raise UsageError("Type at least one frame number.")
    if len(frames) > SHOWN_FRAME_COUNT:
        raise UsageError(f"The model sees at most {SHOWN_FRAME_COUNT} frames, found {len(frames)}.")
    return tuple(sorted(frames))


def frames_spec(choice: FramesChoice, playhead: int, custom_frames: tuple[int, ...]) -> str:
    """The choice in the words of the command line."""
    if choice is FramesChoice.AROUND:
        return f"around:{playhead}:{SHOWN_FRAME_COUNT}"
    if choice is FramesChoice.CUSTOM:
        return ",".join(str(frame) for frame in custom_frames)
    return f"{choice.value}:{SHOWN_FRAME_COUNT}"
