"""Masks of a sample: what is meant, what was predicted, frame by frame, so that one frame is unpacked at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.errors import FormatError


def meant_mask(clip: ImportedClip, objects: Sequence[int], frame: int, size_hw: tuple[int, int]) -> BoolMask:
    """(H, W) bool: the union of some objects of a clip on one of its frames.

    Raises:
        FormatError: a mask of another size.
    """
    masks = (clip.objects[index].track.get(frame) for index in objects)
    return union([mask.rle for mask in masks if mask is not None], size_hw, clip.name)


def predicted_mask(
    objects: Sequence[Sequence[MaskRle]], frame: int, size_hw: tuple[int, int], name: str = ""
) -> BoolMask:
    """(H, W) bool: the union of what was predicted; empty where there is nothing."""
    return union([track[frame] for track in objects if frame < len(track)], size_hw, name)


def union(rles: Sequence[MaskRle], size_hw: tuple[int, int], name: str = "") -> BoolMask:
    """(H, W) bool.

    Raises:
        FormatError: a mask of another size.
    """
    whole = np.zeros(size_hw, np.bool_)
    for rle in rles:
        if rle.size_hw != size_hw:
            raise FormatError(
                f"{name}: expected a mask of {size_hw[1]}x{size_hw[0]} pixels, found {rle.width}x{rle.height}"
            )
        whole |= rle_to_mask(rle)
    return whole


def masks_of(objects: Sequence[Sequence[MaskRle]], frame_count: int, size_hw: tuple[int, int]) -> list[MaskRle]:
    """One run-length mask a frame for what is handed in: the only object, or the union."""
    if len(objects) == 1:
        return list(objects[0])
    if not objects:
        return [empty_rle(*size_hw)] * frame_count
    return [mask_to_rle(predicted_mask(objects, frame, size_hw)) for frame in range(frame_count)]
