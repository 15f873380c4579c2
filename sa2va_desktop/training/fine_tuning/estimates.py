"""What a fine-tuning takes of memory and time, by arithmetic from the sizes of a checkpoint that is not loaded.

Shape letters: S tokens, D width, I inner width of a block, N masks. What is counted is what autograd keeps for the backward
pass. Nobody has compared it with what a process on a GPU really takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from sa2va_desktop.inference.checkpoint import RELEASED_MAX_TILES
from sa2va_desktop.inference.checkpoint_plan import GROUNDING_PREFIXES, PreparedCheckpoint
from sa2va_desktop.inference.expected_speed import encoder_operations, product_rate
from sa2va_desktop.inference.memory_sizes import GroundingSizes, LanguageSizes, VisionSizes
from sa2va_desktop.inference.model_sizes import sizes_of
from sa2va_desktop.inference.picture_tiles import choose_grid
from sa2va_desktop.modeling.internvl import InternvlConfig
from sa2va_desktop.training.fine_tuning.adapters import adapt
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, Method
from sa2va_desktop.training.fine_tuning.graph import training_dtype
from sa2va_desktop.training.fine_tuning.sample import TrainingSample

_RUNTIME_BYTES = {"cpu": 400 << 20, "cuda": 1 << 30, "mps": 1 << 30}
"""What libraries and the allocator take beside tensors."""
_MAIN_BYTES = 3 << 30
"""What a process that computes on a GPU takes of main memory, pictures included."""
_CHARACTERS_PER_TOKEN = 3.0
_PIXELS_PER_TOKEN = 28 * 28
"""Of the families that read pictures of any size."""
_EFFICIENCY = 0.35
"""What training is taken to reach of the speed of one large product; not measured."""


@dataclass(frozen=True)
class TrainedParts:
    """Numbers of weights."""

    total: int
    trained: int
    frozen_bytes: int

    @property
    def weight_bytes(self) -> int:
        """What is trained is float32."""
        return self.frozen_bytes + 4 * self.trained


@dataclass(frozen=True)
class SampleSizes:
    """Of one sample: tiles through the vision tower, tokens through the language model, masks, frames with masks."""

    tiles: float
    tokens: float
    masks: float
    frames: float


def count_parts(prepared: PreparedCheckpoint, config: FineTuningConfig, device: torch.device) -> TrainedParts:
    """What `open_graph` would hold; the prepared network gets its adapters, so it is good for nothing else afterwards."""
    dtype = training_dtype(config.schedule.precision, device)
    is_small = dtype != torch.float32 and config.adaptation.method is Method.LORA and device.type == "cuda"
    network = prepared.network
    total = sum(parameter.numel() for parameter in network.parameters())
    adapt(network, config.adaptation)
    trained = frozen = 0
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            trained += parameter.numel()
        else:
            frozen += parameter.numel() * (2 if is_small and not name.startswith(GROUNDING_PREFIXES) else 4)
    return TrainedParts(total, trained, frozen)


def sizes_of_samples(
    samples: Sequence[TrainingSample], prepared: PreparedCheckpoint, config: FineTuningConfig
) -> SampleSizes:
    """The largest of some samples, which decides about memory."""
    found = [_sample_sizes(sample, prepared, config) for sample in samples]
    return SampleSizes(
        *(max((getattr(each, name) for each in found), default=0.0) for name in SampleSizes.__annotations__)
    )


def _sample_sizes(
    sample: TrainingSample, prepared: PreparedCheckpoint, config: FineTuningConfig
) -> SampleSizes:
    words = sum(len(turn.question) + len(turn.answer) for turn in sample.turns) / _CHARACTERS_PER_TOKEN
    tiles = tokens = 0.0
    if sample.frames is not None:
        height, width = sample.frames.size_hw
        network = prepared.config
        if isinstance(network, InternvlConfig):
            columns, rows = choose_grid(
                width, height, tile_size=network.tile_size, max_tiles=_max_tiles(prepared)
            )
            tiles = len(sample.shown_frames) if sample.is_video else columns * rows + (columns * rows > 1)
            tokens = tiles * network.tile_tokens
        else:
            tiles = len(sample.shown_frames)
            tokens = tiles * height * width / _PIXELS_PER_TOKEN
    segs = sum(len(turn.objects) for turn in sample.turns)
    frames = min(config.losses.frames, len(sample.mask_frames)) if segs else 0
    return SampleSizes(
        tiles,
        min(words + 40 + tokens, config.max_tokens),
        (min(segs, config.losses.objects) if segs else 0) * frames,
        frames,
    )


def _max_tiles(prepared: PreparedCheckpoint) -> int:
    own = prepared.values.values.get("sa2va_desktop")
    found = own.get("max_tiles") if isinstance(own, dict) else None
    return found if isinstance(found, int) else RELEASED_MAX_TILES


# ---- memory


def activation_bytes(
    prepared: PreparedCheckpoint,
    sizes: SampleSizes,
    config: FineTuningConfig,
    device: torch.device,
    *,
    at_once: int,
) -> int:
    """What is kept between the passes for some samples, and what the libraries take."""
    model, is_lora = sizes_of(prepared), config.adaptation.method is Method.LORA
    width = 2 if training_dtype(config.schedule.precision, device) != torch.float32 else 4
    is_recomputed = config.schedule.checkpointing
    total = 0.0
    if model.language is not None:
        total += sizes.tokens * _language_bytes(
            model.language, width, is_lora=is_lora, is_recomputed=is_recomputed
        )
    if model.vision is not None:
        blocks = _vision_blocks(prepared)
        kept = blocks if not is_lora and not is_recomputed else 1
        total += sizes.tiles * model.vision.patches * _block_bytes(model.vision, width) * kept
    total += sizes.masks * _mask_bytes(model.grounding) + sizes.frames * model.grounding.feature_bytes
    return round(total * at_once) + model.grounding.encoder_bytes + _RUNTIME_BYTES.get(device.type, 0)


def _language_bytes(language: LanguageSizes, width: int, *, is_lora: bool, is_recomputed: bool) -> float:
    """Of one token in all layers."""
    heads = (language.heads + 2 * language.kv_heads) * language.head_width
    # Adapters keep an input of their own, after dropout, for each matrix.
    layer = (
        (13 * language.width + 3 * heads + 6 * language.inner_width)
        if is_lora
        else (6 * language.width + 3 * heads + 5 * language.inner_width)
    )
    kept = language.width * language.layers + layer if is_recomputed else layer * language.layers
    return float(kept * width)


def _block_bytes(vision: VisionSizes, width: int) -> float:
    return float((10 * vision.width + 3 * vision.inner_width) * width)


def _vision_blocks(prepared: PreparedCheckpoint) -> int:
    config = prepared.config
    return int(str(config.vision["num_hidden_layers"])) if isinstance(config, InternvlConfig) else 1


def _mask_bytes(grounding: GroundingSizes) -> float:
    """Of one mask in the decoder: two layers of two-way attention over all positions, and the upscaling to 4 times the side."""
    positions = (grounding.image_size // 16) ** 2
    attention = 14 * positions * grounding.d_model
    upscaled = 16 * positions * (grounding.d_model // 8) * 6 + 4 * positions * (grounding.d_model // 4) * 4
    return float(4 * (attention + upscaled))


def main_memory_bytes(parts: TrainedParts, device: torch.device) -> int:
    """Of the process beside the device; the state is gathered there when it is saved."""
    return 0 if device.type == "cpu" else _MAIN_BYTES + 12 * parts.trained


# ---- time


def seconds_of_sample(
    prepared: PreparedCheckpoint, sizes: SampleSizes, config: FineTuningConfig, device: torch.device
) -> float:
    """Of one training sample, from the operations in it and the speed of one product on the device."""
    model = sizes_of(prepared)
    is_lora = config.adaptation.method is Method.LORA
    counts = model.counts
    trained_factor = 4 if is_lora else 6  # forward 2, backward 2 for activations and 2 for weights
    operations = trained_factor * sizes.tokens * counts.language_blocks
    if model.vision is not None:
        operations += (2 if is_lora else 6) * counts.vision * sizes.tiles * model.vision.patches
    else:
        operations += (2 if is_lora else 6) * counts.vision * sizes.tokens * 4
    operations += sizes.frames * encoder_operations(prepared.config.grounding)
    operations += sizes.masks * 6 * 40 * model.grounding.d_model**2 * (model.grounding.image_size // 16) ** 2
    if config.schedule.checkpointing:
        operations *= 4 / 3
    return float(operations / (_rate(device, config) * _EFFICIENCY))


def _rate(device: torch.device, config: FineTuningConfig) -> float:
    if device.type != "cuda":
        return product_rate()
    dtype = training_dtype(config.schedule.precision, device)
    side = 4096
    left = torch.ones(side, side, device=device, dtype=dtype)
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    left @ left
    begin.record()
    for _ in range(5):
        left @ left
    end.record()
    torch.cuda.synchronize(device)
    return 5 * 2 * side**3 / (begin.elapsed_time(end) / 1000)
