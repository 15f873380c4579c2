"""How well masks that were found fit what they are meant to find: one number over all of its frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window


class TrackFit:
    """Sum of intersections over sum of unions, over the frames that have a record of what is meant.

    Frames without a record are not judged; recorded frames on which nothing was looked for count as found empty.
    """

    def __init__(self, truth: Mapping[int, Sequence[MaskRle]]) -> None:
        """`truth`: the masks of all that is meant by frame, empty ones or none where it is absent."""
        self._left = dict(truth)
        self._intersection = self._union = 0

    def add(self, frame_index: int, masks: Sequence[MaskRle]) -> None:
        """All masks that were found on a frame; what overlaps counts once. Each frame counts the first time only."""
        meant = self._left.pop(frame_index, None)
        if meant is not None:
            common, both = _overlap(meant, masks)
            self._intersection += common
            self._union += both

    @property
    def iou(self) -> float:
        """0..1; 1.0 when nothing was there and nothing was found."""
        union = self._union + sum(_overlap(meant, ())[1] for meant in self._left.values())
        return self._intersection / union if union else 1.0


def _overlap(meant: Sequence[MaskRle], found: Sequence[MaskRle]) -> tuple[int, int]:
    """Pixels in both and in either."""
    masks = [mask for mask in (*meant, *found) if not mask.is_empty]
    if not masks:
        return 0, 0
    box = box_of(masks[0])
    for mask in masks[1:]:
        box = _around(box, box_of(mask))
    wanted, there = _united(meant, box), _united(found, box)
    return int(np.count_nonzero(there & wanted)), int(np.count_nonzero(there | wanted))


def _united(masks: Sequence[MaskRle], box: PixelBox) -> BoolMask:
    united = np.zeros(box.shape, np.bool_)
    for mask in masks:
        if not mask.is_empty:
            united |= read_window(mask, box)
    return united


def _around(first: PixelBox, second: PixelBox) -> PixelBox:
    return PixelBox(
        min(first.x0, second.x0), min(first.y0, second.y0), max(first.x1, second.x1), max(first.y1, second.y1)
    )
