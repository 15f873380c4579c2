"""A tiny random SAM 2 network, frames in memory, and the recorded cases, for tests of the grounding engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.inference.api import FrameMasks, RgbFrame
from sa2va_desktop.inference.grounding import GroundingModel
from sa2va_desktop.modeling.sam2_network import (
    GroundingConfig,
    build_mask_decoder,
    build_sam2_network,
    rename_checkpoint_key,
)

TINY_CONFIG = GroundingConfig(
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


def tiny_network(config: GroundingConfig = TINY_CONFIG, *, seed: int = 0) -> nn.Module:
    """Random weights with the memory made loud, so that a mistake in what is remembered shows in the masks."""
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        network = build_sam2_network(config)
        for name, parameter in network.named_parameters():
            if name.startswith(("memory_encoder", "memory_attention", "obj_ptr_proj", "obj_ptr_tpos_proj")):
                parameter.mul_(2.0)
            if name.endswith("gamma"):
                parameter.fill_(0.5)
            if name.startswith(("maskmem_tpos_enc", "no_obj_ptr", "no_mem_embed", "no_obj_embed_spatial")):
                parameter.normal_()
            if name.startswith("sam_mask_decoder.pred_obj_score_head"):
                parameter.mul_(4.0)
    return network


def tiny_model(config: GroundingConfig = TINY_CONFIG, *, has_tuned_decoder: bool = False) -> GroundingModel:
    tuned = None
    if has_tuned_decoder:
        with torch.random.fork_rng():
            torch.manual_seed(7)
            tuned = build_mask_decoder(config)
    return GroundingModel(tiny_network(config), config, tuned_decoder=tuned, key="tiny")


def embeddings(count: int, config: GroundingConfig = TINY_CONFIG, *, seed: int = 3) -> torch.Tensor:
    """(count, d_model) stand-ins for the language model's `[SEG]` embeddings."""
    return 3 * torch.randn(count, config.d_model, generator=torch.Generator().manual_seed(seed))


class ArrayFrames:
    """A frame provider over frames in memory that counts how often each was read."""

    def __init__(self, frames: Sequence[RgbFrame]) -> None:
        self._frames = frames
        self.reads = [0] * len(frames)

    @classmethod
    def read(cls, paths: Sequence[Path]) -> ArrayFrames:
        return cls([np.array(Image.open(path).convert("RGB")) for path in paths])

    @property
    def frame_count(self) -> int:
        return len(self._frames)

    @property
    def size_hw(self) -> tuple[int, int]:
        height, width = self._frames[0].shape[:2]
        return height, width

    def read_rgb(self, frame_index: int) -> RgbFrame:
        self.reads[frame_index] += 1
        return self._frames[frame_index]


def moving_square(frame_count: int, *, size_hw: tuple[int, int] = (96, 128), seed: int = 0) -> ArrayFrames:
    """A bright square that wanders over noise."""
    rng = np.random.default_rng(seed)
    height, width = size_hw
    frames = []
    for index in range(frame_count):
        frame = rng.integers(0, 60, (height, width, 3), dtype=np.uint8)
        left, top = (7 * index) % (width - 40), (5 * index) % (height - 40)
        frame[top : top + 40, left : left + 40] = (220, 180, 40)
        frames.append(frame)
    return ArrayFrames(frames)


def disk_mask(size_hw: tuple[int, int], center_xy: tuple[float, float], radius: float) -> npt.NDArray[np.bool_]:
    rows, columns = np.mgrid[: size_hw[0], : size_hw[1]]
    return (columns + 0.5 - center_xy[0]) ** 2 + (rows + 0.5 - center_xy[1]) ** 2 <= radius**2


def masks_by_frame(events: Iterable[FrameMasks], object_index: int = 0) -> dict[int, MaskRle]:
    """Run lengths of one object by frame."""
    return {
        event.frame_index: mask.rle
        for event in events
        for mask in event.masks
        if mask.object_index == object_index
    }


class RecordedTrace(dict[str, npt.NDArray[np.generic]]):
    """A trace sink that keeps everything."""

    def record(self, name: str, value: npt.NDArray[np.generic]) -> None:
        self[name] = value


def golden_model(folder: Path) -> GroundingModel:
    """The grounding part of a recorded checkpoint folder."""
    config = GroundingConfig.from_dict(
        json.loads((folder / "config.json").read_text(encoding="utf-8"))["grounding_encoder_config"]
    )
    with torch.device("meta"):
        network = build_sam2_network(config)
    prefix = "grounding_encoder.sam2_model."
    weights = {
        rename_checkpoint_key(key.removeprefix(prefix)): value.float()
        for key, value in load_file(folder / "model.safetensors").items()
        if key.startswith(prefix)
    }
    network.load_state_dict(weights, assign=True)
    return GroundingModel(network, config, key=folder.as_posix())
