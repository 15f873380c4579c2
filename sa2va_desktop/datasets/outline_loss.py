"""How many pixels a format of outlines changes: measured, by painting what would be written as its readers do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip


def outline_pixels(
    clips: Sequence[AnnotatedClip],
    frames_of: Callable[[AnnotatedClip], Sequence[int]],
    read_back: Callable[[MaskRle], MaskRle],
) -> int:
    """Pixels that differ between masks and what is read of them again, over all masks of the frames."""
    return sum(
        changed_pixels(record.rle, read_back(record.rle))
        for clip in clips
        for frame in frames_of(clip)
        for _, record in clip.masks_on(frame)
    )


def changed_pixels(before: MaskRle, after: MaskRle) -> int:
    """Pixels in which two masks of one picture differ."""
    if before == after:
        return 0
    return int(np.count_nonzero(rle_to_mask(before) != rle_to_mask(after)))
