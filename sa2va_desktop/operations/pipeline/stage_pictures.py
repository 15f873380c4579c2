"""The pictures that the stages show: the object cropped, without its background, and outlined in whole frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_window import read_window
from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.operations.outlined_crop import crop_box

PICTURES_RULE = 1
"""Goes up when the same frame and mask give another picture than before, so that older answers are not believed."""


def cropped(rgb: RgbFrame, rle: MaskRle) -> RgbFrame:
    """The object with its surroundings.

    Args:
        rgb: (H, W, 3) uint8, of the mask's size.
        rle: not empty.
    """
    box = crop_box(rle)
    return np.ascontiguousarray(rgb[box.y0 : box.y1, box.x0 : box.x1])


def cut_out(rgb: RgbFrame, rle: MaskRle, background: tuple[int, int, int]) -> RgbFrame:
    """The same crop with nothing but the object in it; see `cropped`."""
    shown = np.array(cropped(rgb, rle))
    shown[~read_window(rle, crop_box(rle))] = background
    return shown


@dataclass(frozen=True, eq=False)
class PictureFrames:
    """Pictures of one size in memory as a provider of frames."""

    pictures: tuple[RgbFrame, ...]

    @property
    def frame_count(self) -> int:
        return len(self.pictures)

    @property
    def size_hw(self) -> tuple[int, int]:
        return (self.pictures[0].shape[0], self.pictures[0].shape[1])

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return self.pictures[frame_index]


def side_by_side(pictures: Sequence[RgbFrame]) -> RgbFrame:
    """Pictures of one size as one, from left to right, for a model that takes one picture only."""
    return np.concatenate(list(pictures), axis=1)
