"""The InternVL families, one per language model: sizes from config.json, and the table of tensor names."""

from __future__ import annotations

import re
from functools import partial

from sa2va_desktop.inference.chat_templates import INTERNVL_MARKS, Dialect, find_template
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families.family import Family, StoredShapes
from sa2va_desktop.inference.families.grounding import SAM2_RULES, has_tuned_decoder, read_grounding_config
from sa2va_desktop.inference.families.internvl_language import (
    INTERNLM2,
    LLAMA,
    PHI3,
    QWEN2,
    QWEN3,
    LanguageKind,
    whole_divisor,
)
from sa2va_desktop.inference.picture_features import TileEncoder
from sa2va_desktop.inference.tensor_map import Rule, split_thirds
from sa2va_desktop.modeling.internvl import InternvlConfig, InternvlNetwork
from sa2va_desktop.translation import translate

_LAYER = r"vision_model\.encoder\.layers\.(\d+)\."
_NATIVE_LAYER = r"vision_model.encoder.layer.\1."


# What the published export leaves out equals the defaults of its class.
_VISION_DEFAULTS = {
    "hidden_size": 3200,
    "num_hidden_layers": 48,
    "num_attention_heads": 25,
    "intermediate_size": 12800,
    "image_size": 224,
    "patch_size": 14,
    "qkv_bias": False,
    "qk_normalization": True,
    "norm_type": "rms_norm",
    "layer_norm_eps": 1e-6,
    "hidden_act": "gelu",
}


def read_internvl_config(
    config: ConfigValues, stored_shapes: StoredShapes, *, kind: LanguageKind = QWEN2
) -> InternvlConfig:
    """Sizes of an InternVL checkpoint with that kind of language model."""
    config.choice("ps_version", ("v2",))
    config.whole("select_layer", low=-1, high=-1, default=-1)
    vision = config.section("vision_config").with_defaults(_VISION_DEFAULTS)
    language = config.section("llm_config")
    image_size = vision.whole("image_size", high=4096)
    tile_size = config.whole("force_image_size", high=4096, default=image_size)
    if tile_size != image_size:
        raise config.error("force_image_size", f"vision_config.image_size, {image_size}", tile_size)
    patch_size = vision.whole("patch_size", high=512)
    ratio = config.number("downsample_ratio", low=1 / 64, high=1.0, default=0.5)
    shuffle = round(1 / ratio)
    if tile_size % (patch_size * shuffle):
        raise config.error(
            "downsample_ratio",
            translate("inference", "a divisor of {0}/{1} patches").format(tile_size, patch_size),
            ratio,
        )
    return InternvlConfig(
        tile_size=tile_size,
        patch_size=patch_size,
        shuffle=shuffle,
        vision=_vision_arguments(vision, image_size, patch_size),
        language_class=kind.native,
        language=kind.arguments(language, stored_shapes),
        grounding=read_grounding_config(config),
        tied_head=kind.head_is_tied(language, stored_shapes),
        tuned_decoder=has_tuned_decoder(stored_shapes),
    )


def _vision_arguments(vision: ConfigValues, image_size: int, patch_size: int) -> dict[str, object]:
    return {
        "hidden_size": vision.whole("hidden_size", high=16384),
        "num_hidden_layers": vision.whole("num_hidden_layers", high=128),
        "num_attention_heads": whole_divisor(vision, "num_attention_heads"),
        "intermediate_size": vision.whole("intermediate_size", high=131072),
        "attention_bias": vision.flag("qkv_bias"),
        "use_qk_norm": vision.flag("qk_normalization"),
        "norm_type": vision.choice("norm_type", ("layer_norm", "rms_norm")),
        "layer_norm_eps": vision.number("layer_norm_eps", low=0.0, high=1.0),
        "hidden_act": vision.choice("hidden_act", ("gelu",)),
        "image_size": [image_size, image_size],
        "patch_size": [patch_size, patch_size],
    }


def _vision_rules() -> tuple[Rule, ...]:
    renamed = {
        r"attn\.proj\.(weight|bias)": r"attention.projection_layer.\2",
        r"attn\.([qk])_norm\.weight": r"attention.\2_norm.weight",
        r"norm1\.(weight|bias)": r"layernorm_before.\2",
        r"norm2\.(weight|bias)": r"layernorm_after.\2",
        r"ls([12])": r"lambda_\2",
        r"mlp\.(fc[12])\.(weight|bias)": r"mlp.\2.\3",
    }
    qkv = tuple(rf"{_NATIVE_LAYER}attention.{name}_proj.\2" for name in "qkv")
    embeddings = {
        "class_embedding": "cls_token",
        "position_embedding": "position_embeddings",
        "patch_embedding.weight": "patch_embeddings.projection.weight",
        "patch_embedding.bias": "patch_embeddings.projection.bias",
    }
    return (
        *(
            Rule(re.escape(f"vision_model.embeddings.{stored}"), (f"vision_model.embeddings.{native}",))
            for stored, native in embeddings.items()
        ),
        Rule(_LAYER + r"attn\.qkv\.(weight|bias)", qkv, split_thirds),
        *(Rule(_LAYER + stored, (_NATIVE_LAYER + native,)) for stored, native in renamed.items()),
    )


def _family(name: str, kind: LanguageKind) -> Family:
    return Family(
        name=f"internvl_{name}",
        wrapper="Sa2VAChatModel",
        language=kind.architecture,
        rules=(
            *_vision_rules(),
            Rule(r"(mlp1|text_hidden_fcs)\.(\d)\.(weight|bias)", (r"\1.\2.\3",)),
            *SAM2_RULES,
        ),
        config_rules=lambda config: kind.rules(config.language),
        ignorable=(r".*\.inv_freq",),
        read_config=partial(read_internvl_config, kind=kind),
        build=InternvlNetwork,
        read_dialect=lambda config, _folder, _options: Dialect(find_template(config), INTERNVL_MARKS),
        picture_encoder=TileEncoder,
    )


INTERNVL_FAMILIES = (
    _family("qwen2", QWEN2),
    _family("internlm2", INTERNLM2),
    _family("qwen3", QWEN3),
    _family("llama", LLAMA),
    _family("phi3", PHI3),
)
