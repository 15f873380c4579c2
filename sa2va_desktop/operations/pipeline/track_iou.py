"""How well masks that were found fit an object's track: one number over all of its frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window


class TrackFit:
    """Sum of intersections over sum of unions, over the frames that have a record of the object.

    Frames without a record are not judged; recorded frames on which nothing was looked for count as found empty.
    """

    def __init__(self, truth: Mapping[int, MaskRle]) -> None:
        """`truth`: the object's masks by frame, empty ones where it is absent."""
        self._left = dict(truth)
        self._intersection = self._union = 0

    def add(self, frame_index: int, masks: Sequence[MaskRle]) -> None:
        """All masks that were found on a frame; what overlaps counts once. Each frame counts the first time only."""
        rle = self._left.pop(frame_index, None)
        if rle is not None:
            common, both = _overlap(rle, [mask for mask in masks if not mask.is_empty])
            self._intersection += common
            self._union += both

    @property
    def iou(self) -> float:
        """0..1; 1.0 when nothing was there and nothing was found."""
        union = self._union + sum(rle.area for rle in self._left.values())
        return self._intersection / union if union else 1.0


def _overlap(rle: MaskRle, masks: Sequence[MaskRle]) -> tuple[int, int]:
    """Pixels in both and in either."""
    if not masks:
        return 0, rle.area
    box = box_of(masks[0])
    for mask in masks[1:]:
        box = _around(box, box_of(mask))
    if not rle.is_empty:
        box = _around(box, box_of(rle))
    united = np.zeros(box.shape, np.bool_)
    for mask in masks:
        united |= read_window(mask, box)
    wanted = read_window(rle, box)
    return int(np.count_nonzero(united & wanted)), int(np.count_nonzero(united | wanted))


def _around(first: PixelBox, second: PixelBox) -> PixelBox:
    return PixelBox(
        min(first.x0, second.x0), min(first.y0, second.y0), max(first.x1, second.x1), max(first.y1, second.y1)
    )
