"""How long a click and a tracked frame will take on a CPU, from the sizes of a SAM 2 network and a quick measurement."""

from __future__ import annotations

import functools
import time
from dataclasses import replace

import torch

from sa2va_desktop.inference.api import ExpectedSpeed
from sa2va_desktop.modeling.sam2_network import GroundingConfig
from sa2va_desktop.modeling.sam2_variants import SAM2_VARIANTS, variant_named
from sa2va_desktop.translation import translate

SMALLEST = "sam2.1_hiera_tiny"
"""The public network that is offered where a larger one is slow."""

_MEASURED_SIDE = 512
_MEASURED_TIMES = 30  # short products, because one of them is likely to run undisturbed on a busy machine
# What Hiera, and what memory attention with all that follows it, reach of the speed of one large product. Measured on
# one core with the tiny and the large network: 0.56 to 0.68 and 0.35 to 0.57.
_ENCODER_EFFICIENCY = 0.6
_MEMORY_EFFICIENCY = 0.45


def expected_speed(title: str, config: GroundingConfig, device: torch.device) -> ExpectedSpeed | None:
    """Seconds for a network of these sizes beside the smallest public one; None on a GPU, where nobody waits.

    The first call in a process measures the machine, in about a tenth of a second.
    """
    if device.type != "cpu":
        return None
    rate = product_rate()
    smallest = variant_named(SMALLEST)
    assert smallest is not None
    click_s, track_s = _seconds(config, rate)
    smaller_click_s, smaller_track_s = _seconds(smallest.config, rate)
    if encoder_operations(config) <= encoder_operations(smallest.config):
        return ExpectedSpeed(title, click_s, track_s)
    return ExpectedSpeed(
        title,
        click_s,
        track_s,
        smallest.title,
        smallest.released_name,
        smaller_click_s,
        smaller_track_s,
    )


def own_title(config: GroundingConfig) -> str:
    """What the SAM 2 part of a Sa2VA is called: the public network of its sizes."""
    for variant in SAM2_VARIANTS:
        sizes = replace(variant.config, has_solid_prompts=False, has_stable_single_mask=False)
        if replace(sizes, has_exact_colors=False) == config:
            return variant.title
    return translate("inference", "the model's own SAM 2")


def _seconds(config: GroundingConfig, rate: float) -> tuple[float, float]:
    """(first click on a frame, one object on one tracked frame)."""
    click_s = encoder_operations(config) / (rate * _ENCODER_EFFICIENCY)
    return click_s, click_s + memory_operations(config) / (rate * _MEMORY_EFFICIENCY)


@functools.cache
def product_rate() -> float:
    """Floating-point operations a second of one matrix product on the CPU with the threads that torch has now."""
    with torch.inference_mode():
        left = torch.ones(_MEASURED_SIDE, _MEASURED_SIDE)
        best = float("inf")
        for _ in range(_MEASURED_TIMES):
            start = time.perf_counter()
            left @ left
            best = min(best, time.perf_counter() - start)
    return 2 * _MEASURED_SIDE**3 / max(best, 1e-9)


def encoder_operations(config: GroundingConfig) -> float:
    """Multiplications and additions of Hiera and its neck on one frame."""
    side, dim = config.image_size // 4, config.embed_dim
    total = 2.0 * side**2 * dim * 3 * 7 * 7
    block = 0
    for stage, depth in enumerate(config.stages):
        for place in range(depth):
            grows = stage > 0 and place == 0
            window = config.window_spec[stage - grows]
            is_global = block in config.global_att_blocks
            total += _block_operations(side, dim, window=0 if is_global else window, grows=grows)
            if grows:
                side, dim = side // 2, dim * 2
            block += 1
        total += 2.0 * side**2 * dim * config.d_model
    return total


def _block_operations(side: int, dim: int, *, window: int, grows: bool) -> float:
    """One block: projections, attention within windows (0: everywhere) and the part after it."""
    padded = side if not window else -(-side // window) * window
    tokens, keys = padded**2, padded**2 if not window else window**2
    out = dim * 2 if grows else dim
    queries = tokens / 4 if grows else tokens
    kept = (side // 2 if grows else side) ** 2
    total = 2.0 * tokens * dim * 3 * out + 4.0 * queries * keys * out + 2.0 * queries * out * out
    total += 16.0 * kept * out * out
    return total + (2.0 * side**2 * dim * out if grows else 0.0)


def memory_operations(config: GroundingConfig) -> float:
    """Of memory attention with a full memory, for one object on one frame; the decoder is small beside it."""
    tokens, width, narrow = config.feature_size**2, config.d_model, config.mem_dim
    keys = tokens * config.num_maskmem
    own = 8.0 * tokens * width**2 + 4.0 * tokens**2 * width
    across = 4.0 * tokens * width**2 + 2.0 * keys * narrow * width + 2.0 * tokens * keys * (width + narrow)
    after = 4.0 * tokens * width * config.dim_feedforward
    return config.memory_attention_layers * (own + across + after)
