"""Sizes of the small checkpoint: one record that builds every part and is written to its config.json."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sa2va_desktop.modeling.sam2_network import GroundingConfig


def nano_grounding() -> GroundingConfig:
    """The SAM 2 part at 192 pixels: 12 x 12 features, 48 x 48 mask logits."""
    return GroundingConfig(
        image_size=192,
        embed_dim=24,
        num_heads=1,
        stages=(1, 2, 3, 1),
        global_att_blocks=(4, 5),
        window_pos_embed_bkg_spatial_size=(7, 7),
        window_spec=(8, 4, 12, 6),
        d_model=128,
        mem_dim=64,
        memory_attention_layers=2,
        dim_feedforward=512,
        sam_mlp_dim=512,
        iou_head_hidden_dim=128,
        num_maskmem=4,
        max_obj_ptrs=4,
        multimask=False,
    )


@dataclass(frozen=True)
class NanoSizes:
    """Widths, depths and input sizes. `image_tokens` of one tile follow from the first four."""

    tile_px: int = 192
    patch_px: int = 16
    downsample_ratio: float = 0.5
    vision_width: int = 128
    vision_layers: int = 4
    vision_heads: int = 4
    vision_mlp: int = 384
    llm_width: int = 192
    llm_layers: int = 4
    llm_heads: int = 4
    llm_kv_heads: int = 2
    llm_mlp: int = 512
    grounding: GroundingConfig = field(default_factory=nano_grounding)

    @property
    def image_tokens(self) -> int:
        """Tokens that the language model sees of one tile."""
        return int((self.tile_px // self.patch_px) * self.downsample_ratio) ** 2

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> NanoSizes:
        """Read the `[sizes]` table of a training configuration; `grounding` is a table inside it."""
        given = dict(values)
        grounding = nano_grounding()
        if "grounding" in given:
            overrides = {k: tuple(v) if isinstance(v, list) else v for k, v in given.pop("grounding").items()}
            grounding = GroundingConfig(**{**_fields_of(grounding), **overrides})
        return cls(**given, grounding=grounding)


def _fields_of(config: GroundingConfig) -> dict[str, Any]:
    return {name: getattr(config, name) for name in config.__dataclass_fields__ if name != "unknown"}


def grounding_dict(config: GroundingConfig) -> dict[str, Any]:
    """The `grounding_encoder_config` of config.json."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in _fields_of(config).items()}
