"""Pictures as the language model sees them: square tiles, normalised; and regions on the grid of image tokens.

Resizing is Pillow's bicubic, because the checkpoints were trained with it and other resamplers move the logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.inference.api import RgbFrame

Tiles = npt.NDArray[np.uint8]  # (T, S, S, 3)

_MEAN = (0.485, 0.456, 0.406)
_STD = (0.229, 0.224, 0.225)


def choose_grid(width: int, height: int, *, tile_size: int, max_tiles: int) -> tuple[int, int]:
    """Columns and rows of the tile grid whose shape is nearest to the picture's.

    Among equally near grids a larger one wins if the picture fills more than half of it.
    """
    best, best_distance = (1, 1), float("inf")
    for columns, rows in _grids(max_tiles):
        distance = abs(width / height - columns / rows)
        is_filled = width * height > 0.5 * tile_size**2 * columns * rows
        if distance < best_distance or (distance == best_distance and is_filled):
            best, best_distance = (columns, rows), distance
    return best


@lru_cache(maxsize=4)
def _grids(max_tiles: int) -> tuple[tuple[int, int], ...]:
    """All grids of at most that many tiles, smaller ones first."""
    grids = [
        (columns, rows)
        for columns in range(1, max_tiles + 1)
        for rows in range(1, max_tiles + 1)
        if columns * rows <= max_tiles
    ]
    return tuple(sorted(grids, key=lambda grid: grid[0] * grid[1]))


def tile_still(rgb: RgbFrame, *, tile_size: int, max_tiles: int) -> Tiles:
    """Cut a still: (T, S, S, 3) uint8, row-major; with more than one tile, a thumbnail of the whole comes last."""
    height, width = rgb.shape[:2]
    columns, rows = choose_grid(width, height, tile_size=tile_size, max_tiles=max_tiles)
    picture = Image.fromarray(rgb)
    resized = _resized(picture, columns * tile_size, rows * tile_size)
    tiles = resized.reshape(rows, tile_size, columns, tile_size, 3).swapaxes(1, 2)
    tiles = tiles.reshape(rows * columns, tile_size, tile_size, 3)
    if rows * columns > 1:
        tiles = np.concatenate((tiles, _resized(picture, tile_size, tile_size)[None]))
    return np.ascontiguousarray(tiles)


def squeeze_frames(frames: Sequence[RgbFrame], *, tile_size: int) -> Tiles:
    """One tile per video frame, the aspect ratio not kept: (T, S, S, 3) uint8."""
    return np.stack([_resized(Image.fromarray(rgb), tile_size, tile_size) for rgb in frames])


def normalise_tiles(tiles: Tiles, *, device: torch.device, dtype: torch.dtype) -> Tensor:
    """(T, S, S, 3) uint8 → (T, 3, S, S), computed in float32 and cast at the end."""
    pixels = torch.from_numpy(tiles).to(device).permute(0, 3, 1, 2).float() / 255
    mean = torch.tensor(_MEAN, device=device).view(3, 1, 1)
    std = torch.tensor(_STD, device=device).view(3, 1, 1)
    return ((pixels - mean) / std).to(dtype)


def region_cells(mask: BoolMask, grid_size: int) -> BoolMask:
    """(H, W) region → (grid_size, grid_size) bool of the image tokens in it, by nearest neighbour; may be empty."""
    values = torch.from_numpy(np.ascontiguousarray(mask, dtype=np.float32))[None, None]
    cells = torch.nn.functional.interpolate(values, size=(grid_size, grid_size), mode="nearest")
    return cells[0, 0].numpy() != 0


def _resized(picture: Image.Image, width: int, height: int) -> npt.NDArray[np.uint8]:
    return np.array(picture.resize((width, height), Image.Resampling.BICUBIC))
