"""What a reviewer, or a second look of the model, says of one object on one frame."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sa2va_desktop.annotation.records import ObjectId


class Verdict(enum.Enum):
    """A person's judgement of a mask."""

    NONE = "none"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"  # wrong: to be done again


@dataclass(frozen=True)
class FrameReview:
    """Beside the mask, which may change without it.

    Attributes:
        comment: a reviewer's words, or "".
        asked_iou: IoU in 0..1 of the mask with what the model found when it was asked for the object's expression again
            on this frame, or None when it was not.
        asked_text: that expression; model_name: the checkpoint that was asked; "" when it was not.
        asked_mask: a digest of the mask that it was asked about, or "": the answer says nothing of another one.
        reviewed_at: ISO 8601, UTC, of the verdict or the comment, or "".
    """

    object_id: ObjectId
    frame_index: int
    verdict: Verdict = Verdict.NONE
    comment: str = ""
    asked_iou: float | None = None
    asked_text: str = ""
    model_name: str = ""
    reviewed_at: str = ""
    asked_mask: str = ""

    @property
    def slot_key(self) -> tuple[ObjectId, int]:
        return (self.object_id, self.frame_index)
