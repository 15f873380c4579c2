"""What a person may choose about filling attributes by question."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.errors import UsageError
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class FillOptions:
    """How much is asked, and what is believed.

    Attributes:
        frames: an attribute that does not change is asked on so many frames of each object.
        samples: one that changes is asked on so many frames spread over the track, before changes are narrowed down.
        most_questions: frames on which one changing attribute of one object is asked at most.
        threshold: a value whose confidence is lower is left open.
        again: also where there is a proposal already, which the new one replaces; confirmed values are never asked.
        whole_picture: a small object is not enlarged, so that questions about its surroundings can be answered.

    Raises:
        UsageError: a count below 1, or a threshold outside of 0..1.
    """

    frames: int = 3
    samples: int = 8
    most_questions: int = 24
    threshold: float = 0.5
    again: bool = False
    whole_picture: bool = False

    def __post_init__(self) -> None:
        for count in (self.frames, self.samples, self.most_questions):
            if count < 1:
                raise UsageError(
                    translate("operations", "Expected at least one frame to ask about, found {0}.").format(
                        count
                    )
                )
        if not 0 <= self.threshold <= 1:
            raise UsageError(
                translate("operations", "Expected a threshold from 0 to 1, found {0}.").format(self.threshold)
            )
