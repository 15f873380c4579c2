"""The sizes that planning needs, read off a network that has no values yet."""

from __future__ import annotations

from typing import Any

from sa2va_desktop.inference.checkpoint_plan import PreparedCheckpoint
from sa2va_desktop.inference.memory_sizes import GroundingSizes, LanguageSizes, ModelSizes, VisionSizes
from sa2va_desktop.modeling.internvl import InternvlConfig
from sa2va_desktop.modeling.network import NetworkConfig
from sa2va_desktop.modeling.sam2_network import GroundingConfig


def sizes_of(prepared: PreparedCheckpoint) -> ModelSizes:
    """Of a checkpoint that may be loaded or not."""
    return ModelSizes(
        counts=prepared.plan.counts,
        grounding=grounding_sizes(prepared.config.grounding, decoders=1 + prepared.config.tuned_decoder),
        language=_language_sizes(prepared.network.language.decoder),
        vision=_vision_sizes(prepared.config),
    )


def grounding_sizes(config: GroundingConfig, *, decoders: int) -> GroundingSizes:
    """`decoders` is how many have weights of their own, each with features of its own."""
    return GroundingSizes(
        config.image_size, config.embed_dim, config.d_model, config.mem_dim, config.num_maskmem, decoders
    )


def _language_sizes(decoder: Any) -> LanguageSizes:
    config = decoder.config
    heads = int(config.num_attention_heads)
    return LanguageSizes(
        layers=len(decoder.layers),
        width=int(config.hidden_size),
        inner_width=int(config.intermediate_size),
        heads=heads,
        kv_heads=int(getattr(config, "num_key_value_heads", None) or heads),
        head_width=int(getattr(config, "head_dim", None) or config.hidden_size // heads),
    )


def _vision_sizes(config: NetworkConfig) -> VisionSizes | None:
    """None for towers that read pictures of any size, which are read one by one."""
    if not isinstance(config, InternvlConfig):
        return None
    return VisionSizes(
        width=int(config.vision["hidden_size"]),
        inner_width=int(config.vision["intermediate_size"]),
        patches=(config.tile_size // config.patch_size) ** 2 + 1,
        tokens=config.tile_tokens,
    )
