"""Is the object there? From SAM 2's object score and from jumps of the mask's area, frame after frame along a track.

The score says that a thing has left the picture; it does not say that most of it is covered, and it stays high when
the tracker spills over the whole picture. Both show in the area, which changes slowly for real things.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from sa2va_desktop.annotation.records import FrameState

PRESENT_SCORE = 0.0
"""At or below it the object is not in the frame: the threshold that SAM 2 was trained with."""

OCCLUDED_SHARE = 0.4
"""A mask that falls below this share of its usual area within one frame is mostly covered by something."""

SPILL_FACTOR = 3.0
"""A mask that exceeds its usual area by this factor within one frame has caught something else."""

SPILL_PICTURE_SHARE = 0.01
"""Smaller masks may grow as they like: a thing that enters the picture multiplies its area with every frame."""

MIN_USUAL_AREA_PX = 64
"""Below it a few pixels are a large share, so nothing is called covered."""

REMEMBERED_FRAMES = 8
"""The usual area is the median of so many present frames: one bad frame does not move it."""

OCCLUSION_LIMIT = 25
"""A thing that stays small for so many frames has become small (a cut to a wider view, a door that closed)."""


@dataclass(frozen=True)
class PresenceMemory:
    """What was seen of one object along its track so far. `seen` starts one from a frame that is known to be right.

    Attributes:
        areas: of the latest frames on which it was plainly there, oldest first.
        small_areas: of the latest frames in a row on which it was taken for covered.
    """

    areas: tuple[int, ...] = ()
    small_areas: tuple[int, ...] = ()

    def seen(self, area: int) -> PresenceMemory:
        """After a frame on which the object was plainly there with that area; 0 tells nothing."""
        return PresenceMemory((*self.areas, area)[-REMEMBERED_FRAMES:]) if area else self

    @property
    def usual_area(self) -> float | None:
        """None while nothing is known."""
        return statistics.median(self.areas) if self.areas else None


def judge_presence(
    memory: PresenceMemory, *, area: int, object_score: float, picture_area: int
) -> tuple[FrameState, PresenceMemory]:
    """The state of one tracked frame, and what to judge the next one by.

    Args:
        area: of the mask, in pixels.
        object_score: logit.

    Returns: TRACKED, ABSENT (the score says so, or the mask is empty), OCCLUDED (there, but much smaller than usual),
        or FLAGGED (much larger than usual). Only plain presence changes what is usual, until `OCCLUSION_LIMIT`.
    """
    if area == 0 or object_score <= PRESENT_SCORE:
        return FrameState.ABSENT, PresenceMemory(memory.areas)
    usual = memory.usual_area
    if usual is None:
        return FrameState.TRACKED, memory.seen(area)
    if area > SPILL_FACTOR * usual and area > SPILL_PICTURE_SHARE * picture_area:
        return FrameState.FLAGGED, PresenceMemory(memory.areas)
    if usual >= MIN_USUAL_AREA_PX and area < OCCLUDED_SHARE * usual:
        small_areas = (*memory.small_areas, area)
        if len(small_areas) < OCCLUSION_LIMIT:
            return FrameState.OCCLUDED, PresenceMemory(memory.areas, small_areas)
        return FrameState.TRACKED, PresenceMemory(small_areas[-REMEMBERED_FRAMES:])
    return FrameState.TRACKED, memory.seen(area)
