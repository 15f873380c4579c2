"""What is known of an object's track before anything is asked about it, and which objects are worth asking about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sa2va_desktop.annotation.records import MediaItem, MediaKind, ObjectFrame
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class TrackFacts:
    """Of one object over its clip.

    Attributes:
        largest_frame: the frame on which its mask is largest; of equals the first.
        largest_area: share of the picture there, 0..1.
        seen_frames: frames with a mask, ascending.
        recorded_count: frames with a record, absent ones included.
        duration_s: from the first to the last frame with a mask; None for a still.
    """

    largest_frame: int
    largest_area: float
    seen_frames: tuple[int, ...]
    recorded_count: int
    duration_s: float | None

    @property
    def visible_share(self) -> float:
        return len(self.seen_frames) / self.recorded_count if self.recorded_count else 0.0


def track_facts(item: MediaItem, track: Mapping[int, ObjectFrame]) -> TrackFacts | None:
    """None for an object without any mask. Unpacks all masks, so not for the GUI thread."""
    areas = {index: track[index].rle.area for index in sorted(track)}
    seen = tuple(index for index, area in areas.items() if area)
    if not seen:
        return None
    largest = max(seen, key=lambda index: (areas[index], -index))
    duration_s = None if item.kind is MediaKind.IMAGE else item.time_s(seen[-1]) - item.time_s(seen[0])
    return TrackFacts(largest, areas[largest] / (item.height * item.width), seen, len(track), duration_s)


@dataclass(frozen=True)
class Filters:
    """Objects that fall short of any of these are not asked about; 0 lets all pass.

    Attributes:
        least_area: share of the picture on the frame on which it is largest.
        least_visible: share of the frames with a record on which it is seen.
        least_duration_s: from the first to the last frame that shows it; stills pass.
    """

    least_area: float = 0.0
    least_visible: float = 0.0
    least_duration_s: float = 0.0

    def reason(self, facts: TrackFacts | None) -> str:
        """Why an object is left out, one sentence; "" when it passes."""
        if facts is None:
            return translate("operations", "It has no mask.")
        if facts.largest_area < self.least_area:
            return translate(
                "operations", "It covers {0:.2%} of the picture at most; {1:.2%} are wanted."
            ).format(facts.largest_area, self.least_area)
        if facts.visible_share < self.least_visible:
            return translate("operations", "It is seen on {0:.0%} of its frames; {1:.0%} are wanted.").format(
                facts.visible_share, self.least_visible
            )
        if facts.duration_s is not None and facts.duration_s < self.least_duration_s:
            return translate("operations", "It is seen for {0:.1f} s; {1:.1f} s are wanted.").format(
                facts.duration_s, self.least_duration_s
            )
        return ""
