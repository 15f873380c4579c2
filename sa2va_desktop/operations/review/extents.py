"""When and where objects are seen, so that only those are compared that can have met."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sa2va_desktop.operations.review.track_measures import NEIGHBOUR_REACH, TrackColumns

Extent = npt.NDArray[np.int64]
"""(6,): first and last frame on which something is seen, then x0, y0, x1, y1 of all boxes in pixels; NOWHERE for nothing."""
NOWHERE: Extent = np.array((1, 0, 0, 0, 0, 0), np.int64)


def extent_of(track: TrackColumns, about: npt.NDArray[np.int64] | None = None) -> Extent:
    """Of a whole track, or of its masks near frames.

    Args:
        about: (N,) frame indices, ascending.
    """
    rows = track.is_seen if about is None else track.is_seen & _is_near(track.frames, about)
    if not rows.any():
        return NOWHERE
    frames, boxes = track.frames[rows], track.boxes[rows]
    return np.array((frames[0], frames[-1], *boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)), np.int64)


def joined(left: Extent, right: Extent) -> Extent:
    """The smallest extent that holds both."""
    if left[0] > left[1] or right[0] > right[1]:
        return right if left[0] > left[1] else left
    lower, upper = np.minimum(left, right), np.maximum(left, right)
    return np.array((lower[0], upper[1], lower[2], lower[3], upper[4], upper[5]), np.int64)


def meet(one: Extent, many: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """(N,) which of (N, 6) extents have masks at about the same time and boxes in common with one."""
    at_a_time = (many[:, 0] <= one[1] + NEIGHBOUR_REACH) & (many[:, 1] >= one[0] - NEIGHBOUR_REACH)
    in_x = (many[:, 2] < one[4]) & (many[:, 4] > one[2])
    return np.asarray(at_a_time & in_x & (many[:, 3] < one[5]) & (many[:, 5] > one[3]))


def _is_near(frames: npt.NDArray[np.int64], about: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    first = np.searchsorted(about, frames - NEIGHBOUR_REACH, "left")
    return np.asarray(np.searchsorted(about, frames + NEIGHBOUR_REACH, "right") > first)
