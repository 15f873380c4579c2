"""A region shown by its outline: the picture cut round it, for models that were not trained with marked regions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.annotation.rle import BoolMask, MaskRle
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window
from sa2va_desktop.inference.api import RgbFrame

OUTLINE_RGB = (255, 0, 0)
_MARGIN_SHARE = 0.5  # of the region's longer side: enough surroundings to name a part of something
_MIN_SIDE_PX = 64
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_HEIGHT_PX = 22  # of a digit at scale 1
_NUMBER_SHARE = 1 / 22  # height of a digit, of the picture's longer side: legible after the model's own scaling
_PLATE_ROOM = (
    1.4  # the innermost point of a mask lies so far inside, in plates, that the plate leaves most of it bare
)
_OUTLINE_SHARE = 1 / 100  # of the crop's longer side, so that it survives the model's own scaling


@dataclass(frozen=True, eq=False)
class SinglePicture:
    """One picture in memory as a provider of frames."""

    rgb: RgbFrame
    frame_count: int = 1

    @property
    def size_hw(self) -> tuple[int, int]:
        return (self.rgb.shape[0], self.rgb.shape[1])

    def read_rgb(self, frame_index: int) -> RgbFrame:
        if frame_index != 0:
            raise IndexError(f"frame {frame_index} is outside 0..0 of a single picture")
        return self.rgb


def outlined_crop(rgb: RgbFrame, rle: MaskRle) -> RgbFrame:
    """The surroundings of a mask with its outline drawn just outside it, so that none of its own pixels is covered.

    Args:
        rgb: (H, W, 3) uint8, of the mask's size.
        rle: not empty.
    """
    return _outlined(rgb, rle, crop_box(rle))


def outlined_picture(rgb: RgbFrame, rle: MaskRle) -> RgbFrame:
    """The whole picture with the outline of a mask, for what depends on everything else in it; see `outlined_crop`."""
    return _outlined(rgb, rle, PixelBox(0, 0, rgb.shape[1], rgb.shape[0]))


@dataclass(frozen=True)
class NumberedMask:
    """A thing to be outlined, and by what it is called; `rle` is not empty."""

    number: int
    rle: MaskRle
    color: Rgb


def numbered_picture(rgb: RgbFrame, marked: Sequence[NumberedMask]) -> RgbFrame:
    """The whole picture with an outline round each mask in its own colour, and its number on a plate of that colour.

    The plate lies inside the mask where that has room for it, and beside it where it has not, so that a small thing
    is not covered by its own number. Numbers are drawn last: no outline crosses them.

    Args:
        rgb: (H, W, 3) uint8, of the masks' size.
    """
    shown = np.array(rgb)
    box = PixelBox(0, 0, rgb.shape[1], rgb.shape[0])
    masks = [read_window(each.rle, box) for each in marked]
    for each, mask in zip(marked, masks, strict=True):
        _draw_outline(shown, mask, each.color)
    for each, mask in zip(marked, masks, strict=True):
        _draw_number(shown, mask, each)
    return shown


def _outlined(rgb: RgbFrame, rle: MaskRle, box: PixelBox) -> RgbFrame:
    shown = np.array(rgb[box.y0 : box.y1, box.x0 : box.x1])
    _draw_outline(shown, read_window(rle, box), OUTLINE_RGB)
    return shown


def _draw_outline(shown: RgbFrame, mask: BoolMask, color: Rgb) -> None:
    """Just outside the mask, in place."""
    width_px = max(2, round(max(mask.shape) * _OUTLINE_SHARE))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width_px + 1, 2 * width_px + 1))
    grown = cv2.dilate(mask.view(np.uint8), kernel).astype(np.bool_)
    shown[grown & ~mask] = color


def _draw_number(shown: RgbFrame, mask: BoolMask, marked: NumberedMask) -> None:
    """Its number on a plate, in place."""
    height, width = mask.shape
    text_scale = max(0.4, _NUMBER_SHARE * max(height, width) / _FONT_HEIGHT_PX)
    line_px = max(1, round(2 * text_scale))
    (text_w, text_h), _ = cv2.getTextSize(str(marked.number), _FONT, text_scale, line_px)
    pad_px = max(2, round(text_h * 0.3))
    plate_w, plate_h = text_w + 2 * pad_px, text_h + 2 * pad_px
    depth = cv2.distanceTransform(np.pad(mask.view(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    middle_y, middle_x = (int(at) for at in np.unravel_index(int(depth.argmax()), depth.shape))
    if depth.max() * _PLATE_ROOM < max(plate_w, plate_h):
        box = box_of(marked.rle)
        middle_x, middle_y = (box.x0 + box.x1) // 2, box.y0 - plate_h
        if middle_y - plate_h // 2 < 0:  # no room above it
            middle_y = box.y1 + plate_h
    left = min(max(0, middle_x - plate_w // 2), max(0, width - plate_w))
    top = min(max(0, middle_y - plate_h // 2), max(0, height - plate_h))
    ink = (0, 0, 0) if np.dot(marked.color, (0.299, 0.587, 0.114)) > 140 else (255, 255, 255)
    cv2.rectangle(shown, (left, top), (left + plate_w - 1, top + plate_h - 1), marked.color, cv2.FILLED)
    cv2.rectangle(shown, (left, top), (left + plate_w - 1, top + plate_h - 1), ink, max(1, line_px // 2))
    at = (left + pad_px, top + pad_px + text_h)
    cv2.putText(shown, str(marked.number), at, _FONT, text_scale, ink, line_px, cv2.LINE_AA)


def crop_box(rle: MaskRle) -> PixelBox:
    """The part of the picture that is shown."""
    box = box_of(rle)
    longest = max(box.shape)
    margin_px = max(math.ceil(longest * _MARGIN_SHARE), math.ceil((_MIN_SIDE_PX - longest) / 2))
    return box.grown(margin_px).clipped(rle.size_hw)
