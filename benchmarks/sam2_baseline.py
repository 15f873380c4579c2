"""`sam2`'s own video predictor over the same weights and the same frames, as the yardstick of the grounding engine."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from sam2.sam2_video_predictor import SAM2VideoPredictor
from torch import Tensor, nn

from sa2va_desktop.inference.api import FrameProvider, ObjectPrompt
from sa2va_desktop.inference.grounding.frame_input import frame_to_pixels


def sam2_predictor(network: nn.Module) -> SAM2VideoPredictor:
    """The predictor of the `sam2` package with the parts and weights of `network`, post-processing off."""
    predictor: Any = copy.copy(network)
    # The predictor only adds methods and these four switches to the SAM2Base that the network already is.
    predictor.__class__ = SAM2VideoPredictor
    predictor.fill_hole_area = 0
    predictor.non_overlap_masks = False
    predictor.clear_non_cond_mem_around_input = False
    predictor.add_all_frames_to_correct_as_cond = False
    return predictor


def start_state(
    predictor: SAM2VideoPredictor, frames: FrameProvider, *, is_exact: bool = False, device: str = "cpu"
) -> dict[str, Any]:
    """Its inference state for frames that were decoded and resized by us; it wants all of them at once."""
    height, width = frames.size_hw
    pixels = torch.cat(
        [
            frame_to_pixels(
                frames.read_rgb(index),
                predictor.image_size,
                device=torch.device(device),
                dtype=torch.float32,
                is_exact=is_exact,
            )
            for index in range(frames.frame_count)
        ]
    )
    with patch("sam2.sam2_video_predictor.load_video_frames", return_value=(pixels, height, width)):
        return predictor.init_state("in memory")


def propagate(
    predictor: SAM2VideoPredictor, state: dict[str, Any], *, reverse: bool = False
) -> Iterator[tuple[int, list[int], Tensor]]:
    """Frame index, object ids and (N, 1, H, W) logits; the progress bar stays off."""
    with patch("sam2.sam2_video_predictor.tqdm", lambda frames, **_: frames):
        yield from predictor.propagate_in_video(state, reverse=reverse)


def add_prompt(predictor: SAM2VideoPredictor, state: dict[str, Any], prompt: ObjectPrompt) -> Tensor:
    """Mark an object; coordinates change from positions on the plane to pixel indices.

    Marks replace those that the frame had before, but its mask so far is given to the decoder again.

    Returns: (N, 1, H, W) logits of all objects on that frame.
    """
    if prompt.mask is not None:
        return predictor.add_new_mask(state, prompt.frame_index, prompt.object_index, prompt.mask)[2]
    box = None if prompt.box_xyxy is None else np.array(prompt.box_xyxy, np.float32) - 0.5
    points = np.array([point.point_xy for point in prompt.points], np.float32).reshape(-1, 2) - 0.5
    labels = np.array([point.label for point in prompt.points], np.int32)
    _, _, logits = predictor.add_new_points_or_box(
        state, prompt.frame_index, prompt.object_index, points=points, labels=labels, box=box
    )
    return logits
