"""Tiles to the byte as recorded, and regions on the token grid."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
import torch
from PIL import Image
from support.golden_cases import SHIPPED

from sa2va_desktop.inference.picture_tiles import (
    choose_grid,
    normalise_tiles,
    region_cells,
    squeeze_frames,
    tile_still,
)

CHOICES = json.loads((SHIPPED / "tiling_grid.json").read_text())["grid"]


def test_every_recorded_size_gets_its_grid():
    ours = [[w, h, *choose_grid(w, h, tile_size=448, max_tiles=12)] for w, h, _, _ in CHOICES]

    assert len(CHOICES) > 100
    assert ours == CHOICES


@pytest.mark.parametrize(
    ("width", "height", "tile_count"), [(640, 480, 13), (1920, 1080, 9), (1024, 1024, 10), (100, 100, 1)]
)
def test_more_than_one_tile_brings_a_thumbnail(width: int, height: int, tile_count: int):
    rgb = np.zeros((height, width, 3), np.uint8)

    assert tile_still(rgb, tile_size=448, max_tiles=12).shape == (tile_count, 448, 448, 3)


def test_tiles_have_the_recorded_bytes():
    recorded = json.loads((SHIPPED / "preprocess.json").read_text())["portrait"]
    rgb = np.asarray(Image.open(SHIPPED / "images" / "portrait.png").convert("RGB"))

    tiles = tile_still(rgb, tile_size=448, max_tiles=12)

    assert [hashlib.sha256(tile.tobytes()).hexdigest() for tile in tiles] == recorded["tile_sha256"]


def test_the_thumbnail_comes_last_and_tiles_are_row_major():
    rgb = np.zeros((200, 400, 3), np.uint8)
    rgb[:100, :200], rgb[:100, 200:], rgb[100:, :200], rgb[100:, 200:] = 10, 20, 30, 40

    tiles = tile_still(rgb, tile_size=20, max_tiles=8)

    assert len(tiles) == 9
    assert [round(tile.mean() / 10) for tile in tiles[[0, 3, 4, 7]]] == [1, 2, 3, 4]
    assert round(tiles[-1].mean()) == 25


def test_one_tile_at_most_means_the_whole_picture_squeezed():
    rgb = np.random.default_rng(0).integers(0, 255, (50, 200, 3), np.uint8)

    still = tile_still(rgb, tile_size=32, max_tiles=1)

    assert np.array_equal(still, squeeze_frames([rgb], tile_size=32))


def test_normalised_values_are_those_of_imagenet():
    tiles = np.full((1, 2, 2, 3), 255, np.uint8)

    pixels = normalise_tiles(tiles, device=torch.device("cpu"), dtype=torch.float32)

    assert pixels.shape == (1, 3, 2, 2)
    assert pixels[0, :, 0, 0].tolist() == pytest.approx([2.248908, 2.428571, 2.64], abs=1e-5)


def test_a_region_is_cut_to_the_grid_by_nearest_neighbour():
    mask = np.zeros((8, 8), np.bool_)
    mask[2:4, 4:] = True  # grid row 1, columns 2 and 3

    cells = region_cells(mask, 4)

    assert np.argwhere(cells).tolist() == [[1, 2], [1, 3]]


def test_a_region_may_be_too_small_for_the_grid():
    mask = np.zeros((160, 160), np.bool_)
    mask[1, 1] = True

    assert not region_cells(mask, 16).any()
