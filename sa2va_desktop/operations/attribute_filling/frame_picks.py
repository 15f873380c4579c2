"""On which frames an object is asked about: where it is large and its mask is sure, and spread over its track."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from sa2va_desktop.annotation.records import ObjectFrame


def seen_frames(track: Mapping[int, ObjectFrame]) -> list[int]:
    """Frames with a mask, ascending. Unpacks all masks, so not for the GUI thread."""
    return sorted(index for index, frame in track.items() if not frame.rle.is_empty)


def best_frames(track: Mapping[int, ObjectFrame], frames: Sequence[int], count: int) -> list[int]:
    """The best frame of each of `count` equal stretches of `frames`, which ascend; all of them where there are fewer.

    The best is the one with the largest mask, a mask that SAM 2 doubts counting for less.
    """
    count = min(count, len(frames))
    edges = [place * len(frames) // count for place in range(count + 1)] if count else []
    parts = [frames[start:stop] for start, stop in itertools.pairwise(edges)]
    return [max(part, key=lambda index: (_worth(track[index]), -index)) for part in parts]


def spread(count: int, wanted: int) -> list[int]:
    """`wanted` places among `count`, evenly, the first and the last of them included; all where there are fewer."""
    if wanted >= count:
        return list(range(count))
    if wanted == 1:
        return [0]
    return sorted({round(place * (count - 1) / (wanted - 1)) for place in range(wanted)})


def _worth(frame: ObjectFrame) -> float:
    sure = 1.0 if frame.predicted_iou is None else max(0.0, min(1.0, frame.predicted_iou))
    return frame.rle.area * sure
