"""Which mask an answer was about: when the mask is another one by now, the answer says nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.records import ObjectFrame
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.errors import ProjectError

_BYTES = 8


def mask_digest(rle: MaskRle) -> str:
    """Sixteen hexadecimal digits, equal for equal masks. Raises ProjectError: the stored mask is damaged."""
    whole = hashlib.blake2b(repr((rle.size_hw, rle.box_xywh)).encode(), digest_size=_BYTES)
    whole.update(rle.runs.astype("<u4").tobytes())
    return whole.hexdigest()


def standing_reviews(
    reviews: Mapping[int, FrameReview], track: Mapping[int, ObjectFrame]
) -> dict[int, FrameReview]:
    """The reviews of a track without answers about masks that are no longer there."""
    return {
        index: review if _stands(review, track.get(index)) else replace(review, asked_iou=None)
        for index, review in reviews.items()
    }


def _stands(review: FrameReview, frame: ObjectFrame | None) -> bool:
    if review.asked_iou is None or not review.asked_mask:
        return True
    try:
        return frame is not None and mask_digest(frame.rle) == review.asked_mask
    except ProjectError:  # a mask that cannot be read is a place of its own
        return False
