"""How far a corrected mask spreads: pure functions over frame states and masks.

A correction is carried from its frame to both sides, to the next frame that a person has settled (edited, confirmed
or locked) or to where the track ends. Where such a frame ends it, the track is carried from there as well, and both
results meet. It ends early where it finds again what is there already.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sa2va_desktop.annotation.records import FrameState, ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_measures import blend_masks, mask_iou
from sa2va_desktop.inference.api import TrackDirection

FrameRange = tuple[int, int]  # half-open

AGREE_IOU = 0.98
AGREE_FRAMES = 10
"""After so many frames in a row with at least that IoU to what is there, nothing further on will differ."""

BLEND_IOU = 0.8
"""Results of both sides that overlap less are not the same thing seen twice: a person has to look."""


@dataclass(frozen=True)
class CorrectionSide:
    """The frames on one side of a corrected frame that have to be computed again.

    Attributes:
        frame_range: not empty; next to the corrected frame.
        direction: away from the corrected frame.
        far_anchor: the settled frame that ends it, or None where the track ends.
    """

    frame_range: FrameRange
    direction: TrackDirection
    corrected_frame: int
    far_anchor: int | None

    @property
    def outward(self) -> range:
        """Its frames in the order of tracking from the corrected frame."""
        start, stop = self.frame_range
        is_forward = self.direction is TrackDirection.FORWARD
        return range(start, stop) if is_forward else range(stop - 1, start - 1, -1)

    def far_weight(self, frame_index: int) -> float:
        """How much the far side has to say about a frame: 0 at the corrected frame, 1 at the far anchor."""
        assert self.far_anchor is not None
        return abs(frame_index - self.corrected_frame) / abs(self.far_anchor - self.corrected_frame)


def plan_correction(
    states: Mapping[int, FrameState],
    corrected_frame: int,
    *,
    frame_range: FrameRange,
    settled: Collection[int] = (),
) -> tuple[CorrectionSide, ...]:
    """Which frames of a track a correction spreads to: first the side after the corrected frame, then the one before.

    Untouched frames end it: a correction changes what is there and tracks nothing new.

    Args:
        states: frames that have a record.
        frame_range: what lies outside is left alone.
        settled: frames that end it beside the protected ones, such as those that a person marked.
    """
    sides = []
    for direction in (TrackDirection.FORWARD, TrackDirection.BACKWARD):
        step = 1 if direction is TrackDirection.FORWARD else -1
        frame, far_anchor = corrected_frame + step, None
        while frame_range[0] <= frame < frame_range[1]:
            state = states.get(frame, FrameState.UNTOUCHED)
            if state.is_protected or frame in settled:
                far_anchor = frame
            if far_anchor is not None or state is FrameState.UNTOUCHED:
                break
            frame += step
        if frame != corrected_frame + step:
            span = (corrected_frame + 1, frame) if step > 0 else (frame + 1, corrected_frame)
            sides.append(CorrectionSide(span, direction, corrected_frame, far_anchor))
    return tuple(sides)


@dataclass(frozen=True)
class Agreement:
    """How many frames in a row were found as they are. Frames without the object tell nothing either way."""

    frames: int = 0

    def after(self, found: MaskRle, there: MaskRle) -> Agreement:
        """With one more frame, in the order of tracking."""
        if found.is_empty and there.is_empty:
            return self
        return Agreement(self.frames + 1 if mask_iou(found, there) > AGREE_IOU else 0)

    @property
    def is_settled(self) -> bool:
        return self.frames >= AGREE_FRAMES


def merge_sides(near: ObjectFrame, far: ObjectFrame, far_weight: float) -> ObjectFrame:
    """One frame as both sides see it: blended where they agree, else the nearer side's mask, FLAGGED.

    Args:
        near: carried from the corrected frame.
        far: carried from the settled frame on the other end.
        far_weight: 0..1, see `CorrectionSide.far_weight`.
    """
    nearer = far if far_weight > 0.5 else near
    scores = (_lower(near.predicted_iou, far.predicted_iou), _lower(near.object_score, far.object_score))
    if mask_iou(near.rle, far.rle) < BLEND_IOU:
        return ObjectFrame(nearer.rle, FrameState.FLAGGED, *scores)
    is_doubtful = FrameState.FLAGGED in (near.state, far.state)
    state = FrameState.FLAGGED if is_doubtful else nearer.state
    return ObjectFrame(blend_masks(near.rle, far.rle, far_weight), state, *scores)


def _lower(left: float | None, right: float | None) -> float | None:
    known = [value for value in (left, right) if value is not None]
    return min(known, default=None)
