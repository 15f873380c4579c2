from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from support.masks import bool_masks, box_mask
from support.properties import property_settings

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.ui.canvas.device_plane import DevicePlane
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask, ShownMask
from sa2va_desktop.ui.canvas.mask_raster import RasterStyle, render_mask, sample_mask

RED = (220, 30, 30)


def sampled_slowly(mask: BoolMask, scale: float, box: PixelBox) -> BoolMask:
    """Pixel by pixel, as the docstring says it."""
    sampled = np.zeros(box.shape, np.bool_)
    for row in range(box.y0, box.y1):
        for column in range(box.x0, box.x1):
            y, x = math.floor((row + 0.5) / scale), math.floor((column + 0.5) / scale)
            if 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1]:
                sampled[row - box.y0, column - box.x0] = mask[y, x]
    return sampled


@property_settings(share=0.5)
@given(
    mask=bool_masks(),
    scale=st.sampled_from((0.13, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.7)),
    corner=st.tuples(st.integers(-4, 12), st.integers(-4, 12)),
    size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
)
def test_a_sampled_mask_is_the_mask_at_the_centre_of_each_device_pixel(
    mask: BoolMask, scale: float, corner: tuple[int, int], size: tuple[int, int]
) -> None:
    box = PixelBox(corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])

    assert np.array_equal(sample_mask(mask_to_rle(mask), scale, box), sampled_slowly(mask, scale, box))


def test_an_outline_lies_on_both_sides_of_the_border_and_its_halo_beyond() -> None:
    rle = mask_to_rle(box_mask((30, 30), 10, 10, 20, 20))
    box = PixelBox(0, 0, 30, 30)

    line = render_mask(rle, 1.0, box, RasterStyle(RED, outline_px=2))
    marked = render_mask(rle, 1.0, box, RasterStyle(RED, outline_px=2, halo_px=1))

    assert np.flatnonzero(line[15]).tolist() == [9, 10, 19, 20]
    assert np.flatnonzero(marked[15]).tolist() == [8, 9, 10, 11, 18, 19, 20, 21]
    assert line[15, 9] == 0xFFDC1E1E
    assert marked[15, 8] == 150 << 24


def test_a_thin_outline_lies_inside_the_mask() -> None:
    rle = mask_to_rle(box_mask((30, 30), 10, 10, 20, 20))

    line = render_mask(rle, 1.0, PixelBox(0, 0, 30, 30), RasterStyle(RED, outline_px=1))

    assert np.flatnonzero(line[15]).tolist() == [10, 19]


def painted(mask: PaintedMask, style: RasterStyle, plane: DevicePlane, exposed: PixelBox) -> QImage:
    image = QImage(80, 80, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    mask.paint(painter, plane, style, exposed)
    painter.end()
    return image


@property_settings(share=0.5)
@given(
    before=bool_masks(size_hw=(16, 16)),
    patch=bool_masks(size_hw=(5, 5)),
    at=st.tuples(st.integers(0, 11), st.integers(0, 11)),
    scale=st.sampled_from((0.5, 1.0, 3.0)),
    outline_px=st.integers(0, 3),
)
def test_a_mask_that_is_redrawn_step_by_step_looks_like_one_made_at_once(
    before: BoolMask, patch: BoolMask, at: tuple[int, int], scale: float, outline_px: int
) -> None:
    x, y = at
    after = before.copy()
    after[y : y + 5, x : x + 5] = patch
    style, plane = RasterStyle(RED, outline_px, halo_px=1), DevicePlane(scale, 1.0, (0, 0))
    everything = PixelBox(0, 0, 80, 80)
    first = PaintedMask(ShownMask(ObjectId(1), mask_to_rle(before), RED))
    painted(first, style, plane, everything)
    middle = first.redrawn(first.shown, QRect(0, 0, 0, 0))
    painted(middle, style, plane, everything)

    redrawn = middle.redrawn(ShownMask(ObjectId(1), mask_to_rle(after), RED), QRect(x, y, 5, 5))

    fresh = PaintedMask(redrawn.shown)
    assert painted(redrawn, style, plane, everything) == painted(fresh, style, plane, everything)


def test_a_point_is_covered_as_the_mask_says() -> None:
    pixels = np.random.default_rng(3).random((12, 17)) < 0.4
    mask = PaintedMask(ShownMask(ObjectId(1), mask_to_rle(pixels), RED))

    covered = [[mask.covers(x, y) for x in range(-1, 18)] for y in range(-1, 13)]

    assert np.array_equal(np.array(covered), np.pad(pixels, 1))
