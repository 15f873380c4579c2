"""The InternVL families: sizes from config.json, and the table of tensor names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sa2va_desktop.inference.chat_templates import INTERNVL_MARKS, Dialect, find_template
from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.families.family import Family
from sa2va_desktop.inference.families.grounding import SAM2_RULES, has_tuned_decoder, read_grounding_config
from sa2va_desktop.inference.picture_features import TileEncoder
from sa2va_desktop.inference.tensor_map import Rule, split_thirds
from sa2va_desktop.modeling.internvl import InternvlConfig, InternvlNetwork
from sa2va_desktop.translation import translate

_LM_HEAD = "language_model.lm_head.weight"
_EMBEDDING = "language_model.model.embed_tokens.weight"
_LAYER = r"vision_model\.encoder\.layers\.(\d+)\."
_NATIVE_LAYER = r"vision_model.encoder.layer.\1."


def read_internvl_config(config: ConfigValues, stored_shapes: Mapping[str, tuple[int, ...]]) -> InternvlConfig:
    """Sizes of an InternVL checkpoint with a Qwen2 language model."""
    config.choice("ps_version", ("v2",))
    config.whole("select_layer", low=-1, high=-1, default=-1)
    vision, language = config.section("vision_config"), config.section("llm_config")
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
        language=_qwen2_arguments(language, stored_shapes),
        grounding=read_grounding_config(config),
        tied_head=_head_is_tied(language, stored_shapes),
        tuned_decoder=has_tuned_decoder(stored_shapes),
    )


def _vision_arguments(vision: ConfigValues, image_size: int, patch_size: int) -> dict[str, object]:
    return {
        "hidden_size": vision.whole("hidden_size", high=16384),
        "num_hidden_layers": vision.whole("num_hidden_layers", high=128),
        "num_attention_heads": _heads(vision, "num_attention_heads"),
        "intermediate_size": vision.whole("intermediate_size", high=131072),
        "attention_bias": vision.flag("qkv_bias", default=True),
        "use_qk_norm": vision.flag("qk_normalization", default=False),
        "norm_type": vision.choice("norm_type", ("layer_norm", "rms_norm"), default="layer_norm"),
        "layer_norm_eps": vision.number("layer_norm_eps", low=0.0, high=1.0, default=1e-6),
        "hidden_act": vision.choice("hidden_act", ("gelu",), default="gelu"),
        "image_size": [image_size, image_size],
        "patch_size": [patch_size, patch_size],
    }


def _qwen2_arguments(language: ConfigValues, stored_shapes: Mapping[str, tuple[int, ...]]) -> dict[str, object]:
    embedding_shape = stored_shapes.get(_EMBEDDING, ())
    heads = _heads(language, "num_attention_heads")
    layers = language.whole("num_hidden_layers", high=256)
    return {
        "hidden_size": language.whole("hidden_size", high=65536),
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": language.whole("num_key_value_heads", high=heads, default=heads),
        "intermediate_size": language.whole("intermediate_size", high=262144),
        "rms_norm_eps": language.number("rms_norm_eps", low=0.0, high=1.0, default=1e-6),
        "hidden_act": language.choice("hidden_act", ("silu",), default="silu"),
        "max_position_embeddings": language.whole("max_position_embeddings", high=10_000_000, default=32768),
        # The tokens that were added last are in the tensor even where the config forgot them.
        "vocab_size": embedding_shape[0]
        if len(embedding_shape) == 2
        else language.whole("vocab_size", high=2_000_000),
        "rope_parameters": {"rope_type": "default", "rope_theta": _rope_theta(language)},
        "use_sliding_window": False,
        "layer_types": ["full_attention"] * layers,
    }


def _heads(section: ConfigValues, key: str) -> int:
    heads = section.whole(key, high=1024)
    width = section.whole("hidden_size", high=65536)
    if width % heads:
        raise section.error(key, translate("inference", "a divisor of hidden_size {0}").format(width), heads)
    return heads


def _rope_theta(language: ConfigValues) -> float:
    """Newer configs keep it in `rope_parameters`. Stretched contexts are refused, as none was released."""
    if "rope_parameters" in language and language.values["rope_parameters"] is not None:
        parameters = language.section("rope_parameters")
        parameters.choice("rope_type", ("default",), default="default")
        return parameters.number("rope_theta", low=1.0, high=1e12, default=10000.0)
    if language.values.get("rope_scaling") is not None:
        raise language.error("rope_scaling", "null", language.values["rope_scaling"])
    return language.number("rope_theta", low=1.0, high=1e12, default=10000.0)


def _head_is_tied(language: ConfigValues, stored_shapes: Mapping[str, tuple[int, ...]]) -> bool:
    """The file decides: a stored head is used. Without one, an explicit "not tied" makes it a missing tensor."""
    if _LM_HEAD in stored_shapes:
        return False
    return language.flag("tie_word_embeddings", default=True)


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


INTERNVL_QWEN2 = Family(
    name="internvl_qwen2",
    wrapper="Sa2VAChatModel",
    language="Qwen2ForCausalLM",
    rules=(
        *_vision_rules(),
        Rule(r"(mlp1|text_hidden_fcs)\.(\d)\.(weight|bias)", (r"\1.\2.\3",)),
        Rule(r"(language_model\..+)", (r"\1",)),
        *SAM2_RULES,
    ),
    ignorable=(r".*\.inv_freq",),
    read_config=read_internvl_config,
    build=InternvlNetwork,
    read_dialect=lambda config, _folder, _options: Dialect(find_template(config), INTERNVL_MARKS),
    picture_encoder=TileEncoder,
)
