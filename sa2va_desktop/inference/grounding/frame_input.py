"""Pictures as SAM 2 sees them: squeezed to a square and normalised."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from sa2va_desktop.inference.api import RgbFrame

# ImageNet's mean and std.
_MEAN = (0.485, 0.456, 0.406)
_STD = (0.229, 0.224, 0.225)
# The same after rounding to bfloat16, which the published Sa2VA runtime does even in a float32 run.
_ROUNDED_MEAN = (0.484375, 0.455078125, 0.40625)
_ROUNDED_STD = (0.228515625, 0.2236328125, 0.224609375)


def frame_to_pixels(
    rgb: RgbFrame, image_size: int, *, device: torch.device, dtype: torch.dtype, is_exact: bool = False
) -> Tensor:
    """Resize and normalise one frame for the image encoder.

    Args:
        rgb: (H, W, 3) uint8; the aspect ratio is not kept.
        image_size: side of the square input in pixels.
        is_exact: normalise as public SAM 2 does; else with the rounded constants of Sa2VA.

    Returns:
        (1, 3, image_size, image_size) of `dtype` on `device`.
    """
    square = Image.fromarray(rgb).resize((image_size, image_size), Image.Resampling.BICUBIC)
    pixels = torch.from_numpy(np.array(square)).to(device).permute(2, 0, 1).float() / 255
    mean = torch.tensor(_MEAN if is_exact else _ROUNDED_MEAN, device=device).view(3, 1, 1)
    std = torch.tensor(_STD if is_exact else _ROUNDED_STD, device=device).view(3, 1, 1)
    return ((pixels - mean) / std).to(dtype)[None]
