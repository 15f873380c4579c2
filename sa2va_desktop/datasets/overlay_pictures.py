"""Pictures with the masks drawn on them, for formats that are only looked at."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import AnnotationObject, ObjectFrame
from sa2va_desktop.annotation.rle import rle_to_box_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

OPACITY = 0.5
OUTLINE_PX = 2


def refuse_without_pictures(clip: AnnotatedClip) -> None:
    """Raises FormatError when there is nothing to draw on."""
    if clip.open_frames is None:
        raise FormatError(
            translate("datasets", "{0}: an overlay needs the pictures, and they are not available").format(
                clip.name
            )
        )


def draw_overlay(
    frame: npt.NDArray[np.uint8], masks: Sequence[tuple[AnnotationObject, ObjectFrame]]
) -> npt.NDArray[np.uint8]:
    """A copy of a (H, W, 3) uint8 RGB frame with masks blended in their colours and outlined, in drawing order."""
    picture = frame.copy()
    for annotation_object, record in masks:
        x, y, width, height = record.rle.box_xywh
        region = picture[y : y + height, x : x + width]
        inside = rle_to_box_mask(record.rle)
        color = np.array(annotation_object.color, np.float32)
        region[inside] = (region[inside] * (1 - OPACITY) + color * OPACITY).astype(np.uint8)
        contours, _ = cv2.findContours(
            inside.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(x, y)
        )
        cv2.drawContours(picture, contours, -1, annotation_object.color, OUTLINE_PX)
    return picture
