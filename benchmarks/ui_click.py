"""A click on a frame that was encoded before, against `sam2`'s own image predictor: same weights, same picture, same point."""

from __future__ import annotations

import statistics
import sys
import time
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from machine import machine
from synthetic_clip import HIERA_TINY, SyntheticClip, random_network
from torch import Tensor, nn

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import ObjectPrompt, PointPrompt
from sa2va_desktop.inference.grounding import FeatureCache, GroundingModel, GroundingSession
from sa2va_desktop.inference.grounding.frame_input import frame_to_pixels
from sa2va_desktop.tasks import CancelToken

SIZE_HW = (1080, 1920)
REPEATS = 15


def measure_click() -> dict[str, Any]:
    """Interleaved pairs of one point with three candidates; median CPU seconds of each side and of their ratios."""
    torch.set_num_threads(1)
    network = random_network(HIERA_TINY)
    clip = SyntheticClip(1, SIZE_HW)
    ours = _our_click(network, clip)
    theirs = _their_click(network, clip)
    mine, other = ours(), theirs()
    difference = min(float((one != two).mean()) for one in mine for two in other)
    our_s, their_s = [], []
    for turn in range(REPEATS):
        for click, spent in ((ours, our_s), (theirs, their_s))[:: 1 if turn % 2 else -1]:
            start_s = time.process_time()
            click()
            spent.append(time.process_time() - start_s)
    ratios = sorted(one / two for one, two in zip(our_s, their_s))
    return {
        "what": "one point on a 1920x1080 frame that is encoded already, three candidate masks at picture size; ours "
        "end as run lengths, sam2's as boolean arrays; CPU time, one thread",
        "network": f"hiera-tiny, random weights, {HIERA_TINY.image_size} px input",
        "ours_ms": round(statistics.median(our_s) * 1000, 1),
        "sam2_ms": round(statistics.median(their_s) * 1000, 1),
        "ours_over_sam2": round(statistics.median(ratios), 3),
        "spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "nearest_candidates_differ_by": round(difference, 6),
        "target": "ours_over_sam2 <= 1.0",
        "machine": machine(),
    }


def _our_click(network: nn.Module, clip: SyntheticClip) -> Callable[[], list[np.ndarray]]:
    model = GroundingModel(network, HIERA_TINY)
    session = GroundingSession(model, clip, media_key="clip", cache=FeatureCache())
    prompt = ObjectPrompt(0, 0, points=(PointPrompt(_point(clip)),))
    masks = session.segment(prompt, CancelToken())
    decoded = [rle_to_mask(mask.rle) for mask in masks]

    def click() -> list[np.ndarray]:
        session.segment(prompt, CancelToken())
        return decoded

    return click


def _their_click(network: nn.Module, clip: SyntheticClip) -> Callable[[], list[np.ndarray]]:
    predictor = _image_predictor(network)
    side = HIERA_TINY.image_size
    predictor._bb_feat_sizes = [(side // 4, side // 4), (side // 8, side // 8), (side // 16, side // 16)]
    pixels = frame_to_pixels(clip.read_rgb(0), side, device=torch.device("cpu"), dtype=torch.float32)
    predictor._transforms.__class__.__call__ = lambda _self, _image: pixels[0]  # both sides see the same pixels
    predictor.set_image(clip.read_rgb(0))
    point = np.array([_point(clip)], np.float32) - 0.5

    def click() -> list[np.ndarray]:
        masks, _ious, _low = predictor.predict(point, np.array([1]), multimask_output=True)
        return [mask > 0 for mask in masks]

    return click


def _point(clip: SyntheticClip) -> tuple[float, float]:
    x, y = clip.center_xy(0, 0)
    return float(x), float(y)


def _image_predictor(network: nn.Module) -> Any:
    """The predictor wants torchvision only to resize and normalise the picture, which is done for it here."""
    stand_in = types.ModuleType("torchvision.transforms")
    for name in ("Normalize", "Resize", "ToTensor"):
        setattr(stand_in, name, _Nothing)
    sys.modules.setdefault("torchvision", types.ModuleType("torchvision"))
    sys.modules.setdefault("torchvision.transforms", stand_in)
    from sam2.sam2_image_predictor import SAM2ImagePredictor

    return SAM2ImagePredictor(network)


class _Nothing(nn.Module):
    def __init__(self, *_arguments: Any) -> None:
        super().__init__()

    def forward(self, picture: Tensor) -> Tensor:
        return picture
