"""Masks of one picture united, subtracted, intersected, excluded, on their run lengths: pixels are never expanded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_window import flat_bounds, rle_of_flat

_Inside = npt.NDArray[np.bool_]  # (N, K): whether stretch k lies in mask n


def unite(first: MaskRle, *others: MaskRle) -> MaskRle:
    """What is in any of the masks."""
    return _combined((first, *others), np.logical_or.reduce)


def intersect(first: MaskRle, *others: MaskRle) -> MaskRle:
    """What is in all of the masks."""
    return _combined((first, *others), np.logical_and.reduce)


def subtract(first: MaskRle, *others: MaskRle) -> MaskRle:
    """What is in the first mask and in none of the others."""
    near = [each for each in others if overlap_boxes(first, each)]
    return _combined((first, *near), lambda inside: inside[0] & ~np.logical_or.reduce(inside[1:]), others)


def exclude(first: MaskRle, *others: MaskRle) -> MaskRle:
    """What is in an odd number of the masks; of two: what is in one of them only."""
    return _combined((first, *others), np.logical_xor.reduce)


def overlap_boxes(left: MaskRle, right: MaskRle) -> bool:
    """Whether the boxes of two masks have a pixel in common; without that, the masks have none."""
    return (
        left.x0 < right.x0 + right.box_width
        and right.x0 < left.x0 + left.box_width
        and left.y0 < right.y0 + right.box_height
        and right.y0 < left.y0 + left.box_height
    )


def overlap_area(left: MaskRle, right: MaskRle) -> int:
    """Number of pixels that two masks have in common."""
    return intersect(left, right).area if overlap_boxes(left, right) else 0


def _combined(
    masks: tuple[MaskRle, ...],
    is_kept: Callable[[_Inside], npt.ArrayLike],
    same_size: tuple[MaskRle, ...] = (),
) -> MaskRle:
    """One mask of several: the picture is cut where any of them begins or ends, and each stretch is judged once.

    Raises:
        ValueError: masks of pictures of different sizes.
    """
    first = masks[0]
    for other in (*masks, *same_size):
        if other.size_hw != first.size_hw:
            raise ValueError(f"masks of one picture have one size, found {first.size_hw} and {other.size_hw}")
    if len(masks) == 1:
        return first
    bounds = [flat_bounds(mask) for mask in masks]
    owners = np.repeat(np.arange(len(masks)), [each.size for each in bounds])
    places = np.concatenate(bounds)
    order = np.argsort(places, kind="stable")  # ascending stretches are merged, not sorted anew
    places, owners = places[order], owners[order]
    is_last = np.append(places[1:] != places[:-1], np.ones(min(1, places.size), np.bool_))
    cuts = places[is_last]
    # After an odd number of starts and stops one is inside; behind the last cut one is outside all of them.
    inside = np.stack([np.cumsum(owners == number)[is_last] & 1 for number in range(len(masks))]).astype(
        np.bool_
    )
    kept = np.asarray(is_kept(inside), np.bool_)
    before = np.concatenate((np.zeros(1, np.bool_), kept[:-1]))
    return rle_of_flat(cuts[kept & ~before], cuts[~kept & before], first.size_hw)
