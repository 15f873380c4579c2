"""Plays the clip by presentation time at a rate; frames that come too late are left out, never shown late."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.ui.view_state import ViewState

RATES = (0.25, 0.5, 1.0, 1.5, 2.0)
_MIN_WAIT_MS = 4


class Playback(QObject):
    """Moves the view state's playhead while it is playing, inside the in/out range.

    Signals:
        rate_changed(float).
    """

    rate_changed = Signal(float)

    def __init__(
        self,
        view_state: ViewState,
        parent: QObject | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._now_s = now_s
        self._times_s: list[float] = []
        self._last_frame_s = 0.04
        self._rate = 1.0
        self._loops = False
        self._anchor = (0.0, 0.0)  # clock and media time that belong together
        self._expected_frame = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        view_state.playing_changed.connect(self._follow_playing)
        view_state.frame_changed.connect(self._follow_frame)

    @property
    def rate(self) -> float:
        return self._rate

    def show_media(self, item: MediaItem | None) -> None:
        """Take over the times of another clip."""
        count = item.frame_count if item is not None else 0
        self._times_s = _times_of(item) if item is not None else []
        self._last_frame_s = self._times_s[-1] / (count - 1) if count > 1 else 0.04

    def set_loops(self, loops: bool) -> None:
        self._loops = loops

    def toggle(self) -> None:
        """Play or pause; at the end of the range it starts again from its beginning."""
        if len(self._times_s) < 2:
            return
        start, stop = self._view_state.frame_range
        if not self._view_state.is_playing and not start <= self._view_state.frame_index < stop - 1:
            self._view_state.seek(start)
        self._view_state.set_playing(not self._view_state.is_playing)

    def set_rate(self, rate: float) -> None:
        """One of `RATES`."""
        if rate != self._rate:
            self._rate = rate
            self._anchor_here()
            self.rate_changed.emit(rate)

    def step_rate(self, step: int) -> None:
        """The next faster (1) or slower (-1) rate."""
        position = RATES.index(self._rate) + step
        self.set_rate(RATES[max(0, min(len(RATES) - 1, position))])

    # ---- inside

    def _follow_playing(self, playing: bool) -> None:
        if playing:
            self._anchor_here()
            self._wait_for_next(self._view_state.frame_index)
        else:
            self._timer.stop()

    def _follow_frame(self, frame_index: int) -> None:
        if self._view_state.is_playing and frame_index != self._expected_frame:
            self._anchor_here()  # the person has moved the playhead while it plays

    def _anchor_here(self) -> None:
        if self._times_s:
            self._anchor = (self._now_s(), self._times_s[self._view_state.frame_index])

    def _media_time_s(self) -> float:
        clock_s, media_s = self._anchor
        return media_s + (self._now_s() - clock_s) * self._rate

    def _end_s(self, frame_index: int) -> float:
        following = frame_index + 1
        if following < len(self._times_s):
            return self._times_s[following]
        return self._times_s[frame_index] + self._last_frame_s

    def _tick(self) -> None:
        start, stop = self._view_state.frame_range
        media_s = self._media_time_s()
        frame_index = bisect_right(self._times_s, media_s) - 1
        if frame_index >= stop - 1 and media_s >= self._end_s(stop - 1):
            if not self._loops:
                self._show(stop - 1)
                self._view_state.set_playing(False)
                return
            self._show(start)
            self._anchor_here()
            frame_index = start
        self._show(min(frame_index, stop - 1))
        self._wait_for_next(min(frame_index, stop - 1))

    def _show(self, frame_index: int) -> None:
        self._expected_frame = frame_index
        self._view_state.seek(frame_index)

    def _wait_for_next(self, frame_index: int) -> None:
        wait_s = (self._end_s(frame_index) - self._media_time_s()) / self._rate
        self._timer.start(max(_MIN_WAIT_MS, round(wait_s * 1000)))


def _times_of(item: MediaItem) -> list[float]:
    """`MediaItem.time_s` of all frames; the loop matters with 100,000 of them."""
    first, (numerator, denominator) = item.pts[0], item.time_base
    return [(pts - first) * numerator / denominator for pts in item.pts]
