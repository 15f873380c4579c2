"""What the person is about to ask, and which frames the model would see. Knows nothing of Qt or of models."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from sa2va_desktop.annotation.records import Answer, ObjectId
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC, LANGUAGE_FRAME_LIMIT
from sa2va_desktop.operations.instructions import segment_instruction
from sa2va_desktop.operations.region_caption import described_object
from sa2va_desktop.operations.region_prompts import RegionKind, kind_of_prompt


class FramesChoice(enum.Enum):
    """How the frames for the language model are picked inside the range."""

    FIRST = "first"
    UNIFORM = "uniform"
    AROUND = "around"
    CUSTOM = "custom"


@dataclass(frozen=True)
class RegionDraft:
    """What an instruction is about when it is about one object: its region on one frame."""

    object_id: ObjectId
    frame_index: int
    kind: RegionKind = RegionKind.QUESTION


@dataclass(frozen=True)
class AskDraft:
    """An instruction ready to be sent.

    Attributes:
        text: as typed; a noun phrase in Segment mode.
        is_segment_mode: the operation wraps `text` in the model's own segmentation prompt.
        frames_spec: a SPEC of `operations.frame_choice`, such as `first:5` or `0,7,20`.
        frame_range: half-open range in which masks are wanted and from which the frames are picked.
        about: the object that the instruction is about; then nothing is segmented. None: the whole picture or clip.
    """

    text: str
    is_segment_mode: bool
    frames_spec: str
    frame_range: tuple[int, int]
    about: RegionDraft | None = None


def draft_of(answer: Answer, *, is_video: bool) -> AskDraft:
    """What was asked then, about the same frames. The object of an answer about one that is gone is gone too."""
    object_id = described_object(answer)
    about = None
    if object_id is not None:
        kind = kind_of_prompt(answer.prompt)
        about = RegionDraft(object_id, min(answer.language_frames, default=answer.frame_range[0]), kind)
    wrapped = segment_instruction(answer.instruction, is_video=is_video)
    spec = ",".join(map(str, answer.language_frames)) if answer.language_frames else DEFAULT_SPEC
    return AskDraft(
        text=answer.instruction,
        is_segment_mode=about is None and wrapped != answer.instruction and wrapped in answer.prompt,
        frames_spec=spec,
        frame_range=answer.frame_range,
        about=about,
    )


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
