"""Which frame lies at which pixel of the timeline: a value that zooms and scrolls. Knows nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

MAX_PIXELS_PER_FRAME = 64.0


@dataclass(frozen=True)
class TimeScale:
    """Frame k covers the pixels [x_of(k), x_of(k + 1)); the axis is linear in frames, whatever their times.

    Attributes:
        frame_count: frames of the clip; 0 when nothing is shown.
        width_px: visible width.
        pixels_per_frame: zoom.
        offset_px: how far the view is scrolled, from the left edge of frame 0.
    """

    frame_count: int
    width_px: int
    pixels_per_frame: float = 1.0
    offset_px: float = 0.0

    @property
    def fit_pixels_per_frame(self) -> float:
        """The zoom at which the whole clip is visible; also the least there is."""
        if not self.frame_count or self.width_px <= 0:
            return 1.0
        return min(MAX_PIXELS_PER_FRAME, self.width_px / self.frame_count)

    @property
    def total_px(self) -> float:
        return self.frame_count * self.pixels_per_frame

    @property
    def max_offset_px(self) -> float:
        return max(0.0, self.total_px - self.width_px)

    @property
    def is_fitted(self) -> bool:
        return self.pixels_per_frame <= self.fit_pixels_per_frame * 1.0001

    @property
    def visible_frames(self) -> tuple[int, int]:
        """Half-open range of the frames of which at least a part is visible."""
        if not self.frame_count:
            return (0, 0)
        start = int(self.offset_px / self.pixels_per_frame)
        stop = int((self.offset_px + max(1, self.width_px)) / self.pixels_per_frame) + 1
        start = max(0, min(start, self.frame_count - 1))
        return (start, max(start + 1, min(stop, self.frame_count)))

    def x_of(self, frame: float) -> float:
        """Left edge of a frame; a fraction points inside it (k + 0.5 is its middle)."""
        return frame * self.pixels_per_frame - self.offset_px

    def frame_at(self, x_px: float) -> int:
        """The frame under a pixel, clamped to the clip."""
        if not self.frame_count:
            return 0
        frame = int((x_px + self.offset_px) // self.pixels_per_frame)
        return max(0, min(frame, self.frame_count - 1))

    def edge_at(self, x_px: float) -> int:
        """The boundary between frames nearest to a pixel: 0 up to and with `frame_count`."""
        edge = round((x_px + self.offset_px) / self.pixels_per_frame)
        return max(0, min(edge, self.frame_count))

    def fitted(self) -> TimeScale:
        """The whole clip."""
        return replace(self, pixels_per_frame=self.fit_pixels_per_frame, offset_px=0.0)

    def resized(self, width_px: int) -> TimeScale:
        """Another width: a fitted view stays fitted, any other keeps its zoom and its left edge."""
        if self.is_fitted:
            return replace(self, width_px=width_px).fitted()
        return replace(self, width_px=width_px)._clamped()

    def scrolled_to(self, offset_px: float) -> TimeScale:
        return replace(self, offset_px=offset_px)._clamped()

    def zoomed(self, factor: float, anchor_x_px: float) -> TimeScale:
        """Zoom so that what is under the anchor stays under it, as far as the ends of the clip allow."""
        position = (anchor_x_px + self.offset_px) / self.pixels_per_frame
        wanted = replace(self, pixels_per_frame=self.pixels_per_frame * factor)._clamped()
        return replace(wanted, offset_px=position * wanted.pixels_per_frame - anchor_x_px)._clamped()

    def showing(self, start: int, stop: int, margin_px: float = 16.0) -> TimeScale:
        """Zoom to a half-open range of frames with a little air on both sides."""
        room_px = max(1.0, self.width_px - 2 * margin_px)
        wanted = replace(self, pixels_per_frame=room_px / max(1, stop - start))._clamped()
        middle_px = (start + stop) / 2 * wanted.pixels_per_frame
        return replace(wanted, offset_px=middle_px - self.width_px / 2)._clamped()

    def revealing(self, frame: int) -> TimeScale:
        """Scroll just enough that a frame is visible; by a page when it left the view."""
        left = self.x_of(frame)
        if left >= 0 and left + self.pixels_per_frame <= self.width_px:
            return self
        spare_px = max(0.0, self.width_px - self.pixels_per_frame)
        margin_px = min(self.width_px * 0.1, spare_px)
        wanted_left = spare_px - margin_px if left < 0 else margin_px
        return self.scrolled_to(self.offset_px + left - wanted_left)

    def _clamped(self) -> TimeScale:
        zoom = max(self.fit_pixels_per_frame, min(self.pixels_per_frame, MAX_PIXELS_PER_FRAME))
        bounded = replace(self, pixels_per_frame=zoom)
        return replace(bounded, offset_px=max(0.0, min(self.offset_px, bounded.max_offset_px)))
