"""A score of one object's masks over the clip, reduced to what a lane has pixels for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sa2va_desktop.ui.timeline.time_scale import TimeScale


class ScoreCurve:
    """SAM 2's own estimate, or how far the review trusts a mask, per frame; NaN where there is none."""

    def __init__(self, frame_count: int, scores: Mapping[int, float | None] | None = None) -> None:
        self._scores: npt.NDArray[np.float32] = np.full(frame_count, np.nan, np.float32)
        self.update(scores or {})

    @classmethod
    def of_arrays(
        cls, frame_count: int, frames: npt.NDArray[np.int64], scores: npt.NDArray[np.float32]
    ) -> ScoreCurve:
        """(T,) each: frame indices and scores in 0..1."""
        curve = cls(frame_count)
        curve._scores[frames] = scores
        return curve

    def update(self, scores: Mapping[int, float | None]) -> None:
        """Set frames; None takes a score away."""
        for frame, score in scores.items():
            self._scores[frame] = np.nan if score is None else score

    def score_at(self, frame: int) -> float | None:
        score = float(self._scores[frame])
        return None if np.isnan(score) else score

    def polylines(self, scale: TimeScale) -> list[list[tuple[float, float]]]:
        """Points (x in pixels, score) over the visible frames, split where scores are missing.

        When several frames share a pixel the lowest counts: a dip of one frame is what a reviewer looks for.
        """
        start, stop = scale.visible_frames
        if stop <= start:
            return []
        step = max(1, int(np.ceil(1.0 / scale.pixels_per_frame)))
        first = start // step * step
        edges = np.arange(first, stop, step)
        lows = np.fmin.reduceat(self._scores[first:stop], edges - first)
        middles = (edges + np.minimum(edges + step, self._scores.size)) / 2
        return _split_at_gaps(middles * scale.pixels_per_frame - scale.offset_px, lows)


def _split_at_gaps(
    x_px: npt.NDArray[np.float64], scores: npt.NDArray[np.float32]
) -> list[list[tuple[float, float]]]:
    lines: list[list[tuple[float, float]]] = []
    is_open = False
    for x, score in zip(x_px.tolist(), scores.tolist()):
        if score != score:  # NaN: no score here
            is_open = False
            continue
        if not is_open:
            lines.append([])
            is_open = True
        lines[-1].append((x, score))
    return lines
