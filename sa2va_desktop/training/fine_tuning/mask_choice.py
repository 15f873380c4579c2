"""Which masks of a sample are compared, and what they should be.

The published training repeats objects until there are five. A repeated mask is decoded once here and counts as often as
it would have been repeated, which is the same mean for less work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.training.fine_tuning.config import LossConfig
from sa2va_desktop.training.fine_tuning.encoding import EncodedSample
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingSample
from sa2va_desktop.translation import translate

TARGET_SIDE = 256
"""Masks are compared on a square of so many pixels: the released decoder's own resolution, finer than a small one's."""


@dataclass(frozen=True)
class ComparedMask:
    """One object on one frame.

    Attributes:
        seg: position in `EncodedSample.segs`.
        place: of the token whose state makes the mask.
        frame_index: of the clip.
        weight: how often it counts.
    """

    seg: int
    place: int
    frame_index: int
    weight: float


def choose_masks(
    sample: TrainingSample, encoded: EncodedSample, losses: LossConfig, rng: np.random.Generator
) -> list[ComparedMask]:
    """Objects and frames of one sample, subsampled or repeated to the configured numbers; a still has one frame."""
    if not encoded.segs:
        return []
    frames = sample.mask_frames
    segs = drawn(len(encoded.segs), losses.objects, rng)
    frame_weights = drawn(len(frames), losses.frames if sample.is_video else 1, rng)
    return [
        ComparedMask(
            seg, _place(sample, encoded.segs[seg].places, frames[frame]), frames[frame], float(times * count)
        )
        for seg, times in segs.items()
        for frame, count in frame_weights.items()
    ]


def drawn(available: int, wanted: int, rng: np.random.Generator) -> dict[int, int]:
    """Which of `available` things are taken, ascending, and how often, so that they are `wanted` in all."""
    times, rest = divmod(wanted, available)
    more = set(rng.choice(available, size=rest, replace=False).tolist()) if rest else set()
    counts = {index: times + (index in more) for index in range(available)}
    return {index: count for index, count in counts.items() if count}


def _place(sample: TrainingSample, places: tuple[int, ...], frame_index: int) -> int:
    """The token of a frame; of a frame that is not shown, that of the nearest one."""
    if len(places) == 1:
        return places[0]
    shown = sample.shown_frames
    nearest = min(range(len(shown)), key=lambda position: abs(shown[position] - frame_index))
    return places[min(nearest, len(places) - 1)]


def target_mask(sample: TrainingSample, object_index: int, frame_index: int) -> Tensor:
    """(TARGET_SIDE, TARGET_SIDE) float, 0 or 1, by nearest neighbour; empty where the object has no mask.

    Raises:
        SampleError: the mask is not of the picture's size.
    """
    rle = sample.objects[object_index].get(frame_index)
    if rle is None or rle.is_empty:
        return torch.zeros(TARGET_SIDE, TARGET_SIDE)
    assert sample.frames is not None  # objects have frames
    height, width = sample.frames.size_hw
    if rle.size_hw != (height, width):
        unequal = translate("training", "{0}: a mask of frame {1} is {2}x{3} pixels, the picture {4}x{5}.")
        raise SampleError(unequal.format(sample.place, frame_index, rle.width, rle.height, width, height))
    return torch.from_numpy(squeezed(rle_to_mask(rle))).float()


def squeezed(mask: BoolMask) -> BoolMask:
    """(H, W) → (TARGET_SIDE, TARGET_SIDE), the aspect ratio not kept."""
    rows, columns = (np.arange(TARGET_SIDE) * length // TARGET_SIDE for length in mask.shape)
    return mask[rows[:, None], columns]
