"""What the review knows of lanes, as far as the timeline shows it; where it comes from is no matter here."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.ui.timeline.score_curve import ScoreCurve


class MarkKind(enum.Enum):
    ASKED = "asked"  # a dot at the height of the IoU
    COMMENT = "comment"
    REJECTED = "rejected"


@dataclass(frozen=True)
class LaneMark:
    """`value`: of ASKED the IoU in 0..1."""

    frame_index: int
    kind: MarkKind
    value: float = 0.0


class LaneReview(Protocol):
    """Read by the lanes when they are painted."""

    @property
    def has_all_curves(self) -> bool:
        """Whether every lane shows its curve, or that of the selected object only."""
        ...

    def trust_curve(self, object_id: ObjectId, frame_count: int) -> ScoreCurve | None:
        """1 minus the doubt; None while nobody computed it."""
        ...

    def marks(self, object_id: ObjectId) -> list[LaneMark]:
        """By frame."""
        ...

    def describe(self, object_id: ObjectId, frame_index: int) -> str:
        """What is doubted there and what was said, in words; "" for nothing."""
        ...
