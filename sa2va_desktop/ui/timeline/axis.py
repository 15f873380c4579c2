"""What all strips of the timeline share: the scale, the frame times, and the marks that cross every strip."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.ui.timeline.ruler_ticks import FrameTimes
from sa2va_desktop.ui.timeline.time_scale import TimeScale

ZOOM_STEP = 1.25


class TimelineAxis(QObject):
    """Owned by the timeline view.

    Signals:
        scale_changed: zoomed, scrolled, resized, or another clip.
        marks_changed: cut marks or the running frame.
    """

    scale_changed = Signal()
    marks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scale = TimeScale(0, 1)
        self._times_s: FrameTimes = np.zeros(0)
        self._cut_frames: tuple[int, ...] = ()
        self._running_frame: int | None = None

    @property
    def scale(self) -> TimeScale:
        return self._scale

    @property
    def times_s(self) -> FrameTimes:
        """Seconds since the first frame, one for each frame."""
        return self._times_s

    @property
    def cut_frames(self) -> tuple[int, ...]:
        """First frames of new scenes, ascending."""
        return self._cut_frames

    @property
    def running_frame(self) -> int | None:
        """Where a run is at work, or None."""
        return self._running_frame

    def show_media(self, media: MediaItem | None) -> None:
        """Start over with another clip, wholly visible."""
        pts = np.asarray(media.pts if media else (), np.float64)
        if media is not None and pts.size:
            pts = (pts - pts[0]) * media.time_base[0] / media.time_base[1]
        self._times_s = pts
        self._cut_frames = ()
        self._running_frame = None
        self._set_scale(TimeScale(pts.size, self._scale.width_px).fitted())
        self.marks_changed.emit()

    def set_scale(self, scale: TimeScale) -> None:
        if scale != self._scale:
            self._set_scale(scale)

    def set_cut_frames(self, frames: Sequence[int]) -> None:
        self._cut_frames = tuple(sorted(frames))
        self.marks_changed.emit()

    def set_running_frame(self, frame: int | None) -> None:
        if frame != self._running_frame:
            self._running_frame = frame
            self.marks_changed.emit()

    def _set_scale(self, scale: TimeScale) -> None:
        self._scale = scale
        self.scale_changed.emit()
