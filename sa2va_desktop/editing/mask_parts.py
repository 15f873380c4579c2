"""A mask as the separate parts that it is made of. Pixels hang together over corners too, as in `mask_cleanup`."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window, shifted_rle

_Labels = npt.NDArray[np.int32]


def split_parts(rle: MaskRle, min_area_px: int = 1, most: int | None = None) -> list[MaskRle]:
    """The connected parts, the largest first, of equals the upper left one. Together they are the mask.

    Args:
        min_area_px: a smaller piece goes with the part that it is nearest to; if no piece is as large, the mask stays
            whole.
        most: no more parts than this; the smallest go with the nearest, too.
    """
    if rle.is_empty:
        return []
    box = box_of(rle)
    solid = read_window(rle, box).view(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    order = np.argsort(-areas, kind="stable")[: count - 1]  # labels are given row by row
    large = order[areas[order] >= min_area_px][:most]
    if large.size <= 1:
        return [rle]
    owners = np.zeros(count, np.int32)
    owners[large] = large
    if large.size < count - 1:
        _give_small_pieces(labels, owners)
    x0, y0 = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    x1, y1 = x0 + stats[:, cv2.CC_STAT_WIDTH], y0 + stats[:, cv2.CC_STAT_HEIGHT]
    parts = []
    for label in large:
        own = owners == label
        part = PixelBox(int(x0[own].min()), int(y0[own].min()), int(x1[own].max()), int(y1[own].max()))
        mask = own[labels[part.y0 : part.y1, part.x0 : part.x1]]
        at = PixelBox(box.x0 + part.x0, box.y0 + part.y0, box.x0 + part.x1, box.y0 + part.y1)
        parts.append(shifted_rle(mask_to_rle(mask), at, rle.size_hw))
    return sorted(parts, key=lambda each: -each.area)


def divide(rle: MaskRle, claims: list[MaskRle]) -> list[MaskRle]:
    """A mask divided between others: each of its pixels goes to the one that it is nearest to.

    Args:
        claims: not empty masks of the same picture.

    Returns: one mask a claim, which may be empty; together they are the mask.
    """
    box = box_of(rle)
    for claim in claims:
        other = box_of(claim)
        box = PixelBox(
            min(box.x0, other.x0), min(box.y0, other.y0), max(box.x1, other.x1), max(box.y1, other.y1)
        )
    labels = np.zeros(box.shape, np.int32)
    for number, claim in reversed(list(enumerate(claims, start=1))):  # the first wins where they overlap
        labels[read_window(claim, box)] = number
    nearest, _ = nearest_labels(labels)
    mask = read_window(rle, box)
    shares = (mask_to_rle(mask & (nearest == number)) for number in range(1, len(claims) + 1))
    return [shifted_rle(share, box, rle.size_hw) for share in shares]


def nearest_labels(labels: _Labels) -> tuple[_Labels, npt.NDArray[np.float32]]:
    """For every pixel the label of the nearest pixel that has one, and the distance to it in pixels.

    Args:
        labels: (H, W), 0 where there is none; at least one is not 0.
    """
    distances, places = cv2.distanceTransformWithLabels(
        (labels == 0).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known = labels != 0
    table = np.zeros(int(places.max()) + 1, np.int32)
    table[places[known]] = labels[known]
    return table[places], distances


def _give_small_pieces(labels: _Labels, owners: npt.NDArray[np.int32]) -> None:
    """Give each piece that has no owner yet to the large part whose pixel is nearest to one of its own."""
    nearest, distances = nearest_labels(owners[labels])
    pixels = np.flatnonzero((labels != 0) & (owners[labels] == 0))
    pixels = pixels[np.argsort(distances.reshape(-1)[pixels], kind="stable")]
    pieces, first = np.unique(labels.reshape(-1)[pixels], return_index=True)
    owners[pieces] = nearest.reshape(-1)[pixels[first]]
