"""A region shown by its outline: the picture cut round it, for models that were not trained with marked regions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_window import PixelBox, box_of, read_window
from sa2va_desktop.inference.api import RgbFrame

OUTLINE_RGB = (255, 0, 0)
_MARGIN_SHARE = 0.5  # of the region's longer side: enough surroundings to name a part of something
_MIN_SIDE_PX = 64
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


def _outlined(rgb: RgbFrame, rle: MaskRle, box: PixelBox) -> RgbFrame:
    shown = np.array(rgb[box.y0 : box.y1, box.x0 : box.x1])
    mask = read_window(rle, box)
    width_px = max(2, round(max(box.shape) * _OUTLINE_SHARE))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width_px + 1, 2 * width_px + 1))
    grown = cv2.dilate(mask.view(np.uint8), kernel).astype(np.bool_)
    shown[grown & ~mask] = OUTLINE_RGB
    return shown


def crop_box(rle: MaskRle) -> PixelBox:
    """The part of the picture that is shown."""
    box = box_of(rle)
    longest = max(box.shape)
    margin_px = max(math.ceil(longest * _MARGIN_SHARE), math.ceil((_MIN_SIDE_PX - longest) / 2))
    return box.grown(margin_px).clipped(rle.size_hw)
