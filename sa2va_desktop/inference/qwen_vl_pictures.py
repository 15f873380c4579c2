"""Pictures as the Qwen-VL towers read them: resized twice, cut into patches, normalised.

The published runtime resizes with its chat utility (Pillow) and once more with the native processor (antialiased
bicubic on bytes). Both are repeated here without either, to the byte: one grey level more or less moves the logits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.modeling.language_model import PictureGrid
from sa2va_desktop.modeling.qwen_vl import QwenVlConfig
from sa2va_desktop.translation import translate

_UTILITY_FACTOR = 28
"""The chat utility resizes to multiples of 28 even for towers whose own unit is 32."""
_UTILITY_PIXELS = (4 * 28 * 28, 16384 * 28 * 28)
_PROCESSOR_PIXELS = (512 * 28 * 28, 2048 * 28 * 28)
"""What the published predictor asks of the processor, for stills and for frames of a clip."""
_STEEPEST = 200


@dataclass(frozen=True)
class PatchLayout:
    """How a tower cuts pictures.

    Attributes:
        patch_size: side of a patch in pixels.
        merge: patches along each side of the square that becomes one image token.
        repeats: how often a still is repeated along time, because the towers read that many frames at once.
        mean, std: per channel, of values from 0 to 1.
    """

    patch_size: int
    merge: int
    repeats: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @classmethod
    def of(cls, config: QwenVlConfig) -> PatchLayout:
        return cls(
            patch_size=int(config.vision["patch_size"]),
            merge=config.merge,
            repeats=int(config.vision["temporal_patch_size"]),
            mean=config.pixel_mean,
            std=config.pixel_std,
        )

    @property
    def unit(self) -> int:
        """Side in pixels of what becomes one image token."""
        return self.patch_size * self.merge

    def grid(self, picture: Tensor) -> PictureGrid:
        """Patches of a resized picture (3, H, W) along time, height and width."""
        return 1, picture.shape[1] // self.patch_size, picture.shape[2] // self.patch_size

    def token_count(self, grid: PictureGrid) -> int:
        return grid[0] * grid[1] * grid[2] // self.merge**2


def fitted_size(width: int, height: int, *, unit: int, pixels: tuple[int, int]) -> tuple[int, int]:
    """The size nearest to (width, height) whose sides are multiples of `unit` and whose area is within `pixels`.

    Raises:
        UsageError: one side is more than 200 times the other; the published code refuses such pictures too.
    """
    if max(width, height) > _STEEPEST * min(width, height):
        raise UsageError(
            translate(
                "inference",
                "The picture is {0}x{1} pixels; this model reads pictures whose longer side is at most {2} times the shorter one.",
            ).format(width, height, _STEEPEST)
        )
    fewest, most = pixels
    columns, rows = max(1, round(width / unit)), max(1, round(height / unit))
    if columns * rows * unit**2 > most:
        shrink = math.sqrt(width * height / most)
        columns, rows = (max(1, math.floor(side / shrink / unit)) for side in (width, height))
    elif columns * rows * unit**2 < fewest:
        enlarge = math.sqrt(fewest / (width * height))
        columns, rows = (math.ceil(side * enlarge / unit) for side in (width, height))
    return columns * unit, rows * unit


def processed_size(width: int, height: int, *, unit: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(width, height) after the first and after the second resize.

    Raises:
        UsageError: see `fitted_size`.
    """
    first = fitted_size(width, height, unit=_UTILITY_FACTOR, pixels=_UTILITY_PIXELS)
    return first, fitted_size(*first, unit=unit, pixels=_PROCESSOR_PIXELS)


def resized_picture(rgb: RgbFrame, layout: PatchLayout) -> Tensor:
    """(H, W, 3) as displayed → (3, h, w) uint8 as the tower sees it; both sides are multiples of `layout.unit`.

    Raises:
        UsageError: see `fitted_size`.
    """
    height, width = rgb.shape[:2]
    first, second = processed_size(width, height, unit=layout.unit)
    picture = np.array(Image.fromarray(rgb).resize(first, Image.Resampling.BICUBIC))
    values = torch.from_numpy(picture).permute(2, 0, 1)[None]
    # Bytes on the CPU: the same call on floats rounds elsewhere and is up to 12 grey levels away.
    resized = torch.nn.functional.interpolate(
        values, size=(second[1], second[0]), mode="bicubic", antialias=True, align_corners=False
    )
    return resized[0].contiguous()


def picture_patches(picture: Tensor, layout: PatchLayout) -> Tensor:
    """(3, h, w) uint8 → (P, 3 * repeats * patch_size**2) float32 on the same device.

    Patches that become one token are neighbours; within a patch the order is channel, time, row, column.
    """
    mean = torch.tensor(layout.mean, device=picture.device).view(3, 1, 1) * 255
    std = torch.tensor(layout.std, device=picture.device).view(3, 1, 1) * 255
    values = (picture.float() - mean) / std
    _, rows, columns = layout.grid(picture)
    merge, size = layout.merge, layout.patch_size
    cells = values.reshape(3, rows // merge, merge, size, columns // merge, merge, size)
    cells = cells.permute(1, 4, 2, 5, 0, 3, 6)  # (token row, token column, row, column, 3, size, size)
    repeated = cells.unsqueeze(5).expand(-1, -1, -1, -1, -1, layout.repeats, -1, -1)
    return repeated.reshape(rows * columns, -1)
