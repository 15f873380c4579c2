"""Pictures as SAM 2 sees them: squeezed to a square, normalised with constants that were rounded to bfloat16."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from sa2va_desktop.inference.api import RgbFrame

# ImageNet mean and std after rounding to bfloat16, which the published runtime does even in a float32 run.
_MEAN = (0.484375, 0.455078125, 0.40625)
_STD = (0.228515625, 0.2236328125, 0.224609375)


def frame_to_pixels(rgb: RgbFrame, image_size: int, *, device: torch.device, dtype: torch.dtype) -> Tensor:
    """Resize and normalise one frame for the image encoder.

    Args:
        rgb: (H, W, 3) uint8; the aspect ratio is not kept.
        image_size: side of the square input in pixels.

    Returns:
        (1, 3, image_size, image_size) of `dtype` on `device`.
    """
    square = Image.fromarray(rgb).resize((image_size, image_size), Image.Resampling.BICUBIC)
    pixels = torch.from_numpy(np.array(square)).to(device).permute(2, 0, 1).float() / 255
    mean = torch.tensor(_MEAN, device=device).view(3, 1, 1)
    std = torch.tensor(_STD, device=device).view(3, 1, 1)
    return ((pixels - mean) / std).to(dtype)[None]
