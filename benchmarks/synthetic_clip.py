"""Frames that are drawn when they are read, and random networks, so that benchmarks need no files."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_sam2_network

HIERA_TINY = GroundingConfig(
    image_size=512,
    embed_dim=96,
    num_heads=1,
    stages=(1, 2, 7, 2),
    global_att_blocks=(5, 7, 9),
    window_pos_embed_bkg_spatial_size=(7, 7),
    window_spec=(8, 4, 14, 7),
)
MINIATURE = GroundingConfig(
    image_size=128,
    embed_dim=16,
    num_heads=1,
    stages=(1, 1, 2, 1),
    global_att_blocks=(3,),
    window_spec=(8, 4, 4, 2),
    d_model=32,
    mem_dim=8,
    memory_attention_layers=2,
    dim_feedforward=64,
    sam_mlp_dim=64,
    iou_head_hidden_dim=32,
)
NETWORKS = {"hiera-tiny": HIERA_TINY, "miniature": MINIATURE}


def random_network(config: GroundingConfig, seed: int = 0) -> nn.Module:
    """Random weights whose object score says "present", so that no mask is emptied."""
    torch.manual_seed(seed)
    network = build_sam2_network(config)
    with torch.no_grad():
        network.sam_mask_decoder.pred_obj_score_head.layers[-1].bias.fill_(5.0)
    return network


class SyntheticClip:
    """Disks that wander over a soft background. Nothing is kept between reads."""

    def __init__(self, frame_count: int, size_hw: tuple[int, int]) -> None:
        self._frame_count = frame_count
        self._size_hw = size_hw
        noise = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
        self._background = cv2.resize(noise, size_hw[::-1], interpolation=cv2.INTER_CUBIC)

    @property
    def frame_count(self) -> int:
        return self._frame_count

    @property
    def size_hw(self) -> tuple[int, int]:
        return self._size_hw

    def center_xy(self, object_index: int, frame_index: int) -> tuple[int, int]:
        height, width = self._size_hw
        x = (61 * object_index + 3 * frame_index) % (width - 40) + 20
        y = (97 * object_index + 2 * frame_index) % (height - 40) + 20
        return x, y

    def read_rgb(self, frame_index: int) -> RgbFrame:
        if not 0 <= frame_index < self._frame_count:
            raise IndexError(frame_index)
        frame = self._background.copy()
        for index in range(8):
            color = (40 + 25 * index, 255 - 30 * index, (90 * index) % 256)
            cv2.circle(frame, self.center_xy(index, frame_index), 18, color, -1)
        return frame

    def mask(self, object_index: int, frame_index: int) -> npt.NDArray[np.bool_]:
        canvas = np.zeros(self._size_hw, np.uint8)
        cv2.circle(canvas, self.center_xy(object_index, frame_index), 18, 1, -1)
        return canvas.astype(np.bool_)
