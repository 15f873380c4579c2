"""Regions that a person gives as pictures: index or black-and-white masks of the picture's own size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.errors import InputError
from sa2va_desktop.media.index_picture import read_index_picture
from sa2va_desktop.translation import translate


def read_region_masks(paths: Sequence[Path], size_hw: tuple[int, int]) -> tuple[BoolMask, ...]:
    """(H, W) bool each; any value but 0 is foreground.

    Args:
        size_hw: height and width that every mask must have.

    Raises:
        MediaError: a mask cannot be read.
        InputError: it has another size.
    """
    masks = []
    for path in paths:
        values, _ = read_index_picture(path)
        if values.shape != size_hw:
            height, width = values.shape
            raise InputError(
                translate("operations", "{0}: expected a mask of {1}x{2}, found {3}x{4}").format(
                    path, size_hw[1], size_hw[0], width, height
                )
            )
        masks.append(values != 0)
    return tuple(masks)
