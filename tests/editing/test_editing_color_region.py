"""The magic wand on small pictures, compared with slow, plain versions; masks of every kind added, cut and kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.masks import bool_masks, box_mask
from support.pieces import SIDES, pieces
from support.properties import property_settings

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.editing.color_region import Combining, WandSettings, color_region, with_region


@st.composite
def pointed(draw: st.DrawFn) -> tuple[npt.NDArray[np.uint8], tuple[int, int], WandSettings]:
    """A picture with areas of few colours and some noise, a pixel of it, and settings."""
    areas = draw(bool_masks())
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    colors = random.integers(0, 256, (2, 3))
    noise = random.integers(-20, 21, (*areas.shape, 3))
    rgb = np.clip(colors[areas.astype(int)] + noise * draw(st.booleans()), 0, 255).astype(np.uint8)
    at = (draw(st.integers(0, areas.shape[1] - 1)), draw(st.integers(0, areas.shape[0] - 1)))
    settings = WandSettings(
        draw(st.sampled_from((0, 10, 24, 80, 255))), draw(st.booleans()), draw(st.sampled_from((1, 3, 5)))
    )
    return rgb, at, settings


@given(pointed())
@property_settings(share=0.5)
def test_a_region_is_what_differs_little_in_every_channel_and_hangs_together(
    case: tuple[npt.NDArray[np.uint8], tuple[int, int], WandSettings],
) -> None:
    rgb, (x, y), settings = case

    region = color_region(rgb, (x, y), settings)

    assert region == mask_to_rle(plain_region(rgb, x, y, settings))


@given(bool_masks(), st.integers(0, 2**32 - 1), st.sampled_from(Combining))
@property_settings(share=0.5)
def test_a_region_is_added_cut_or_kept_pixel_by_pixel(mask: BoolMask, seed: int, combining: Combining) -> None:
    other = np.random.default_rng(seed).random(mask.shape) < 0.4
    expected = {
        Combining.ADD: mask | other,
        Combining.SUBTRACT: mask & ~other,
        Combining.INTERSECT: mask & other,
    }[combining]

    edit = with_region(mask_to_rle(mask), mask_to_rle(other), combining)

    assert edit.rle == mask_to_rle(expected)
    assert (edit.changed is None) == bool((mask == expected).all())


def test_a_line_that_is_one_pixel_thin_and_slanted_keeps_two_areas_apart() -> None:
    rgb = np.zeros((8, 8, 3), np.uint8)
    rgb[np.arange(8), np.arange(8)] = 255

    region = color_region(rgb, (7, 0), WandSettings(10))

    assert (rle_to_mask(region) == np.triu(np.ones((8, 8), np.bool_), 1)).all()


def test_the_clicked_pixel_belongs_to_it_even_where_the_mean_round_it_is_another_color() -> None:
    rgb = np.full((5, 5, 3), 200, np.uint8)
    rgb[2, 2] = 0

    region = color_region(rgb, (2, 2), WandSettings(5, is_contiguous=True, sample_side=3))

    assert region == mask_to_rle(box_mask((5, 5), 2, 2, 3, 3))


@pytest.mark.parametrize("at", [(-1, 0), (0, -1), (4, 0), (0, 3)])
def test_outside_the_picture_nothing_is_similar(at: tuple[int, int]) -> None:
    assert color_region(np.zeros((3, 4, 3), np.uint8), at, WandSettings()).is_empty


def test_the_picture_is_left_alone() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (20, 20, 3), np.uint8)
    rgb.setflags(write=False)
    before = rgb.copy()

    color_region(rgb, (3, 4), WandSettings(60))

    assert (rgb == before).all()


def plain_region(rgb: npt.NDArray[np.uint8], x: int, y: int, settings: WandSettings) -> BoolMask:
    """Pixel by pixel."""
    reach = settings.sample_side // 2
    near = [
        rgb[row, column].astype(float)
        for row in range(max(0, y - reach), min(rgb.shape[0], y + reach + 1))
        for column in range(max(0, x - reach), min(rgb.shape[1], x + reach + 1))
    ]
    mean = sum(near) / len(near)
    similar = np.abs(rgb.astype(float) - mean).max(axis=2) <= settings.tolerance + 1e-9
    similar[y, x] = True
    if not settings.is_contiguous:
        return similar
    piece = next(piece for piece in pieces(similar, SIDES) if (y, x) in piece)
    region = np.zeros_like(similar)
    region[tuple(np.array(piece).T)] = True
    return region
